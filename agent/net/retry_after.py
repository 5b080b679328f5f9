"""Reads how long a server asks to be left alone."""

import email.utils
from datetime import UTC, datetime

_LONGEST_RETRY_AFTER_SECONDS = 7 * 24 * 3600.0


def retry_after_seconds(text: str, now: datetime) -> float:
    """What a Retry-After header asks for (RFC 9110 §10.2.3), at most a week; 0 when unreadable."""
    text = text.strip()
    if text.isascii() and text.isdigit():
        return min(float(text[:9]), _LONGEST_RETRY_AFTER_SECONDS)
    try:
        at = email.utils.parsedate_to_datetime(text)
    except (ValueError, OverflowError):
        return 0.0
    at = at if at.tzinfo else at.replace(tzinfo=UTC)
    return min(max((at - now).total_seconds(), 0.0), _LONGEST_RETRY_AFTER_SECONDS)
