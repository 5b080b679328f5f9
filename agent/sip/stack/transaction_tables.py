"""The four state machines of RFC 3261 §17, with the Accepted state of RFC 6026, each as one table.

Read a row as: in this state, when this happens, go there and do that.  A timer among the things to do is started.
Whatever has no row is absorbed; a timer that has no row in the new state stops.
"""

from enum import Enum, auto

from agent.sip.stack.timers import Timer


class State(Enum):
    """Where a transaction is."""

    CALLING = auto()
    TRYING = auto()
    PROCEEDING = auto()
    COMPLETED = auto()
    CONFIRMED = auto()
    ACCEPTED = auto()
    """A 2xx to an INVITE: from here on the user agent repeats and acknowledges (RFC 6026)."""
    TERMINATED = auto()


class Happening(Enum):
    """What may happen to a transaction, besides a timer."""

    BEGIN = auto()
    REQUEST = auto()
    """It came again."""
    ACK = auto()
    PROVISIONAL = auto()
    """A response 1xx: said by our user agent to a server transaction, come from outside to a client one."""
    SUCCESS = auto()
    FAILURE = auto()
    """300 to 699."""
    SAY_AGAIN = auto()
    """Our user agent repeats its last response (§13.3.1.1, §13.3.1.4)."""


class Do(Enum):
    """What the layer does."""

    SEND = auto()
    """The message that this is about, for the first time."""
    REPEAT = auto()
    """The very bytes sent last."""
    SAY_TRYING = auto()
    TELL = auto()
    """Tell the user agent."""
    ACK = auto()
    """The ACK of a failure, which belongs to the transaction (§17.1.1.3)."""
    CANCEL_IF_WANTED = auto()
    """A CANCEL may only follow a provisional response (§9.1)."""
    GIVE_UP = auto()
    """Tell the user agent that nobody answered."""


S, H = State, Happening
Step = tuple[State, tuple[Do | Timer, ...]]
Table = dict[tuple[State, Happening | Timer], Step]

INVITE_SERVER: Table = {
    (S.TRYING, H.BEGIN): (S.TRYING, (Do.TELL, Timer.TRYING)),
    (S.TRYING, Timer.TRYING): (S.PROCEEDING, (Do.SAY_TRYING,)),
    (S.TRYING, H.PROVISIONAL): (S.PROCEEDING, (Do.SEND,)),
    (S.TRYING, H.SUCCESS): (S.ACCEPTED, (Do.SEND, Timer.L)),
    (S.TRYING, H.FAILURE): (S.COMPLETED, (Do.SEND, Timer.G, Timer.H)),
    (S.PROCEEDING, H.REQUEST): (S.PROCEEDING, (Do.REPEAT,)),
    (S.PROCEEDING, H.SAY_AGAIN): (S.PROCEEDING, (Do.REPEAT,)),
    (S.PROCEEDING, H.PROVISIONAL): (S.PROCEEDING, (Do.SEND,)),
    (S.PROCEEDING, H.SUCCESS): (S.ACCEPTED, (Do.SEND, Timer.L)),
    (S.PROCEEDING, H.FAILURE): (S.COMPLETED, (Do.SEND, Timer.G, Timer.H)),
    (S.COMPLETED, H.REQUEST): (S.COMPLETED, (Do.REPEAT,)),
    (S.COMPLETED, Timer.G): (S.COMPLETED, (Do.REPEAT,)),
    (S.COMPLETED, Timer.H): (S.TERMINATED, (Do.GIVE_UP,)),
    (S.COMPLETED, H.ACK): (S.CONFIRMED, (Timer.I,)),
    (S.CONFIRMED, Timer.I): (S.TERMINATED, ()),
    # RFC 6026 lets the INVITE be absorbed here, for the user agent repeats its 2xx by the clock; a caller who
    # repeats has not heard it, so that the same bytes at once are the kinder reading.
    (S.ACCEPTED, H.REQUEST): (S.ACCEPTED, (Do.REPEAT,)),
    (S.ACCEPTED, H.SAY_AGAIN): (S.ACCEPTED, (Do.REPEAT,)),
    (S.ACCEPTED, H.ACK): (S.ACCEPTED, (Do.TELL,)),
    (S.ACCEPTED, Timer.L): (S.TERMINATED, ()),
}

