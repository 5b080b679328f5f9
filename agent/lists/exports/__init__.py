"""Our lists in other programs' words, one file per format.

In: list entries, an open binary file, a title.  Out: the file written, and `Written`: how many
entries went in and how many the other format has no word for.
To add one: a module with `NAME`, `TITLE` and `write(entries, out, title)`, one entry in
`registry.EXPORTS`, one round trip in `tests/lists/exports/`.
"""
