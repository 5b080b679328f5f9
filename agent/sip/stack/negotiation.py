"""The offers and answers of one dialog, in order: whose turn it is, and the `o=` line that tells what changed.

RFC 3264 §5 and §8, RFC 6337.  An offer comes in an INVITE, an UPDATE or a 200; its answer in a 18x, a 200, an ACK
or a PRACK.  Which message carries which is for whoever sends them.
"""

from dataclasses import replace
from enum import Enum, auto

from agent.sip.stack.offer_answer import Agreed, OurSide, accept, answer, offer
from agent.sip.stack.sdp import Description, Media, address_words, read_sdp, write_sdp


class State(Enum):
    """Who said what last."""

    NOTHING = auto()
    OFFERED = auto()
    """Our offer waits for its answer."""
    ANSWERED_THEM = auto()
    ANSWERED_US = auto()


class Happening(Enum):
    """What comes or is wanted."""

    THEIR_OFFER = auto()
    OUR_OFFER = auto()
    THEIR_ANSWER = auto()


S, H = State, Happening
TABLE: dict[tuple[State, Happening], State] = {
    (S.NOTHING, H.THEIR_OFFER): S.ANSWERED_THEM,
    (S.NOTHING, H.OUR_OFFER): S.OFFERED,
    (S.OFFERED, H.THEIR_ANSWER): S.ANSWERED_US,
    (S.ANSWERED_THEM, H.THEIR_OFFER): S.ANSWERED_THEM,
    (S.ANSWERED_THEM, H.OUR_OFFER): S.OFFERED,
    (S.ANSWERED_US, H.THEIR_OFFER): S.ANSWERED_THEM,
    (S.ANSWERED_US, H.OUR_OFFER): S.OFFERED,
    # The answer of a 183 stands again in the 200, or another one does: the last counts (RFC 6337 §3.1).
    (S.ANSWERED_US, H.THEIR_ANSWER): S.ANSWERED_US,
}
"""What has no row is refused."""


class Negotiation:
    """One dialog's session.  `None` from a method changes nothing: what was agreed before still holds."""

    def __init__(self, ours: OurSide, session_id: int) -> None:
        """`session_id` is any number that no other call of ours has; 63 bits at most."""
        self.ours = ours
        self.agreed: Agreed | None = None
        """What holds now."""
        self.state = State.NOTHING
        self._state_before = State.NOTHING
        self._session_id = session_id
        self._version = 0
        self._said: Description | None = None
        self._offered: tuple[Media, ...] = ()

    @property
    def is_offering(self) -> bool:
        """True while our offer waits: an offer of theirs is answered with 491 then (RFC 3261 §14.2)."""
        return self.state is State.OFFERED

    def take_offer(self, body: bytes) -> bytes | None:
        """Our answer to their offer; None when it must be refused with 488, or 491 while `is_offering`."""
        following = TABLE.get((self.state, Happening.THEIR_OFFER))
        description = read_sdp(body)
        answered = answer(description, self.ours) if description is not None and following else None
        if following is None or description is None or answered is None:
            return None
        lines, self.agreed = answered
        self.state = following
        return self._say(lines, description.timing)

    def offer(self) -> bytes | None:
        """An offer of ours: for a new call, a re-INVITE, an INVITE that came without one; None while one waits."""
        following = TABLE.get((self.state, Happening.OUR_OFFER))
        if following is None:
            return None
        self._state_before, self.state = self.state, following
        ours, before = self.ours, self._said
        if self.agreed is not None and self.agreed.receive_dtmf_type is not None:
            # A number keeps its meaning as long as the session lasts (§8.3.2).
            ours = replace(ours, dtmf_type=self.agreed.receive_dtmf_type)
        self._offered = offer(ours, before.media if before is not None else ())
        return self._say(self._offered, before.timing if before is not None else "0 0")

    def take_answer(self, body: bytes) -> Agreed | None:
        """What their answer to our offer comes to; None when it is missing or wrong, and the call must end."""
        following = TABLE.get((self.state, Happening.THEIR_ANSWER))
        description = read_sdp(body)
        if following is None or description is None:
            return None
        agreed = accept(self._offered, description, self.ours)
        if agreed is not None:
            self.agreed, self.state = agreed, following
        return agreed

    def withdraw(self) -> None:
        """Our offer was refused (488, 491, no answer): what held before holds on (RFC 3261 §14.1)."""
        if self.state is State.OFFERED:
            self.state = self._state_before

    def _say(self, lines: tuple[Media, ...], timing: str) -> bytes:
        said = Description("", lines, self.ours.address, timing)
        if self._said != said:
            self._version += 1
            self._said = said
        origin = f"- {self._session_id} {self._version} {address_words(self.ours.address)}"
        return write_sdp(replace(said, origin=origin))
