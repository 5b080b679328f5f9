"""A call from its INVITE to its end, as one table: both the called side and the calling one (RFC 3261 §13–§15).

Read a row as: in this state, when this happens, go there and do that.  What has no row changes nothing.
"""

from enum import Enum, auto


class CallState(Enum):
    """Where a call is."""

    INCOMING = auto()
    """Theirs; nothing is said that makes a dialog."""
    EARLY = auto()
    """Theirs; a provisional response made an early dialog."""
    ANSWERED = auto()
    """Theirs; our 2xx is repeated until its ACK comes."""
    LEAVING = auto()
    """As ANSWERED, and our BYE waits for that ACK: it may not come before (§15)."""
    CALLING = auto()
    """Ours; nobody has said anything."""
    RINGING = auto()
    """Ours; a provisional response came."""
    CANCELLING = auto()
    """Ours; the CANCEL is sent, or waits for a provisional response."""
    CONFIRMED = auto()
    OVER = auto()


class What(Enum):
    """What happens to a call."""

    SAY_PROVISIONAL = auto()
    SAY_SUCCESS = auto()
    SAY_FAILURE = auto()
    CANCEL = auto()
    ACK = auto()
    NO_ACK = auto()
    """64*T1 after our 2xx (§13.3.1.4)."""
    PROVISIONAL = auto()
    SUCCESS = auto()
    FAILURE = auto()
    """Or nobody answered at all."""
    BYE = auto()
    """Theirs, answered with 200 already."""
    HANG_UP = auto()
    """The owner wants it over."""
    GONE = auto()
    """A request of ours in the dialog found nobody: 481, 408 or silence (§12.2.1.2)."""


class Act(Enum):
    """What the user agent does."""

    REPEAT_PROVISIONAL = auto()
    """Every minute, so that no proxy gives up (§13.3.1.1)."""
    AWAIT_ACK = auto()
    SAY_487 = auto()
    SEND_ACK = auto()
    """Makes the dialog of whoever answered."""
    ACK_ANOTHER = auto()
    """A 2xx that came again gets its ACK again; one from another fork is acknowledged and hung up (§13.2.2.4)."""
    SEND_BYE = auto()
    SEND_CANCEL = auto()
    TELL_CANCELLED = auto()
    TELL_CONFIRMED = auto()
    TELL_PROGRESS = auto()
    TELL_ANSWERED = auto()
    TELL_FAILED = auto()
    TELL_ENDED = auto()


S = CallState
CALL: dict[tuple[CallState, What], tuple[CallState, tuple[Act, ...]]] = {
    (S.INCOMING, What.SAY_PROVISIONAL): (S.EARLY, (Act.REPEAT_PROVISIONAL,)),
    (S.INCOMING, What.SAY_SUCCESS): (S.ANSWERED, (Act.AWAIT_ACK,)),
    (S.INCOMING, What.SAY_FAILURE): (S.OVER, ()),
    (S.INCOMING, What.CANCEL): (S.OVER, (Act.SAY_487, Act.TELL_CANCELLED)),
    (S.EARLY, What.SAY_PROVISIONAL): (S.EARLY, (Act.REPEAT_PROVISIONAL,)),
    (S.EARLY, What.SAY_SUCCESS): (S.ANSWERED, (Act.AWAIT_ACK,)),
    (S.EARLY, What.SAY_FAILURE): (S.OVER, ()),
    (S.EARLY, What.CANCEL): (S.OVER, (Act.SAY_487, Act.TELL_CANCELLED)),
    # A caller may end an early dialog by BYE; its INVITE still wants an answer (§15.1.2).
    (S.EARLY, What.BYE): (S.OVER, (Act.SAY_487, Act.TELL_ENDED)),
    (S.ANSWERED, What.ACK): (S.CONFIRMED, (Act.TELL_CONFIRMED,)),
    (S.ANSWERED, What.BYE): (S.OVER, (Act.TELL_ENDED,)),
    (S.ANSWERED, What.HANG_UP): (S.LEAVING, ()),
    (S.ANSWERED, What.NO_ACK): (S.OVER, (Act.SEND_BYE, Act.TELL_ENDED)),
    (S.LEAVING, What.ACK): (S.OVER, (Act.SEND_BYE, Act.TELL_ENDED)),
    (S.LEAVING, What.BYE): (S.OVER, (Act.TELL_ENDED,)),
    (S.LEAVING, What.NO_ACK): (S.OVER, (Act.SEND_BYE, Act.TELL_ENDED)),
    (S.CALLING, What.PROVISIONAL): (S.RINGING, (Act.TELL_PROGRESS,)),
    (S.CALLING, What.SUCCESS): (S.CONFIRMED, (Act.SEND_ACK, Act.TELL_ANSWERED)),
    (S.CALLING, What.FAILURE): (S.OVER, (Act.TELL_FAILED,)),
    (S.CALLING, What.HANG_UP): (S.CANCELLING, (Act.SEND_CANCEL,)),
    (S.RINGING, What.PROVISIONAL): (S.RINGING, (Act.TELL_PROGRESS,)),
    (S.RINGING, What.SUCCESS): (S.CONFIRMED, (Act.SEND_ACK, Act.TELL_ANSWERED)),
    (S.RINGING, What.FAILURE): (S.OVER, (Act.TELL_FAILED,)),
    (S.RINGING, What.HANG_UP): (S.CANCELLING, (Act.SEND_CANCEL,)),
    (S.RINGING, What.BYE): (S.CANCELLING, (Act.SEND_CANCEL,)),
    # The CANCEL crossed their answer: what was answered must be acknowledged and hung up (§9.1, §15).
    (S.CANCELLING, What.SUCCESS): (S.OVER, (Act.SEND_ACK, Act.SEND_BYE, Act.TELL_ENDED)),
    (S.CANCELLING, What.FAILURE): (S.OVER, (Act.TELL_FAILED,)),
    (S.CANCELLING, What.BYE): (S.CANCELLING, ()),
    (S.CONFIRMED, What.SUCCESS): (S.CONFIRMED, (Act.ACK_ANOTHER,)),
    (S.CONFIRMED, What.ACK): (S.CONFIRMED, (Act.TELL_CONFIRMED,)),
    (S.CONFIRMED, What.NO_ACK): (S.OVER, (Act.SEND_BYE, Act.TELL_ENDED)),
    (S.CONFIRMED, What.BYE): (S.OVER, (Act.TELL_ENDED,)),
    (S.CONFIRMED, What.HANG_UP): (S.OVER, (Act.SEND_BYE, Act.TELL_ENDED)),
    (S.CONFIRMED, What.GONE): (S.OVER, (Act.TELL_ENDED,)),
    (S.OVER, What.SUCCESS): (S.OVER, (Act.ACK_ANOTHER,)),
}
