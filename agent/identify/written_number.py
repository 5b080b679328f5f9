"""Digits out of what a person or a telephone network wrote: spaces, dots, brackets, `tel:` and all."""

import unicodedata
from dataclasses import dataclass

MAX_TYPED_CHARACTERS = 128
"""Longer than anything anyone writes for a telephone number."""

_SCHEMES = ("tel:", "sip:", "sips:", "callto:")
# Separators people write, beyond every Unicode space, dash and invisible format character.
_SEPARATORS = frozenset("./()·~\t")


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
    text = unicodedata.normalize("NFKC", typed).strip()
    for scheme in _SCHEMES:
        if text[: len(scheme)].lower() == scheme:
            text = text[len(scheme) :]
            break
    text, *parameters = text.partition("@")[0].split(";")
    symbols = [_symbol(character) for character in percent_decoded(text) if not _is_separator(character)]
    international = symbols[:1] == ["+"]
    digits = "".join(symbols[1:] if international else symbols)
    if not (digits.isascii() and digits.isdigit()):
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
