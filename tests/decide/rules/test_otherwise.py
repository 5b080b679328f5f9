"""Somebody has to say something about everybody."""

import pytest

from agent.decide.facts import Household
from agent.decide.rules.otherwise import Otherwise
from tests.decide.some_facts import facts


@pytest.mark.parametrize("line_kind", ["beside", "front"])
def test_otherwise_always_finds_and_says_which_line(line_kind: str) -> None:
    finding = Otherwise().look_at(facts(household=Household(line_kind=line_kind)))
    assert finding.case == line_kind and finding.because
