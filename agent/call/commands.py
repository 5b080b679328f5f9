"""What the house tells the engine to do.

`call_id` is always the caller's call; a phone of the house that was rung for it is named beside it by `leg_id`.
"""

import msgspec


class OpenLine(msgspec.Struct, frozen=True, kw_only=True):
    """Set a line up: bind, lock its sources, register when there is a registrar."""

    line: str
    user: str = ""
    auth_user: str = ""
    password: str = ""
    """In clear, over the socket pair only; never in a repr."""
    registrar: str = ""
    """Host or host:port; empty for a line that only serves trusted peers."""
    proxy: str = ""
    transport: str = "udp"
    bind_address: str = ""
    port: int = 0
    trusted_peers: tuple[str, ...] = ()
    expires_seconds: int = 300
    contact_user: str = ""
    """Random user part of our Contact; kept over restarts so that the old binding is replaced."""
    srtp: bool = False
    house_phones: tuple[str, ...] = ()
    """SIP addresses this line may ever call.  The engine refuses every other, whoever asks."""
    in_front: bool = False
    """Nobody rings these phones but us: a call that is only told that it rings reaches no telephone."""

    def __repr__(self) -> str:
        return f"OpenLine({self.line!r}, registrar={self.registrar!r}, user={self.user!r})"


class TuneEar(msgspec.Struct, frozen=True):
    """How the ear is set, from `[listening]`; holds for calls that are listened to from now on."""

    settings: tuple[tuple[str, str], ...]
    """Name of each setting, and its value as it would be written down."""


class Ring(msgspec.Struct, frozen=True):
    """180 Ringing, without ever stopping the other phones."""

    call_id: str
    unattended: bool = False
    """The house can do no more for this call: where the line stands in front, the engine rings the house's
    phones and connects who picks up, until the house rings them itself (`RingHouse`)."""


class Answer(msgspec.Struct, frozen=True):
    """200 OK: from here on the caller pays, and the other phones fall silent."""

    call_id: str


class AnswerEarly(msgspec.Struct, frozen=True):
    """183 with media: the caller hears us, nobody has answered (RFC 3960)."""

    call_id: str


class Reject(msgspec.Struct, frozen=True):
    """A final response before answering."""

    call_id: str
    sip_status: int


class HangUp(msgspec.Struct, frozen=True):
    """BYE after answering."""

    call_id: str
    leg_id: str = ""
    """A phone of the house this is done to, of those rung for the call; empty: the caller."""


class Play(msgspec.Struct, frozen=True):
    """Say this once; `GreetingPlayed` follows, however it ends."""

    call_id: str
    greeting: str
    """Path of a WAV file, 8 kHz mono 16-bit."""
    over_and_over: bool = False
    """Until `StopPlaying` or the end: for ring-back and music."""
    leg_id: str = ""
    """A phone of the house this is done to, of those rung for the call; empty: the caller."""


class StopPlaying(msgspec.Struct, frozen=True):
    """Cut the greeting short; its `GreetingPlayed` says how far it came."""

    call_id: str
    leg_id: str = ""
    """A phone of the house this is done to, of those rung for the call; empty: the caller."""


class Listen(msgspec.Struct, frozen=True):
    """Start the ear; it reports until `StopListening` or the end."""

    call_id: str
    leg_id: str = ""
    """A phone of the house this is done to, of those rung for the call; empty: the caller."""


class StopListening(msgspec.Struct, frozen=True):
    """Stop the ear; its last conclusion still follows."""

    call_id: str
    leg_id: str = ""
    """A phone of the house this is done to, of those rung for the call; empty: the caller."""


class RingHouse(msgspec.Struct, frozen=True, kw_only=True):
    """Call the house's phones for an answered caller, all at once; each is a leg with an id of its own."""

    call_id: str
    phones: tuple[str, ...]
    """SIP addresses, of those the line was opened with."""
    shown_name: str = ""
    """What the phones show as the caller's name, beside the line's own address."""
    shown_number: str = ""
    """The caller's number, sent as P-Asserted-Identity (RFC 3325); empty when it was withheld."""
    number_in_from: bool = False
    """The number takes the place of the line's own address in From too."""


class StopRinging(msgspec.Struct, frozen=True):
    """Cancel every leg of this call that has not been answered."""

    call_id: str


class Bridge(msgspec.Struct, frozen=True):
    """Let two answered calls hear each other; keys are passed on, sound never goes through Python."""

    call_id: str
    leg_id: str


class Unbridge(msgspec.Struct, frozen=True):
    """Part two calls again; neither is hung up."""

    call_id: str
    leg_id: str


class SendDigits(msgspec.Struct, frozen=True):
    """Press keys (RFC 4733)."""

    call_id: str
    digits: str
    leg_id: str = ""
    """A phone of the house this is done to, of those rung for the call; empty: the caller."""


class Transfer(msgspec.Struct, frozen=True):
    """REFER the caller to another address of the house (RFC 3515)."""

    call_id: str
    phone: str


class Record(msgspec.Struct, frozen=True):
    """Record what this call says (and its bridged partner) into a WAV file."""

    call_id: str
    path: str
    longest_seconds: float


class StopRecording(msgspec.Struct, frozen=True):
    """Close the recording; `Recorded` follows."""

    call_id: str


class ByeAfterCrash(msgspec.Struct, frozen=True):
    """BYE for a call that an engine now dead had answered."""

    line: str
    dialog: tuple[tuple[str, str], ...]
    """Call-ID, tags, target and routes (RFC 3261 §12), as `CallAnswered.dialog` gave them."""


class StopEngine(msgspec.Struct, frozen=True):
    """End what we answered, leave the rest ringing at the box, unregister, exit."""


Command = (
    OpenLine
    | TuneEar
    | Ring
    | Answer
    | AnswerEarly
    | Reject
    | HangUp
    | Play
    | StopPlaying
    | Listen
    | StopListening
    | RingHouse
    | StopRinging
    | Bridge
    | Unbridge
    | SendDigits
    | Transfer
    | Record
    | StopRecording
    | ByeAfterCrash
    | StopEngine
)

ToEitherSide = HangUp | Play | StopPlaying | Listen | StopListening | SendDigits
"""What is done to the caller, or to the leg it names."""
