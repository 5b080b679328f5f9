"""What the house does with a call."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class LetRing:
    """Leave the call to the other phones: the house does nothing that could end the ringing."""

    name: str = "let-ring"


@dataclass(frozen=True, slots=True, kw_only=True)
class Reject:
    """Refuse the call before anybody answers."""

    name: str = "reject"
    sip_status: int = 607
    """Final response (RFC 8197 Unwanted by default): stops every phone of the house."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Announce:
    """Answer, ask politely to be taken off the caller's lists, hang up."""

    name: str = "announce"


@dataclass(frozen=True, slots=True, kw_only=True)
class Screen:
    """Answer and find out whether a person calls, before the family is disturbed."""

    name: str = "screen"


@dataclass(frozen=True, slots=True, kw_only=True)
class TakeMessage:
    """Answer and record what the caller wants to say."""

    name: str = "take-message"


Treatment = LetRing | Reject | Announce | Screen | TakeMessage

TREATMENTS: dict[str, Treatment] = {
    treatment.name: treatment for treatment in (LetRing(), Reject(), Announce(), Screen(), TakeMessage())
}
"""Every treatment by the name used in settings, on the command line and in records."""
