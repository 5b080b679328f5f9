"""What remains of a call: flat, and enough to explain it a year later without the lists of then."""

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class CallRecord:
    """One line of the call log: written when a call is judged, and again, complete, when it has ended."""

    call_id: str
    line: str
    received_at: datetime
    number_e164: str = ""
    """Empty when the caller showed none."""
    shown_as: str = ""
    """The name, short number or internal user when there is no number to show."""
    display_name: str = ""
    withheld: bool = False
    region: str = ""
    line_type: str = ""
    carrier: str = ""
    attestation: str = ""
    believed_because: str = ""
    called_party: str = ""
    source_address: str = ""
    user_agent: str = ""
    treatment: str = ""
    """What was decided, by its name in settings."""
    rule: str = ""
    """Name of the house rule (`RuleName`), or one that an older Tranquille had."""
    because: str = ""
    evidence: tuple[tuple[str, str], ...] = ()
    passed: tuple[str, ...] = ()
    done: str = ""
    """What was done on the line, as a sentence; in observe mode, what would have been done."""
    steps: tuple[str, ...] = ()
    """Each step with its second, for example `1.2 s: played removal message`."""
    ended_at: datetime | None = None
    """None while the call lasts."""
    ended_by: str = ""
    sip_status: int = 0
    message_version: str = ""
    """Text version of the removal message, empty when none was played: the proof of objection."""
    seconds_played: float = 0.0
    heard: str = ""
    """What the ear concluded, or empty."""
    not_judged_because: str = ""
    """Why the call rang unjudged, when something broke; else empty."""
