"""Notices a talk whose other side is gone: session timers, as UAS and as UAC (RFC 4028).

A FRITZ!Box asks for `600;refresher=uac` with `Min-SE: 90`: that is echoed, it refreshes, and when no refresh
comes the talk ends.  Pure: `now_seconds` is monotonic; who sends UPDATE, re-INVITE and BYE is somebody else.
"""

from collections.abc import Collection
from dataclasses import dataclass, replace
from enum import Enum, StrEnum, auto

from agent.sip.stack.grammar import parameter, read_parameters, unquoted, whole_number

OPTION_TAG = "timer"
SMALLEST_SECONDS = 90
"""No session is shorter (§4, §5)."""
USUAL_SECONDS = 1800
LONGEST_SECONDS = 86_400
"""We ask for no more, whatever a Min-SE says."""
INTERVAL_TOO_SMALL = 422
TRY_AGAIN_SECONDS = 10.0
"""A refresh that was refused is tried again after this, as long as there is time."""

Field = tuple[str, str]


class Refresher(StrEnum):
    """Whose turn it is to refresh, in the words of the request that agreed on it."""

    UAC = "uac"
    UAS = "uas"


@dataclass(frozen=True, slots=True)
class SessionExpires:
    """The value of that header (§4)."""

    seconds: int
    refresher: Refresher | None = None

    def __str__(self) -> str:
        return f"{self.seconds};refresher={self.refresher}" if self.refresher else str(self.seconds)


def read_session_expires(text: str | None) -> SessionExpires | None:
    """What a Session-Expires says; None for none, and for what cannot be read."""
    if text is None:
        return None
    seconds = whole_number(text.partition(";")[0])
    if not seconds:
        return None
    word = unquoted(parameter(read_parameters(text), "refresher") or "").lower()
    return SessionExpires(seconds, Refresher(word) if word in ("uac", "uas") else None)


def read_min_se(text: str | None) -> int:
    """What a Min-SE says; the smallest there is for none, and for what cannot be read (§5)."""
    return max(whole_number((text or "").partition(";")[0]) or 0, SMALLEST_SECONDS)


# As UAS.


@dataclass(frozen=True, slots=True)
class TimerAnswer:
    """What to say to an INVITE or UPDATE."""

    sip_status: int = 0
    """422 when it must be refused, else 0."""
    fields: tuple[Field, ...] = ()
    """To go into the 2xx, or into the 422."""
    session: SessionExpires | None = None
    """What holds from the 2xx on; None for a session without an end."""


_REFRESHER: dict[tuple[bool, Refresher | None], Refresher] = {
    (True, None): Refresher.UAC,
    (True, Refresher.UAC): Refresher.UAC,
    (True, Refresher.UAS): Refresher.UAS,
    # A proxy asked, and the caller knows nothing of it: then it is us (§9, table 2).
    (False, None): Refresher.UAS,
    (False, Refresher.UAC): Refresher.UAS,
    (False, Refresher.UAS): Refresher.UAS,
}
"""Whether the caller knows session timers, whom it names → who refreshes: where we may choose, the caller."""


def answer_timer(
    supported: Collection[str], session_expires: str | None, *, smallest_seconds: int = SMALLEST_SECONDS
) -> TimerAnswer:
    """What to say to a request with these option tags (lower case, of Supported and Require) (§9)."""
    asked = read_session_expires(session_expires)
    knows_timers = OPTION_TAG in supported
    if asked is None:
        return TimerAnswer()
    if asked.seconds < smallest_seconds:
        # Who does not know timers does not understand 422 either; so short an end is then no end.
        refusal = TimerAnswer(INTERVAL_TOO_SMALL, (("Min-SE", str(smallest_seconds)),))
        return refusal if knows_timers else TimerAnswer()
    agreed = SessionExpires(asked.seconds, _REFRESHER[knows_timers, asked.refresher])
    fields: list[Field] = [("Session-Expires", str(agreed))]
    if agreed.refresher is Refresher.UAC:
        fields.append(("Require", OPTION_TAG))
    return TimerAnswer(0, tuple(fields), agreed)


# As UAC.


def ask_timer(
    seconds: int = USUAL_SECONDS, *, refresher: Refresher | None = None, smallest_seconds: int | None = None
) -> tuple[Field, ...]:
    """What goes into our INVITE, re-INVITE or UPDATE, beside `timer` in Supported (§7.1, §7.4).

    `smallest_seconds` is what a 422 named in this dialog; it is said again from then on (§7.3).
    """
    fields: tuple[Field, ...] = (("Session-Expires", str(SessionExpires(seconds, refresher))),)
    if smallest_seconds is None:
        return fields
    return (*fields, ("Min-SE", str(smallest_seconds)))


def accepted_timer(session_expires: str | None) -> SessionExpires | None:
    """What the 2xx to our request agreed on; None for a session without an end (§7.2)."""
    agreed = read_session_expires(session_expires)
    if agreed is None:
        return None
    # It must say who refreshes; where it does not, nobody can be wrong when we do.
    return SessionExpires(max(agreed.seconds, SMALLEST_SECONDS), agreed.refresher or Refresher.UAC)


def longer_timer(asked_seconds: int, min_se: str | None) -> int | None:
    """What to ask for after a 422 (§7.3); None when it names nothing longer, or too long a time: no loop."""
    wanted = read_min_se(min_se)
    return wanted if asked_seconds < wanted <= LONGEST_SECONDS else None


# Both.


class Due(Enum):
    """What the clock wants."""

    NOTHING = auto()
    REFRESH = auto()
    """UPDATE or re-INVITE, with `ask_timer(…, refresher=UAC)`."""
    BYE = auto()
    """No refresh came in time: the other side counts as gone."""


@dataclass(frozen=True, slots=True)
class SessionTimer:
    """A session that has an end; a new value after each refresh, whoever made it."""

    interval_seconds: int
    we_refresh: bool
    since_seconds: float
    refresh_at_seconds: float

    @classmethod
    def begin(cls, agreed: SessionExpires, *, we_are: Refresher, now_seconds: float) -> "SessionTimer":
        """From the 2xx on; `we_are` is our part in the request that agreed on it."""
        half = agreed.seconds / 2
        return cls(agreed.seconds, agreed.refresher is we_are, now_seconds, now_seconds + half)

    @property
    def bye_at_seconds(self) -> float:
        """A little before the end, so that the BYE still finds a dialog (§10)."""
        return self.since_seconds + self.interval_seconds - min(32.0, self.interval_seconds / 3)

    @property
    def due_at_seconds(self) -> float:
        """When `due` has something to say next."""
        return min(self.refresh_at_seconds, self.bye_at_seconds) if self.we_refresh else self.bye_at_seconds

    def due(self, now_seconds: float) -> Due:
        """What is to be done now."""
        if now_seconds >= self.bye_at_seconds:
            return Due.BYE
        return Due.REFRESH if self.we_refresh and now_seconds >= self.refresh_at_seconds else Due.NOTHING

    def asked(self) -> "SessionTimer":
        """Our refresh is on its way."""
        return replace(self, refresh_at_seconds=float("inf"))

    def refused(self, now_seconds: float) -> "SessionTimer":
        """Our refresh was refused, and the dialog lives (491, 500): once more a little later."""
        return replace(self, refresh_at_seconds=now_seconds + TRY_AGAIN_SECONDS)
