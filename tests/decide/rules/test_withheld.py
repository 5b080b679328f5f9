"""Withheld is what the caller asked for, not what we failed to read."""

import pytest

from agent.call.caller import Caller
from agent.decide.rules.withheld import Withheld
from tests.decide.some_facts import a_caller, facts


@pytest.mark.parametrize(
    ("caller", "is_found"),
    [
        (a_caller(None, withheld=True), True),
        (a_caller(withheld=True), True),  # a number the network asserts, but the caller hides
        (a_caller(None), False),
        (a_caller(), False),
    ],
)
def test_withheld(caller: Caller, is_found: bool) -> None:
    assert (Withheld().look_at(facts(caller)) is not None) is is_found
