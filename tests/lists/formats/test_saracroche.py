"""Saracroche's list, in all three shapes it has had."""

import pytest

from agent.lists.formats.parsed import says_of
from tests.lists.formats.lists_for_tests import bad_lines, detected, dropped, entries, numbers_in, read

NOW = """{"version":"2026.01.08.17.28","name":"Operators","license":"GPL-3.0","blocked_numbers_count":3,
"patterns":[
{"name":"Préfixe démarchage ARCEP","action":"block","pattern":"33162######"},
{"name":"Aircall","action":"identify","pattern":"3318765####"},
{"name":"Old","action":"remove_block","pattern":"33163######"},
{"name":"Reset","action":"reset","pattern":"33164######"},
{"name":"Info","action":"block","pattern":"3950"}]}"""


def test_patterns_are_kept_as_patterns_and_never_unfolded() -> None:
    assert numbers_in(read("saracroche", NOW)) == [
        "pattern +33162######",
        "pattern +3318765####",
        "exact 3950",
    ]


def test_identify_names_a_caller_and_does_not_stop_the_call() -> None:
    says = {entry.label: says_of(entry) for entry in entries(read("saracroche", NOW))}
    assert says["Aircall"] == "label"
    assert says["Préfixe démarchage ARCEP"] == "unwanted"


def test_remove_takes_a_range_back_and_an_unknown_action_is_named() -> None:
    found = read("saracroche", NOW)
    assert dropped(found) == ["+33163######"]
    assert [(line.line_number, line.because) for line in bad_lines(found)] == [
        (6, "the action 'reset' is not known")
    ]


@pytest.mark.parametrize(
    "older",
    [
        '[{"operator":"ARCEP","prefix":"33162######"}]',
        '[{"operator_name":"ARCEP","pattern":"33162######","start":"33162000000","end":"33162999999"}]',
    ],
)
def test_the_two_older_shapes_are_still_read(older: str) -> None:
    found = read("saracroche", older)
    assert numbers_in(found) == ["pattern +33162######"]
    assert entries(found)[0].label == "ARCEP"
    assert detected(older) == "saracroche"


def test_it_is_recognised_by_its_keys() -> None:
    assert detected(NOW) == "saracroche"


def test_a_file_cut_in_the_middle_says_so() -> None:
    assert bad_lines(read("saracroche", NOW[:200]))[-1].cut_short
