"""How much the engine in Python takes on; known without loading it."""

CALLS_LIMIT = 64
"""Legs at once.  More than a household ever has; a bound all the same, so that nobody can fill the memory."""
LINES_LIMIT = 64
