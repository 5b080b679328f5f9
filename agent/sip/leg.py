"""One side of a call as every stack has it: what the house knows of it, and what can be done to it.

A `Leg` is a UAS dialog for a caller, or a UAC dialog towards a telephone of the house (RFC 3261 §12); two that
are bridged make us a B2BUA.  Its `handle` and `sound` are the stack's own, and nobody but that stack looks inside.
`now_seconds` is the engine's monotonic clock throughout.
"""

from __future__ import annotations

from enum import Enum, auto
from typing import Any, NoReturn, Protocol, cast

import msgspec

from agent.sip.dialog_keepalive import DialogKeepalive
from agent.sip.engine_error import EngineError


class LegState(Enum):
    """How far the INVITE of a leg has come (RFC 3261 §13)."""

    CALLING = auto()
    """Our INVITE is on its way; nobody has said anything."""
    INCOMING = auto()
    """Theirs came in; we have said nothing that makes a dialog."""
    EARLY = auto()
    """A provisional response made an early dialog."""
    ANSWERED = auto()
    """200 OK, and its ACK is still awaited."""
    CONFIRMED = auto()
    OVER = auto()


class Greeting(Protocol):
    """A sound file on its way to the other side."""

    @property
    def path(self) -> str: ...

    @property
    def over_at_seconds(self) -> float:
        """When its last sound will have left, as far as is known now; infinite for one played over and over."""

    def seconds_played(self, now_seconds: float) -> float:
        """How much of it was heard so far."""


class Recording(Protocol):
    """A recording under way."""

    @property
    def path(self) -> str: ...

    @property
    def over_at_seconds(self) -> float:
        """When it has the length that was asked for."""

    def seconds(self, now_seconds: float) -> float:
        """How long it is so far."""


class LegHandle(Protocol):
    """What a stack says to the other side of a leg when told; raises EngineError when it will not."""

    def respond(self, sip_status: int) -> None:
        """A response to the INVITE: 180, 183 with media, 200, or a final one from 300 on (RFC 3261 §13.3)."""

    def hang_up(self) -> None:
        """BYE in a confirmed dialog, CANCEL for an INVITE of ours before that (RFC 3261 §15, §9.1)."""

    def ask_options(self) -> None:
        """OPTIONS inside the dialog; what comes of it goes to `Leg.keepalive` (RFC 3261 §11)."""

    def refer(self, target: str) -> None:
        """REFER the other side to this SIP address (RFC 3515)."""

    def press(self, digits: str) -> None:
        """Press keys towards the other side (RFC 4733)."""


class LegSound(Protocol):
    """What a stack does with the sound of a leg; raises EngineError when it will not."""

    @property
    def greeting(self) -> Greeting | None:
        """What plays now."""

    def start_greeting(self, path: str, over_and_over: bool, now_seconds: float) -> None:
        """Play a WAV file once, or until it is stopped.  Raises EngineError when it cannot be played."""

    def greeting_is_over(self, now_seconds: float) -> bool:
        """True once the last sound of the greeting has been sent."""

    def stop_greeting(self, now_seconds: float) -> None:
        """Take the greeting off the leg, wherever it has come to."""

    @property
    def recording(self) -> Recording | None:
        """What is being recorded now."""

    def start_recording(self, path: str, longest_seconds: float, now_seconds: float) -> None:
        """Record what this leg says.  Raises EngineError when the file cannot be made."""

    def also_record(self, other: LegSound) -> None:
        """Mix another leg into this one's recording."""

    def stop_recording(self, now_seconds: float) -> None:
        """Close the recording."""

    def start_tap(self, call_id: str) -> bool:
        """Copy what this leg says to the ear, under that name; False when nobody can listen."""

    def stop_tap(self, now_seconds: float) -> None:
        """Let the ear go."""

    @property
    def is_tapped(self) -> bool: ...

    @property
    def frames_dropped(self) -> int:
        """Frames that the ear did not get, since it was put on."""

    def connect(self, other: LegSound) -> None:
        """Both legs hear each other; saying so twice changes nothing."""

    def disconnect(self, other: LegSound) -> None:
        """Undo `connect`."""

    def media_changed(self) -> None:
        """After a re-INVITE: what hung on the leg's sound hangs on its new place."""

    def count_packets(self) -> int:
        """RTP packets received so far."""

    def lock_sound(self, now_seconds: float) -> None:
        """Only who we talk with may send us sound.  Raises EngineError when that cannot be had."""

    def follow_sound(self, now_seconds: float) -> None:
        """Let that lock follow what comes.  Raises EngineError like `lock_sound`."""


class Leg(msgspec.Struct, eq=False, kw_only=True):
    """Belongs to the engine's thread; the stack writes what it learns, `calls` and its neighbours the rest."""

    call_id: str
    """What the house calls it: the SIP Call-ID of a caller, a name of ours for a telephone."""
    line: str
    handle: LegHandle
    sound: LegSound
    state: LegState = LegState.INCOMING
    last_status: int = 0
    """Of the last response to the INVITE, whoever sent it."""
    invite: str = ""
    """The INVITE's text, as the stack decoded it; empty for a leg of ours."""
    source: str = ""
    """`address:port` the INVITE came from."""
    answer: str = ""
    """The text of the 200 OK we sent, for a BYE after a crash."""
    arrived_at_seconds: float = 0.0
    told_what_to_do: bool = False
    """The house has said something about this call."""
    rang: bool = False
    """180 was sent to this caller, or came from this telephone."""
    early: bool = False
    """183 with media was sent: nobody has answered, but the caller hears us (early media, RFC 3960)."""
    told_answered: bool = False
    """The house knows that there is sound."""
    hang_up_when_confirmed: bool = False
    """The house wants it over; before the ACK that would be a final response to every phone."""
    ended_by_house: bool = False
    has_media: bool = False
    """Sound goes to and fro."""
    codec: str = ""
    packets_heard: int = 0
    """RTP packets received."""
    wants_ear: bool = False
    told_deaf: bool = False
    waiting_greeting: tuple[str, bool] | None = None
    """Asked for before there was sound: its path, and whether over and over."""
    partner: Leg | None = None
    """The leg it is bridged with."""
    keepalive: DialogKeepalive = msgspec.field(default_factory=DialogKeepalive)
    parent_id: str = ""
    """For a leg to a telephone of the house: the call it was made for; else empty."""
    number: int = 0
    """Of such legs, which one."""
    taken_elsewhere: bool = False
    """Somebody picked up at another telephone: this one need not show a missed call (RFC 3326)."""
    phone: str = ""
    """The telephone's SIP address, as the household wrote it; empty for a caller."""

    def let_go(self) -> None:
        """The stack needs its part for something else: from now on it refuses everything."""
        self.handle = self.sound = cast(Any, _Gone())

    @property
    def is_over(self) -> bool:
        return self.state is LegState.OVER

    @property
    def is_confirmed(self) -> bool:
        return self.state is LegState.CONFIRMED

    @property
    def is_unanswered(self) -> bool:
        """True while somebody waits for us to answer."""
        return self.state in (LegState.INCOMING, LegState.EARLY)


class _Gone:
    """Stands for a stack's part of a leg that is no more."""

    def __getattr__(self, name: str) -> NoReturn:
        raise EngineError("this call is over")
