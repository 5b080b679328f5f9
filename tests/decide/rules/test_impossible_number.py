"""Numbers that cannot call: in no plan, or our own."""

import pytest

from agent.call.caller import Caller
from agent.decide.rules.impossible_number import ImpossibleNumber
from tests.decide.some_facts import a_caller, a_match, facts


@pytest.mark.parametrize(
    ("caller", "because"),
    [
        (a_caller(), None),
        (a_caller(None), None),
        (a_caller(None, withheld=True), None),
        (a_caller("+33012", possible=False), "the number shown (+33012) is in no numbering plan"),
        (
            a_caller(None, as_written="99999999999999999", possible=False),
            "the number shown (99999999999999999) is in no numbering plan",
        ),
        (a_caller(None, possible=False), "the number shown (unreadable) is in no numbering plan"),
        (
            a_caller("+33145000000", own_number=True),
            "the number shown is one of our own (+33145000000), and nobody calls themselves",
        ),
    ],
)
def test_impossible_number(caller: Caller, because: str | None) -> None:
    finding = ImpossibleNumber().look_at(facts(caller))
    assert (finding and finding.because) == because


def test_a_range_that_a_regulator_has_reserved_is_possible_whatever_our_tables_say() -> None:
    caller = a_caller("+39084400000", possible=False)
    reserved = a_match("regulator", "+390844", "prefix")
    assert ImpossibleNumber().look_at(facts(caller, matches=(reserved,))) is None
    hunch = a_match("suspect", "+390844", "prefix")
    assert ImpossibleNumber().look_at(facts(caller, matches=(hunch,))) is not None
