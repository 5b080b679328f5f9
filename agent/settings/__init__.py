"""The house's settings: one file per section of `config.toml`, defaults in the struct only.

In: a table of `config.toml`.  Out: one frozen struct per section.
To add a section: one file, one struct, a docstring under each field.
"""
