"""Whoever replaces the index: the house notices, takes it up whole, and asks for another when it must."""

import threading
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from agent.call.list_entry import ListEntry
from agent.lists.index.build import build_index
from agent.lists.index.number_index import NumberIndex
from agent.lists.list_source import ListSource
from agent.service.lists.index_watch import IndexWatch

NUMBER = "+33162000001"
LIMIT_SECONDS = 10.0


@dataclass
class AWatch:
    folder: Path
    posted: list[NumberIndex] = field(default_factory=list)
    renewals: int = 0
    damaged: bool = False
    seconds: float = 1000.0
    handed_on: threading.Semaphore = field(default_factory=lambda: threading.Semaphore(0))
    """Released for each index that was posted."""

    def __post_init__(self) -> None:
        self.index_path = self.folder / "numbers.index"
        self.contacts_path = self.folder / "contacts.txt"
        self.build(1)
        self.watch = IndexWatch(
            self.index_path,
            self.contacts_path,
            post=self.post,
            is_damaged=lambda: self.damaged,
            renew=self.renew,
            each_look=lambda: None,
            each_minute=lambda: None,
            clock_seconds=lambda: self.seconds,
        )

    def post(self, index: NumberIndex) -> None:
        self.posted.append(index)
        self.handed_on.release()

    def renew(self) -> None:
        self.renewals += 1

    def build(self, votes: int) -> None:
        entry = ListEntry(kind="exact", value=NUMBER, votes=votes)
        build_index([(ListSource(name="street", role="shared"), [entry])], self.index_path)


@pytest.fixture
def house(tmp_path: Path) -> AWatch:
    return AWatch(tmp_path)


def test_a_new_index_is_handed_on_once(house: AWatch) -> None:
    house.watch.look()
    assert house.posted == []
    house.build(7)
    house.watch.look()
    house.watch.look()
    (index,) = house.posted
    assert index.lookup(NUMBER)[0].entry.votes == 7


def test_an_index_that_cannot_be_opened_is_not_handed_on_but_made_again(house: AWatch) -> None:
    house.index_path.write_bytes(b"nonsense" * 100)
    house.watch.look()
    house.watch.look()
    assert (house.posted, house.renewals) == ([], 1)
    house.build(3)
    house.watch.look()
    assert len(house.posted) == 1


def test_an_index_that_is_gone_leaves_the_one_before_it(house: AWatch) -> None:
    house.index_path.unlink()
    house.watch.look()
    assert (house.posted, house.renewals) == ([], 0)


def test_edited_contacts_ask_for_a_new_index(house: AWatch) -> None:
    house.contacts_path.write_text("+33612345678\n")
    house.watch.look()
    house.watch.look()
    assert house.renewals == 1
    house.contacts_path.unlink()
    house.watch.look()
    assert house.renewals == 2


def test_a_disk_that_damages_everything_is_not_written_without_end(house: AWatch) -> None:
    house.damaged = True
    for _ in range(3):
        house.build(9)
        house.watch.look()
    assert house.renewals == 1
    house.seconds += 300
    house.watch.look()
    assert house.renewals == 2


def test_it_looks_by_itself_until_it_is_stopped(house: AWatch) -> None:
    before = set(threading.enumerate())
    house.watch.start()
    house.build(7)
    assert house.handed_on.acquire(timeout=LIMIT_SECONDS)
    house.watch.stop(LIMIT_SECONDS)
    assert set(threading.enumerate()) <= before
    assert [index.lookup(NUMBER)[0].entry.votes for index in house.posted] == [7]
