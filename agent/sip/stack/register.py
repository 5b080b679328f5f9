"""Tells a registrar where we are: the exchange of a REGISTER and all it may be answered with, as a table.

RFC 3261 §10.2, §22; RFC 3327, 3581, 3608.  One Call-ID and a rising CSeq for the life of a line.  Pure: random
texts are arguments, requests and outcomes are values; whoever sends adds Via, Max-Forwards and User-Agent.
When to ask, and how long to wait after a failure, is `agent.sip.registration`'s, which is fed with an `Outcome`.

A redirection (301, 302) is followed once in an exchange, to the registrar's own host or a name below it, and on
our own transport: a password's proof goes to nobody else, and no address of a stranger is looked up.
"""

from collections.abc import Callable
from dataclasses import dataclass
from enum import Enum, auto
from typing import Final

from agent.sip.stack import registrar_answer as read
from agent.sip.stack.digest import Authentication, Verdict
from agent.sip.stack.register_terms import Outcome, Register, Registrant
from agent.sip.stack.registrar_answer import LONGEST_EXPIRES_SECONDS, Fields

MOST_REQUESTS: Final = 10
"""In one exchange: whatever a registrar answers, it ends."""
MOST_TOO_BRIEF: Final = 2
_HIGHEST_CSEQ = 2**31 - 1


class State(Enum):
    """Of the exchange."""

    IDLE = auto()
    ASKING = auto()
    LEAVING = auto()


class Kind(Enum):
    """Of an answer."""

    GRANTED = auto()
    CHALLENGED = auto()
    TOO_BRIEF = auto()
    ELSEWHERE = auto()
    REFUSED = auto()


_KINDS: dict[int, Kind] = {
    **dict.fromkeys(range(200, 300), Kind.GRANTED),
    **dict.fromkeys((401, 407), Kind.CHALLENGED),
    423: Kind.TOO_BRIEF,
    **dict.fromkeys((301, 302), Kind.ELSEWHERE),
}
"""Every other final response is a refusal."""


@dataclass(frozen=True, slots=True)
class _Answer:
    sip_status: int
    reason: str
    fields: Fields
    cnonce: str


