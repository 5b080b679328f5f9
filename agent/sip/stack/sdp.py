"""What two sides say about the sound they could exchange: SDP as a value, and its bytes (RFC 8866).

Read with good will and within limits: any bytes give a value or None.  No name is ever looked up: a `c=` that
is no address of one machine is unusable.
"""

import ipaddress
import re
from dataclasses import dataclass

MOST_BYTES = 16_384
MOST_LINES = 2_000
MOST_MEDIA = 16
"""A description with more m-lines is not read: its answer would need as many (RFC 3264 §6)."""
MOST_ATTRIBUTES = 128
"""Of the session, and of each m-line; what follows is not read."""
MOST_FORMATS = 64
HIGHEST_PORT = 65_535
UNUSABLE = ""
HELD = ("0.0.0.0", "::")
"""Addresses that nothing is to be sent to: on hold, as RFC 2543 had it (RFC 3264 §8.4)."""

_TOKEN = re.compile(r"[!-~]+\Z")
_TIMING = re.compile(r"[0-9]{1,20} [0-9]{1,20}\Z")
_ORIGIN = re.compile(r"[!-~]+(?: [!-~]+){5}\Z")

Attribute = tuple[str, str | None]
"""Name in lower case, value as written; None for one without `:`."""


@dataclass(frozen=True, slots=True)
class Media:
    """An m-line, with what is said below it (§5.14)."""

    kind: str
    """`audio`, `video`, `image`."""
    port: int
    """0: refused, or over; also where it could not be read."""
    protocol: str
    formats: tuple[str, ...]
    """As written: payload types for RTP."""
    address: str | None = None
    """Of its own `c=`; None without one, empty when it is unusable."""
    attributes: tuple[Attribute, ...] = ()

    def attribute(self, name: str) -> str | None:
        """The first value of that name; empty for one without a value, None where there is none."""
        return _attribute(self.attributes, name)

    def values(self, name: str) -> list[str]:
        """Every value of that name."""
        return [value for known, value in self.attributes if known == name and value is not None]


@dataclass(frozen=True, slots=True)
class Description:
    """One SDP body."""

    origin: str
    """The whole of `o=`; it changes when anything else does (RFC 3264 §8)."""
    media: tuple[Media, ...] = ()
    address: str | None = None
    """Of the `c=` for all; None without one, empty when it is unusable."""
    timing: str = "0 0"
    attributes: tuple[Attribute, ...] = ()

    def address_of(self, media: Media) -> str:
        """Where that m-line's packets go; empty where it is not said, or is unusable."""
        return (self.address if media.address is None else media.address) or UNUSABLE

    def attribute_of(self, media: Media, name: str) -> str | None:
        """What holds for that m-line: its own word, else that for all."""
        own = media.attribute(name)
        return _attribute(self.attributes, name) if own is None else own


def read_sdp(body: bytes) -> Description | None:
    """The description in these bytes; None for what is none, and for more than the limits."""
    if len(body) > MOST_BYTES:
        return None
    lines = [line.strip(" \t\0") for line in re.split(r"\r\n|\n|\r", body.decode("utf-8", "surrogateescape"))]
    if len(lines) > MOST_LINES or not any(line.startswith(("v=", "m=")) for line in lines):
        return None
    session = section = _Section()
    sections: list[_Section] = []
    for line in lines:
        kind, value = line[:1], line[2:].strip(" \t")
        if line[1:2] != "=":
            continue
        if kind == "m":
            if len(sections) >= MOST_MEDIA:
                return None
            section = _Section(value)
            sections.append(section)
        elif kind == "a" and len(section.attributes) < MOST_ATTRIBUTES:
            section.attributes.append(_read_attribute(value))
        elif kind == "c" and section.address is None:
            section.address = read_address(value)
        elif kind == "o" and section is session and _ORIGIN.match(value):
            session.origin = value
        elif kind == "t" and section is session and _TIMING.match(value):
            session.timing = value
    media = [_media(each) for each in sections]
    known = tuple(each for each in media if each is not None)
    if len(known) != len(media):
        return None
    return Description(session.origin, known, session.address, session.timing, tuple(session.attributes))


def write_sdp(description: Description) -> bytes:
    """The bytes of a description."""
    lines = ["v=0", f"o={description.origin}", "s=-"]
    lines += _connection(description.address)
    lines.append(f"t={description.timing}")
    lines += map(_attribute_line, description.attributes)
    for media in description.media:
        lines.append(f"m={media.kind} {media.port} {media.protocol} {' '.join(media.formats)}".rstrip(" "))
        lines += _connection(media.address)
        lines += map(_attribute_line, media.attributes)
    return "".join(f"{line}\r\n" for line in lines).encode("utf-8", "surrogateescape")


def read_address(text: str) -> str:
    """The address that a `c=` names, in its usual spelling; empty for a name, a group, or what is none (§5.7)."""
    words = text.split()
    if len(words) < 3 or words[0].upper() != "IN":
        return UNUSABLE
    try:
        # `/127` and `/127/3` are a lifetime and a count, of groups.
        address = ipaddress.ip_address(words[2].partition("/")[0])
    except ValueError:
        return UNUSABLE
    if isinstance(address, ipaddress.IPv6Address):
        if address.scope_id is not None:
            # The name of a network card of theirs.
            return UNUSABLE
        address = address.ipv4_mapped or address
    if address.is_multicast or str(address) == "255.255.255.255":
        return UNUSABLE
    return str(address)


def address_words(address: str) -> str:
    """`IN IP4 192.0.2.1`, as `c=`, `o=` and `a=rtcp` have it."""
    return f"IN {'IP6' if ':' in address else 'IP4'} {address}"


def read_port(text: str) -> int:
    """A port, `/2` left aside; 0 for what is none."""
    digits = text.strip(" ").partition("/")[0]
    if not (digits.isascii() and digits.isdigit()) or len(digits) > 5:
        return 0
    port = int(digits)
    return port if port <= HIGHEST_PORT else 0


class _Section:
    """The lines for all, or those of one m-line, while they are read."""

    __slots__ = ("address", "attributes", "line", "origin", "timing")

    def __init__(self, line: str = "") -> None:
        self.line = line
        self.address: str | None = None
        self.attributes: list[Attribute] = []
        self.origin, self.timing = "", "0 0"


def _media(section: _Section) -> Media | None:
    words = section.line.split()
    if len(words) < 3 or not _TOKEN.match(words[0]) or not _TOKEN.match(words[2]):
        return None
    formats = tuple(word for word in words[3 : 3 + MOST_FORMATS] if _TOKEN.match(word))
    port = read_port(words[1])
    return Media(words[0], port, words[2], formats, section.address, tuple(section.attributes))


def _read_attribute(value: str) -> Attribute:
    name, colon, rest = value.partition(":")
    return name.strip(" \t").lower(), rest.strip(" \t") if colon else None


def _attribute(attributes: tuple[Attribute, ...], name: str) -> str | None:
    for known, value in attributes:
        if known == name:
            return value or ""
    return None


def _attribute_line(attribute: Attribute) -> str:
    name, value = attribute
    return f"a={name}" if value is None else f"a={name}:{value}"


def _connection(address: str | None) -> list[str]:
    return [f"c={address_words(address)}"] if address else []
