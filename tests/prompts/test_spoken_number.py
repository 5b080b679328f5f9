"""Telephone numbers as people of each language read them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agent.prompts.speaking import text_of
from agent.prompts.spoken_number import as_dialled_at_home, speak_number


@pytest.mark.parametrize(
    ("number", "home", "french", "english"),
    [
        (
            "+33162000001",
            "FR",
            "zéro un, soixante-deux, zéro zéro, zéro zéro, zéro un",
            "zero one six, two zero zero, zero zero zero one",
        ),
        (
            "+33671809197",
            "FR",
            "zéro six, soixante et onze, quatre-vingts, quatre-vingt-onze, quatre-vingt-dix-sept",
            "zero six seven, one eight zero, nine one nine seven",
        ),
        (  # the same number, heard in Germany
            "+33162000001",
            "DE",
            "plus trente-trois, un, soixante-deux, zéro zéro, zéro zéro, zéro un",
            "plus three three, one six two, zero zero zero, zero zero one",
        ),
        (
            "+4930123456",
            "FR",
            "plus quarante-neuf, trente, douze, trente-quatre, cinquante-six",
            "plus four nine, three zero one, two three four, five six",
        ),
        (  # a country code of three digits is one number in French
            "+212612345678",
            "FR",
            "plus deux cent douze, six, douze, trente-quatre, cinquante-six, soixante-dix-huit",
            "plus two one two, six one two, three four five, six seven eight",
        ),
        (  # Guadeloupe dials home the French way, under either of its codes
            "+590590123456",
            "FR",
            "zéro cinq, quatre-vingt-dix, douze, trente-quatre, cinquante-six",
            "zero five nine, zero one two, three four five six",
        ),
        (  # nobody dials the 1 of North America when telling a number
            "+12025550143",
            "US",
            "vingt, vingt-cinq, cinquante-cinq, zéro un, quarante-trois",
            "two zero two, five five five, zero one four three",
        ),
        (
            "+12025550143",
            "FR",
            "plus un, vingt, vingt-cinq, cinquante-cinq, zéro un, quarante-trois",
            "plus one, two zero two, five five five, zero one four three",
        ),
        ("15", "FR", "quinze", "one five"),
        ("112", "FR", "cent douze", "one one two"),
        ("3950", "FR", "trente-neuf, cinquante", "three nine five zero"),
        ("118218", "FR", "cent dix-huit, deux cent dix-huit", "one one eight, two one eight"),
        ("100200", "FR", "cent, deux cent", "one zero zero, two zero zero"),
        ("105012", "FR", "cent cinq, zéro douze", "one zero five, zero one two"),
        ("", "FR", "un numéro inconnu", "an unknown number"),
        ("anonymous", "FR", "un numéro inconnu", "an unknown number"),
        ("+33", "FR", "plus trente-trois", "plus three three"),
    ],
)
def test_a_number_is_read_as_people_do(number: str, home: str, french: str, english: str) -> None:
    assert text_of(speak_number(number, "fr", home)) == french
    assert text_of(speak_number(number, "en", home)) == english
    assert text_of(speak_number(number, "de", home)) == english, "other languages get English"


DIGITS = {"zero": "0", "one": "1", "two": "2", "three": "3", "four": "4", "five": "5", "six": "6"}
DIGITS |= {"seven": "7", "eight": "8", "nine": "9"}
HOMES = ["FR", "BE", "US", "IT", "XX", ""]


@given(st.from_regex(r"\+[1-9][0-9]{0,14}", fullmatch=True), st.sampled_from(HOMES))
def test_no_digit_is_lost_or_added(number: str, home: str) -> None:
    expected = as_dialled_at_home(number, home) or number[1:]
    words = text_of(speak_number(number, "en", home)).replace(",", "").split()
    heard = "".join(DIGITS.get(word, "") for word in words)
    assert heard == expected
    assert speak_number(number, "fr", home)


@pytest.mark.parametrize(
    ("number", "home", "dialled"),
    [
        ("+33162000001", "FR", "0162000001"),
        ("+33162000001", "RE", "0162000001"),
        ("+262262123456", "FR", "0262123456"),
        ("+3225551234", "BE", "025551234"),
        ("+390612345678", "IT", "0612345678"),
        ("+12025550143", "US", "2025550143"),
        ("+3225551234", "FR", ""),
        ("+3225551234", "XX", ""),
    ],
)
def test_a_number_of_our_own_country_is_said_as_it_is_dialled(number: str, home: str, dialled: str) -> None:
    assert as_dialled_at_home(number, home) == dialled
