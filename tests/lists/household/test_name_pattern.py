"""Names are compared as people read them."""

import fnmatch
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agent.lists.household.name_pattern import folded, name_matches


@pytest.mark.parametrize(
    ("name", "compared"),
    [
        ("Énergie  PLUS ", "energie plus"),
        ("STRASSE", "strasse"),
        ("Straße", "strasse"),
        ("\uff33\uff30\uff21\uff2d", "spam"),
        ("Spa\u00adm\u200b", "spam"),
        ("", ""),
    ],
)
def test_folded(name: str, compared: str) -> None:
    assert folded(name) == compared


@pytest.mark.parametrize(
    ("pattern", "name", "fits"),
    [
        ("spam*", "spam: 0162", True),
        ("spam*", "spam", True),
        ("spam*", "no spam", False),
        ("*spam*", "no spam at all", True),
        ("spam?", "spam!", True),
        ("spam?", "spam", False),
        ("jean", "jean", True),
        ("jean", "jeanne", False),
        ("*", "", True),
        ("a*b*c", "a--b--b--c", True),
        ("a*b*c", "a--c--b", False),
        ("[a]", "a", False),
    ],
)
def test_name_matches(pattern: str, name: str, fits: bool) -> None:
    assert name_matches(pattern, name) is fits


@given(st.text("ab*?", max_size=8), st.text("ab", max_size=10))
def test_wildcards_mean_what_they_mean_in_file_names(pattern: str, name: str) -> None:
    assert name_matches(pattern, name) == bool(re.match(fnmatch.translate(pattern), name))


@given(st.text())
def test_folding_twice_changes_nothing(name: str) -> None:
    assert folded(folded(name)) == folded(name)


def test_a_strangers_long_name_is_compared_in_bounded_steps() -> None:
    assert name_matches("*a" * 60 + "b", "a" * 3000) is False
