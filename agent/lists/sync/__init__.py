"""Shared lists, from their source to a clean copy in the house.

In: a source's settings and what was kept of it.  Out: a kept list in our plain format, and a report that a person
can read.  `one_list` looks at one source: `obtain` gets the file, `formats/` reads it, `hygiene` says what may
stay, `normalised` keeps it.  `subscriptions` looks at all of them, `subscribed` says what the house has.
"""
