"""The name a call shows, made safe to print, to store and to read aloud to the family."""

import re
import unicodedata

MAX_NAME_CHARACTERS = 64

# Zero-width joiners are part of spelling in Persian, in Indic scripts and in emoji.
_JOINERS = "\u200c\u200d"
_SECOND_NUMBER = re.compile(r"\(\s*([+0-9][0-9 ./-]{4,})\s*\)\s*$")


def clean_name(text: str) -> str:
    """`text` without control, bidi and other invisible characters, on one line, at most 64 characters."""
    visible = "".join(_shown(character) for character in unicodedata.normalize("NFC", text[:1024]))
    return " ".join(visible.split())[:MAX_NAME_CHARACTERS].strip().strip(_JOINERS)


def split_second_number(display_name: str) -> tuple[str, str]:
    """The name and the number in brackets behind it, as a FRITZ!Box shows a caller with two numbers.

    CLIP no screening: the number the caller chose comes first, the one its network knows stands in brackets.
    """
    found = _SECOND_NUMBER.search(display_name)
    if found is None:
        return display_name, ""
    return display_name[: found.start()].strip(), found[1].strip()


def _shown(character: str) -> str:
    category = unicodedata.category(character)
    if category.startswith("Z") or character in "\t\r\n":
        return " "
    if category in ("Cc", "Cs", "Co") or (category == "Cf" and character not in _JOINERS):
        return ""
    return character
