"""The engine on pjsua2: the only importer of its wheel, and everything that exists because of it.

In and out: the wire of `agent/sip/wire.py`, like every engine.  `engine` is the one thread; `endpoint` starts the
stack; `invite_gate`, `intake` and `no_busy_here` keep bursts from ending it; `deferred_release` keeps what it may
still be using; `line_account` and `line_call` are its account and its call.
"""
