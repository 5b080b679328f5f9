"""What the household wrote becomes what the rooms think with, or a sentence."""

from datetime import UTC, datetime
from typing import Any

import pytest

from agent.call.user_error import UserError
from agent.service.judging.settings_for_calls import dial_plan_of, household_of
from agent.settings.house import HouseSettings
from agent.settings.house_time import in_house_time
from agent.settings.line import LineSettings
from agent.settings.settings import Settings


def a_line(**given: Any) -> LineSettings:
    return LineSettings(**({"registrar": "fritz.box", "user": "u"} | given))


def test_own_numbers_of_house_and_line_are_read_as_the_line_dials() -> None:
    settings = Settings(house=HouseSettings(own_numbers=("01 40 00 00 01", "+33140000001")))
    plan = dial_plan_of(a_line(own_numbers=("0140000002",)), settings)
    assert plan.own_numbers == ("+33140000001", "+33140000002")
    assert household_of(a_line(kind="front"), settings, plan).line_kind == "front"
    assert household_of(a_line(), settings, plan).own_numbers == plan.own_numbers
    assert not household_of(a_line(), settings, plan).can_put_through


@pytest.mark.parametrize(
    ("given", "sentence"),
    [
        (
            {"own_numbers": ("home",)},
            '[[line]] "home" own_numbers has "home", which is no telephone number of FR',
        ),
        ({"own_numbers": ("112",)}, 'own_numbers has "112", which is no telephone number'),
        ({"country": "XX"}, 'country = "XX": no country dials by that code; write its ISO 3166 code'),
    ],
)
def test_what_nobody_can_dial_is_a_sentence(given: dict[str, Any], sentence: str) -> None:
    with pytest.raises(UserError) as told:
        dial_plan_of(a_line(**given), Settings())
    assert sentence in str(told.value)


def test_the_clock_is_the_one_on_the_households_wall() -> None:
    settings = Settings(house=HouseSettings(time_zone="Indian/Reunion"))
    assert in_house_time(datetime(2026, 11, 21, 22, 0, tzinfo=UTC), settings).hour == 2
