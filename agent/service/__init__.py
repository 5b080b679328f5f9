"""The desk: everything the command line, the web pages and the timetable may ask of the house.

In: events of the engine, wishes of people.  Out: commands for the engine, call records, answers.
The switchboard is the only owner of the calls in hand, so nothing here needs a lock.
To add a service: one file with one class or a few functions, given its rooms by `house.py`.
"""
