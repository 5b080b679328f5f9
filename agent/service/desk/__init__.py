"""All that the command line and the pages may ask of the house, one wish of a person a file.

In: settings and what a person typed.  Out: answers as values, and `UserError` with one sentence and the way out.
To add a wish: a file with one function or small class here, and a command or page that reads input, calls it once
and shows the result.
"""
