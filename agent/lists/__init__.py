"""Allow, deny and shared lists: reading, fetching, guarding and keeping them.

In: files, addresses of lists, what the user types.  Out: one immutable index of numbers, and a
report of every sync that a person can read.
To add a list format: see `agent/lists/formats/`.  To add an export: see `agent/lists/exports/`.
"""
