"""Lists: who is known, and what their list says of them.

In: text files (the household's own, the ones we ship, the ones other people share) and a number.
Out: every `Match`: which list knows the number, the entry as it was written, where a person finds it.
- `household/`: allow.txt and deny.txt, the user's own text, edited in place.
- `index/`: all other numbers, ten million of them, in one mapped file; its one face is `number_index`.
- `sync/`: shared lists, fetched, cleaned, kept, with a report of each look.
- `communities/`: asking those behind a list about a caller, and giving back.
- `formats/`, `exports/`: other people's files, one a file.
On top: `shipped` (what comes with us), `publishing` (what a household gives to others), `file_check` (files that a
person brings or takes away).  To add a list that ships with us: a file in `blocklists/`.  To add a format:
`formats/`.  To add a way to hand a list to another program: `exports/`.
"""
