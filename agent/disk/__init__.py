"""Files that are always whole: any room that replaces one does it here.

In: a path and what is to stand there.  Out: the old file or the new one, never half of either, and on the disk
when the call returns.  `whole_file` writes aside and puts in place, and locks a folder for one writer;
`safe_file` does so for small files that people also edit, and tells one state of a file from the next.
"""
