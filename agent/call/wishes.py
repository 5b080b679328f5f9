"""What somebody in the house asks for by a key, in a call or in the menu, to be done to the house's notes.

`DenyCaller` and `AllowCaller` speak of the call they are pressed in; the menu's wishes speak of calls that
are over, and each of these is answered with a `Told`.
"""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class DenyCaller:
    """Put this call's number on the deny list."""

    call_id: str


@dataclass(frozen=True, slots=True)
class AllowCaller:
    """Put this call's number on the allow list."""

    call_id: str


@dataclass(frozen=True, slots=True)
class TellLast:
    """Say who called last, when, what was done and why."""

    call_id: str


@dataclass(frozen=True, slots=True)
class DenyLast:
    """Put the last caller on the deny list."""

    call_id: str
    number: str | None = None
    """The number that was told, so that a call in between changes nothing; empty when that call had none.
    None: whoever called last."""


@dataclass(frozen=True, slots=True)
class AllowLast:
    """Put the last caller on the allow list, and off the deny list."""

    call_id: str
    number: str | None = None
    """The number that was told; empty and None as in `DenyLast`."""


@dataclass(frozen=True, slots=True)
class PermitNext:
    """Let the next call through, whoever it is."""

    call_id: str


@dataclass(frozen=True, slots=True)
class PauseScreening:
    """Screen nobody for an hour."""

    call_id: str


@dataclass(frozen=True, slots=True)
class TellToday:
    """Say who called today."""

    call_id: str


@dataclass(frozen=True, slots=True)
class HearMessage:
    """Play a message that a caller left."""

    call_id: str
    message: str = ""
    """The one to play, by the name it was told under; empty for the newest."""
    following: bool = False
    """True to play the message before that one, which is older."""


@dataclass(frozen=True, slots=True)
class DeleteMessage:
    """Erase this message, and play the next older one."""

    call_id: str
    message: str


@dataclass(frozen=True, slots=True)
class CountWrongCode:
    """Somebody typed a wrong code: after a few, the menu stays shut for a while."""

    call_id: str


MenuWish = (
    TellLast
    | DenyLast
    | AllowLast
    | PermitNext
    | PauseScreening
    | TellToday
    | HearMessage
    | DeleteMessage
    | CountWrongCode
)
Wish = DenyCaller | AllowCaller | MenuWish


@dataclass(frozen=True, slots=True)
class Told:
    """The house's answer to a wish of the menu; not from the engine, and never on the wire."""

    call_id: str
    answers: MenuWish
    sound: str
    """Path of the WAV that says it; empty when there is nothing to say."""
    about: str = ""
    """The number that was told, or the name of the message; empty when there is none."""
