"""The small pieces of SIP's grammar that many headers share: lists, parameters, numbers (RFC 3261 §7.3.1, §25.1).

Only ASCII counts as a digit or as a space here: Python's own tests would let `²` be a digit and NBSP a space.
"""

import re

Parameters = tuple[tuple[str, str | None], ...]
"""Names in lower case, values as written, quotes included; None for a name without `=`."""

BLANKS = " \t\r\n"
MOST_PARAMETERS = 64
_TOKEN = re.compile(r"[A-Za-z0-9\-.!%*_+`'~]+\Z")


def is_token(text: str) -> bool:
    """True for a `token`: a method, a header's name, a tag."""
    return _TOKEN.match(text) is not None


def whole_number(text: str, most: int = 2**31 - 1) -> int | None:
    """The number that these digits write; None for anything else, and for more than `most`."""
    text = text.strip(BLANKS)
    if not (text.isascii() and text.isdigit()) or len(text) > 20:
        return None
    number = int(text)
    return number if number <= most else None


def split_outside(text: str, separator: str) -> list[str]:
    """Split where the separator stands neither in quotes nor in `<>`; pieces are stripped, empty ones left out."""
    if '"' not in text and "<" not in text:
        pieces = text.split(separator)
    else:
        pieces = _split_with_care(text, separator)
    return [piece for piece in (piece.strip(BLANKS) for piece in pieces) if piece]


def _split_with_care(text: str, separator: str) -> list[str]:
    pieces: list[str] = []
    start = 0
    quoted = bracketed = escaped = False
    for position, character in enumerate(text):
        if escaped:
            escaped = False
        elif quoted and character == "\\":
            escaped = True
        elif character == '"' and not bracketed:
            quoted = not quoted
        elif quoted:
            continue
        elif character == "<":
            bracketed = True
        elif character == ">":
            bracketed = False
        elif character == separator and not bracketed:
            pieces.append(text[start:position])
            start = position + 1
    return [*pieces, text[start:]]


def read_parameters(text: str) -> Parameters:
    """`;a=b;c` as pairs; whatever stands before the first `;` is none of them."""
    if ";" not in text:
        return ()
    pieces = split_outside(text.partition(";")[2], ";")
    return tuple(_parameter(piece) for piece in pieces[:MOST_PARAMETERS])


def _parameter(piece: str) -> tuple[str, str | None]:
    name, equals, value = piece.partition("=")
    return name.strip(BLANKS).lower(), value.strip(BLANKS) if equals else None


def write_parameters(parameters: Parameters) -> str:
    """Pairs as `;a=b;c`."""
    return "".join(f";{name}" if value is None else f";{name}={value}" for name, value in parameters)


def parameter(parameters: Parameters, name: str) -> str | None:
    """The first value of that name; empty for one without `=`, None where there is none."""
    for known, value in parameters:
        if known == name:
            return value or ""
    return None


def with_parameter(parameters: Parameters, name: str, value: str | None) -> Parameters:
    """The same pairs with this one in its place, or at the end."""
    if any(known == name for known, _ in parameters):
        return tuple((known, value if known == name else old) for known, old in parameters)
    return (*parameters, (name, value))


def unquoted(value: str) -> str:
    """A quoted string without its quotes and escapes; anything else as it is."""
    if len(value) >= 2 and value.startswith('"') and value.endswith('"'):
        return re.sub(r"\\(.)", r"\1", value[1:-1], flags=re.DOTALL)
    return value


def quoted(value: str) -> str:
    """A text as a quoted string."""
    escaped = value.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'
