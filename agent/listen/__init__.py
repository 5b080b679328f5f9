"""What the caller's audio sounds like: PCM in, what was heard out, no clock but the audio's own.

The field calls this AMD, answering machine detection, turned round: not whoever calls out, but whoever is called
finds out whether a person, a dialer that waits for one, a recording or a machine is at the other end.

In: 16-bit little-endian mono PCM at 8 or 16 kHz in pieces of any size, the moments our own
greetings start and end, and how many RTP packets came.  Out: `SpeechHeard`, `SpeechEnded`,
`SilenceHeard`, `ToneHeard`, `BargeInHeard` and, when asked or at the end, `Concluded`.
`listener.py` is the one to read first: it sends each 20 ms frame past every ear in turn.
To add an ear: one file with a class that is fed frames and answers with what it noticed, one
line in `Listener`, one line in the table of `conclusion.py` if it may settle what the caller is.
"""
