"""Labelled telephone calls made from voices and noises anyone can install: `python -m tests.corpus OUT_DIR`.

In: a seed and a split.  Out: `Call` values, each a caller who reacts to the house, or WAV files with labels.
Nothing heard in the `tune` split is heard in the `test` split: voices, noises and music are shared out.
To add a kind of call: a function in `people.py`, `dialers.py` or `machines.py`, one line in its table.
"""
