"""The people behind some lists: asked about a caller nobody knows, and told what the household found.

In: a number, and the household's consent in its settings.  Out: a `Match` in the time a caller waits, or a report
sent.  One file a community (`phoneblock`, `saracroche`); `online_check` asks, `waiting_reports` keeps what is to
be sent.
"""
