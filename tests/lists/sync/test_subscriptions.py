"""All lists of a house together: into the index, into the table, and never two writers at once."""

import subprocess
import sys
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from agent.call.user_error import UserError
from agent.disk.locks import only_writer
from agent.lists.sync.hygiene import Protected
from agent.lists.sync.subscribed import list_table
from agent.settings.shared_list import SharedListSettings
from tests.lists.households import AHousehold
from tests.lists.lists_in_use import NOON, OWN_NUMBER


@pytest.fixture
def household(tmp_path: Path) -> Any:
    return AHousehold(tmp_path)


def test_what_is_synced_is_found_with_its_list_and_thresholds(household: AHousehold) -> None:
    household.a_list("votes", "+33162000001 votes=12 kind=solar\n", weight=2, treatment="screen")
    household.a_list("regulator", "+33162*\n", role="regulator")
    assert [report.outcome for report in household.sync()] == ["new", "new"]
    direct, prefix = household.matches("+33162000001")
    assert (direct.list_name, direct.score, direct.direct_threshold, direct.treatment) == (
        "votes",
        24,
        4,
        "screen",
    )
    assert (prefix.list_name, prefix.role, prefix.range_threshold) == ("regulator", "regulator", 0)
    assert direct.entry.label == "solar"


def test_a_list_that_counts_no_votes_is_asked_for_none(household: AHousehold) -> None:
    household.a_list("friends", "+33162000001\n")
    household.sync()
    (match,) = household.matches("+33162000001")
    assert match.direct_threshold == 0


def test_the_index_is_rebuilt_once_and_only_when_something_changed(household: AHousehold) -> None:
    household.a_list("one", "+33162000001\n")
    household.a_list("two", "+33162000002\n")
    household.sync()
    assert household.rebuilt == 1
    assert [report.outcome for report in household.sync()] == ["unchanged", "unchanged"]
    assert household.rebuilt == 1


def test_an_index_that_a_crash_left_behind_its_lists_is_rebuilt(household: AHousehold) -> None:
    household.a_list("one", "+33162000001\n")
    household.folder.mkdir()

    def crash() -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        household.sync(rebuild=crash)
    assert household.sync()[0].outcome == "unchanged"
    assert household.matches("+33162000001")


def test_a_list_switched_off_or_expired_is_not_in_the_index(household: AHousehold) -> None:
    household.a_list("off", "+33162000001\n")
    household.a_list("old", "expires: 2026-12-01\n\n+33162000002\n")
    household.sync()
    assert household.matches("+33162000001")
    household.a_list("off", "+33162000001\n", on=False)
    household.now += timedelta(days=30)
    household.rebuild()
    assert household.matches("+33162000001") == ()
    assert household.matches("+33162000002") == ()


def test_an_identified_caller_has_a_label_that_never_decides(household: AHousehold) -> None:
    household.a_list("names", '{"patterns":[{"name":"Aircall","action":"identify","pattern":"33162######"}]}')
    household.a_list("more", '{"patterns":[{"name":"Robot","action":"block","pattern":"33163######"}]}')
    household.lists = [one for one in household.lists if one.name != "names"] + [
        SharedListSettings(name="names", path=str(household.sources / "names.source"), bad_share=1)
    ]
    reports = {report.name: report for report in household.sync()}
    assert reports["more"].outcome == "new"
    assert reports["names"].outcome == "held"  # a list of names only holds nothing to stop


def test_wanted_callers_of_a_source_ring_only_if_the_house_says_so(household: AHousehold) -> None:
    table = "callNumber,nature,type\n+33162,international,incomingBlackList\n"
    table += "+331620001,international,incomingWhiteList\n"
    household.a_list("ovh", table)
    household.sync()
    assert [match.role for match in household.matches("+33162000123")] == ["shared"]
    household.a_list("ovh", table, believe_wanted=True)
    household.rebuild()
    assert [match.role for match in household.matches("+33162000123")] == ["allow", "shared"]


