"""The household's hunches are found by their own list only."""

from agent.decide.rules.suspect_prefix import SuspectPrefix
from tests.decide.some_facts import a_match, facts


def test_a_hunch_is_shown_as_written() -> None:
    match = a_match("suspect", "+33170", "prefix", line=4, written="01 70*")
    finding = SuspectPrefix().look_at(facts(matches=(match,)))
    assert finding is not None
    assert finding.because == 'begins like numbers you find suspect: "01 70*" (suspect.txt line 4)'


def test_other_roles_are_no_hunch() -> None:
    assert SuspectPrefix().look_at(facts(matches=(a_match("regulator", "+33170", "prefix"),))) is None
