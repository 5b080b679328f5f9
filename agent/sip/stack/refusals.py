"""What is no request that we could act upon, and the status that says so: one table (RFC 3261 §8.2, §16.3, §21.4).

Only what leaves us without a way to answer or to tell calls apart is refused.  A name in odd quotes, a blank in
the Request-URI, a missing or used-up Max-Forwards (we never forward, so RFC 3261 §8.2 asks nothing of it) are no
reasons: behind such a message may be a wanted call.  What a method or a body is refused for is the user
agent's to say.
"""

from collections.abc import Callable
from dataclasses import dataclass

from agent.sip.stack.grammar import BLANKS, is_token, whole_number
from agent.sip.stack.headers import ONCE, REQUIRED
from agent.sip.stack.message import Request, read_cseq


@dataclass(frozen=True, slots=True)
class Limits:
    """How large a message may be."""

    message_bytes: int = 65_535
    body_bytes: int = 32_768
    """Honest SDP is one or two thousand."""
    header_fields: int = 256
    header_characters: int = 8_192
    """Of one field, unfolded."""


@dataclass(frozen=True, slots=True)
class Refused:
    """A request that is answered with a status and nothing else."""

    status: int
    reason: str
    """For the status line, and for people."""
    request: Request | None
    """As far as it was readable; None when that is not far enough to answer."""


@dataclass(frozen=True, slots=True)
class Ignored:
    """Nothing to answer: no SIP, a response that is none, a keep-alive."""

    because: str


@dataclass(frozen=True, slots=True)
class Draft:
    """A request as it was cut into pieces, before anybody believes it."""

    request: Request
    version: str
    content_lengths: tuple[str, ...]
    body_is_short: bool
    total_bytes: int


Check = Callable[[Draft, Limits], bool]
"""True for what must be refused."""


def _says_two_things(draft: Draft, limits: Limits) -> bool:
    first: dict[str, str] = {}
    return any(
        first.setdefault(name, value) != value for name, value in draft.request.headers if name in ONCE
    )


def _lacks_a_field(draft: Draft, limits: Limits) -> bool:
    return not {name for name, value in draft.request.headers if value} >= REQUIRED


def _cseq_is_for_another(draft: Draft, limits: Limits) -> bool:
    cseq = read_cseq(draft.request.headers.get("CSeq") or "")
    return cseq is None or cseq.method != draft.request.method


def _length_is_no_number(draft: Draft, limits: Limits) -> bool:
    lengths = {text.strip(BLANKS) for text in draft.content_lengths}
    return len(lengths) > 1 or any(whole_number(text) is None for text in lengths)


CHECKS: tuple[tuple[Check, int, str], ...] = (
    # Size first: what is too large is not looked at any further.
    (lambda draft, limits: draft.total_bytes > limits.message_bytes, 513, "Message Too Large"),
    (lambda draft, limits: len(draft.request.headers) > limits.header_fields, 400, "Too Many Header Fields"),
    (
        lambda draft, limits: any(
            len(value) > limits.header_characters for _, value in draft.request.headers
        ),
        400,
        "Header Field Too Long",
    ),
    (lambda draft, limits: len(draft.request.body) > limits.body_bytes, 413, "Request Entity Too Large"),
    # Another version may mean anything by the rest (§21.5.6).
    (lambda draft, limits: draft.version.upper() != "SIP/2.0", 505, "Version Not Supported"),
    (lambda draft, limits: not is_token(draft.request.method), 400, "Bad Method"),
    (_lacks_a_field, 400, "Missing Header Field"),
    (_says_two_things, 400, "Repeated Header Field"),
    (lambda draft, limits: draft.request.via is None, 400, "Bad Via"),
    (_cseq_is_for_another, 400, "Bad CSeq"),
    (_length_is_no_number, 400, "Bad Content-Length"),
    (lambda draft, limits: draft.body_is_short, 400, "Body Too Short"),
)
"""In order: the first that is true is the answer."""


def judged(draft: Draft, limits: Limits) -> Request | Refused:
    """The request, or why it is refused."""
    for must_be_refused, status, reason in CHECKS:
        if must_be_refused(draft, limits):
            return Refused(status, reason, draft.request if draft.request.via is not None else None)
    return draft.request
