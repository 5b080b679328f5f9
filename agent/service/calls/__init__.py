"""One call at a time: the switchboard, the flow it chose, and what both need while the call lasts.

In: the engine's events through `inbox`, verdicts through `ports`.  Out: commands for the engine (`engine_link`),
news of calls, lines and engine.  `switchboard` is the only owner of the calls in hand, so nothing here needs a
lock: `call_in_hand` is one of them, `flow_choice` and `family_flows` build its conversation, `wish_worker` does on
a thread of its own what a key asked for.  To add a conversation: a flow in `treat/`, and where it is chosen in
`flow_choice`.  To be told of what happens: one `listen` of the `fan_out` in `agent/house.py`, with a queue and a
thread of your own.  To show the house: `live` holds frozen copies, which `status_socket` shows to programs of this
computer.
"""
