"""SIP, SIPS and tel addresses, read with good will, written as read (RFC 3261 §19.1, RFC 3966, RFC 5118).

Boxes write addresses without a user, without a host, with raw bytes in the user part: all of these are read.
"""

import re
from dataclasses import dataclass

from agent.sip.stack.grammar import (
    BLANKS,
    Parameters,
    parameter,
    read_parameters,
    whole_number,
    write_parameters,
)

LONGEST_URI = 4096
SIP_SCHEMES = ("sip", "sips")
_SCHEME = re.compile(r"[a-z][a-z0-9+\-.]*\Z")


@dataclass(frozen=True, slots=True)
class Uri:
    """One address.  Nothing is unescaped: `%23` stays `%23`."""

    scheme: str
    """`sip`, `sips`, `tel` or any other, in lower case."""
    user: str = ""
    """As written, its parameters (`;phone-context=…`) included; for `tel:` the whole number."""
    host: str = ""
    """Without the brackets of IPv6; may be empty."""
    port: int | None = None
    parameters: Parameters = ()
    headers: str = ""
    """What stands behind `?`."""
    password: str | None = None

    def parameter(self, name: str) -> str | None:
        """The value of a parameter; empty for one without `=`, None where there is none."""
        return parameter(self.parameters, name)

    @property
    def is_loose_router(self) -> bool:
        """True for an address with `;lr` (RFC 3261 §19.1.1)."""
        return self.parameter("lr") is not None

    @property
    def host_port(self) -> str:
        """As it stands in an address."""
        return host_port(self.host, self.port)

    def __str__(self) -> str:
        if self.scheme not in SIP_SCHEMES:
            return f"{self.scheme}:{self.user}{write_parameters(self.parameters)}"
        password = "" if self.password is None else f":{self.password}"
        user = f"{self.user}{password}@" if self.user or password else ""
        headers = f"?{self.headers}" if self.headers else ""
        return f"{self.scheme}:{user}{self.host_port}{write_parameters(self.parameters)}{headers}"


def read_uri(text: str) -> Uri | None:
    """The address that this text is; None when it has no scheme or is longer than any honest one."""
    scheme, colon, rest = text.strip(BLANKS).partition(":")
    scheme = scheme.strip(BLANKS).lower()
    if not colon or _SCHEME.match(scheme) is None or len(text) > LONGEST_URI:
        return None
    if scheme == "tel":
        return Uri(scheme, rest.partition(";")[0].strip(BLANKS), parameters=read_parameters(rest))
    if scheme not in SIP_SCHEMES:
        return Uri(scheme, rest)
    # The last `@`: a user part may hold anything, a host may not.
    user_part, at_sign, host_part = rest.rpartition("@")
    user, has_password, password = user_part.partition(":")
    host_part, _, headers = host_part.partition("?")
    place, _, parameters = host_part.partition(";")
    host, port = read_host_port(place)
    return Uri(
        scheme=scheme,
        user=user.strip(BLANKS),
        host=host,
        port=port,
        parameters=read_parameters(f";{parameters}") if parameters else (),
        headers=headers.strip(BLANKS),
        password=password.strip(BLANKS) if has_password and at_sign else None,
    )


def read_host_port(text: str) -> tuple[str, int | None]:
    """`host:port`, `[v6]:port`, or an IPv6 address that forgot its brackets; no port when that is no number."""
    text = text.strip(BLANKS)
    if text.startswith("["):
        host, _, rest = text[1:].partition("]")
        port = rest.strip(BLANKS).removeprefix(":")
    elif text.count(":") > 1:
        return text, None
    else:
        host, _, port = text.partition(":")
    return host.strip(BLANKS), whole_number(port, 65535)


def host_port(host: str, port: int | None) -> str:
    """The other way: with brackets around an IPv6 address."""
    shown = f"[{host}]" if ":" in host else host
    return shown if port is None else f"{shown}:{port}"


_MUST_AGREE = ("user", "ttl", "method", "maddr", "transport")
"""Parameters that make another address even when only one of the two has them (§19.1.4)."""


def same_address(one: Uri, other: Uri) -> bool:
    """Whether both are one address by RFC 3261 §19.1.4; a port said is not a port left out."""
    if (one.scheme, one.port, one.password) != (other.scheme, other.port, other.password):
        return False
    if _unescaped(one.user) != _unescaped(other.user) or one.host.lower() != other.host.lower():
        return False
    ours, theirs = dict(one.parameters), dict(other.parameters)
    for name in {*ours, *theirs}:
        in_both = name in ours and name in theirs
        if not in_both and name in _MUST_AGREE:
            return False
        if in_both and _folded(ours[name]) != _folded(theirs[name]):
            return False
    return _header_set(one.headers) == _header_set(other.headers)


def _header_set(headers: str) -> list[str]:
    return sorted(_unescaped(piece).lower() for piece in headers.split("&") if piece)


def _folded(value: str | None) -> str:
    return _unescaped(value or "").lower()


def _unescaped(text: str) -> str:
    head, *pieces = text.split("%")
    plain = [head]
    for piece in pieces:
        try:
            byte = bytes.fromhex(piece[:2]) if len(piece) >= 2 and piece[:2].isalnum() else b""
        except ValueError:
            byte = b""
        plain.append(byte.decode("latin-1") + piece[2:] if byte else f"%{piece}")
    return "".join(plain)
