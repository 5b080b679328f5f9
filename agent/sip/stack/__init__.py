"""SIP in pure Python, sans-I/O: bytes and a clock's reading in, events and bytes out (RFC 3261).

Strategy, as h11 has it for HTTP.  Nothing here opens a socket, reads a clock, starts a thread or logs: whoever
owns the sockets hands in what came, with its source and `now_seconds` (monotonic), takes what is to be sent,
and asks when something is due next.  So every race of the RFC is a script in a test, and no packet can do more
than make a value.

From the wire upwards, each file knowing only those before it:

1. words: `grammar` → `headers` → `uri`, `name_addr`, `hop`, `via`
2. messages: `message` values and their bytes → `refusals` what is none, with its status → `reading` a datagram,
   `stream` a connection → `responses`, `requests`
3. transactions (RFC 3261 §17, RFC 6026): `timers`, `transaction_tables`, `transaction`, `schedule`,
   `transaction_events` → `transaction_run` does what the tables say → `transactions`, the layer
4. calls (§12–§15): `dialog` → `call_table`, `call`, `call_events`, `abilities` → `call_run` does what the table
   says → `in_dialog`, `arrivals` → `user_agent`, which its owner holds

What holds everywhere:  any bytes make a value, never an exception.  Text is UTF-8 with every other byte kept as
a lone surrogate, so that it is sent on byte for byte; `agent.sip.edge_text.readable` makes it text for people.
State machines are tables keyed by (state, what happened).  Everything is capped in size and in number.  An
answer goes to where its packet came from; no name that a stranger wrote is ever looked up.  What can be read
with good will is read: a household's call must not vanish for a misplaced quote.
"""
