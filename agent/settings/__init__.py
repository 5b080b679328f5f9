"""What the household can set: config.toml becomes frozen values, one file per [section].

In: a TOML file, or none.  Out: `Settings`, whole and checked, or one `UserError` sentence that names
the section, the setting, its value and the way out.  Defaults stand in the structs and nowhere else.
To add a setting: a field with a default and a docstring in its section's file, and a line in
`config.example.toml`.  To add a section: one file with one struct, one field in `settings.py`.
Passwords never enter a repr, a log line or an error.
"""
