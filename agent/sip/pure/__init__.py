"""The engine in Python: sockets, one loop and timers around `agent/sip/stack/` (SIP) and `agent/sip/media/` (RTP).

In and out: the wire of `agent/sip/wire.py`, like every engine.  `engine` is the one thread, `poller` what it waits
with; `udp_way` and `stream_ways` carry SIP; `line` is a line with its user agent, `line_registering` its REGISTER;
`line_calls` and `line_call` make its calls legs, `dialling` calls telephones; `media_room` owns the RTP sockets,
`leg_sound` what is done with a leg's sound.  No name that a caller wrote is ever looked up: answers go to where
packets come from, and `names` asks for the household's own servers and telephones only.
"""
