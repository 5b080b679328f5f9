"""What the house remembers, in one SQLite file: calls with their whole explanation, calls made, permits.

In: `CallRecord`s to keep, questions about who called when, wishes that hold for a while.  Out: records,
facts for the rules, and what is in force.
Beside it `region_table`, a file of its own that is made once and only read: where every number lives.
Nothing committed is lost by a crash or a power cut (WAL, `synchronous=FULL`); a full, read-only or
damaged disk never costs a call: `PatientCallLog` keeps records in memory until it can write again.
To add a column: a field in `CallRecord` and a new migration at the end of `migrations.py`, with its
reason; migrations are never edited once shipped.  What other programs may read stands in `views.py`.
"""
