"""`"Name" <address>;parameters`, as in From, To, Contact and Route, however badly written (RFC 3261 §20.10).

`""unknown"" <sip:…>`, `"Sami\\" <sip:…>`, a missing `>`, a name with a comma: the address and the tag are found.
"""

import re
from dataclasses import dataclass

from agent.sip.stack.grammar import (
    BLANKS,
    Parameters,
    parameter,
    quoted,
    read_parameters,
    unquoted,
    with_parameter,
    write_parameters,
)
from agent.sip.stack.uri import Uri, read_uri

_PLAIN = re.compile(r"""(?:"[^"\\<>]*+"[ \t]*+|[^"<>;]*+)<[^"<>]*+>(?:;tag=([A-Za-z0-9\-.!%*_+`'~]++))?\Z""")
"""As nearly everybody writes it: read at once, and without trying anything twice."""


@dataclass(frozen=True, slots=True)
class NameAddr:
    """One value of such a header."""

    address: str
    """The address as written, without its brackets."""
    display_name: str = ""
    """Without quotes and escapes."""
    parameters: Parameters = ()
    """Of the header, not of the address."""

    @property
    def uri(self) -> Uri | None:
        """The address, read; None when it is none."""
        return read_uri(self.address)

    @property
    def tag(self) -> str:
        """The tag of a dialog's side, or empty."""
        return self.parameter("tag") or ""

    def parameter(self, name: str) -> str | None:
        """The value of a parameter; empty for one without `=`, None where there is none."""
        return parameter(self.parameters, name)

    def with_tag(self, tag: str) -> "NameAddr":
        """The same side with this tag."""
        return NameAddr(self.address, self.display_name, with_parameter(self.parameters, "tag", tag))

    def __str__(self) -> str:
        name = f"{quoted(self.display_name)} " if self.display_name else ""
        return f"{name}<{self.address}>{write_parameters(self.parameters)}"


def read_name_addr(text: str) -> NameAddr:
    """What this text says, as far as it can be made out."""
    name, rest = _display_name(text.strip(BLANKS))
    before, bracket, inside = rest.partition("<")
    if not bracket:
        # Without brackets all parameters are the header's (§20.10).
        return NameAddr(rest.partition(";")[0].strip(BLANKS), name, _cut(read_parameters(rest)))
    name = name or before.strip(BLANKS)
    address, closed, after = inside.partition(">")
    if not closed:
        # The bracket was never closed: the tag must not be lost in the address.
        return NameAddr(inside.partition(";")[0].strip(BLANKS), name, _cut(read_parameters(inside)))
    return NameAddr(address.strip(BLANKS), name, _cut(read_parameters(after)))


def tag_of(text: str) -> str:
    """The tag in a From or To, or empty."""
    plain = _PLAIN.match(text)
    if plain is not None:
        return plain[1] or ""
    return read_name_addr(text).tag


def _cut(parameters: Parameters) -> Parameters:
    """A value that is no quoted string ends where a blank or a comma begins something else."""
    return tuple((name, _first_word(value)) for name, value in parameters)


def _first_word(value: str | None) -> str | None:
    if value is None or value.startswith('"') or not any(mark in value for mark in " \t,"):
        return value
    return value.replace(",", " ").replace("\t", " ").strip(" ").partition(" ")[0]


def _display_name(text: str) -> tuple[str, str]:
    """A quoted name without its quotes, and what follows; no name when none begins the text."""
    if not text.startswith('"'):
        return "", text
    end = _closing_quote(text)
    rest = text[end + 1 :].lstrip(BLANKS)
    if end < 0 or not rest.startswith("<"):
        # Quotes in quotes, or none at the end: the name ends at the last one before the address.
        name, bracket, address = text.partition("<")
        if not bracket:
            return (unquoted(text[: end + 1]), rest) if end >= 0 else ("", text[1:])
        return name.strip(BLANKS).strip('"'), bracket + address
    return unquoted(text[: end + 1]), rest


def _closing_quote(text: str) -> int:
    position = 1
    while position < len(text):
        if text[position] == "\\":
            position += 1
        elif text[position] == '"':
            return position
        position += 1
    return -1
