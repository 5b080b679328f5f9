"""Tells lines that are telephone numbers from prose, in whatever country they were written."""

import re
import unicodedata

_LIKE_A_NUMBER = re.compile(
    r"""['"=]* \s* (?:tel:)? (?:[*#]{1,2}\d{2,4}[#*])?
        [+(]? \s* \d [\d\s().\[\]/-]*                     # digits, in groups
        (?: [#xX?][#xX?\s./-]* | (?:\s*\.\.)+ | \.?\*+ | \.{3} )?   # a beginning or a pattern
        (?: [.,]?\d*[eE]\+?\d{1,2} )?                      # what spreadsheets make of them
        (?: \s*(?:x|ext\.?|poste|,+|;ext=)\s*[\d\#*]+ )?
        ['"\s;,]*""",
    re.VERBOSE | re.IGNORECASE,
)
_LEAST_DIGITS = 3
_MOST_DIGITS = 40


def is_like_a_number(text: str) -> bool:
    """True for what could be a number, a beginning or a pattern and is nothing else."""
    if not 0 < len(text) <= 80:
        return False
    plain = unicodedata.normalize("NFKC", "".join(c for c in text if unicodedata.category(c) != "Cf"))
    digits = sum(character.isdigit() for character in plain)
    if not _LEAST_DIGITS <= digits <= _MOST_DIGITS or _is_a_day(plain):
        return False
    return (
        _LIKE_A_NUMBER.fullmatch("".join("-" if unicodedata.category(c) == "Pd" else c for c in plain))
        is not None
    )


def _is_a_day(text: str) -> bool:
    return (
        re.fullmatch(r"\s*(?:(?:19|20)\d\d([-/.])\d\d?\1\d\d?|\d\d?([-/.])\d\d?\2(?:19|20)?\d\d)\s*", text)
        is not None
    )
