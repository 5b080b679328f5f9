"""Whatever a list server does: the old list serves, one clear report says so, nobody protected is matched."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from agent.lists.sync.report import SyncReport
from agent.net.client import open_client
from agent.settings.shared_list import SharedListSettings
from tests.lists.lists_in_use import AHouse, nothing_protected_is_matched
from tests.peers.hostile_list_server import (
    ATTACKS,
    GOOD_LINES,
    IN_TIME,
    Attack,
    a_list,
    always,
    good,
    redirect,
)
from tests.peers.http_peer import HttpPeer


class Server:
    """First honest, then whatever the test says."""

    def __init__(self) -> None:
        self.behave: Attack = good

    def __call__(self, *args: object) -> None:
        self.behave(*args)  # type: ignore[arg-type]


@pytest.fixture
def server() -> Iterator[Any]:
    behaviour = Server()
    with HttpPeer(behaviour) as peer:
        yield behaviour, peer


def wait_of(report: SyncReport) -> timedelta:
    assert report.next_at is not None
    return report.next_at - report.at


def a_house(folder: Path, peer: HttpPeer, max_seconds: float = 10) -> AHouse:
    return AHouse(
        folder,
        SharedListSettings(
            name="hostile",
            url=peer.url("/list"),
            local=True,
            role="deny",
            max_seconds=max_seconds,
            max_megabytes=12,
        ),
    )


@pytest.mark.parametrize("name", ATTACKS)
def test_the_old_list_serves_after(name: str, server: Any, tmp_path: Path) -> None:
    behaviour, peer = server
    attack, because = ATTACKS[name]
    house = a_house(tmp_path, peer)
    assert house.sync().outcome == "new"
    before = house.kept
    assert len(house.entries) == len(GOOD_LINES)

    behaviour.behave = attack
    if because == IN_TIME:
        # Only who plays for time is given little: a busy machine is no attack.
        house.settings = a_house(tmp_path, peer, max_seconds=0.6).settings
    report = house.sync()

    assert house.kept == before
    assert report.outcome in ("failed", "held", "unchanged")
    assert because in report.because, report.lines
    assert "\n" not in report.sentence
    assert report.entries == len(GOOD_LINES)
    assert str(len(GOOD_LINES)) in report.sentence
    assert nothing_protected_is_matched(house.entries)
    assert not list(tmp_path.glob(".*part"))


HEAD = st.sampled_from(
    [
        b"HTTP/1.1 200 OK\r\n",
        b"HTTP/1.0 200 OK\r\n",
        b"HTTP/1.1 302 Found\r\n",
        b"HTTP/1.1 100 Continue\r\n\r\n",
    ]
)
HEADER = st.sampled_from(
    [
        *(
            b"Content-Length: 10\r\n",
            b"Content-Length: \xb2\r\n",
            b"Transfer-Encoding: chunked\r\n",
            b"Location: //\r\n",
        ),
        *(
            b"Location: https://\xff/\r\n",
            b"Content-Encoding: gzip\r\n",
            b"Set-Cookie: \xff\r\n",
            b"ETag: \xff\r\n",
        ),
        *(b"Content-Type: text/plain; charset=utf-7\r\n", b"Retry-After: 1\r\n", b"\r\n"),
    ]
)
ANSWERS = st.lists(st.one_of(HEAD, HEADER, st.binary(max_size=20)), max_size=8).map(b"".join)


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(answer=st.tuples(HEAD, ANSWERS).map(b"".join))
def test_any_bytes_as_an_answer_are_survived(answer: bytes, server: Any, tmp_path: Path) -> None:
    behaviour, peer = server
    house = a_house(tmp_path, peer)
    behaviour.behave = always(answer)
    report = house.sync()
    assert report.outcome in ("failed", "held")
    assert report.because


@pytest.mark.parametrize("header", [b"ETag: \xff", b"Last-Modified: \xff", b"ETag: a\tb"])
def test_a_mark_that_cannot_be_said_back_is_not_said_back(header: bytes, server: Any, tmp_path: Path) -> None:
    behaviour, peer = server
    house = a_house(tmp_path, peer)
    body = "\n".join(GOOD_LINES).encode()
    behaviour.behave = always(
        b"HTTP/1.1 200 OK\r\n%s\r\nContent-Length: %d\r\nConnection: close\r\n\r\n%s"
        % (header, len(body), body)
    )
    for _ in range(2):
        assert house.sync().outcome == "new"
    assert not {"if-none-match", "if-modified-since"} & peer.asked[-1].headers.keys()


def test_poison_among_good_entries_is_taken_out_by_name(server: Any, tmp_path: Path) -> None:
    behaviour, peer = server
    house = a_house(tmp_path, peer)
    house.sync()
    poison = ["112", "+33140000001", "+336*", "+4930*", "+33612345678 votes=99", "+3314000####"]
    behaviour.behave = a_list(*GOOD_LINES, *poison)
    report = house.sync()
    assert report.outcome == "new"
    assert report.left_out_count == len(poison)
    assert len(house.entries) == len(GOOD_LINES)
    assert nothing_protected_is_matched(house.entries)
    reasons = "\n".join(left.because for left in report.left_out)
    assert "+33140000001 would match +33140000001, which is protected" in reasons
    assert "+4930* would match a whole region or network; a range needs 5 digits after +49" in reasons


def test_unchanged_is_no_answer_to_who_has_nothing(server: Any, tmp_path: Path) -> None:
    behaviour, peer = server
    behaviour.behave, _ = ATTACKS["ETag lie: never changed again"]
    report = a_house(tmp_path, peer).sync()
    assert report.outcome == "failed"
    assert "answers 304" in report.because


def test_a_hostile_redirect_never_reaches_its_target(server: Any, tmp_path: Path) -> None:
    behaviour, peer = server
    with HttpPeer(good) as inside:
        house = a_house(tmp_path, peer)
        house.sync()
        for scheme in ("http", "https"):
            behaviour.behave = redirect(f"{scheme}://127.0.0.1:{inside.port}/list")
            assert house.sync().outcome == "failed"
        assert inside.asked == []


def test_a_token_is_not_carried_to_another_server(server: Any, tmp_path: Path) -> None:
    """The redirect is refused before anything of the request could leave the house."""
    behaviour, peer = server
    house = a_house(tmp_path, peer)
    house.key = "pbt_secret"
    behaviour.behave = redirect("http://127.0.0.1:1/")
    assert "pbt_secret" not in "".join(house.sync().lines)
    assert peer.asked[0].headers["authorization"] == "Bearer pbt_secret"


def test_a_name_is_resolved_once_and_the_connection_goes_to_that_very_address(
    server: Any, tmp_path: Path
) -> None:
    _, peer = server
    answers = [["127.0.0.1"], ["10.0.0.1"]]
    url = f"http://lists.example:{peer.port}/list"
    house = AHouse(tmp_path, SharedListSettings(name="hostile", url=url, local=True))
    with open_client(own_url=url, resolve=lambda host, port: answers.pop(0)) as client:
        assert house.sync(client=client).outcome == "new"
    assert answers == [["10.0.0.1"]]
    assert peer.asked[0].headers["host"] == f"lists.example:{peer.port}"


def test_a_public_name_that_points_into_the_house_is_refused_before_a_byte_is_sent(
    server: Any, tmp_path: Path
) -> None:
    _, peer = server
    url = f"https://lists.example:{peer.port}/list"
    house = AHouse(tmp_path, SharedListSettings(name="hostile", url=url))
    with open_client(resolve=lambda host, port: ["93.184.216.34", "127.0.0.1"]) as client:
        report = house.sync(client=client)
    assert report.outcome == "failed"
    assert "no public address" in report.because
    assert peer.asked == []


def test_after_failures_the_house_asks_ever_more_rarely(server: Any, tmp_path: Path) -> None:
    behaviour, peer = server
    house = a_house(tmp_path, peer)
    house.sync()
    behaviour.behave, _ = ATTACKS["500"]
    waits = []
    for _ in range(10):
        report = house.sync(hours_later=1)
        waits.append(wait_of(report).total_seconds() / 60)
    assert waits[:4] == [15, 30, 60, 120]
    assert waits[-1] == 24 * 60
    behaviour.behave = good
    report = house.sync()
    assert wait_of(report).total_seconds() == 24 * 3600


def test_a_server_that_asks_for_an_hour_gets_an_hour(server: Any, tmp_path: Path) -> None:
    behaviour, peer = server
    house = a_house(tmp_path, peer)
    behaviour.behave, _ = ATTACKS["429 for an hour"]
    report = house.sync()
    assert wait_of(report).total_seconds() == 3600
    asked = len(peer.asked)
    assert house.sync(hours_later=0.9, force=False).outcome == "waiting"
    assert len(peer.asked) == asked
