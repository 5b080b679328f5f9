"""Digits out of what a person or a telephone network wrote: spaces, dots, brackets, `tel:` and all."""

import re
import unicodedata
from dataclasses import dataclass

from agent.identify.country_dialling import behind_calling_code, is_calling_code
from agent.identify.number_extras import plain_text, without_extras

MAX_TYPED_CHARACTERS = 128
"""Longer than anything anyone writes for a telephone number."""

E164_DIGITS = 15
"""The most that ITU-T E.164 §6.1 allows, country code and all."""

_SCHEMES = ("tel:", "sip:", "sips:", "callto:")
# Separators people write, beyond every Unicode space, dash and invisible format character.
_SEPARATORS = frozenset("./()[]·~_\t\r\n")
_BRACKETED_ZERO = re.compile(r"(?P<before>[^(\[]*)[(\[]\s*0\s*[)\]](?P<behind>.*)", re.DOTALL)


@dataclass(frozen=True, slots=True)
class WrittenNumber:
    """The digits of a number, and how they were introduced."""

    digits: str
    international: bool
    """True when it was written with a leading `+`."""
    context: str = ""
    """Digits of a global `phone-context` (RFC 3966 §5.1.5) such as `33`, or empty."""


def read_written_number(typed: str) -> WrittenNumber | None:
    """The digits in `typed`, or None when it is not a telephone number at all (a name, a `*` code …)."""
    if len(typed) > MAX_TYPED_CHARACTERS:
        return None
    text = without_extras(plain_text(typed))
    for scheme in _SCHEMES:
        if text[: len(scheme)].lower() == scheme:
            text = text[len(scheme) :]
            break
    text, *parameters = text.partition("@")[0].split(";")
    text = percent_decoded(text)
    if bracketed := _BRACKETED_ZERO.fullmatch(text):
        text = _without_bracketed_zero(*bracketed.group("before", "behind")) or text
    symbols = _symbols(text)
    international = symbols[:1] == ["+"]
    digits = "".join(symbols[1:] if international else symbols)
    if not (digits.isascii() and digits.isdigit()):
        return None
    if "/" in text and len(digits) > E164_DIGITS:
        # `030/123456` is one number; what is longer than any with a stroke in it is two.
        return None
    return WrittenNumber(digits, international, "" if international else _global_context(parameters))


def percent_decoded(text: str) -> str:
    """`%2B33` as `+33` (RFC 3986 §2.1); a `%` that escapes nothing stays as it is."""
    if "%" not in text:
        return text
    first, *pieces = text.encode("utf-8", "replace").split(b"%")
    decoded = bytearray(first)
    for piece in pieces:
        code = piece[:2].decode("ascii", "replace")
        if len(code) == 2 and all(character in "0123456789abcdefABCDEF" for character in code):
            decoded.append(int(code, 16))
            decoded += piece[2:]
        else:
            decoded += b"%" + piece
    return decoded.decode("utf-8", "replace")


def _without_bracketed_zero(before: str, behind: str) -> str:
    """`+33 (0)1 …` as international digits; empty when no country code stands before the bracket."""
    code = "".join(_symbols(before))
    code = code.removeprefix("+").removeprefix("00")
    digits = "".join(_symbols(behind))
    if not (digits.isascii() and digits.isdigit() and is_calling_code(code)):
        return ""
    return f"+{code}{behind_calling_code(code, digits)}"


def _symbols(text: str) -> list[str]:
    return [_symbol(character) for character in text if not _is_separator(character)]


def _is_separator(character: str) -> bool:
    return character in _SEPARATORS or unicodedata.category(character) in ("Zs", "Pd", "Cf")


def _symbol(character: str) -> str:
    """Any script's decimal digit as an ASCII digit; everything else as it is."""
    value = unicodedata.decimal(character, -1)
    return character if value == -1 else str(value)


def _global_context(parameters: list[str]) -> str:
    for parameter in parameters:
        name, _, value = parameter.partition("=")
        value = percent_decoded(value).strip().replace("-", "")
        if name.strip().lower() == "phone-context" and value.startswith("+"):
            digits = value[1:]
            return digits if digits.isascii() and digits.isdigit() else ""
    return ""