class Registering:
    """One line at its registrar; kept for the life of the line."""

    def __init__(self, who: Registrant, *, call_id: str, from_tag: str, first_cseq: int = 1) -> None:
        self._who = who
        self._call_id = call_id
        self._from_tag = from_tag
        self._cseq = first_cseq - 1
        self._authentication = Authentication(who.auth_user or who.user, who.password)
        self._expires_seconds = who.expires_seconds
        self._seen_from: tuple[str, int] | None = None
        self.contact = who.contact
        """What calls to us should bear; changes when a NAT is followed."""
        self.state = State.IDLE
        self._begin(State.IDLE)

    def ask(self, cnonce: str) -> Register:
        """The first request of an exchange that binds our Contact; an earlier exchange is forgotten."""
        self._begin(State.ASKING)
        return self._request(cnonce)

    def leave(self, cnonce: str) -> Register:
        """The first request of an exchange that takes our Contact away, and nobody else's (§10.2.2)."""
        self._begin(State.LEAVING)
        return self._request(cnonce)

    def take(
        self, cseq: int, sip_status: int, reason: str, fields: Fields, cnonce: str
    ) -> Register | Outcome | None:
        """What follows from a response to the request with that CSeq; None for one that is provisional or late.

        A timeout is a 408 without fields.
        """
        if sip_status < 200 or cseq != self._cseq or self.state is State.IDLE:
            return None
        answer = _Answer(sip_status, reason, fields, cnonce)
        following = _TABLE.get((self.state, _KINDS.get(sip_status, Kind.REFUSED)), Registering._refused)
        next_step = following(self, answer)
        if isinstance(next_step, Outcome):
            self.state = State.IDLE
        return next_step

    def _begin(self, state: State) -> None:
        self.state = state
        self._authentication.begin()
        self._requests = self._too_brief = 0
        self._redirected_to = self._left_contact = ""

    # What follows from each kind of answer.

    def _granted(self, answer: _Answer) -> Register | Outcome:
        self._took_password(answer)
        seen, before = read.seen_from(answer.fields), self._seen_from
        self._seen_from = seen or before
        if self._follow_mapping(seen) and self._requests < MOST_REQUESTS:
            return self._request(answer.cnonce)
        return Outcome(
            answer.sip_status,
            answer.reason,
            read.granted_seconds(answer.fields, self.contact, self._expires_seconds),
            service_route=read.routes(answer.fields, "service-route"),
            path=read.routes(answer.fields, "path"),
            seen_from=seen,
            has_moved=seen is not None and before is not None and seen != before,
        )

    def _left(self, answer: _Answer) -> Outcome:
        self._took_password(answer)
        return Outcome(answer.sip_status, answer.reason)

    def _challenged(self, answer: _Answer) -> Register | Outcome:
        verdict = self._authentication.challenged(
            read.values(answer.fields, "www-authenticate"), read.values(answer.fields, "proxy-authenticate")
        )
        if verdict is Verdict.TRY_AGAIN and self._requests < MOST_REQUESTS:
            return self._request(answer.cnonce)
        return self._refused(answer, verdict)

    def _too_brief_for_it(self, answer: _Answer) -> Register | Outcome:
        wanted = read.min_expires_seconds(answer.fields) or 0
        self._too_brief += 1
        if self._too_brief > MOST_TOO_BRIEF or not self._expires_seconds < wanted <= LONGEST_EXPIRES_SECONDS:
            return self._refused(answer)
        # Kept, so that the next exchange asks for enough at once.
        self._expires_seconds = wanted
        return self._request(answer.cnonce)

    def _elsewhere(self, answer: _Answer) -> Register | Outcome:
        addresses = (address for address, _ in read.contacts(answer.fields))
        place = read.first_within(addresses, self._who.host)
        if self._redirected_to or place is None or not self._who.host:
            return self._refused(answer)
        self._redirected_to = place.host if not place.port else f"{place.host}:{place.port}"
        return self._request(answer.cnonce)

    def _refused(self, answer: _Answer, verdict: Verdict | None = None) -> Outcome:
        wait_seconds = read.retry_after_seconds(answer.fields)
        return Outcome(answer.sip_status, answer.reason, retry_after_seconds=wait_seconds, verdict=verdict)

    # The request.

    def _request(self, cnonce: str) -> Register:
        who = self._who
        # A CSeq is below 2^31 (§8.1.1.5); after the last there is no greater one, and nobody lives so long.
        self._cseq = min(self._cseq + 1, _HIGHEST_CSEQ)
        self._requests += 1
        expires_seconds = 0 if self.state is State.LEAVING else self._expires_seconds
        server = self._redirected_to or who.server
        # Without a user part (§10.2): a FRITZ!Box silently drops a REGISTER that has one.
        uri = f"sip:{server}" + ("" if who.transport == "udp" else f";transport={who.transport}")
        contacts = [("Contact", f"<{self.contact}>;expires={expires_seconds}")]
        if self._left_contact:
            contacts.append(("Contact", f"<{self._left_contact}>;expires=0"))
        fields = (
            ("From", f"{who.identity};tag={self._from_tag}"),
            ("To", who.identity),
            ("Call-ID", self._call_id),
            ("CSeq", f"{self._cseq} REGISTER"),
            *contacts,
            ("Expires", str(expires_seconds)),
            ("Supported", "path"),
            *self._authentication.fields("REGISTER", uri, cnonce),
        )
        return Register(uri, self._cseq, fields, bool(self._redirected_to))

    def _took_password(self, answer: _Answer) -> None:
        self._authentication.succeeded(
            read.values(answer.fields, "authentication-info"),
            read.values(answer.fields, "proxy-authentication-info"),
        )

    def _follow_mapping(self, seen: tuple[str, int] | None) -> bool:
        """Make our Contact what the registrar sees, once in an exchange; True when it has changed."""
        place = read.read_place(self.contact)
        if not self._who.follows_mapping or seen is None or place is None or self._left_contact:
            return False
        host = f"[{seen[0]}]" if ":" in seen[0] else seen[0]
        if (place.host, place.port or 5060) == (host, seen[1]):
            return False
        self._left_contact = self.contact
        parameters = self.contact.partition(";")[1:]
        self.contact = f"sip:{place.user}@{host}:{seen[1]}{''.join(parameters)}"
        return True


_TABLE: dict[tuple[State, Kind], Callable[[Registering, _Answer], Register | Outcome]] = {
    (State.ASKING, Kind.GRANTED): Registering._granted,
    (State.ASKING, Kind.CHALLENGED): Registering._challenged,
    (State.ASKING, Kind.TOO_BRIEF): Registering._too_brief_for_it,
    (State.ASKING, Kind.ELSEWHERE): Registering._elsewhere,
    (State.LEAVING, Kind.GRANTED): Registering._left,
    (State.LEAVING, Kind.CHALLENGED): Registering._challenged,
    (State.LEAVING, Kind.ELSEWHERE): Registering._elsewhere,
}
"""What has no row is a refusal."""
