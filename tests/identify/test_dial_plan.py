"""A line's dial plan refuses what would only misread numbers later."""

from typing import Any

import pytest

from agent.identify.dial_plan import DialPlan


@pytest.mark.parametrize(
    ("wrong", "named"),
    [
        ({"country": "France"}, "France"),
        ({"country": "fr"}, "fr"),
        ({"country": "F"}, "F"),
        ({"country": ""}, "''"),
        ({"country": "DE", "area_code": "+30"}, "+30"),
        ({"country": "DE", "area_code": "0 30"}, "0 30"),
        ({"own_numbers": ("0140000001",)}, "0140000001"),
        ({"own_numbers": ("+33140000001", "+")}, "'+'"),
    ],
)
def test_a_plan_that_cannot_be_is_refused_by_name(wrong: dict[str, Any], named: str) -> None:
    with pytest.raises(ValueError, match=named.replace("+", r"\+")):
        DialPlan(**wrong)


def test_a_plan_keeps_what_it_is_given() -> None:
    plan = DialPlan(country="DE", area_code="030", own_numbers=("+4930123456",))
    assert (plan.country, plan.area_code, plan.own_numbers) == ("DE", "030", ("+4930123456",))
