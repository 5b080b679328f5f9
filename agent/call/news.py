"""What the house tells whoever wants to know: of a call, a line, the engine, the lists, a message."""

from dataclasses import dataclass
from datetime import datetime

from agent.call.call_record import CallRecord
from agent.call.sentence import NOTHING, Sentence


@dataclass(frozen=True, slots=True)
class CallChanged:
    """A call was judged, judged anew with what a community said, or is over: its record as it is now."""

    record: CallRecord


@dataclass(frozen=True, slots=True)
class CallGoesOn:
    """Something else is being done with a call in hand; told often, and of no use once the call is over."""

    call_id: str
    doing: Sentence
    """In a few words, for example `a message plays`."""


@dataclass(frozen=True, slots=True, kw_only=True)
class LineStanding:
    """How a line stands from now on."""

    line: str
    registered: bool
    """True too for a line without a registrar that is open."""
    sentence: Sentence
    """For a person: what happened and what comes next."""
    since: datetime
    """When it came to be registered, or not to be."""


@dataclass(frozen=True, slots=True, kw_only=True)
class EngineStanding:
    """How the engine stands from now on; what only a running engine has is 0 or empty in between."""

    running: bool = False
    stack_name: str = ""
    stack_version: str = ""
    calls_limit: int = 0
    """Calls the stack holds at once; more ring on at the box."""
    lines_limit: int = 0
    pid: int = 0
    since: datetime | None = None
    """When it started, or stopped; None before the first one."""
    restarts: int = 0
    """Engines started after the first, since the house started."""
    because: Sentence = NOTHING
    """Why it stopped; empty while it runs."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ListStanding:
    """One list of the house, as it is now."""

    name: str
    kind: str
    """`yours`, `shipped` or `shared`."""
    role: str = ""
    on: bool = True
    entries: int = 0
    good_at: datetime | None = None
    """When it was last known to be current; None: never, or nobody says."""
    outcome: str = ""
    """What came of the last look at its source: `new`, `failed`, `held` …; empty when there was none."""
    attention: Sentence = NOTHING
    """What somebody should look at, or empty."""


@dataclass(frozen=True, slots=True)
class ListsChanged:
    """Entries, settings or sources of lists are others than before: all lists, as they are now."""

    lists: tuple[ListStanding, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class MessageLeft:
    """A recording is kept: what a caller said after the beep, or a talk that the family recorded."""

    name: str
    """The message's file name, by which `tranquille messages` knows it."""
    received_at: datetime
    number: str
    """E.164 or short number, `withheld`, or empty."""
    kind: str
    """`message` or `talk`."""
    seconds: float


News = CallChanged | CallGoesOn | LineStanding | EngineStanding | ListsChanged | MessageLeft
