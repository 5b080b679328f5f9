"""Files that are always whole: nobody but this room writes one.

In: a path and what is to stand there.  Out: the old file or the new one, never half of either, and on the disk
when the call returns.  `whole_file` writes aside and puts in place; `locks` keeps a folder to one writer;
`fingerprint` reads small files that people also edit, and tells one state of a file from the next.
"""
