"""A regulator's range is found with the list that says so."""

from agent.decide.rules.regulator_prefix import RegulatorPrefix
from tests.decide.some_facts import a_match, facts


def test_the_range_is_shown_as_its_list_writes_it() -> None:
    match = a_match(
        "regulator",
        "+33162",
        "prefix",
        line=12,
        written="+33162* ARCEP",
        list_name="ARCEP",
        treatment="screen",
    )
    finding = RegulatorPrefix().look_at(facts(matches=(match,)))
    assert finding is not None
    assert finding.because == (
        'in a range kept for telemarketing, says ARCEP: "+33162* ARCEP" (regulator.txt line 12)'
    )
    assert finding.asks_for == "screen"


def test_the_narrowest_of_several_ranges_is_shown() -> None:
    wide, narrow = a_match("regulator", "+339", "prefix"), a_match("regulator", "+339475", "prefix")
    for matches in ((wide, narrow), (narrow, wide)):
        finding = RegulatorPrefix().look_at(facts(matches=matches))
        assert finding is not None and '"+339475"' in finding.because


def test_other_roles_are_no_regulator() -> None:
    assert RegulatorPrefix().look_at(facts(matches=(a_match("shared", "+33162", "prefix"),))) is None
