"""The timers of transactions as data: how long they wait, how that grows, where they run
(RFC 3261 §17; RFC 6026)."""

from collections.abc import Callable
from dataclasses import dataclass
from enum import Enum


@dataclass(frozen=True, slots=True)
class Timing:
    """The three numbers that all others are made of (RFC 3261 §17.1.1.1)."""

    t1_seconds: float = 0.5
    """A guess of the round trip."""
    t2_seconds: float = 4.0
    """The longest wait between two tries."""
    t4_seconds: float = 5.0
    """How long a packet may stay on its way."""
    trying_seconds: float = 0.2
    """How long an INVITE may go without any answer before it gets a 100 (§17.2.1)."""

    @property
    def lifetime_seconds(self) -> float:
        """64*T1: after so long nobody waits any more."""
        return 64 * self.t1_seconds


class Timer(Enum):
    """The letters are the RFC's."""

    A = "repeat the INVITE"
    B = "no response to the INVITE"
    D = "absorb final responses repeated to our INVITE"
    E = "repeat the request"
    F = "no final response to the request"
    G = "repeat the final response to the INVITE"
    H = "no ACK"
    I = "absorb repeated ACKs"  # noqa: E741
    J = "absorb the request repeated"
    K = "absorb the response repeated"
    L = "absorb the INVITE repeated after a 2xx"
    M = "let further 2xx through"
    TRYING = "say 100"
    CANCELLED = "no final response after our CANCEL"
    UNANSWERED = "our own user agent said nothing"


REPEATING = frozenset((Timer.A, Timer.E, Timer.G))
"""Each wait is twice the one before.  They run on datagrams only: a stream repeats by itself."""
_UP_TO_T2 = frozenset((Timer.E, Timer.G))
_NOT_ON_STREAMS = frozenset((Timer.D, Timer.I, Timer.J, Timer.K))
"""On a stream nothing repeated can come, so these are over at once."""

_WAIT_SECONDS: dict[Timer, Callable[[Timing], float]] = {
    **dict.fromkeys(Timer, lambda timing: timing.lifetime_seconds),
    **dict.fromkeys(REPEATING, lambda timing: timing.t1_seconds),
    Timer.I: lambda timing: timing.t4_seconds,
    Timer.K: lambda timing: timing.t4_seconds,
    Timer.TRYING: lambda timing: timing.trying_seconds,
}


def runs(timer: Timer, is_reliable: bool) -> bool:
    """False for repetition over a stream."""
    return not (is_reliable and timer in REPEATING)


def first_wait_seconds(timer: Timer, timing: Timing, is_reliable: bool) -> float:
    """How long a timer runs when it is started."""
    return 0.0 if is_reliable and timer in _NOT_ON_STREAMS else _WAIT_SECONDS[timer](timing)


def next_wait_seconds(timer: Timer, timing: Timing, last_wait_seconds: float) -> float:
    """How long a repeating timer runs next."""
    doubled = 2 * last_wait_seconds
    return min(doubled, timing.t2_seconds) if timer in _UP_TO_T2 else doubled
