"""Other people's lists, one file per format: pure, streaming, tolerant.

In: an open, seekable binary file, and a `NumberReader` that knows the source's country.
Out: `Parsed` values in the order of the file: `ListEntry`, `DroppedEntry` (the source takes an
entry back), `HeaderLine` (what the list says of itself) and `BadLine` (why a line was left out).
A format never raises, whatever the bytes; a list that stops in the middle ends with a `BadLine`
whose `cut_short` is true.

To add one: a module with `NAME` (as in settings), `TITLE` (for people), `looks_like(head, name)`
(the first kilobytes and the file's name) and `parse(source, numbers)`, one entry in
`registry.FORMATS`, one sample in `tests/lists/formats/`.
Every number goes through `NumberReader`: `each` where a field may hold several, `exact` and `prefix` where
the format says which it is.
`source_text` reads lines and rows of any charset, `source_json` reads JSON piece by piece.
"""
