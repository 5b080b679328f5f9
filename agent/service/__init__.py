"""The desk: everything the command line, the web pages and the timetable may ask of the house.

In: events of the engine, wishes of people.  Out: commands for the engine, call records, answers.
The switchboard is the only owner of the calls in hand, so nothing here needs a lock.
Lists: `list_sources` says what the index is made of, `list_index` opens or makes it, `list_keeper` keeps it
in step (`timetable` and `child_sync` with the sources, `index_watch` with the disk); the other `list_…`
files are one wish of a person each.
To add a service: one file with one class or a few functions, given its rooms by `house.py`.
"""
