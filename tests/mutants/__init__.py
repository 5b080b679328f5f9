"""Which single change of the code does no test notice?  `make mutants ROOM=treat` says.

`changes` makes the changes, `trials` runs a changed file's tests, each time in a copy of the tree, and `__main__`
shows what survived.  It is our own because mutmut leaves the tables of a module alone, where this house keeps its
policy, and cosmic-ray writes into the work tree itself and tries ten operators for every minus.
"""
