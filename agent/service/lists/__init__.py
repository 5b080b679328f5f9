"""Keeping the lists of a running house: what the index is made of, when sources are asked, who was wrong.

In: settings, the clock.  Out: a number index on the disk, and a new one for the switchboard when it changed.
`sources` says what the index is made of, `index` opens or makes it, `keeper` keeps it in step: with the sources
(`timetable`, `child_sync` and the process it starts, `sync_child`) and with the disk (`index_watch`).
`mistakes` counts what good and harm each list did; `communities`, `give_back` speak with those behind the lists.
"""
