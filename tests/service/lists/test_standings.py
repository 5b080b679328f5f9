"""How the lists stand is told when one of them changed, and only then."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from agent.call.news import ListsChanged, ListStanding
from agent.call.sentence import say
from agent.lists.sync.source_state import SourceState, write_state
from agent.service.lists.standings import Standings
from agent.settings.settings import Settings
from tests.service.a_house import a_street, settings_in

NOON = datetime(2026, 11, 21, 12, 0, tzinfo=UTC)
ADDRESS = "http://127.0.0.1/street.txt"


class AWatcher:
    def __init__(self, settings: Settings) -> None:
        self.told: list[ListsChanged] = []
        self.settings = settings
        self._standings = Standings(settings, self.told.append)

    def looks(self) -> int:
        """How often it has told anything after one more look."""
        self._standings.look()
        return len(self.told)

    def standing(self, name: str) -> ListStanding:
        """As it was told last."""
        return next(each for each in self.told[-1].lists if each.name == name)

    def remember(self, **state: object) -> None:
        """As a sync writes down what came of it."""
        self.settings.shared_lists_folder.mkdir(parents=True, exist_ok=True)
        kept = SourceState(name="street", address=ADDRESS)
        for name, value in state.items():
            setattr(kept, name, value)
        write_state(self.settings.shared_lists_folder, kept)


@pytest.fixture
def watcher(tmp_path: Path) -> AWatcher:
    return AWatcher(settings_in(tmp_path, a_street(ADDRESS)))


def test_all_lists_are_told_at_the_first_look_and_not_again_while_nothing_changes(watcher: AWatcher) -> None:
    assert (watcher.looks(), watcher.looks()) == (1, 1)
    kinds = {each.kind for each in watcher.told[0].lists}
    assert kinds == {"yours", "shipped", "shared"}
    arcep = watcher.standing("fr-arcep-telemarketing")
    assert arcep.entries > 5 and arcep.on and arcep.good_at is not None
    assert arcep.good_at.tzinfo is UTC


def test_a_number_on_the_household_s_own_list_is_noticed(watcher: AWatcher) -> None:
    watcher.looks()
    assert watcher.standing("deny").entries == 0
    watcher.settings.deny_path.write_text("0162000001\n0162000002\n")
    assert watcher.looks() == 2
    assert watcher.standing("deny").entries == 2


def test_what_a_sync_wrote_down_is_noticed(watcher: AWatcher) -> None:
    watcher.looks()
    never = watcher.standing("street")
    assert (never.entries, never.good_at, never.attention) == (0, None, "")
    watcher.remember(entries=7, good_at=NOON)
    assert watcher.looks() == 2
    assert watcher.standing("street") == replace(never, entries=7, good_at=NOON)
    watcher.remember(entries=7, good_at=NOON, held_because=say("it lost half of its entries"))
    watcher.looks()
    assert watcher.standing("street").attention == "it lost half of its entries"


def test_a_list_that_cannot_be_read_is_told_once_it_can_be(watcher: AWatcher) -> None:
    watcher.settings.deny_path.mkdir()
    assert (watcher.looks(), watcher.looks()) == (0, 0)
    watcher.settings.deny_path.rmdir()
    assert watcher.looks() == 1
