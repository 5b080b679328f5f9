"""What the engine tells the house.

`call_id` is always the caller's call; a phone of the house that was rung for it is named beside it by `leg_id`.
"""

import msgspec

from agent.call.heard import Heard
from agent.call.incoming_call import IncomingCall
from agent.call.sentence import Sentence


class EngineStarted(msgspec.Struct, frozen=True):
    """An engine is up and awaits its lines; it knows nothing of the one before."""

    pid: int
    stack_name: str
    stack_version: str
    calls_limit: int
    """Calls the stack can hold at once; more keep ringing at the box."""
    lines_limit: int


class EngineAlive(msgspec.Struct, frozen=True):
    """Said every two seconds: an engine that hangs inside the stack says nothing, and is replaced."""


class LineChanged(msgspec.Struct, frozen=True):
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


class CallArrived(msgspec.Struct, frozen=True):
    """An INVITE came in and waits for a command; without one its phone rings."""

    call: IncomingCall


class CallAnswered(msgspec.Struct, frozen=True):
    """The caller's side confirmed our answer (ACK), or media is up for early media."""

    call_id: str
    codec: str = ""
    dialog: tuple[tuple[str, str], ...] = ()
    """What a BYE needs after a crash: Call-ID, tags, target, routes (RFC 3261 §12)."""


class GreetingPlayed(msgspec.Struct, frozen=True):
    """A greeting is over: heard whole, cut short, or never begun."""

    call_id: str
    greeting: str
    seconds_played: float
    whole: bool
    """False when it was stopped or could not be played to its end."""
    leg_id: str = ""
    """The phone of the house this comes from; empty: the caller."""


class DigitPressed(msgspec.Struct, frozen=True):
    """Somebody pressed a key (RFC 4733 §3.2: `0` to `9`, `*`, `#`, `A` to `D`)."""

    call_id: str
    digit: str
    method: str
    """`rfc4733`, `sip-info` or `in-band`."""
    leg_id: str = ""
    """The phone of the house this comes from; empty: the caller."""


class CallEnded(msgspec.Struct, frozen=True):
    """Nothing more comes of this call but what the ear concludes."""

    call_id: str
    by: str
    """`caller`, `house`, or `engine` when the engine had to give up."""
    sip_status: int = 0


class PhoneRinging(msgspec.Struct, frozen=True):
    """A phone of the house rings for this call."""

    call_id: str
    leg_id: str
    phone: str


class PhoneAnswered(msgspec.Struct, frozen=True):
    """Somebody picked up; every other leg is cancelled by the flow."""

    call_id: str
    leg_id: str
    phone: str


class PhoneLost(msgspec.Struct, frozen=True):
    """A leg is over: not reached, declined, cancelled, or hung up after talking."""

    call_id: str
    leg_id: str
    phone: str
    sip_status: int
    legs_left: int = 0
    """Legs of this call still ringing or talking."""


class TransferAnswered(msgspec.Struct, frozen=True):
    """How our REFER ended: 2xx means the caller has left for the other phone."""

    call_id: str
    sip_status: int


class Recorded(msgspec.Struct, frozen=True):
    """A recording was closed."""

    call_id: str
    path: str
    seconds: float


class Trouble(msgspec.Struct, frozen=True):
    """Something went wrong that a person should know of; `call_id` is empty when no call is hit."""

    where: str
    sentence: str
    call_id: str = ""
    leg_id: str = ""
    """The phone of the house this comes from; empty: the caller."""


class EngineStopped(msgspec.Struct, frozen=True):
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
