"""What the house tells the engine to do."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenLine:
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
    display_name: str = ""

    def __repr__(self) -> str:
        return f"OpenLine({self.line!r}, registrar={self.registrar!r}, user={self.user!r})"


@dataclass(frozen=True, slots=True)
class Ring:
    """180 Ringing, without ever stopping the other phones."""

    call_id: str


@dataclass(frozen=True, slots=True)
class Answer:
    """200 OK: from here on the caller pays, and the other phones fall silent."""

    call_id: str


@dataclass(frozen=True, slots=True)
class AnswerEarly:
    """183 with media: the caller hears us, nobody has answered (RFC 3960)."""

    call_id: str


@dataclass(frozen=True, slots=True)
class Reject:
    """A final response before answering."""

    call_id: str
    sip_status: int


@dataclass(frozen=True, slots=True)
class HangUp:
    """BYE after answering."""

    call_id: str


@dataclass(frozen=True, slots=True)
class Play:
    """Say this to the caller once; `GreetingPlayed` follows, however it ends."""

    call_id: str
    greeting: str
    """Path of a WAV file, 8 kHz mono 16-bit."""


@dataclass(frozen=True, slots=True)
class StopPlaying:
    """Cut the greeting short; its `GreetingPlayed` says how far it came."""

    call_id: str


@dataclass(frozen=True, slots=True)
class Listen:
    """Start the ear on this call; it reports until `StopListening` or the end."""

    call_id: str
    purpose: str = "announce"
    """`announce` needs speech and its end only; `screen` needs everything."""


@dataclass(frozen=True, slots=True)
class StopListening:
    """Take the ear off; its last conclusion still follows."""

    call_id: str


@dataclass(frozen=True, slots=True)
class EndOrphan:
    """BYE for a call that an engine now dead had answered."""

    line: str
    dialog: tuple[tuple[str, str], ...]
    """As `CallAnswered.dialog` gave it."""


@dataclass(frozen=True, slots=True)
class StopEngine:
    """End what we answered, leave the rest ringing at the box, unregister, exit."""


Command = (
    OpenLine
    | Ring
    | Answer
    | AnswerEarly
    | Reject
    | HangUp
    | Play
    | StopPlaying
    | Listen
    | StopListening
    | EndOrphan
    | StopEngine
)
