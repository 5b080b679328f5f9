"""What a registrar's answer says, read from its header fields: granted time, waits, routes, where it saw us.

RFC 3261 §10.2.4, §10.2.8, §20.33; RFC 3327 (Path), RFC 3608 (Service-Route), RFC 3581 (rport).  Fields come as
(name, value) in any spelling; nothing in them is believed beyond its limits.
"""

import ipaddress
import re
from collections.abc import Iterable, Sequence
from typing import NamedTuple

from agent.sip.stack.grammar import (
    BLANKS,
    Parameters,
    parameter,
    read_parameters,
    split_outside,
    unquoted,
    whole_number,
)

Fields = Sequence[tuple[str, str]]

LONGEST_EXPIRES_SECONDS = 86_400
"""We ask again after a day at most, whatever was granted, and ask for no more, whatever is wanted."""
LONGEST_RETRY_AFTER_SECONDS = 3_600
"""A registrar that wants us gone for longer is asked again all the same: until then no call reaches us."""
MOST_VALUES = 64
MOST_ROUTES = 8
_MOST_CHARACTERS = 16_384
_COMPACT = {"contact": "m", "via": "v"}
_ADDRESS = re.compile(
    r"""sips?:(?:(?P<user>[^@<>]*)@)?
    (?P<host>\[[0-9a-f:.%]*\]|[^\[\]:;?<>@\s]+)(?::(?P<port>[0-9]{1,5}))?(?=[;?]|\Z)""",
    re.IGNORECASE | re.VERBOSE,
)
_MOST_EXPIRES = 2**32 - 1
_SENT_BY = re.compile(r"SIP\s*/\s*[^\s/;]+\s*/\s*[^\s/;]+\s+(\[[^\]]*\]|[^\s:;\[\]]+)", re.IGNORECASE)
"""Of a Via: host, before the port."""
_QUOTED_NAME = re.compile(r'"(?:[^"\\]|\\.)*"[ \t]*', re.DOTALL)


class Place(NamedTuple):
    """Of a SIP address: who, and where."""

    user: str
    host: str
    """In lower case; IPv6 in its brackets."""
    port: int
    """0 when it is not said."""


def read_place(address: str) -> Place | None:
    """Who and where a SIP address names; None for what is none."""
    match = _ADDRESS.match(address.strip(BLANKS))
    if match is None:
        return None
    return Place(match["user"] or "", match["host"].lower(), int(match["port"] or 0))


def contacts(fields: Fields) -> list[tuple[str, Parameters]]:
    """Every address in Contact, with the parameters of the header."""
    return [_address(value) for value in _listed(fields, "contact")]


def granted_seconds(fields: Fields, our_contact: str, asked_seconds: int) -> int:
    """For how long our binding stands, by a 2xx to our REGISTER; 0 when others do and ours does not.

    Ours is the one with our address, else (a registrar behind a NAT may write another host) with our user part.
    """
    ours = read_place(our_contact)
    for_all = whole_number(_value(fields, "expires") or "", _MOST_EXPIRES)
    default = asked_seconds if for_all is None else for_all
    bound = [(read_place(address), _expires(parameters, default)) for address, parameters in contacts(fields)]
    if ours is None or not bound:
        return _capped(default)
    exact = [seconds for place, seconds in bound if place is not None and _same(place, ours)]
    if exact:
        return _capped(max(exact))
    alike = [
        seconds for place, seconds in bound if place is not None and ours.user and place.user == ours.user
    ]
    if alike:
        return _capped(max(alike))
    return _capped(for_all or 0)


def min_expires_seconds(fields: Fields) -> int | None:
    """The shortest time a registrar takes, beside a 423; None when it is not said."""
    return whole_number(_value(fields, "min-expires") or "")


def retry_after_seconds(fields: Fields) -> int | None:
    """How long a registrar wants us to wait, within an hour; None when it is not said (RFC 3261 §20.33)."""
    digits = re.match(r"[ \t]*([0-9]{1,10})", _value(fields, "retry-after") or "")
    return min(int(digits[1]), LONGEST_RETRY_AFTER_SECONDS) if digits else None


def routes(fields: Fields, name: str) -> tuple[str, ...]:
    """The values of Service-Route or Path, in order, as written; none when one of them is no route."""
    values = tuple(_listed(fields, name))
    are_routes = all(re.match(r"[^<]*<sips?:[^>\s]+>", value, re.I) for value in values)
    return values if are_routes and len(values) <= MOST_ROUTES else ()


def seen_from(fields: Fields) -> tuple[str, int] | None:
    """The address and port our request came from, as our own Via tells it; None when it does not (RFC 3581)."""
    via = next(iter(_listed(fields, "via")), "")
    parameters = read_parameters(via)
    port = whole_number(parameter(parameters, "rport") or "", 65_535)
    sent_by = _SENT_BY.match(via)
    host = parameter(parameters, "received") or (sent_by[1] if sent_by else "")
    try:
        address = ipaddress.ip_address(host.strip("[]"))
    except ValueError:
        return None
    return (str(address), port) if port else None


def values(fields: Fields, name: str) -> list[str]:
    """Every field of that name, given in lower case, as written."""
    names = (name, _COMPACT.get(name, name))
    return [value for known, value in fields if known.strip(BLANKS).lower() in names]


def _value(fields: Fields, name: str) -> str | None:
    return next(iter(values(fields, name)), None)


def _listed(fields: Fields, name: str) -> list[str]:
    listed: list[str] = []
    for value in values(fields, name)[:MOST_VALUES]:
        listed += split_outside(value[:_MOST_CHARACTERS], ",")
    return listed[:MOST_VALUES]


def _address(value: str) -> tuple[str, Parameters]:
    value = _QUOTED_NAME.sub("", value, count=1) if value.startswith('"') else value
    _, bracket, inside = value.partition("<")
    if not bracket:
        # Without brackets all parameters are the header's (RFC 3261 §20.10).
        return value.partition(";")[0].strip(BLANKS), read_parameters(value)
    address, _, after = inside.partition(">")
    return address.strip(BLANKS), read_parameters(after)


def _expires(parameters: Parameters, default: int) -> int:
    own = whole_number(unquoted(parameter(parameters, "expires") or ""), _MOST_EXPIRES)
    return default if own is None else own


def _same(place: Place, ours: Place) -> bool:
    return (place.user, place.host, place.port or 5060) == (ours.user, ours.host, ours.port or 5060)


def _capped(seconds: int) -> int:
    return min(seconds, LONGEST_EXPIRES_SECONDS)


def first_within(addresses: Iterable[str], host: str) -> Place | None:
    """The first of these addresses at this host or below its name (`sip3.example.org` of `example.org`)."""
    for address in addresses:
        place = read_place(address)
        if place is not None and (place.host == host or place.host.endswith(f".{host}")):
            return place
    return None
