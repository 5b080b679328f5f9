"""Provisional responses that must not get lost: 100rel and PRACK, from both sides (RFC 3262).

UAS: each 1xx has a number, is repeated until its PRACK comes, and only one is on its way at a time.  UAC: numbers
are taken in order, and what came again is dropped.  Pure: `now_seconds` is monotonic; who sends is somebody else.
"""

from collections.abc import Collection
from dataclasses import dataclass
from enum import Enum, auto

from agent.sip.stack.grammar import BLANKS, whole_number

OPTION_TAG = "100rel"
T1_SECONDS = 0.5
GIVE_UP_AFTER_T1 = 64
HIGHEST_RSEQ = 2**31 - 1
NO_SUCH_PROVISIONAL = 481
"""The answer to a PRACK that matches nothing (§3)."""


class Wish(Enum):
    """What an INVITE says of reliable responses."""

    NEEDED = auto()
    """`Require: 100rel`: a 1xx other than 100 may only be sent reliably."""
    POSSIBLE = auto()
    IMPOSSIBLE = auto()
    """They must not be used."""


def read_wish(require: Collection[str], supported: Collection[str]) -> Wish:
    """What these option tags, in lower case, say."""
    if OPTION_TAG in require:
        return Wish.NEEDED
    return Wish.POSSIBLE if OPTION_TAG in supported else Wish.IMPOSSIBLE


# As UAS.


class State(Enum):
    """Of the reliable responses of one INVITE."""

    FREE = auto()
    """The next may be sent."""
    WAITING = auto()
    """One was sent, and its PRACK is awaited."""
    ENDED = auto()
    """There was a final response: nothing is repeated."""
    ENDED_WAITING = auto()
    """The same; a PRACK may still be on its way."""
    GIVEN_UP = auto()


class Happening(Enum):
    """What may happen to them."""

    SAY = auto()
    PRACK = auto()
    REPEAT = auto()
    GIVE_UP = auto()
    FINAL = auto()


class Due(Enum):
    """What the clock wants."""

    NOTHING = auto()
    REPEAT = auto()
    """The very bytes of the last reliable response again."""
    GIVE_UP = auto()
    """No PRACK came in 64·T1: the INVITE should be refused with a 5xx (§3)."""


S, H = State, Happening
TABLE: dict[tuple[State, Happening], State] = {
    (S.FREE, H.SAY): S.WAITING,
    (S.FREE, H.FINAL): S.ENDED,
    (S.WAITING, H.PRACK): S.FREE,
    (S.WAITING, H.REPEAT): S.WAITING,
    (S.WAITING, H.GIVE_UP): S.GIVEN_UP,
    (S.WAITING, H.FINAL): S.ENDED_WAITING,
    (S.ENDED_WAITING, H.PRACK): S.ENDED,
    (S.GIVEN_UP, H.FINAL): S.ENDED,
}
"""What has no row is refused: no number for a second response, 481 for a stray PRACK."""


class ReliableResponses:
    """Ours to one INVITE of theirs."""

    def __init__(self, invite_cseq: int, first_rseq: int, t1_seconds: float = T1_SECONDS) -> None:
        """`first_rseq` is random, 1 to 2^31 - 1 (§3); kept low enough that it never wraps."""
        self.state = State.FREE
        self._invite_cseq = invite_cseq
        self._next_rseq = max(1, min(first_rseq, HIGHEST_RSEQ - 1_000))
        self._t1_seconds = t1_seconds
        self._wait_seconds = t1_seconds
        self._repeat_at_seconds = self._give_up_at_seconds = float("inf")
        self._carries_sdp = False

    def say(self, now_seconds: float, *, carries_sdp: bool) -> int | None:
        """The RSeq of a 1xx that leaves now, with `Require: 100rel`; None while another waits for its PRACK."""
        if not self._turn(Happening.SAY):
            return None
        rseq, self._next_rseq = self._next_rseq, self._next_rseq + 1
        self._carries_sdp = carries_sdp
        self._wait_seconds = self._t1_seconds
        self._repeat_at_seconds = now_seconds + self._wait_seconds
        self._give_up_at_seconds = now_seconds + GIVE_UP_AFTER_T1 * self._t1_seconds
        return rseq

    def take_prack(self, rack: str) -> bool:
        """True when a PRACK with this RAck is awaited (200); False when it is stray (481)."""
        expected = RAck(self._next_rseq - 1, self._invite_cseq, "INVITE")
        return read_rack(rack) == expected and self._turn(Happening.PRACK)

    def end(self) -> None:
        """A final response was sent: nothing is repeated any more."""
        self._turn(Happening.FINAL)

    @property
    def may_answer(self) -> bool:
        """False while a response with an offer or an answer waits for its PRACK: no 2xx before that (§3)."""
        return self.state is not State.WAITING or not self._carries_sdp

    @property
    def due_at_seconds(self) -> float:
        """When `due` has something to say next; infinite while nothing waits."""
        if self.state is not State.WAITING:
            return float("inf")
        return min(self._repeat_at_seconds, self._give_up_at_seconds)

    def due(self, now_seconds: float) -> Due:
        """What is to be done now; waits double from T1 on, without an upper end but the last (§3)."""
        if now_seconds >= self._give_up_at_seconds and self._turn(Happening.GIVE_UP):
            return Due.GIVE_UP
        if now_seconds >= self._repeat_at_seconds and self._turn(Happening.REPEAT):
            self._wait_seconds *= 2
            self._repeat_at_seconds = now_seconds + self._wait_seconds
            return Due.REPEAT
        return Due.NOTHING

    def _turn(self, happening: Happening) -> bool:
        following = TABLE.get((self.state, happening))
        self.state = following or self.state
        return following is not None


@dataclass(frozen=True, slots=True)
class RAck:
    """Which response of which request a PRACK is for (§7.2)."""

    rseq: int
    cseq: int
    method: str

    def __str__(self) -> str:
        return f"{self.rseq} {self.cseq} {self.method}"


def read_rack(text: str) -> RAck | None:
    """What a RAck says; None for what is none."""
    words = text.strip(BLANKS).split()
    if len(words) != 3:
        return None
    rseq, cseq = whole_number(words[0]), whole_number(words[1])
    return RAck(rseq, cseq, words[2]) if rseq and cseq is not None else None


# As UAC.


class Order(Enum):
    """What a provisional response is among those of its early dialog."""

    PLAIN = auto()
    """Not reliable: used as it comes."""
    NEXT = auto()
    """Used, and answered with a PRACK."""
    REPEATED = auto()
    """Used and answered before: dropped (§4)."""
    EARLY = auto()
    """One before it is missing: dropped, for it will come again (§4)."""


class ReceivedReliably:
    """Theirs to one INVITE of ours, in one early dialog: each To tag has numbers of its own (§4)."""

    def __init__(self, invite_cseq: int) -> None:
        self._invite_cseq = invite_cseq
        self._last_rseq: int | None = None

    def take(self, sip_status: int, require: Collection[str], rseq: str | None) -> tuple[Order, RAck | None]:
        """What a response with these option tags (lower case) and this RSeq is, and the RAck of its PRACK."""
        number = whole_number(rseq or "", HIGHEST_RSEQ)
        if not number or OPTION_TAG not in require or not 100 < sip_status < 200:
            return Order.PLAIN, None
        last = self._last_rseq
        if last is not None and number != last + 1:
            return (Order.REPEATED if number <= last else Order.EARLY), None
        self._last_rseq = number
        return Order.NEXT, RAck(number, self._invite_cseq, "INVITE")
