"""Takes out of a caller's words what could paint over, reorder or hide text on a terminal."""

import re
import unicodedata

_ESCAPES = re.compile(
    r"(?:\x1b\[|\x9b)[0-?]*[ -/]*[@-~]"  # CSI: colours, cursor (ECMA-48 §5.4)
    # OSC, DCS, SOS, PM, APC: titles, links, with all that stands in them.
    r"|(?:\x1b[\]PX^_]|[\x90\x98\x9d\x9e\x9f])[^\x07\x1b\x9c]*(?:\x07|\x1b\\|\x9c)?"
    r"|\x1b[ -/]*[0-~]"
)


def safe(text: str) -> str:
    """The text on one line, without escape sequences, control and direction characters (Unicode C*)."""
    # French sets its signs apart by a space that does not break.
    spaced = re.sub(r"[^\S\u00a0\u202f]", " ", _ESCAPES.sub("", text))
    visible = "".join(character for character in spaced if unicodedata.category(character)[0] != "C")
    return re.sub(r"[ \u00a0\u202f]{2,}", " ", visible)
