"""A name that is shown cannot do anything but be read."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agent.identify.display_name import MAX_NAME_CHARACTERS, clean_name, split_second_number


@pytest.mark.parametrize(
    ("text", "clean"),
    [
        ("Mamie", "Mamie"),
        ("  Jean \t Dupont\r\n", "Jean Dupont"),
        ("Ma\x00mi\x1b[31me", "Mami[31me"),
        ("\u202eeimaM\u202c", "eimaM"),
        ("\u2066Ma\u200bmie\ufeff\u2069", "Mamie"),
        ("Noe\u0308l", "Noël"),
        ("علی\u200cرضا", "علی\u200cرضا"),  # the joiner is spelling
        ("\ud800Mamie", "Mamie"),  # half a character, as broken encodings leave it
        ("", ""),
        ("x" * 100, "x" * MAX_NAME_CHARACTERS),
    ],
)
def test_cleaning(text: str, clean: str) -> None:
    assert clean_name(text) == clean


@given(st.text(alphabet=st.characters(), max_size=300))
def test_a_clean_name_is_short_printable_and_stays_as_it_is(text: str) -> None:
    clean = clean_name(text)
    assert len(clean) <= MAX_NAME_CHARACTERS
    assert not any(unicodedata.category(character) in ("Cc", "Cs", "Zl", "Zp") for character in clean)
    assert not set(clean) & set("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\u200e\u200f")
    assert clean_name(clean) == clean
    clean.encode()


@pytest.mark.parametrize(
    ("shown", "name", "second"),
    [
        ("021181994861 (021154089170)", "021181994861", "021154089170"),
        ("Max Muster (0211 5408-9170)", "Max Muster", "0211 5408-9170"),
        ("(+4921154089170)", "", "+4921154089170"),
        ("Max (Büro)", "Max (Büro)", ""),
        ("Cabinet (2)", "Cabinet (2)", ""),
        ("Mamie", "Mamie", ""),
        ("", "", ""),
    ],
)
def test_the_number_in_brackets_is_the_second_one(shown: str, name: str, second: str) -> None:
    assert split_second_number(shown) == (name, second)
