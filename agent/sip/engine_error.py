"""What a SIP stack would not do, told the same way whichever stack it is."""


class EngineError(Exception):
    """The stack refused; the text says why, for a person."""


class NoRoom(EngineError):
    """The stack holds as many calls as it can: there may be room once one of them has ended."""
