"""What came from the network becomes text here, once, so that everything behind it can be said and kept.

SIP is UTF-8 (RFC 3261 §25.1), but old exchanges and boxes write names in Windows-1252.  pjsua2 hands both on
as text in which each byte that is not UTF-8 is a lone surrogate (PEP 383): no wire and no file takes that.
"""


def readable(text: str) -> str:
    """The text of these bytes: as UTF-8, else as Windows-1252, whose few undefined bytes become U+FFFD."""
    if _is_whole(text):
        return text
    return bytes_of(text).decode("windows-1252", "replace")


def bytes_of(text: str) -> bytes:
    """The bytes that pjsua2 read this text from; a character that came from no byte is a `?`."""
    try:
        return text.encode("utf-8", "surrogateescape")
    except UnicodeEncodeError:
        return text.encode("utf-8", "replace")


def byte_for_byte(text: str) -> str:
    """The same bytes with one character for each (ISO 8859-1): fit to travel, and to become bytes again."""
    return bytes_of(text).decode("iso-8859-1")


def _is_whole(text: str) -> bool:
    try:
        text.encode()
    except UnicodeEncodeError:
        return False
    return True
