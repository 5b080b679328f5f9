"""What somebody in the house asks for by a key, in a call or in the menu, to be done to the house's notes.

`DenyCaller` and `AllowCaller` speak of the call they are pressed in; the menu's wishes speak of calls that
are over, and each of these is answered with a `Told`.
"""

import msgspec


class DenyCaller(msgspec.Struct, frozen=True):
    """Put this call's number on the deny list."""

    call_id: str


class AllowCaller(msgspec.Struct, frozen=True):
    """Put this call's number on the allow list."""

    call_id: str


class TellLast(msgspec.Struct, frozen=True):
    """Say who called last, when, what was done and why."""

    call_id: str


class DenyLast(msgspec.Struct, frozen=True):
    """Put the last caller on the deny list."""

    call_id: str
    number: str | None = None
    """The number that was told, so that a call in between changes nothing; empty when that call had none.
    None: whoever called last."""


class AllowLast(msgspec.Struct, frozen=True):
    """Put the last caller on the allow list, and off the deny list."""

    call_id: str
    number: str | None = None
    """The number that was told; empty and None as in `DenyLast`."""


class PermitNext(msgspec.Struct, frozen=True):
    """Let the next call through, whoever it is."""

    call_id: str


class PauseScreening(msgspec.Struct, frozen=True):
    """Screen nobody for an hour."""

    call_id: str


class TellToday(msgspec.Struct, frozen=True):
    """Say who called today."""

    call_id: str


class HearMessage(msgspec.Struct, frozen=True):
    """Play a message that a caller left."""

    call_id: str
    message: str = ""
    """The one to play, by the name it was told under; empty for the newest."""
    following: bool = False
    """True to play the message before that one, which is older."""


class DeleteMessage(msgspec.Struct, frozen=True):
    """Erase this message, and play the next older one."""

    call_id: str
    message: str


class CountWrongCode(msgspec.Struct, frozen=True):
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


class Told(msgspec.Struct, frozen=True):
    """The house's answer to a wish of the menu; not from the engine, and never on the wire."""

    call_id: str
    answers: MenuWish
    sound: str
    """Path of the WAV that says it; empty when there is nothing to say."""
    about: str = ""
    """The number that was told, or the name of the message; empty when there is none."""
