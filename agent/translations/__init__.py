"""What the house writes, in the reader's language.

In: sentences of `agent/call/sentence.py`, which every room makes in English, and who reads them (`language`).
Out: the same sentences in French, from `locale/fr/LC_MESSAGES/tranquille.po`, which people edit, and its
compiled form, which is read.  Command names, rules, settings and JSON are the same in every language.

To change a sentence: change it where it is said, run `make words`, and translate what it lists.  To add a
language: a folder beside `fr`, its code in `LANGUAGES` of `language`, and `make words`.
What the house *speaks* is `agent/prompts`.
"""
