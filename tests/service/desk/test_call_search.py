"""A call is found by what somebody remembers of it, however they type it."""

from datetime import UTC, datetime
from typing import Any

import pytest

from agent.call.call_record import CallRecord
from agent.call.sentence import say
from agent.identify.dial_plan import DialPlan
from agent.service.desk.call_search import Sought
from agent.translations.catalogue import catalogue

FRANCE = DialPlan(country="FR")


def finds(typed: str, plan: DialPlan = FRANCE, language: Any = "en", **given: Any) -> bool:
    words: dict[str, Any] = {
        "call_id": "c1",
        "line": "home",
        "received_at": datetime(2026, 11, 21, tzinfo=UTC),
    }
    record = CallRecord(**(words | {"number_e164": "+33162000001"} | given))
    return Sought(typed, plan, catalogue(language).said).is_in(record)


@pytest.mark.parametrize(
    "typed",
    [
        *("0162000001", "01 62 00 00 01", "01.62.00.00.01", "+33 1 62 00 00 01", "+33 (0)1 62 00 00 01"),
        *("0033162000001", "0033 (0)1 62", "33162000001", "01 62", "+33162", "62 00 00", "0001", "162000001"),
    ],
)
def test_a_number_is_found_in_every_form_and_by_its_pieces(typed: str) -> None:
    assert finds(typed)


@pytest.mark.parametrize("typed", ["0163", "+33 62", "+1 62", "02 62 00 00 01", "62 00 00 02"])
def test_another_number_is_not(typed: str) -> None:
    assert not finds(typed)


def test_a_number_is_read_as_the_household_s_country_dials() -> None:
    assert finds("030 12", DialPlan(country="DE"), number_e164="+493012345")
    assert not finds("030 12", number_e164="+493012345")
    assert finds("0049 30", number_e164="+493012345")
    assert finds("01149 30", DialPlan(country="US"), number_e164="+493012345")


def test_overseas_numbers_are_found_as_france_dials_them() -> None:
    assert finds("0947 51 23", number_e164="+590947512345")


def test_short_and_internal_numbers_are_found() -> None:
    assert finds("39 50", number_e164="", shown_as="3950")
    assert finds("**62", number_e164="", shown_as="**622")


@pytest.mark.parametrize("typed", ["energie", "ÉNERGIE", "énergie  plus", "gie PL"])
def test_capitals_accents_and_spaces_of_a_name_make_no_difference(typed: str) -> None:
    assert finds(typed, display_name="Énergie Plus")


def test_letters_are_found_as_they_are_typed() -> None:
    assert finds("soeur", because="Sœur d'Anne") and finds("d'anne", because="Sœur d’Anne")


def test_region_and_reason_are_searched_and_nothing_else() -> None:
    assert finds("paris", region="Paris")
    assert finds("telemarketing", because="in a range kept for telemarketing")
    assert finds("index", not_judged_because="the index is missing", because="otherwise")
    assert not finds("otherwise", not_judged_because="the index is missing", because="otherwise")
    assert not finds("removal", done="played the removal message")


def test_a_reason_is_found_in_the_reader_s_language_and_in_english() -> None:
    reason = say("quiet hours until {hour}", hour="07:00")
    seen = catalogue("fr").said(reason)
    assert seen != reason
    for typed in ("QUIET hours", seen[:14].upper()):
        assert finds(typed, language="fr", because=reason), typed
    assert not finds(seen[:14], language="en", because=reason)


def test_who_hides_is_found_by_the_word_that_the_table_shows() -> None:
    assert finds("withheld", number_e164="", withheld=True, shown_as="anonymous")
    assert finds("masqué", language="fr", number_e164="", withheld=True)
    assert not finds("withheld")
