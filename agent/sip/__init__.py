"""The engine: the only room that speaks SIP, alone in a process of its own (`python -m agent.sip`).

In: commands of `agent/call/commands.py` over a socket pair.  Out: events of `agent/call/events.py`.
It decides nothing: it says who calls, does what it is told, and when the house falls silent it
answers nothing more and lets every phone ring.  To add a word: a dataclass in
`agent/call/`, and for a command one entry in the table of `calls.py` or of the engine.
"""
