"""Formats: one file for each way that somebody in the world writes a list of numbers.

In: the lines of a file.  Out: `ListEntry` and `BadLine`, in the order of the file, one at a time, so
that a list of any length fits in little memory.  A format is pure and never raises for what a
file may contain: what it cannot read is a `BadLine` that says why.
To add a format: one module with `NAME` and `parse(lines)`.
"""
