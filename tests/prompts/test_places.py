"""Where numbers come from, without promising more than a number tells."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agent.prompts import places
from agent.prompts.places import PLACES, place_of


@pytest.mark.parametrize(
    ("number", "place"),
    [
        ("+33140000001", "ile-de-france"),
        ("+33240000001", "north-west-france"),
        ("+33340000001", "north-east-france"),
        ("+33440000001", "south-east-france"),
        ("+33540000001", "south-west-france"),
        ("+33612345678", "french-mobile"),
        ("+33712345678", "french-mobile"),
        ("+33800123456", "french-special"),
        ("+33972000001", "french-internet"),
        ("+590590123456", "guadeloupe"),
        ("+33590123456", "guadeloupe"),
        ("+33262123456", "reunion"),
        ("+262269123456", "mayotte"),
        ("+594594123456", "guyane"),
        ("+596596123456", "martinique"),
        ("+687123456", "new-caledonia"),
        ("+3225551234", "belgium"),
        ("+352123456", "luxembourg"),
        ("+351212345678", "portugal"),
        ("+37712345678", "monaco"),
        ("+212612345678", "morocco"),
        ("+12025550143", "north-america"),
        ("+81312345678", "abroad"),
        ("+330", ""),
        ("", ""),
        ("3950", ""),
        ("+", ""),
        ("+33¹40000001", ""),
    ],
)
def test_a_number_is_placed(number: str, place: str) -> None:
    assert place_of(number) == place


@given(st.text(max_size=20) | st.from_regex(r"\+[0-9]{0,15}", fullmatch=True))
def test_whatever_is_shown_has_a_place_with_words_or_none(number: str) -> None:
    assert place_of(number) in {"", *PLACES}


def test_every_place_can_be_reached() -> None:
    reached = {*places._BY_PREFIX.values(), *places._TERRITORIES.values(), "abroad"}
    assert reached == set(PLACES)
