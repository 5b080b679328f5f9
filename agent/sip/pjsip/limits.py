"""How much the wheel of pjsua2 can hold; known without loading it."""

CALLS_LIMIT = 4
"""PJSUA_MAX_CALLS of the wheel; asking for more is silently ignored."""
LINES_LIMIT = 8
"""PJSUA_MAX_ACC of the wheel; one more account aborts the process."""
