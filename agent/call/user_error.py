"""The one kind of mistake that a person can fix, told in one sentence."""


class UserError(Exception):
    """Something a person can put right; its text is one clear sentence that names the way out."""
