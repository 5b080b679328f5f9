"""Tranquille: a doorkeeper for a home telephone line.

How a call walks through the house, room by room:

    sip       an INVITE arrives in the engine's process      -> IncomingCall
    identify  who says they call, and whom we believe        -> Caller
    service   the switchboard adds lists, history, the hour  -> CallFacts
    decide    the house rules, in one commented order        -> Verdict, always with a reason
    treat     what to say and do on the line                 -> commands for the engine
    listen    what the caller's audio sounds like            -> heard events for the flow
    store     the call record, enough to explain it later

Under all of them lies the ground that any room may use: `call` (the words), `sound`, `net`, `disk`.
A sentence for the person at home is made in English wherever it arises (`call/sentence.py`) and read in their
language (`translations`).  Rooms named with a verb think and touch nothing; rooms named with a noun touch the
world.
Whatever breaks, the phone rings.
"""

__version__ = "0.2.0"
