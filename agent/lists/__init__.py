"""Lists: who is known, and what their list says of them.

In: text files (the household's own, the ones we ship, the ones other people share) and a number.
Out: every `Match`: which list knows the number, the entry as it was written, where a person finds it.
The household's own lists are `household_lists` over two files that people edit by hand: `entry_text`
says what one line means, `list_file` reads and edits in place.
Shared lists are `subscriptions` (what the house has of them: `subscribed`): `sync` looks at one source
(`obtain` gets the file, `formats/` reads it, `hygiene` says what may stay), and every look leaves a
`sync_report` that a person can read.
To add a list that ships with us: a file in `blocklists/`.  To add a format: `formats/`.  To add a way
to hand a list to another program: `exports/`.
"""
