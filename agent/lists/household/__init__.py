"""The household's own two lists: text files that people edit by hand and programs edit in place.

In: allow.txt and deny.txt, and a caller.  Out: every `Match` with the line as it was written.
`household_lists` holds both and follows changes, `list_file` reads and edits one, `entry_text` says what one line
means, `kept_text` changes a text without touching a byte of what people wrote.
"""
