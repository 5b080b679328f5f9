"""Sound as a telephone line carries it: any room may use this, and nothing here knows a call.

In and out: PCM (16 bit, mono, 8 kHz unless a name says otherwise), its A-law form (`g711`), and WAV files, which
no other room reads or writes.  `wav_file` reads whatever a telephone or recorder wrote, also what was cut off in
the middle; `wav_writing` writes ours; `loudness` says how loud a person hears it, `resample` changes the rate,
`rates` holds the line's own.
"""
