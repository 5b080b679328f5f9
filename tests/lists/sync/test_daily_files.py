"""A source with a file for each day: the newest is fetched, and its votes come on top."""

import io
import socket
import threading
from datetime import date, timedelta
from pathlib import Path

import pytest

from agent.lists.sync.daily_files import DAYS_BACK, days_to_try, is_daily, url_of
from agent.lists.sync.signature import new_key, sign
from agent.settings.shared_list import SharedListSettings
from tests.lists.lists_in_use import NOON, AHouse
from tests.peers.http_peer import Asked, HttpPeer, reply

TODAY = NOON.date()
HEAD = "Company_Phone_Number,Created_Date,Violation_Date,Subject\n"
CALLER, OTHER = "+12125550123", "+12125550199"


def complaints(day: date, *numbers: str) -> bytes:
    rows = "".join(f"{number[2:]},{day} 00:03:04,,Robocall\n" for number in numbers)
    return (HEAD + rows).encode()


class Files:
    """What came out on which day; any other day is a 404."""

    def __init__(self) -> None:
        self.pages: dict[str, bytes] = {}
        self.status = "404 Not Found"

    def put(self, day: date, *numbers: str) -> None:
        self.pages[f"/DNC_{day}.csv"] = complaints(day, *numbers)

    def __call__(self, asked: Asked, connection: socket.socket, stopping: threading.Event) -> None:
        page = self.pages.get(asked.path)
        connection.sendall(reply(status=self.status) if page is None else reply(page))


def a_house(folder: Path, peer: HttpPeer, **more: str) -> AHouse:
    return AHouse(
        folder,
        SharedListSettings(name="ftc", url=peer.url("/DNC_{date}.csv"), local=True, country="US", **more),  # type: ignore[arg-type]
    )


def votes(house: AHouse) -> dict[str, int]:
    return {entry.value: entry.votes for entry in house.entries}


def test_the_newest_day_is_fetched_however_long_ago_and_none_twice(tmp_path: Path) -> None:
    files = Files()
    files.put(TODAY - timedelta(days=3), CALLER, CALLER)
    with HttpPeer(files) as peer:
        house = a_house(tmp_path, peer)
        assert house.sync().outcome == "new"
        assert house.sync().outcome == "unchanged"
        asked = [each.path[5:15] for each in peer.asked]
    assert asked[:4] == [str(TODAY - timedelta(days=back)) for back in range(4)]
    assert asked[4:] == [str(TODAY + timedelta(days=1 - back)) for back in range(4)]
    assert votes(house) == {CALLER: 2}


def test_the_votes_of_each_day_add_up_and_old_ones_are_forgotten(tmp_path: Path) -> None:
    files = Files()
    files.put(TODAY, CALLER, CALLER, OTHER)
    files.put(TODAY + timedelta(days=1), CALLER)
    with HttpPeer(files) as peer:
        house = a_house(tmp_path, peer)
        house.sync()
        assert house.sync().outcome == "new"
        assert votes(house) == {CALLER: 3, OTHER: 1}
        files.put(TODAY + timedelta(days=91), CALLER)
        house.sync(hours_later=24 * 90)
        assert votes(house) == {CALLER: 4}


def test_a_first_day_many_times_smaller_than_the_second_needs_nobodys_word(tmp_path: Path) -> None:
    files = Files()
    files.put(TODAY, CALLER)
    files.put(TODAY + timedelta(days=1), *(f"+1212555{n:04}" for n in range(300)))
    with HttpPeer(files) as peer:
        house = a_house(tmp_path, peer)
        house.sync()
        assert house.sync().outcome == "new"


@pytest.mark.parametrize(
    ("status", "because"),
    [("404 Not Found", f"no day of the last {DAYS_BACK}"), ("500 Oh", "answers 500")],
)
def test_a_server_without_files_is_one_sentence(tmp_path: Path, status: str, because: str) -> None:
    files = Files()
    files.status = status
    with HttpPeer(files) as peer:
        report = a_house(tmp_path, peer).sync()
        assert report.outcome == "failed"
        assert because in report.because
        assert len(peer.asked) == (1 if status.startswith("500") else DAYS_BACK + 1)


def test_each_days_file_has_its_own_signature(tmp_path: Path) -> None:
    key, files = new_key(), Files()
    files.put(TODAY, CALLER)
    page = f"/DNC_{TODAY}.csv"
    signed = sign(io.BytesIO(files.pages[page]), key, version=1, timestamp=1, file_name="DNC.csv")
    files.pages[page + ".minisig"] = signed.encode()
    with HttpPeer(files) as peer:
        house = a_house(tmp_path, peer, public_key=key.public.text)
        assert house.sync().outcome == "new"


def test_only_an_address_with_a_day_in_it_is_daily() -> None:
    assert is_daily("https://x.example/{date}.csv")
    assert not is_daily("https://x.example/date.csv")
    assert url_of("https://x.example/{date}.csv", date(2026, 1, 2)) == "https://x.example/2026-01-02.csv"
    assert days_to_try(str(TODAY), TODAY) == []
