"""What the engine tells the house.

`call_id` is always the caller's call; a phone of the house that was rung for it is named beside it by `leg_id`.
"""

from dataclasses import dataclass

from agent.call.heard import Heard
from agent.call.incoming_call import IncomingCall
from agent.call.sentence import Sentence


@dataclass(frozen=True, slots=True)
class EngineStarted:
    """An engine is up and awaits its lines; it knows nothing of the one before."""

    pid: int
    stack_name: str
    stack_version: str
    calls_limit: int
    """Calls the stack can hold at once; more keep ringing at the box."""
    lines_limit: int


@dataclass(frozen=True, slots=True)
class EngineAlive:
    """Said every two seconds: an engine that hangs inside the stack says nothing, and is replaced."""


@dataclass(frozen=True, slots=True)
class LineChanged:
    """A line was registered, refused, lost, or could not be set up."""

    line: str
    registered: bool
    sentence: Sentence
    """For a person: what happened and what comes next."""
    sip_status: int = 0
    """Status of the last REGISTER response, 0 when there was none."""
    port: int = 0
    """Local port in use, so that a restarted engine keeps the same Contact."""
    fatal: bool = False
    """True when trying again is useless until a person changes something."""


@dataclass(frozen=True, slots=True)
class CallArrived:
    """An INVITE came in and waits for a command; without one its phone rings."""

    call: IncomingCall


@dataclass(frozen=True, slots=True)
class CallAnswered:
    """The caller's side confirmed our answer (ACK), or media is up for early media."""

    call_id: str
    codec: str = ""
    dialog: tuple[tuple[str, str], ...] = ()
    """What a BYE needs after a crash: Call-ID, tags, target, routes (RFC 3261 §12)."""


@dataclass(frozen=True, slots=True)
class GreetingPlayed:
    """A greeting is over: heard whole, cut short, or never begun."""

    call_id: str
    greeting: str
    seconds_played: float
    whole: bool
    """False when it was stopped or could not be played to its end."""
    leg_id: str = ""
    """The phone of the house this comes from; empty: the caller."""


@dataclass(frozen=True, slots=True)
class DigitPressed:
    """Somebody pressed a key (RFC 4733 §3.2: `0` to `9`, `*`, `#`, `A` to `D`)."""

    call_id: str
    digit: str
    method: str
    """`rfc4733`, `sip-info` or `in-band`."""
    leg_id: str = ""
    """The phone of the house this comes from; empty: the caller."""


@dataclass(frozen=True, slots=True)
class CallEnded:
    """Nothing more comes of this call but what the ear concludes."""

    call_id: str
    by: str
    """`caller`, `house`, or `engine` when the engine had to give up."""
    sip_status: int = 0


@dataclass(frozen=True, slots=True)
class PhoneRinging:
    """A phone of the house rings for this call."""

    call_id: str
    leg_id: str
    phone: str


@dataclass(frozen=True, slots=True)
class PhoneAnswered:
    """Somebody picked up; every other leg is cancelled by the flow."""

    call_id: str
    leg_id: str
    phone: str


@dataclass(frozen=True, slots=True)
class PhoneLost:
    """A leg is over: not reached, declined, cancelled, or hung up after talking."""

    call_id: str
    leg_id: str
    phone: str
    sip_status: int
    legs_left: int = 0
    """Legs of this call still ringing or talking."""


@dataclass(frozen=True, slots=True)
class TransferAnswered:
    """How our REFER ended: 2xx means the caller has left for the other phone."""

    call_id: str
    sip_status: int


@dataclass(frozen=True, slots=True)
class Recorded:
    """A recording was closed."""

    call_id: str
    path: str
    seconds: float


@dataclass(frozen=True, slots=True)
class Trouble:
    """Something went wrong that a person should know of; `call_id` is empty when no call is hit."""

    where: str
    sentence: str
    call_id: str = ""
    leg_id: str = ""
    """The phone of the house this comes from; empty: the caller."""


@dataclass(frozen=True, slots=True)
class EngineStopped:
    """The engine's process is gone; said by whoever watches it, or by itself on its way out."""

    because: str


Event = (
    EngineStarted
    | LineChanged
    | CallArrived
    | CallAnswered
    | GreetingPlayed
    | DigitPressed
    | CallEnded
    | PhoneRinging
    | PhoneAnswered
    | PhoneLost
    | TransferAnswered
    | Recorded
    | Trouble
    | EngineStopped
    | Heard
)

FromEitherSide = GreetingPlayed | DigitPressed | Trouble | Heard
"""What may come from the caller, or from the leg it names."""

EngineWord = Event | EngineAlive
"""All that comes over the wire; that the engine lives is of interest only to whoever watches it."""
