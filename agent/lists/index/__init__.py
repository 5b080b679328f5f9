"""Ten million numbers in one mapped file, answered in microseconds; `number_index` is its one face.

In: the entries of all lists.  Out: every `Match` of a number.  `build` makes the file (`intake`, `columns`,
`sort`, `entry_codes`, `write`), `number_index` reads it (`pages`, `meanings`); both know
its layout from `file_format`.
"""
