"""What stands in front of numbers, and how many numbers stand behind a beginning."""

import pytest

from agent.identify.country_dialling import (
    country_of_calling_code,
    is_given_out,
    may_hold_trunk_prefix,
    most_numbers_behind,
)


@pytest.mark.parametrize(
    ("code", "country"),
    [("33", "FR"), ("1", "US"), ("49", "DE"), ("800", ""), ("999", ""), ("", ""), ("033", "")],
)
def test_a_country_is_found_by_its_code(code: str, country: str) -> None:
    assert country_of_calling_code(code) == country


def test_a_code_of_no_single_country_is_given_out_all_the_same() -> None:
    assert is_given_out("800") and is_given_out("44")
    assert not is_given_out("999") and not is_given_out("") and not is_given_out("044")


@pytest.mark.parametrize(
    ("digits", "may_hold"),
    [("330199001001", True), ("33199001001", False), ("390612345678", False), ("99912345678", True)],
)
def test_digits_that_may_hold_what_is_dialled_at_home_only_are_known(digits: str, may_hold: bool) -> None:
    assert may_hold_trunk_prefix(digits) == may_hold


@pytest.mark.parametrize(
    ("beginning", "count"),
    [("+336", 10**8), ("+33", 10**9), ("+33199001", 10**3), ("+33199001001", 1), ("+999", 10**9)],
)
def test_a_beginning_is_as_wide_as_the_numbers_behind_it_are_long(beginning: str, count: int) -> None:
    assert most_numbers_behind(beginning) == count
