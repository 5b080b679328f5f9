"""What the house says on the telephone, in French and in English.

Comes in: the language of the line, the country of the caller, the day of the call.
Goes out: a `Prompt` (its words, its version, the law it rests on) and the path of the WAV that says it.

- `catalogue`: every prompt, word for word; read this first.  Its words stand in `phrases` (sentences for the
  family), `pieces` (what numbers, hours and dates are made of) and `places` (where numbers come from).
- `choosing`: which prompt for this caller on this day.
- `speaking`, `spoken_number`: a caller, a moment, a count or a reason as prompts in a row, and as text.
- `joined`: a row of prompts as one WAV in a cache folder, to be played like any greeting.
- `recording`: where the sound of a prompt lies (the user's own wins), whether it is fit for the line.
- `tones`: the beep and the ring-back tone, in plain arithmetic.
- `render`: makes the shipped WAVs from the words; run by people who change a text, never by the daemon.

To add a prompt: write its words in both languages, run `python -m agent.prompts.render --missing`, listen to
the new files, and commit them together with the words.
To say it in your own voice: `tranquille prompts replace`, or put `<name>.<language>.wav` (8 kHz, mono,
16 bit) in the folder of your own prompts.
"""
