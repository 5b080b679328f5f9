"""Header fields: their long names, which of them are lists, and a row of them as a value (RFC 3261 §7.3, §20).

Names are kept in one spelling, so that `f`, `FROM` and `From` are the same; values are kept as they were written.
`Content-Length` is never among them: it is counted from the body when a message is written (§20.14).
"""

from collections.abc import Iterable, Iterator

from agent.sip.stack.grammar import split_outside

Field = tuple[str, str]

COMPACT = {
    "a": "Accept-Contact", "b": "Referred-By", "c": "Content-Type", "d": "Request-Disposition",
    "e": "Content-Encoding", "f": "From", "i": "Call-ID", "j": "Reject-Contact", "k": "Supported",
    "l": "Content-Length", "m": "Contact", "n": "Identity-Info", "o": "Event", "r": "Refer-To", "s": "Subject",
    "t": "To", "u": "Allow-Events", "v": "Via", "x": "Session-Expires", "y": "Identity",
}  # fmt: skip
"""IANA's table of compact forms."""

_SPELLINGS = (
    "Accept", "Accept-Encoding", "Accept-Language", "Alert-Info", "Allow", "Authorization", "Call-ID",
    "Call-Info", "Content-Disposition", "Content-Language", "CSeq", "Date", "Diversion", "Error-Info", "Expires",
    "History-Info",
    "In-Reply-To", "Max-Forwards", "Min-Expires", "Min-SE", "MIME-Version", "Organization", "P-Asserted-Identity",
    "P-Called-Party-ID", "P-Preferred-Identity", "Path", "Priority", "Privacy", "Proxy-Authenticate",
    "Proxy-Authorization", "Proxy-Require", "RAck", "Reason", "Record-Route", "Referred-By", "Remote-Party-ID",
    "Replaces", "Reply-To", "Require", "Retry-After", "Route", "RSeq", "Server", "Service-Route", "SIP-ETag",
    "SIP-If-Match", "Subscription-State", "Timestamp", "Unsupported", "User-Agent", "Warning", "WWW-Authenticate",
)  # fmt: skip

_CANONICAL = {name.lower(): name for name in (*_SPELLINGS, *COMPACT.values())} | COMPACT
_SAID_RIGHT = frozenset(_CANONICAL.values())

LISTS = frozenset((
    "Accept", "Accept-Encoding", "Accept-Language", "Alert-Info", "Allow", "Allow-Events", "Call-Info", "Contact",
    "Content-Encoding", "Content-Language", "Diversion", "Error-Info", "History-Info", "In-Reply-To",
    "P-Asserted-Identity", "P-Preferred-Identity", "Path", "Proxy-Require", "Reason", "Record-Route",
    "Remote-Party-ID", "Require", "Route", "Service-Route", "Supported", "Unsupported", "Via", "Warning",
))  # fmt: skip
"""Commas part their values (§7.3.1).  From and To are none: `Bond, James <sip:…>` is one person."""

REQUIRED = frozenset(("Via", "From", "To", "Call-ID", "CSeq"))
"""Without these nobody can be answered (§8.1.1; Max-Forwards is only for whoever forwards)."""
ONCE = frozenset(("From", "To", "Call-ID", "CSeq", "Max-Forwards"))
"""A second one that says something else makes a request unreadable."""


def canonical(name: str) -> str:
    """The one spelling of a header's name; of one we do not know, each word with a capital."""
    if name in _SAID_RIGHT:
        return name
    known = _CANONICAL.get(name.lower())
    return known or "-".join(word.capitalize() for word in name.split("-"))


class Headers:
    """A row of header fields, in order; a value, so whoever changes it makes another."""

    __slots__ = ("_fields",)

    def __init__(self, fields: Iterable[Field] = ()) -> None:
        self._fields = tuple((canonical(name), value) for name, value in fields)

    @classmethod
    def of_canonical(cls, fields: Iterable[Field]) -> "Headers":
        """The same without a second look at the names, for whoever spelled them already."""
        headers = cls.__new__(cls)
        headers._fields = tuple(fields)
        return headers

    def get(self, name: str) -> str | None:
        """The first field of that name, as written."""
        name = canonical(name)
        for known, value in self._fields:
            if known == name:
                return value
        return None

    def all(self, name: str) -> tuple[str, ...]:
        """Every field of that name, as written, one text each."""
        name = canonical(name)
        return tuple(value for known, value in self._fields if known == name)

    def each(self, name: str) -> list[str]:
        """Every value of that name: for a list also those parted by commas."""
        name = canonical(name)
        values = self.all(name)
        if name not in LISTS:
            return list(values)
        return [piece for value in values for piece in split_outside(value, ",")]

    def tokens(self, name: str) -> frozenset[str]:
        """The values of a list of tokens in lower case: option tags, methods."""
        return frozenset(value.lower() for value in self.each(name))

    def with_added(self, *fields: Field) -> "Headers":
        """These fields at the end."""
        return Headers((*self._fields, *fields))

    def with_first(self, *fields: Field) -> "Headers":
        """These fields at the top."""
        return Headers((*fields, *self._fields))

    def with_set(self, name: str, value: str) -> "Headers":
        """This value where the first of its name stood, or at the end; others of that name go."""
        name = canonical(name)
        fields: list[Field] = []
        is_set = False
        for known, old in self._fields:
            if known != name:
                fields.append((known, old))
            elif not is_set:
                fields.append((name, value))
                is_set = True
        if not is_set:
            fields.append((name, value))
        return Headers(fields)

    def without(self, *names: str) -> "Headers":
        """The row without any field of these names."""
        gone = {canonical(name) for name in names}
        return Headers(field for field in self._fields if field[0] not in gone)

    def __iter__(self) -> Iterator[Field]:
        return iter(self._fields)

    def __len__(self) -> int:
        return len(self._fields)

    def __contains__(self, name: str) -> bool:
        return self.get(name) is not None

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Headers) and self._fields == other._fields

    def __hash__(self) -> int:
        return hash(self._fields)

    def __repr__(self) -> str:
        return f"Headers({self._fields!r})"
