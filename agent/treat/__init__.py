"""What to say and do on the line: a treatment and events in, commands out, and nothing else.

In: a verdict's treatment with its settings, then every event of the call.  Out: commands for the
engine, deadlines for the switchboard, and what was done, as a sentence for the record.

Towards the caller the house is a UAS (RFC 3261 §6): `letting_ring` sends 180 and leaves the answer to another
branch of the forked INVITE, `rejecting` sends a final response, all others answer with 200 OK or, for early
media, 183.  Towards the family's phones it is a UAC.  On a line with `kind = "front"`, `ringing_in_front` makes
both one: a B2BUA, whose two dialogs share nothing but their sound and their keys; `putting_through` does the same
for a caller who was answered before.  A leg is the dialog with one of these phones.  `screening` and the first
seconds of `talking` act on what `listen/` concludes (AMD).  Transactions, retransmissions and their timers are
the engine's business.

To add a treatment: a frozen dataclass in `agent/call/treatment.py`, a flow of its own file here that
keeps the promise of `flow.py`, and one line in the switchboard's choice of flows.
"""
