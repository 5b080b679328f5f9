"""SIP in pure Python, sans-I/O: bytes and a clock's reading in, events and bytes out (RFC 3261).

Strategy, as h11 has it for HTTP.  Nothing here opens a socket, reads a clock, starts a thread or logs: whoever
owns the sockets hands in what came, with its source and `now_seconds` (monotonic), takes what is to be sent,
and asks when something is due next.  So every race of the RFC is a script in a test, and no packet can do more
than make a value.

From the wire upwards, each file knowing only those before it:

`grammar` pieces of SIP's grammar → `headers` names and fields → `uri`, `name_addr`, `via` → `message` requests
and responses as values, and their bytes → `refusals` what is no request, with its status → `reading`, `stream`
bytes into messages → `responses` → `timers`, `transaction_tables`, `transaction`, `transactions` (RFC 3261 §17,
RFC 6026) → `dialog` (§12) → `user_agent` with its usages of an INVITE.

What holds everywhere:  any bytes make a value, never an exception.  Text is UTF-8 with every other byte kept as
a lone surrogate, so that it is sent on byte for byte; `agent.sip.edge_text.readable` makes it text for people.
State machines are tables keyed by (state, what happened).  Everything is capped in size and in number.  An
answer goes to where its packet came from; no name that a stranger wrote is ever looked up.  What can be read
with good will is read: a household's call must not vanish for a misplaced quote.
"""
