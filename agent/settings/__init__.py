"""config.toml as frozen structs, one file per section; defaults and their reasons live only there.

In: a TOML table.  Out: one struct a section.  To add a setting: a field with a default and a
docstring that gives the default's reason; an unknown key is an error that lists the known ones.
"""
