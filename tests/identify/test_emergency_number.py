"""Which numbers people dial when they need help, and which only look like them."""

import pytest

from agent.identify.dial_plan import DialPlan
from agent.identify.emergency_number import is_emergency_number


@pytest.mark.parametrize(
    ("country", "dialled"),
    [
        *(("FR", number) for number in ("112", "15", "17", "18", "114", "115", "119", "191", "196", "197")),
        ("FR", "116000"),
        ("FR", "911"),
        ("RE", "15"),
        ("DE", "110"),
        ("GB", "999"),
        ("US", "911"),
        # As a PBX or a call monitor writes it.
        ("FR", "0112"),
        ("FR", "112#"),
        ("FR", "*31#112"),
        ("FR", "#31#15"),
        ("FR", " 1 1 2 "),
    ],
)
def test_who_needs_help_dials_this(country: str, dialled: str) -> None:
    assert is_emergency_number(dialled, DialPlan(country=country))


@pytest.mark.parametrize(
    ("country", "dialled"),
    [
        ("FR", ""),
        ("FR", "0"),
        ("FR", "menu"),
        ("FR", "*30"),
        ("FR", "**15"),
        ("FR", "t15"),
        ("FR", "3950"),
        ("FR", "1"),
        ("FR", "1120"),
        ("FR", "0112345678"),
        ("FR", "0612345678"),
        ("DE", "15"),
        ("FR", "110"),
    ],
)
def test_and_this_is_something_else(country: str, dialled: str) -> None:
    assert not is_emergency_number(dialled, DialPlan(country=country))
