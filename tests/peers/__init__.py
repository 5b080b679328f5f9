"""Strangers on the line: SIP programs and sockets that are not ours, driven from tests.

A daemon that only ever meets its own test doubles proves little. Here are

- a box (`kamailio`), and a yardstick for speed (`kamailio_list`);
- telephones (`phone`: baresip; `raw_phone`: plain text);
- callers (`sipp`: somebody else's stack; `raw_sip`: plain text, quick and exact);
- an ear and a mouth for RTP (`rtp_ear`), and the question "is this recording that prompt?" (`correlation`).

Everything stays on 127.0.0.0/8, waits on events with a limit, and takes its processes along when it leaves.
`needs.require("sipp")` skips a test whose peer is not installed, and fails it where the variable CI is set.
"""
