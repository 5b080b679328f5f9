"""A call from inside the house is seen by its internal number only."""

from agent.decide.rules.internal_call import InternalCall
from tests.decide.some_facts import a_caller, facts


def test_an_internal_number_is_found_with_its_name() -> None:
    finding = InternalCall().look_at(facts(a_caller(None, internal="**622", display_name="Kitchen")))
    assert finding is not None and finding.because == "a call inside the house, from **622 (Kitchen)"


def test_an_internal_number_needs_no_name() -> None:
    finding = InternalCall().look_at(facts(a_caller(None, internal="**9")))
    assert finding is not None and finding.because == "a call inside the house, from **9"


def test_a_name_alone_makes_no_call_internal() -> None:
    assert InternalCall().look_at(facts(a_caller(display_name="**622"))) is None
