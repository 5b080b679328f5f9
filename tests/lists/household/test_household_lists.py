"""The household's two lists: what they know of a caller, and how they follow what people edit."""

import os
from pathlib import Path
from typing import Any

import pytest

from agent.call.caller import Caller
from agent.call.user_error import UserError
from agent.decide.decide import decide
from agent.decide.rules.deny_list import DenyList
from agent.identify.dial_plan import DialPlan
from agent.lists.household.household_lists import HouseholdLists
from tests.decide.some_facts import facts

FRANCE = DialPlan(country="FR")
NUMBER = "+33162000001"
ALLOW = """\
01 62 00 00 01  # my bank
3950
+33 9 47 51 23 45
"Odile*"
"""
DENY = """\
+33162*  # the law
33162000###
withheld
"*spam*"
"Énergie"
39##
"""


@pytest.fixture
def lists(tmp_path: Path) -> HouseholdLists:
    (tmp_path / "allow.txt").write_text(ALLOW)
    (tmp_path / "deny.txt").write_text(DENY)
    household = HouseholdLists(tmp_path / "allow.txt", tmp_path / "deny.txt", FRANCE)
    household.load()
    return household


def known(lists: HouseholdLists, **caller: Any) -> list[str]:
    return [f"{m.role} {m.entry.value}".strip() for m in lists.matches(Caller(**caller))]


@pytest.mark.parametrize(
    ("caller", "entries"),
    [
        ({"number_e164": NUMBER}, ["allow +33162000001", "deny +33162000###", "deny +33162"]),
        ({"number_e164": "+33162999999"}, ["deny +33162"]),
        ({"number_e164": "+331629999990"}, ["deny +33162"]),
        ({"number_e164": "+33145678901"}, []),
        ({"short_number": "3950"}, ["allow 3950", "deny 39##"]),
        ({"number_e164": "+590947512345"}, ["allow +590947512345"]),
        ({"number_e164": "+33947512345"}, ["allow +590947512345"]),
        ({"number_e164": "+33145678901", "other_number_e164": "+33162999999"}, ["deny +33162"]),
        ({"display_name": "ODILE Martin"}, ["allow odile*"]),
        ({"display_name": "énergie"}, ["deny energie"]),
        ({"display_name": "ENERGIE"}, ["deny energie"]),
        ({"display_name": "Energie Plus"}, []),
        ({"display_name": "No Spam Please"}, ["deny *spam*"]),
        ({"number_e164": "+33162999999", "display_name": "Odile"}, ["deny +33162", "allow odile*"]),
        ({"withheld": True}, ["deny"]),
        ({"withheld": True, "number_e164": "+33162999999"}, ["deny +33162", "deny"]),
        ({}, []),
        ({"internal": "**622"}, []),
    ],
)  # fmt: skip
def test_every_entry_that_knows_the_caller_most_specific_first(
    lists: HouseholdLists, caller: dict[str, Any], entries: list[str]
) -> None:
    assert known(lists, **caller) == entries


def test_a_match_names_its_file_and_line(lists: HouseholdLists, tmp_path: Path) -> None:
    match = lists.matches(Caller(number_e164="+33162999999"))[0]
    assert match.file == str(tmp_path / "deny.txt")
    assert match.where == "deny.txt line 1"
    assert match.entry.as_written == "+33162*  # the law"


def test_the_house_rules_explain_the_entry_as_it_was_written(lists: HouseholdLists) -> None:
    caller = Caller(number_e164="+33162999999")
    verdict = decide(facts(caller, matches=lists.matches(caller)))
    assert verdict.because == 'on your deny list: "+33162*  # the law" (deny.txt line 1)'


def test_a_friend_who_hides_still_rings_and_is_not_named(lists: HouseholdLists) -> None:
    caller = Caller(withheld=True, hidden_number_e164=NUMBER)
    matches = lists.matches(caller)
    verdict = decide(facts(caller, matches=matches))
    assert verdict.rule == "allow-list" and verdict.treatment.name == "let-ring"
    told = f"{verdict.because} {verdict.finding.evidence}"
    assert "62" not in told and "bank" not in told and "line 1" not in told


def test_a_hidden_number_says_nothing_of_a_caller_who_does_not_hide(lists: HouseholdLists) -> None:
    assert known(lists, hidden_number_e164=NUMBER) == []


def test_no_files_are_empty_lists(tmp_path: Path) -> None:
    lists = HouseholdLists(tmp_path / "allow.txt", tmp_path / "deny.txt", FRANCE)
    lists.load()
    assert known(lists, number_e164=NUMBER) == [] and not lists.reload_if_changed()


def test_bad_lines_are_named_with_their_file(lists: HouseholdLists, tmp_path: Path) -> None:
    (tmp_path / "deny.txt").write_text(DENY + "what is this\n")
    assert lists.reload_if_changed()
    [(path, bad)] = lists.bad_lines
    assert path == tmp_path / "deny.txt" and bad.line_number == 7
    assert len(lists.entries_by_file()[path]) == 6


def test_an_unreadable_list_at_the_start_is_a_sentence(tmp_path: Path) -> None:
    (tmp_path / "deny.txt").mkdir()
    lists = HouseholdLists(tmp_path / "allow.txt", tmp_path / "deny.txt", FRANCE)
    with pytest.raises(UserError, match=r"cannot read .*deny\.txt"):
        lists.load()


# Following what people edit.


