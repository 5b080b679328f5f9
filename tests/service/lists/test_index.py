"""The index at a start: taken as it is when nothing changed, and never the reason that nothing works."""

import os
from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from agent.call.user_error import UserError
from agent.lists.index.number_index import NumberIndex
from agent.service.lists.index import OpenedIndex, is_index_current, open_index, plans_of, rebuild_index
from agent.service.lists.sources import protected_by
from agent.service.lists.sync import sync_lists
from agent.settings.settings import Settings
from tests.peers.http_peer import HttpPeer
from tests.service.a_house import ListServer, a_street, settings_in

TODAY = date(2026, 11, 21)
NOON = datetime(2026, 11, 21, 12, tzinfo=UTC)
SECOND_LINE = '\n[[line]]\nname = "office"\nregistrar = "fritz.box"\nuser = "second"\npassword = "x"\n'
LARGE = "\n".join(f"+3347{number:07d} votes=9" for number in range(50_000)).encode()


@pytest.fixture
def server() -> Iterator[tuple[ListServer, HttpPeer]]:
    pages = ListServer()
    with HttpPeer(pages) as peer:
        yield pages, peer


def lists_in(opened: OpenedIndex) -> set[str]:
    return {each.source.name for each in opened.index.lists if each.entries}


def synced(settings: Settings) -> None:
    (report,) = sync_lists(settings, now=lambda: NOON, environment={}, force=True)
    assert report.outcome == "new", report.lines


def state_of(path: Path) -> tuple[int, int]:
    return os.stat(path).st_ino, os.stat(path).st_mtime_ns


def test_nothing_is_indexed_again_while_nothing_changes(tmp_path: Path) -> None:
    settings = settings_in(tmp_path)
    assert open_index(settings, TODAY).is_current
    before = state_of(settings.index_path)
    assert open_index(settings, TODAY).is_current
    assert state_of(settings.index_path) == before


@pytest.mark.parametrize(
    "change",
    [
        '[lists]\nsuspect_prefixes = ["01 70"]\n',
        "[lists]\nshipped = false\n",
        '[[list]]\nname = "mine"\npath = "mine.txt"\n',
    ],
)
def test_other_settings_are_another_index(tmp_path: Path, change: str) -> None:
    open_index(settings_in(tmp_path), TODAY)
    settings = settings_in(tmp_path, change)
    assert not is_index_current(settings, TODAY)
    assert open_index(settings, TODAY).is_current
    assert is_index_current(settings, TODAY)


def test_contacts_are_indexed_and_their_change_is_seen(tmp_path: Path) -> None:
    settings = settings_in(tmp_path)
    open_index(settings, TODAY)
    (tmp_path / "contacts.txt").write_text('+33612345678 kind="Aunt Jo"\n')
    assert not is_index_current(settings, TODAY)
    (match,) = open_index(settings, TODAY).index.lookup("+33612345678")
    assert (match.role, match.entry.label) == ("contacts", "Aunt Jo")


def test_a_list_that_expires_is_left_out_from_that_day_on(
    tmp_path: Path, server: tuple[ListServer, HttpPeer]
) -> None:
    pages, peer = server
    pages.pages["/street.txt"] = b"expires: 2026-12-01\n\n+33472000004\n"
    settings = settings_in(tmp_path, a_street(peer.url("/street.txt")))
    synced(settings)
    assert "street" in lists_in(open_index(settings, date(2026, 12, 1)))
    assert "street" not in lists_in(open_index(settings, date(2026, 12, 2)))


def test_a_large_list_never_keeps_a_start_waiting(
    tmp_path: Path, server: tuple[ListServer, HttpPeer]
) -> None:
    pages, peer = server
    pages.pages["/street.txt"] = LARGE
    settings = settings_in(tmp_path, a_street(peer.url("/street.txt")))
    synced(settings)
    assert open_index(settings, TODAY).is_current
    # Changed settings: the index of before serves until somebody else has made the new one.
    other = settings_in(tmp_path, a_street(peer.url("/street.txt"), weight=2.0))
    opened = open_index(other, TODAY)
    assert not opened.is_current
    assert opened.index.lookup("+33470000001")[0].score == 9
    rebuild_index(other, TODAY)
    assert open_index(other, TODAY).index.lookup("+33470000001")[0].score == 18
    # The newest is damaged: the one before it serves.
    size = other.index_path.stat().st_size
    with other.index_path.open("r+b") as file:
        file.truncate(size // 2)
    opened = open_index(other, TODAY)
    assert not opened.is_current
    assert opened.index.lookup("+33470000001")[0].score == 9
    # None is left: ours alone, at once, and nothing pretends to be more.
    for path in settings.data_folder.glob("numbers.index*"):
        path.unlink()
    opened = open_index(other, TODAY)
    assert not opened.is_current
    assert "protected" in lists_in(opened)
    assert "street" not in lists_in(opened)


def test_asking_leaves_no_trace(tmp_path: Path) -> None:
    settings = settings_in(tmp_path)
    assert "protected" in lists_in(open_index(settings, TODAY, leave_no_trace=True))
    assert not settings.data_folder.exists()


def test_a_rebuild_that_fails_leaves_the_index_as_it_was(tmp_path: Path) -> None:
    settings = settings_in(tmp_path)
    open_index(settings, TODAY)
    before = settings.index_path.read_bytes()
    (tmp_path / "contacts.txt").mkdir()
    with pytest.raises(OSError):
        rebuild_index(settings, TODAY)
    assert settings.index_path.read_bytes() == before
    # And a start goes on with it.
    assert lists_in(open_index(settings, TODAY)) == lists_in(
        OpenedIndex(NumberIndex.open(settings.index_path), True)
    )


@pytest.mark.parametrize(
    ("block", "because"),
    [
        ('[[list]]\nname = "protected"\npath = "x"\n', "name of another list"),
        ('[[list]]\nname = "deny"\npath = "x"\n', "name of another list"),
        ('[[list]]\nname = "x"\npath = "x"\nprivacy = "k-anonymity"\n', 'format = "phoneblock"'),
        ('[[list]]\nname = "x"\npath = "x"\nsend_ratings = true\n', '"saracroche"'),
    ],
)
def test_lists_that_cannot_be_meant_are_one_sentence(tmp_path: Path, block: str, because: str) -> None:
    with pytest.raises(UserError, match=because):
        open_index(settings_in(tmp_path, block), TODAY)


def test_the_house_and_whom_it_knows_are_protected_from_every_list(tmp_path: Path) -> None:
    settings = settings_in(tmp_path)
    (tmp_path / "contacts.txt").write_text('+33612345678 kind="Aunt Jo"\n')
    (tmp_path / "allow.txt").write_text("05 61 00 00 02\n")
    protected = protected_by(settings, plans_of(settings))
    assert {"+33612345678", "+33561000002", "+33140000001"} <= protected.whole
    assert "112" in protected.short_numbers


def test_each_line_has_numbers_and_emergency_services_of_its_own(tmp_path: Path) -> None:
    second = SECOND_LINE + 'country = "DE"\nown_numbers = ["+4930123456"]\n'
    settings = settings_in(tmp_path, second)
    protected = protected_by(settings, plans_of(settings))
    assert {"+33140000001", "+4930123456"} <= protected.whole
    assert {"15", "110"} <= protected.short_numbers
    assert "999" not in protected.short_numbers