def test_blocks_are_found_from_their_numbers_when_asked_for(household: AHousehold) -> None:
    numbers = "".join(f"+3316200000{last} votes=5\n" for last in range(4))
    household.a_list("votes", numbers, ranges_from_numbers=True)
    household.sync()
    (match,) = household.matches("+33162000009")
    assert (match.entry.kind, match.score, match.range_threshold) == ("pattern", 20, 10)


def test_blocks_found_from_numbers_match_nobody_protected(household: AHousehold) -> None:
    neighbours = "".join(f"+3314000000{last} votes=9\n" for last in range(2, 8))
    elsewhere = "".join(f"+3316200000{last} votes=9\n" for last in range(2, 8))
    household.a_list("mine", neighbours + elsewhere, ranges_from_numbers=True)
    household.sync()
    assert [match.entry.kind for match in household.matches("+33162000009")] == ["pattern"]
    assert household.matches(OWN_NUMBER) == ()
    assert [match.entry.kind for match in household.matches("+33140000002")] == ["exact"]


def test_somebody_met_since_a_list_came_is_off_it_at_once(household: AHousehold) -> None:
    household.a_list("mine", "+33162000001\n+33163*\n+33164*\n", role="deny")
    household.sync()
    household.protected = Protected.of(numbers=["+33162000001", "+33163000002"])
    household.rebuild()
    assert household.matches("+33162000001") == household.matches("+33163000002") == ()
    assert len(household.matches("+33164000002")) == 1


def test_the_table_says_how_each_list_is(household: AHousehold) -> None:
    household.a_list("votes", "title: Votes of friends\n+33162000001 votes=12\n")
    household.a_list("gone", "+33162000001\n")
    (household.sources / "gone.source").unlink()
    household.sync()
    rows = {row.name: row for row in list_table(household.lists, household.folder)}
    assert (rows["votes"].title, rows["votes"].entries) == ("Votes of friends", 1)
    assert rows["votes"].good_at == NOON
    assert rows["gone"].good_at is None
    assert rows["gone"].report
    assert "No such file" in rows["gone"].report.sentence


def test_two_syncs_at_once_are_one_too_many(household: AHousehold) -> None:
    household.a_list("one", "+33162000001\n")
    household.folder.mkdir()
    holder = (
        "import sys; from pathlib import Path; from agent.disk.locks import only_writer\n"
        "with only_writer(Path(sys.argv[1])) as alone:\n    print(alone, flush=True); sys.stdin.read()"
    )
    with subprocess.Popen(
        [sys.executable, "-c", holder, str(household.folder)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    ) as other:
        assert other.stdout and other.stdin
        assert other.stdout.readline() == "True\n"
        with pytest.raises(UserError, match="another sync is running"):
            household.sync()
        other.stdin.close()
    assert household.sync()[0].outcome == "new"


def test_what_a_killed_sync_left_behind_is_cleared(household: AHousehold) -> None:
    household.a_list("one", "+33162000001\n")
    household.sync()
    leftover = household.folder / ".one.list.999.part"
    leftover.write_bytes(b"+331")
    household.sync()
    assert not leftover.exists()
    with only_writer(household.folder) as alone:
        assert alone


def test_killed_at_any_moment_of_a_sync_list_and_index_in_use_are_whole_ones(tmp_path: Path) -> None:
    kills = 200
    done = subprocess.run(
        [sys.executable, "-m", "tests.lists.syncs_killed", str(tmp_path), str(kills)],
        capture_output=True,
        text=True,
        timeout=180,
    )
    assert done.returncode == 0, done.stderr
    killed, listed, indexed = map(int, done.stdout.split())
    assert killed > kills // 10, "hardly any sync was interrupted: the test tests nothing"
    assert min(listed, indexed) > kills // 10, "hardly any sync got through: the test tests nothing"