def test_an_edited_file_is_taken_up_and_an_untouched_one_is_not_read(
    lists: HouseholdLists, tmp_path: Path
) -> None:
    assert not lists.reload_if_changed()
    (tmp_path / "deny.txt").write_text("01 45*\n")
    assert lists.reload_if_changed()
    assert known(lists, number_e164="+33145678901") == ["deny +33145"]
    assert known(lists, number_e164="+33162999999") == []
    assert not lists.reload_if_changed()


def test_a_change_of_the_same_size_is_seen(lists: HouseholdLists, tmp_path: Path) -> None:
    path = tmp_path / "allow.txt"
    before = path.stat()
    path.write_text(ALLOW.replace("01 62 00 00 01", "01 62 00 00 02"))
    os.utime(path, ns=(before.st_atime_ns, before.st_mtime_ns + 1))
    assert lists.reload_if_changed()
    assert known(lists, number_e164="+33162000002")[0] == "allow +33162000002"


def test_a_file_replaced_by_one_with_the_same_times_is_seen(lists: HouseholdLists, tmp_path: Path) -> None:
    path, new = tmp_path / "allow.txt", tmp_path / "new"
    before = path.stat()
    new.write_text(ALLOW.replace("01 62 00 00 01", "01 62 00 00 02"))
    os.utime(new, ns=(before.st_atime_ns, before.st_mtime_ns))
    new.replace(path)
    assert lists.reload_if_changed()


@pytest.mark.parametrize("how", ["emptied", "removed"])
def test_a_file_that_is_suddenly_empty_is_believed_at_the_second_look(
    lists: HouseholdLists, tmp_path: Path, how: str
) -> None:
    path = tmp_path / "allow.txt"
    path.write_text("") if how == "emptied" else path.unlink()
    assert not lists.reload_if_changed()
    assert known(lists, number_e164=NUMBER)[0] == "allow +33162000001"
    assert lists.reload_if_changed()
    assert known(lists, number_e164=NUMBER) == ["deny +33162000###", "deny +33162"]


def test_an_editor_that_empties_before_it_writes_never_costs_an_entry(
    lists: HouseholdLists, tmp_path: Path
) -> None:
    path = tmp_path / "allow.txt"
    for number in range(3):
        path.write_text("")
        lists.reload_if_changed()
        assert known(lists, short_number="3950")[0] == "allow 3950"
        path.write_text(f"{ALLOW}# {number}\n")
        assert lists.reload_if_changed()
        assert known(lists, short_number="3950")[0] == "allow 3950"


def test_a_file_that_becomes_unreadable_leaves_the_last_good_one_in_use(
    lists: HouseholdLists, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    path = tmp_path / "deny.txt"
    path.unlink()
    path.mkdir()
    for _ in range(3):
        assert not lists.reload_if_changed()
    assert known(lists, number_e164="+33162999999") == ["deny +33162"]
    assert len(lists.troubles) == 1 and "deny.txt" in lists.troubles[0]
    assert len(caplog.records) == 1  # said once, not at every look
    path.rmdir()
    path.write_text("01 45*\n")
    assert lists.reload_if_changed()
    assert not lists.troubles and known(lists, number_e164="+33162999999") == []


# What the household says through a program.


def test_a_denied_number_is_in_the_file_and_in_use_at_once(lists: HouseholdLists, tmp_path: Path) -> None:
    placed = lists.deny("01 45 67 89 01", note="slow talker")
    assert placed.match.where == "deny.txt line 7" and not placed.already_there
    assert (tmp_path / "deny.txt").read_text() == DENY + "01 45 67 89 01  # slow talker\n"
    assert known(lists, number_e164="+33145678901") == ["deny +33145678901"]
    assert not lists.reload_if_changed()


def test_the_latest_word_takes_the_entry_off_the_other_list(lists: HouseholdLists, tmp_path: Path) -> None:
    placed = lists.deny("0162000001")
    assert [match.entry.as_written for match in placed.taken_off] == ["01 62 00 00 01  # my bank"]
    assert known(lists, number_e164=NUMBER)[0] == "deny +33162000001"
    assert lists.allow("0162000001").taken_off and known(lists, number_e164=NUMBER)[0].startswith("allow")
    assert lists.allow("+33162000001").already_there


def test_forgetting_takes_a_number_off_both_lists_and_tells_what_still_knows_it(
    lists: HouseholdLists, tmp_path: Path
) -> None:
    forgotten = lists.forget("+33 1 62 00 00 01")
    assert [match.where for match in forgotten.removed] == ["allow.txt line 1"]
    assert [match.entry.value for match in forgotten.still_matching] == ["+33162000###", "+33162"]
    assert (tmp_path / "allow.txt").read_text() == ALLOW.split("\n", 1)[1]
    assert (tmp_path / "deny.txt").read_text() == DENY


@pytest.mark.parametrize("typed", ["0145678901", "3959", '"Nobody"'])
def test_forgetting_who_is_not_there_changes_nothing(
    lists: HouseholdLists, tmp_path: Path, typed: str
) -> None:
    forgotten = lists.forget(typed)
    assert forgotten.removed == ()
    assert (tmp_path / "deny.txt").read_text() == DENY


def test_what_is_no_entry_is_refused_before_anything_changes(lists: HouseholdLists, tmp_path: Path) -> None:
    for change in (lists.allow, lists.deny, lists.forget):
        with pytest.raises(UserError, match="put it in quotes"):
            change("Jean Dupont")
    assert (tmp_path / "allow.txt").read_text() == ALLOW and (tmp_path / "deny.txt").read_text() == DENY


def test_a_caller_on_neither_list_is_not_denied(lists: HouseholdLists) -> None:
    caller = Caller(number_e164="+33145678901")
    assert DenyList().look_at(facts(caller, matches=lists.matches(caller))) is None
