"""The sound of a call in plain Python, without sockets, clocks or threads: RTP, G.711, keys, mixing, pacing.

In: datagrams with where they came from, and `now_seconds` (monotonic).  Out: datagrams with where they go; PCM.

The strategy.  Sound stays as it came, one byte a sample (`g711_frames`), for as long as possible: the jitter
buffer (`receive`) orders, conceals and fades coded bytes by tables; only an ear, a recording or a mix decodes, and
once for all of them (`heard_frame`).  Two legs that are bridged are relayed packet by packet (`bridge`), without
waiting or decoding, unless something else must be heard with it.  All calls send on one clock (`clock`).
Nothing from outside is believed: who may send is decided first (`symmetric_rtp`), any bytes are read without an
exception (`rtp`, `rtcp`, `dtmf`), and whatever is kept has a limit in count and size.
Begin with `session`: a `MediaSession` is one leg's sound, and all that an engine needs beside `clock.MediaClock`.
"""