SERVER: Table = {
    (S.TRYING, H.BEGIN): (S.TRYING, (Do.TELL, Timer.UNANSWERED)),
    (S.TRYING, Timer.UNANSWERED): (S.TERMINATED, ()),
    (S.TRYING, H.PROVISIONAL): (S.PROCEEDING, (Do.SEND,)),
    (S.TRYING, H.SUCCESS): (S.COMPLETED, (Do.SEND, Timer.J)),
    (S.TRYING, H.FAILURE): (S.COMPLETED, (Do.SEND, Timer.J)),
    (S.PROCEEDING, Timer.UNANSWERED): (S.TERMINATED, ()),
    (S.PROCEEDING, H.REQUEST): (S.PROCEEDING, (Do.REPEAT,)),
    (S.PROCEEDING, H.PROVISIONAL): (S.PROCEEDING, (Do.SEND,)),
    (S.PROCEEDING, H.SUCCESS): (S.COMPLETED, (Do.SEND, Timer.J)),
    (S.PROCEEDING, H.FAILURE): (S.COMPLETED, (Do.SEND, Timer.J)),
    (S.COMPLETED, H.REQUEST): (S.COMPLETED, (Do.REPEAT,)),
    (S.COMPLETED, Timer.J): (S.TERMINATED, ()),
}

INVITE_CLIENT: Table = {
    (S.CALLING, H.BEGIN): (S.CALLING, (Do.SEND, Timer.A, Timer.B)),
    (S.CALLING, Timer.A): (S.CALLING, (Do.REPEAT,)),
    (S.CALLING, Timer.B): (S.TERMINATED, (Do.GIVE_UP,)),
    (S.CALLING, H.PROVISIONAL): (S.PROCEEDING, (Do.TELL, Do.CANCEL_IF_WANTED)),
    (S.CALLING, H.SUCCESS): (S.ACCEPTED, (Do.TELL, Timer.M)),
    (S.CALLING, H.FAILURE): (S.COMPLETED, (Do.ACK, Do.TELL, Timer.D)),
    (S.PROCEEDING, H.PROVISIONAL): (S.PROCEEDING, (Do.TELL,)),
    (S.PROCEEDING, H.SUCCESS): (S.ACCEPTED, (Do.TELL, Timer.M)),
    (S.PROCEEDING, H.FAILURE): (S.COMPLETED, (Do.ACK, Do.TELL, Timer.D)),
    (S.PROCEEDING, Timer.CANCELLED): (S.TERMINATED, (Do.GIVE_UP,)),
    (S.COMPLETED, H.FAILURE): (S.COMPLETED, (Do.ACK,)),
    (S.COMPLETED, Timer.D): (S.TERMINATED, ()),
    (S.ACCEPTED, H.SUCCESS): (S.ACCEPTED, (Do.TELL,)),
    (S.ACCEPTED, Timer.M): (S.TERMINATED, ()),
}

CLIENT: Table = {
    (S.TRYING, H.BEGIN): (S.TRYING, (Do.SEND, Timer.E, Timer.F)),
    (S.TRYING, Timer.E): (S.TRYING, (Do.REPEAT,)),
    (S.TRYING, Timer.F): (S.TERMINATED, (Do.GIVE_UP,)),
    (S.TRYING, H.PROVISIONAL): (S.PROCEEDING, (Do.TELL,)),
    (S.TRYING, H.SUCCESS): (S.COMPLETED, (Do.TELL, Timer.K)),
    (S.TRYING, H.FAILURE): (S.COMPLETED, (Do.TELL, Timer.K)),
    (S.PROCEEDING, Timer.E): (S.PROCEEDING, (Do.REPEAT,)),
    (S.PROCEEDING, Timer.F): (S.TERMINATED, (Do.GIVE_UP,)),
    (S.PROCEEDING, H.PROVISIONAL): (S.PROCEEDING, (Do.TELL,)),
    (S.PROCEEDING, H.SUCCESS): (S.COMPLETED, (Do.TELL, Timer.K)),
    (S.PROCEEDING, H.FAILURE): (S.COMPLETED, (Do.TELL, Timer.K)),
    (S.COMPLETED, Timer.K): (S.TERMINATED, ()),
}

FINISHED = frozenset((S.COMPLETED, S.CONFIRMED, S.ACCEPTED))
"""The states that only wait for repetitions: these may be forgotten early when there is no room."""


def response_happening(status: int) -> Happening:
    """Which of the three kinds a response is."""
    return H.PROVISIONAL if status < 200 else H.SUCCESS if status < 300 else H.FAILURE
