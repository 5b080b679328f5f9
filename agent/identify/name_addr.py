"""What an identity header says: `"Name" <sip:user;parameters@host>;parameters`, however badly written.

Boxes, gateways and dialers write these in every broken way there is, and a call must not be lost for it:
nothing here raises, and what cannot be read comes out empty (RFC 3261 §20.10, §25.1; RFC 3966; RFC 4475).
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from agent.identify.written_number import percent_decoded

_ADDRESS = re.compile(r"\s(?:sips?|tel):", re.IGNORECASE)
MAX_HEADER_CHARACTERS = 4096
"""Longer headers are cut: an honest one has a hundred characters."""


@dataclass(frozen=True, slots=True)
class NameAddr:
    """One `name-addr` or `addr-spec`."""

    display_name: str = ""
    """Without its quotes, not yet cleaned for showing."""
    scheme: str = ""
    """`sip`, `sips`, `tel`, lower case, or empty when there was none."""
    user: str = ""
    """Without parameters and password, percent-encoding undone; empty when there was no user part."""
    as_written: str = ""
    """The user part exactly as written, parameters included."""
    host: str = ""
    """Lower case, without port; empty for `tel:`."""
    parameters: tuple[tuple[str, str], ...] = ()
    """Of the user part, the URI, its `?headers`, then of the header itself; names in lower case."""

    def parameter(self, name: str) -> str:
        """Value of the first parameter called `name`, or empty."""
        return next((value for known, value in self.parameters if known == name), "")


def read_name_addr(text: str) -> NameAddr:
    """Read a header that holds one address, such as From: a comma in it belongs to the name."""
    return _read(text[:MAX_HEADER_CHARACTERS].strip(", \t"))


def read_name_addrs(text: str) -> tuple[NameAddr, ...]:
    """Read a header value in which several may stand, separated by commas (RFC 3261 §7.3.1)."""
    parts = _split(text[:MAX_HEADER_CHARACTERS], ",")
    return tuple(_read(part) for part in with_names_whole(parts) if part.strip())


def with_names_whole(values: list[str]) -> list[str]:
    """What was split at commas, with `Bond, James <sip:…>` in one piece again.

    A piece without an address is the beginning of the name in the next one, where that has one.
    """
    whole: list[str] = []
    beginnings: list[str] = []
    for value in values:
        if not _has_address(value):
            beginnings.append(value)
            continue
        before, bracket, _ = _display_name(value.strip())[1].partition("<")
        if bracket and before.strip():
            whole.append(", ".join(part.strip() for part in [*beginnings, value]))
        else:
            whole += [*beginnings, value]
        beginnings = []
    return whole + beginnings


def _has_address(value: str) -> bool:
    return any(sign in value for sign in "<@:") or _looks_like_number(value.strip())


def _read(text: str) -> NameAddr:
    name, rest = _display_name(text.strip())
    before, bracket, after = rest.partition("<")
    if bracket:
        name = name or before.strip().strip('"')
        uri, _, header_parameters = after.partition(">")
        # `<<sip:…>>`, `<"Name" <sip:…>>`: the innermost address is the one.
        uri = uri.rpartition("<")[2]
    else:
        before, uri = _bare_name(rest.replace(">", ""))
        name, header_parameters = name or before, ""
    scheme, address = _scheme(uri.strip())
    if scheme == "tel":
        user_part, at_sign, host_part = address, "", ""
    else:
        user_part, at_sign, host_part = address.partition("@")
        if scheme and not at_sign and not _looks_like_number(user_part):
            # `sip:fritz.box`: a host alone is how some boxes say that there is no number.
            user_part, host_part = "", user_part
    user, *user_parameters = user_part.split(";")
    host_part, _, uri_headers = host_part.partition("?")
    host, *uri_parameters = host_part.split(";")
    if scheme != "tel" or not user.startswith("+"):
        user = user.partition(":")[0]
    return NameAddr(
        display_name=name,
        scheme=scheme,
        user=percent_decoded(user).strip(),
        as_written=user_part.strip(),
        host=_without_port(host.strip().lower()),
        parameters=tuple(
            _parameters(
                [*user_parameters, *uri_parameters, *uri_headers.split("&"), *_split(header_parameters, ";")]
            )
        ),
    )


def _display_name(text: str) -> tuple[str, str]:
    """A quoted name, unescaped, and what follows it; no name when the text does not begin with a quote."""
    if not text.startswith('"'):
        return "", text
    name: list[str] = []
    position = 1
    while position < len(text) and text[position] != '"':
        if text[position] == "\\":
            position += 1
        name.append(text[position : position + 1])
        position += 1
    if position >= len(text):
        # The closing quote is missing: the name can only end where the address begins.
        before, bracket, after = text[1:].rpartition("<")
        return (before.strip().rstrip('\\"'), bracket + after) if bracket else ("", text[1:])
    return "".join(name).strip(), text[position + 1 :]


def _bare_name(text: str) -> tuple[str, str]:
    """The name and the address where the bracket between them is missing: `Jean sip:0162000001@box`."""
    found = _ADDRESS.search(text)
    return (text[: found.start()].strip(), text[found.start() + 1 :]) if found else ("", text)


def _scheme(uri: str) -> tuple[str, str]:
    scheme, colon, rest = uri.partition(":")
    if colon and scheme.strip().isalpha():
        return scheme.strip().lower(), rest
    return "", uri


def _looks_like_number(text: str) -> bool:
    user = percent_decoded(text.partition(";")[0]).strip()
    return user.startswith(("+", "*")) or (user.isdecimal() and len(user) > 1)


def _without_port(host: str) -> str:
    if host.startswith("["):
        return host[1:].partition("]")[0]
    return host.partition(":")[0]


def _parameters(pieces: list[str]) -> Iterator[tuple[str, str]]:
    for piece in pieces:
        name, _, value = piece.partition("=")
        if name.strip():
            yield percent_decoded(name).strip().lower(), percent_decoded(value).strip().strip('"')


def _split(text: str, separator: str) -> list[str]:
    """Split where the separator is neither quoted nor inside `<>`."""
    parts: list[str] = []
    start = 0
    quoted = bracketed = escaped = False
    for position, character in enumerate(text):
        if escaped:
            escaped = False
        elif quoted and character == "\\":
            escaped = True
        elif character == '"' and not bracketed:
            quoted = not quoted
        elif not quoted and character in "<>":
            bracketed = character == "<"
        elif character == separator and not quoted and not bracketed:
            parts.append(text[start:position])
            start = position + 1
    return [*parts, text[start:]]
