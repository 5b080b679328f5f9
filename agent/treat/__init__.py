"""What to say and do on the line: a treatment and events in, commands out, and nothing else.

In: a verdict's treatment with its settings, then every event of the call.  Out: commands for the
engine, deadlines for the switchboard, and what was done, as a sentence for the record.
To add a treatment: a frozen dataclass in `agent/call/treatment.py`, a flow of its own file here that
keeps the promise of `flow.py`, and one line in the switchboard's choice of flows.
"""
