"""A block of numbers that calls and calls, or a caller who looks like our neighbour."""

import pytest

from agent.decide.facts import Household
from agent.decide.rules.burst import Burst
from tests.decide.some_facts import a_caller, facts

RULE = Burst(neighbours=5, beside_our_own=True)


@pytest.mark.parametrize(("neighbours", "is_found"), [(0, False), (4, False), (5, True), (80, True)])
def test_many_numbers_of_one_block(neighbours: int, is_found: bool) -> None:
    finding = RULE.look_at(facts(neighbours_seen=neighbours))
    assert (finding is not None) is is_found
    if finding:
        assert finding.because == f"{neighbours} other numbers of the same block of 100 called in 24 hours"
        assert finding.evidence == (("block", "+331456789##"),)


@pytest.mark.parametrize(
    ("caller", "is_found"),
    [
        ("+33145000099", True),
        ("+33145000001", True),
        ("+33145000100", False),
        ("+3314500001", False),  # one digit short of the block
        ("+33145000000", False),  # ourselves: another rule's business
        (None, False),
    ],
)
def test_a_neighbour_of_our_own_number(caller: str | None, is_found: bool) -> None:
    household = Household(own_numbers=("+33999999999", "+33145000000"))
    assert (RULE.look_at(facts(a_caller(caller), household)) is not None) is is_found


def test_neighbours_can_be_left_alone() -> None:
    household = Household(own_numbers=("+33145000000",))
    rule = Burst(neighbours=5, beside_our_own=False)
    assert rule.look_at(facts(a_caller("+33145000099"), household)) is None
