"""Lists that other people keep, from their server to the caller's ear, with the real daemon in between."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from agent.lists.index.number_index import NumberIndex
from tests.peers.hostile_list_server import ATTACKS
from tests.peers.http_peer import HttpPeer
from tests.peers.phoneblock_server import KEY, PhoneBlockServer
from tests.peers.raw_sip import RawSipCaller
from tests.service.a_house import STREET, ListServer, a_street
from tests.walks.calling import ANSWERS, RINGS, tries, tries_until
from tests.walks.daemon import TRUSTED, Daemon

LISTED, NEWCOMER, STRANGER = "0472000004", "0472000007", "0472000099"
MORE = STREET + "+33472000007 votes=9\n"
HOSTILE = ("poison: everybody in another spelling", "gzip bomb", "redirect to a file", "a web page", "401")


@pytest.fixture
def server() -> Iterator[tuple[ListServer, HttpPeer]]:
    pages = ListServer()
    with HttpPeer(pages) as peer:
        yield pages, peer


@pytest.fixture
def daemon(tmp_path: Path, server: tuple[ListServer, HttpPeer]) -> Iterator[Daemon]:
    with Daemon(tmp_path, TRUSTED + a_street(server[1].url("/street.txt"))) as daemon:
        yield daemon


@pytest.fixture
def caller(daemon: Daemon) -> Iterator[RawSipCaller]:
    with RawSipCaller(daemon.wait_open()) as caller:
        yield caller


def test_what_is_due_at_the_start_is_fetched_and_what_is_synced_by_hand_is_in_force_within_two_seconds(
    daemon: Daemon, caller: RawSipCaller, server: tuple[ListServer, HttpPeer]
) -> None:
    daemon.wait_line("list street: 2 entries in use, before 0")
    call = tries_until(caller, LISTED, ANSWERS)
    record = daemon.wait_record(call.call_id)
    assert (record.rule, record.treatment) == ("shared-list", "announce")
    assert record.because.startswith("on the shared list street as solar (score 9, enough from 4)")
    # Not due again, until a person says so.
    server[0].pages["/street.txt"] = MORE.encode()
    assert daemon.ask("lists", "sync")[0]["outcome"] == "waiting"
    assert tries(caller, NEWCOMER)[1] == RINGS
    assert daemon.ask("lists", "sync", "--now")[0]["entries"] == 3
    tries_until(caller, NEWCOMER, ANSWERS, limit_seconds=2)
    assert tries(caller, STRANGER)[1] == RINGS
    # The household's word is worth more than everybody's, and is counted against the list.
    assert daemon.tell("allow", LISTED).returncode == 0
    tries_until(caller, LISTED, RINGS)
    (street,) = [row for row in daemon.ask("lists") if row["name"] == "street"]
    assert street["hits"] >= 2
    assert 1 <= street["wrong"] < street["hits"]


def test_a_hostile_server_leaves_the_old_list_serving(
    daemon: Daemon, caller: RawSipCaller, server: tuple[ListServer, HttpPeer]
) -> None:
    daemon.wait_line("list street: 2 entries in use, before 0")
    pages, peer = server
    for name in HOSTILE:
        peer.answer = ATTACKS[name][0]
        told = daemon.tell("lists", "sync", "--now")
        assert told.returncode == 2, name
        assert "2 entries of the last good" in " ".join(told.stdout.split()), name
        tries_until(caller, LISTED, ANSWERS)
        assert tries(caller, STRANGER)[1] == RINGS
    peer.answer = pages
    assert daemon.tell("lists", "sync", "--now").returncode == 0


def test_a_daemon_whose_index_is_damaged_rings_and_mends_it(
    daemon: Daemon, caller: RawSipCaller, server: tuple[ListServer, HttpPeer]
) -> None:
    daemon.wait_line("list street: 2 entries in use, before 0")
    tries_until(caller, LISTED, ANSWERS)
    assert daemon.stop() == 0
    index = daemon.folder / "data" / "numbers.index"
    whole = index.read_bytes()
    index.write_bytes(whole[: len(whole) // 2])
    again = daemon.start()
    with RawSipCaller(again_open(again)) as other:
        tries_until(other, LISTED, ANSWERS, limit_seconds=5)
        # Damaged while it serves: the open one goes on serving, and another is made by whoever sees it first.
        with index.open("r+b") as file:
            file.write(bytes(100))
        again.wait_line("a new number index is in use", times=2)
        NumberIndex.open(index).verify()
        tries_until(other, LISTED, ANSWERS)
        assert tries(other, STRANGER)[1] == RINGS


def again_open(daemon: Daemon) -> tuple[str, int]:
    """Where a daemon that was started a second time listens."""
    found = daemon.wait_line(r"line home: open on ([\d.]+):(\d+)", times=2)
    return found[1], int(found[2])


def test_contacts_that_are_imported_ring_whatever_a_list_says(
    daemon: Daemon, caller: RawSipCaller, tmp_path: Path
) -> None:
    daemon.wait_line("list street: 2 entries in use, before 0")
    tries_until(caller, LISTED, ANSWERS)
    card = tmp_path / "jo.vcf"
    card.write_text("BEGIN:VCARD\nVERSION:3.0\nFN:Aunt Jo\nTEL:04 72 00 00 04\nEND:VCARD\n")
    assert daemon.tell("lists", "import", str(card), "--as", "contacts").returncode == 0
    call = tries_until(caller, LISTED, RINGS, limit_seconds=4)
    assert daemon.wait_record(call.call_id).because.startswith("Aunt Jo is in your contacts")


def test_a_community_is_asked_about_a_stranger_while_it_rings(tmp_path: Path) -> None:
    community = PhoneBlockServer()
    community.report("+33472000099", 9)
    with HttpPeer(community) as peer:
        block = (
            f'[[list]]\nname = "phoneblock"\nurl = "{peer.url("/api/blocklist")}"\nformat = "phoneblock"\n'
            f'local = true\nkey = "{KEY}"\nprivacy = "k-anonymity"\ndirect_threshold = 5.0\n'
        )
        with Daemon(tmp_path, TRUSTED + block) as daemon, RawSipCaller(daemon.wait_open()) as caller:
            daemon.wait_line("list phoneblock: 1 entry in use")
            # Reported since the list was fetched: only the community knows.
            community.report("+33472000098", 9)
            call = caller.invite("0472000098")
            call.wait_answered()
            assert [status for status, _ in call.statuses if status != 100] == [180, 200]
            call.bye()
            record = daemon.wait_record(call.call_id)
            assert (record.rule, record.treatment) == ("shared-list", "announce")
            assert not [asked for asked in peer.asked if "33472000098" in asked.target]
            # Nobody knows this one, and a silent server costs nobody the call.
            assert tries(caller, "0472000011")[1] == RINGS
            community.silent = True
            call, status = tries(caller, "0472000012")
            assert status == RINGS
            assert daemon.wait_record(call.call_id).not_judged_because == ""
            # The number itself was never shown to the community.
            assert not [asked for asked in peer.asked if "334720000" in asked.target]
