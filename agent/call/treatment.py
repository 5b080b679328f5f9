"""What the house does with a call."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class LetRing:
    name: str = "let-ring"


@dataclass(frozen=True, slots=True, kw_only=True)
class Reject:
    name: str = "reject"
    sip_status: int = 607
    """Final response (RFC 8197 Unwanted by default): stops every phone of the house."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Announce:
    name: str = "announce"


@dataclass(frozen=True, slots=True, kw_only=True)
class Screen:
    name: str = "screen"


@dataclass(frozen=True, slots=True, kw_only=True)
class TakeMessage:
    name: str = "take-message"


Treatment = LetRing | Reject | Announce | Screen | TakeMessage

TREATMENTS: dict[str, Treatment] = {
    treatment.name: treatment
    for treatment in (LetRing(), Reject(), Announce(), Screen(), TakeMessage())
}
"""Every treatment by the name used in settings, on the command line and in records."""
