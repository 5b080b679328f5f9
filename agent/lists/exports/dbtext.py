"""How a text stands in a column of Kamailio's dbtext files."""

from agent.lists.exports.number_forms import printable

_ESCAPES = str.maketrans({"\\": "\\\\", ":": "\\:"})


def column(text: str) -> str:
    """Text as one column: colons and backslashes escaped, no line breaks."""
    return printable(text).translate(_ESCAPES)
