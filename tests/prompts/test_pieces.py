"""French numbers as France says them, each of the hundred: one wrong word would go unnoticed for years."""

import pytest

from agent.prompts.pieces import english_pieces, french_number, french_pieces
from agent.prompts.speaking import text_of
from agent.prompts.spoken_number import speak_cardinal

# Written by hand, ten to a line; not made by the rule that they test.
FRENCH = """
zéro, un, deux, trois, quatre, cinq, six, sept, huit, neuf
dix, onze, douze, treize, quatorze, quinze, seize, dix-sept, dix-huit, dix-neuf
vingt, vingt et un, vingt-deux, vingt-trois, vingt-quatre, vingt-cinq, vingt-six, vingt-sept, vingt-huit,
vingt-neuf
trente, trente et un, trente-deux, trente-trois, trente-quatre, trente-cinq, trente-six, trente-sept,
trente-huit, trente-neuf
quarante, quarante et un, quarante-deux, quarante-trois, quarante-quatre, quarante-cinq, quarante-six,
quarante-sept, quarante-huit, quarante-neuf
cinquante, cinquante et un, cinquante-deux, cinquante-trois, cinquante-quatre, cinquante-cinq, cinquante-six,
cinquante-sept, cinquante-huit, cinquante-neuf
soixante, soixante et un, soixante-deux, soixante-trois, soixante-quatre, soixante-cinq, soixante-six,
soixante-sept, soixante-huit, soixante-neuf
soixante-dix, soixante et onze, soixante-douze, soixante-treize, soixante-quatorze, soixante-quinze,
soixante-seize, soixante-dix-sept, soixante-dix-huit, soixante-dix-neuf
quatre-vingts, quatre-vingt-un, quatre-vingt-deux, quatre-vingt-trois, quatre-vingt-quatre, quatre-vingt-cinq,
quatre-vingt-six, quatre-vingt-sept, quatre-vingt-huit, quatre-vingt-neuf
quatre-vingt-dix, quatre-vingt-onze, quatre-vingt-douze, quatre-vingt-treize, quatre-vingt-quatorze,
quatre-vingt-quinze, quatre-vingt-seize, quatre-vingt-dix-sept, quatre-vingt-dix-huit, quatre-vingt-dix-neuf
"""
FRENCH_NUMBERS = [word.strip() for word in FRENCH.strip().replace(",\n", ", ").replace("\n", ", ").split(",")]

ENGLISH_TEENS = [
    *("zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven"),
    *("twelve", "thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen"),
]
ENGLISH_TENS = ["twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"]


def test_the_table_of_this_test_is_whole() -> None:
    assert len(FRENCH_NUMBERS) == 100
    assert len(set(FRENCH_NUMBERS)) == 100


@pytest.mark.parametrize(("number", "words"), list(enumerate(FRENCH_NUMBERS)))
def test_every_french_number(number: int, words: str) -> None:
    assert french_number(number) == words
    assert text_of(speak_cardinal(number, "fr")) == words


@pytest.mark.parametrize("number", range(100))
def test_every_english_number(number: int) -> None:
    tens, unit = divmod(number, 10)
    words = ENGLISH_TEENS[number] if number < 20 else ENGLISH_TENS[tens - 2]
    if number >= 20 and unit:
        words += f" {ENGLISH_TEENS[unit]}"
    assert text_of(speak_cardinal(number, "en")) == words


@pytest.mark.parametrize("number", [-1, 100])
def test_other_numbers_have_no_words_here(number: int) -> None:
    with pytest.raises(ValueError, match="0 to 99"):
        speak_cardinal(number, "fr")


@pytest.mark.parametrize(
    ("number", "words"),
    [
        (1, "une"),
        (21, "vingt et une"),
        (31, "trente et une"),
        (41, "quarante et une"),
        (51, "cinquante et une"),
    ],
)
def test_hours_and_minutes_are_feminine(number: int, words: str) -> None:
    assert french_number(number, feminine=True) == words
    assert dict(french_pieces())[f"minute-{number}"] == words


def test_no_piece_is_named_twice() -> None:
    for pieces in (list(french_pieces()), list(english_pieces())):
        assert len({name for name, _ in pieces}) == len(pieces)
