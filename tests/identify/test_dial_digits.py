"""The beginning of a number means what people of that country mean by it."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agent.identify.dial_digits import international_prefix_of
from agent.identify.dial_plan import DialPlan

FRANCE = DialPlan(country="FR")
BERLIN = DialPlan(country="DE", area_code="030")


@pytest.mark.parametrize(
    ("plan", "typed", "prefix"),
    [
        (FRANCE, "0162", "+33162"),
        (FRANCE, "+33162", "+33162"),
        (FRANCE, "0033162", "+33162"),
        (FRANCE, "+330162", "+33162"),
        (FRANCE, "00330162", "+33162"),
        (FRANCE, "33162", "+33162"),
        (FRANCE, "330162", "+33162"),
        (FRANCE, "+0162", "+33162"),
        (FRANCE, "0", "+33"),
        (FRANCE, "09475", "+339475"),
        (FRANCE, "+44", "+44"),
        (FRANCE, "+2", "+2"),
        (FRANCE, "+200", "+20"),
        (DialPlan(country="GP"), "0590", "+33590"),
        (BERLIN, "030", "+4930"),
        (BERLIN, "1234", "+49301234"),
        (BERLIN, "4930", "+4930"),
        (DialPlan(country="IT"), "06", "+3906"),
        (DialPlan(country="IT"), "+3906", "+3906"),
        (DialPlan(country="ES"), "91", "+3491"),
        (DialPlan(country="US"), "212", "+1212"),
        (DialPlan(country="US"), "1212", "+1212"),
        (DialPlan(country="US"), "01144", "+44"),
        (DialPlan(country="US"), "0044", "+44"),
        (DialPlan(country="HU"), "061", "+361"),
        (DialPlan(country="HU"), "+36061", "+361"),
        (DialPlan(country="RU"), "8495", "+7495"),
        (DialPlan(country="AU"), "001144", "+44"),
        (DialPlan(country="BR"), "0044", "+44"),
    ],
)
def test_a_prefix_is_read_the_way_its_country_dials(plan: DialPlan, typed: str, prefix: str) -> None:
    assert international_prefix_of(typed, plan) == prefix


@pytest.mark.parametrize(
    ("plan", "typed", "sentence"),
    [
        (FRANCE, "00", "write one line per country"),
        (FRANCE, "162", "write [+]162 or 0162"),
        (FRANCE, "33", "write [+]33 or 033"),
        (BERLIN, "49", "write [+]49 or 049"),
        (DialPlan(country="IT"), "391", "may mean [+]391 or [+]39391"),
        (DialPlan(country="ES"), "34", "may mean [+]34 or [+]3434"),
        (FRANCE, "000", "no country code begins with 0"),
        (FRANCE, "", "not the beginning of a number"),
        (FRANCE, "+", "not the beginning of a number"),
        (FRANCE, "01a", "not the beginning of a number"),
        (DialPlan(country="ZZ"), "01", "country 'ZZ' has no numbering plan"),
    ],
)
def test_what_could_mean_several_things_is_asked_back(plan: DialPlan, typed: str, sentence: str) -> None:
    with pytest.raises(ValueError, match=sentence):
        international_prefix_of(typed, plan)


@given(st.text("+0123456789", max_size=16), st.sampled_from([FRANCE, BERLIN, DialPlan(country="US")]))
def test_any_digits_give_a_prefix_or_a_sentence(typed: str, plan: DialPlan) -> None:
    try:
        prefix = international_prefix_of(typed, plan)
    except ValueError as error:
        assert str(error)
    else:
        assert prefix[0] == "+" and prefix[1:].isdigit() and prefix[1] != "0"
