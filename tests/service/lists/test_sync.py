"""Shared lists of a house are synced together; what is wrong with one never touches another."""

import threading
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from agent.call.user_error import UserError
from agent.disk.locks import only_writer
from agent.lists.index.number_index import NumberIndex
from agent.lists.sync.report import SyncReport
from agent.service.desk.list_updates import accept_list
from agent.service.lists.child_sync import ChildSync
from agent.service.lists.sync import (
    LEAST_BETWEEN_LOOKS,
    MOST_BETWEEN_LOOKS,
    next_look_at,
    sync_lists,
)
from agent.settings.settings import Settings
from tests.peers.http_peer import Asked, HttpPeer
from tests.service.a_house import ListServer, a_street, settings_in

NOON = datetime(2026, 11, 21, 12, tzinfo=UTC)
POISON = b"112\n0*\n+33*\n+33612345678 votes=99\n" + b"".join(b"+33472%06d votes=9\n" % n for n in range(40))


@pytest.fixture
def server() -> Iterator[tuple[ListServer, HttpPeer]]:
    pages = ListServer()
    with HttpPeer(pages) as peer:
        yield pages, peer


def sync(settings: Settings, now: datetime = NOON, force: bool = True, only: str = "") -> list[SyncReport]:
    return sync_lists(settings, now=lambda: now, environment={}, force=force, only=only)


def known_by(settings: Settings, number: str) -> list[str]:
    return [match.list_name for match in NumberIndex.open(settings.index_path).lookup(number)]


def test_what_is_synced_is_in_the_index_beside_our_own_lists(
    tmp_path: Path, server: tuple[ListServer, HttpPeer]
) -> None:
    settings = settings_in(tmp_path, a_street(server[1].url("/street.txt")))
    (report,) = sync(settings)
    assert report.sentence == "street: 2 entries in use, before 0"
    assert known_by(settings, "+33472000004") == ["street"]
    assert known_by(settings, "112") == ["protected"]


def test_nobody_whom_the_house_knows_can_be_put_on_a_list(
    tmp_path: Path, server: tuple[ListServer, HttpPeer]
) -> None:
    pages, peer = server
    pages.pages["/street.txt"] = POISON
    (tmp_path / "contacts.txt").write_text('+33612345678 kind="Aunt Jo"\n')
    settings = settings_in(tmp_path, a_street(peer.url("/street.txt")))
    (report,) = sync(settings)
    assert report.left_out_count == 4
    assert known_by(settings, "+33612345678") == ["contacts"]
    assert known_by(settings, "+33472000039") == ["street"]


def test_a_missing_token_stops_its_own_list_only(tmp_path: Path, server: tuple[ListServer, HttpPeer]) -> None:
    secret = '[[list]]\nname = "secret"\nurl = "https://example.org/"\nkey_file = "token.txt"\n'
    settings = settings_in(tmp_path, a_street(server[1].url("/street.txt")), secret)
    street, refused = sync(settings)
    assert street.outcome == "new"
    assert "token.txt cannot be read" in refused.because
    assert refused.needs_attention


def test_one_list_is_synced_by_name_and_an_unknown_one_is_named(
    tmp_path: Path, server: tuple[ListServer, HttpPeer]
) -> None:
    other = '[[list]]\nname = "other"\npath = "other.txt"\n'
    settings = settings_in(tmp_path, a_street(server[1].url("/street.txt")), other)
    assert [report.name for report in sync(settings, only="street")] == ["street"]
    with pytest.raises(UserError, match="the shared lists are: street, other"):
        sync(settings, only="nobody")


def test_an_index_that_fell_behind_is_made_again_though_no_list_changed(
    tmp_path: Path, server: tuple[ListServer, HttpPeer]
) -> None:
    settings = settings_in(tmp_path, a_street(server[1].url("/street.txt")))
    sync(settings)
    settings.index_path.unlink()
    assert sync(settings, force=False)[0].outcome == "waiting"
    assert known_by(settings, "+33472000004") == ["street"]


def test_a_list_that_was_held_back_is_accepted_by_a_person(
    tmp_path: Path, server: tuple[ListServer, HttpPeer]
) -> None:
    pages, peer = server
    settings = settings_in(tmp_path, a_street(peer.url("/street.txt")))
    sync(settings)
    pages.pages["/street.txt"] = b"".join(b"+33472%06d votes=9\n" % n for n in range(100, 200))
    (report,) = sync(settings)
    assert report.outcome == "held"
    assert known_by(settings, "+33472000004") == ["street"]
    assert accept_list(settings, "street", NOON) == 100
    assert known_by(settings, "+33472000150") == ["street"]
    with pytest.raises(UserError, match="no new list of street waits"):
        accept_list(settings, "street", NOON)


def test_two_syncs_at_once_are_one_too_many(tmp_path: Path, server: tuple[ListServer, HttpPeer]) -> None:
    settings = settings_in(tmp_path, a_street(server[1].url("/street.txt")))
    settings.shared_lists_folder.mkdir(parents=True)
    with only_writer(settings.shared_lists_folder), pytest.raises(UserError, match="another sync"):
        sync(settings)


def test_the_next_look_is_when_something_is_due_but_never_within_the_hour(
    tmp_path: Path, server: tuple[ListServer, HttpPeer]
) -> None:
    url = server[1].url("/street.txt")
    settings = settings_in(tmp_path, a_street(url, interval_hours=3.0, jitter_hours=0.0))
    assert next_look_at(settings, NOON) == NOON + LEAST_BETWEEN_LOOKS
    sync(settings)
    assert next_look_at(settings, NOON) == NOON + timedelta(hours=3)
    daily = settings_in(tmp_path, a_street(url, interval_hours=24.0))
    sync(daily)
    assert next_look_at(daily, NOON) == NOON + MOST_BETWEEN_LOOKS


def test_the_child_syncs_what_is_due_and_says_when_to_look_again(
    tmp_path: Path, server: tuple[ListServer, HttpPeer], caplog: pytest.LogCaptureFixture
) -> None:
    settings = settings_in(tmp_path, a_street(server[1].url("/street.txt")))
    now = datetime.now(UTC)
    with caplog.at_level("INFO"):
        next_at = ChildSync(settings).run(now)
    assert LEAST_BETWEEN_LOOKS <= next_at - now <= MOST_BETWEEN_LOOKS + timedelta(minutes=5)
    assert "list street: street: 2 entries in use" not in caplog.text
    assert "list street: 2 entries in use, before 0" in caplog.text
    assert known_by(settings, "+33472000004") == ["street"]


def test_a_child_at_work_is_ended_when_the_house_stops(tmp_path: Path) -> None:
    asked_for = threading.Event()

    def silent(asked: Asked, connection: object, stopping: threading.Event) -> None:
        asked_for.set()
        stopping.wait(20)

    with HttpPeer(silent) as peer:
        child = ChildSync(settings_in(tmp_path, a_street(peer.url("/street.txt"))))
        running = threading.Thread(target=child.run, args=[datetime.now(UTC)])
        running.start()
        assert asked_for.wait(20)
        child.stop()
        running.join(5)
        assert not running.is_alive()
        # And none is started after that.
        assert child.run(NOON) == NOON + timedelta(hours=1)
        assert len(peer.asked) == 1
