"""The command line: one command per file, each reads its words, asks `service` once, shows the answer.

In: arguments.  Out: text for a person, or with `--json` one JSON value for a program; exit code 2 and
one sentence for what the user can fix.  To add a command: a file with a function of its own name, and
its name in `COMMANDS` of `main.py`.  Everything that came over the telephone line goes through `safe`.
What a person reads is a sentence (`say`), which `styled` and its like put into the reader's language.
"""
