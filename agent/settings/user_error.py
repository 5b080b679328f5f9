"""What a person can put right: said in one clear sentence, never as a traceback."""


class UserError(Exception):
    """Names the thing, the value and the way out."""
