"""The desk: what happens between a call, the household's wishes, and the rooms that know and act.

In: events of the engine, wishes of people.  Out: commands for the engine, call records, answers.
- `judging/`: from a call and the lists to a verdict.
- `lists/`: keeping, syncing and watching the lists of a running house.
- `calls/`: the switchboard and what serves it, one call at a time.
- `desk/`: all that command line and pages may ask; they import nothing else of this room.
Imports run in that order, from each folder to those above it in this list.  To add a service: one file with one
class or a few functions, given its rooms by `house.py`.
"""
