"""Syncing one list: unchanged, in pieces, signed, held back, interrupted."""

import gzip
import io
import os
import socket
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from agent.call.user_error import UserError
from agent.lists.sync.normalised import read_kept
from agent.lists.sync.one_list import accept_held
from agent.lists.sync.signature import SecretKey, new_key, sign
from agent.lists.sync.source_state import read_state, side_path
from agent.net.unpacking import ACCEPTED
from agent.settings.shared_list import SharedListSettings
from tests.lists.lists_in_use import AHouse, nothing_protected_is_matched
from tests.peers.hostile_list_server import ETAG, GOOD, always, good
from tests.peers.http_peer import Asked, HttpPeer, reply
from tests.peers.phoneblock_server import KEY, PhoneBlockServer


class Files:
    """A plain file server: path -> content, with ETags."""

    def __init__(self, **files: bytes) -> None:
        self.files = {f"/{name.replace('_', '.')}": content for name, content in files.items()}

    def __call__(self, asked: Asked, connection: socket.socket, stopping: threading.Event) -> None:
        content = self.files.get(asked.path)
        if content is None:
            connection.sendall(reply(status="404 Not Found"))
            return
        etag = f'"{hash(content):x}"'
        if asked.headers.get("if-none-match") == etag:
            connection.sendall(reply(status="304 Not Modified", headers={"ETag": etag}))
        else:
            connection.sendall(reply(content, headers={"ETag": etag}))


def a_house(folder: Path, peer: HttpPeer, path: str = "/list.txt", **settings: Any) -> AHouse:
    return AHouse(folder, SharedListSettings(name="friends", url=peer.url(path), local=True, **settings))


def test_an_unchanged_list_is_not_sent_twice(tmp_path: Path) -> None:
    with HttpPeer(Files(list_txt=GOOD)) as peer:
        house = a_house(tmp_path, peer)
        assert house.sync().outcome == "new"
        report = house.sync()
    assert report.outcome == "unchanged"
    assert report.wire_bytes == 0
    assert report.sentence == "friends: nothing new, 200 entries in use"


def test_a_list_that_vanished_from_disk_is_fetched_again_whole(tmp_path: Path) -> None:
    with HttpPeer(good) as peer:
        house = a_house(tmp_path, peer)
        house.sync()
        (tmp_path / "friends.txt").unlink()
        assert house.sync().outcome == "new"
        assert "if-none-match" not in peer.asked[1].headers
        house.sync()
        assert peer.asked[2].headers["if-none-match"] == ETAG


def test_a_broken_memory_is_no_reason_to_fail(tmp_path: Path) -> None:
    with HttpPeer(good) as peer:
        house = a_house(tmp_path, peer)
        house.sync()
        (tmp_path / "friends.state.json").write_bytes(b'{"entries": "many"')
        assert house.sync().outcome == "new"


@pytest.mark.parametrize(
    ("packed", "headers"),
    [
        (gzip.compress(GOOD), {}),
        (gzip.compress(GOOD), {"Content-Encoding": "gzip"}),
    ],
    ids=["a .gz file", "gzip on its way"],
)
def test_packed_lists_are_unpacked(packed: bytes, headers: dict[str, str], tmp_path: Path) -> None:
    with HttpPeer(always(reply(packed, headers=headers))) as peer:
        house = a_house(tmp_path, peer)
        assert house.sync().outcome == "new"
        assert peer.asked[0].headers["accept-encoding"] == ACCEPTED
    assert len(house.entries) == 200


def test_it_is_not_asked_before_its_time_unless_told_to(tmp_path: Path) -> None:
    with HttpPeer(good) as peer:
        house = a_house(tmp_path, peer)
        house.sync(force=False)
        assert house.sync(hours_later=23, force=False).outcome == "waiting"
        assert house.sync(hours_later=1, force=False).outcome == "new"
        assert house.sync(hours_later=0).outcome == "new"
    assert len(peer.asked) == 3


def test_a_clock_that_ran_ahead_does_not_stop_syncs_for_years(tmp_path: Path) -> None:
    with HttpPeer(good) as peer:
        house = a_house(tmp_path, peer)
        house.now += timedelta(days=365 * 20)
        house.sync(force=False)
        house.now -= timedelta(days=365 * 20)
        assert house.sync(hours_later=0, force=False).outcome == "new"


def test_a_held_list_is_used_on_the_users_word(tmp_path: Path) -> None:
    files = Files(list_txt=GOOD)
    with HttpPeer(files) as peer:
        house = a_house(tmp_path, peer)
        house.sync()
        files.files["/list.txt"] = GOOD[:400]
        report = house.sync()
        assert report.outcome == "held"
        assert "waits for your word, because it shrank from 200 to" in report.sentence
        assert len(house.entries) == 200
        state = accept_held("friends", peer.url("/list.txt"), tmp_path, house.now)
        assert len(house.entries) == state.entries < 100
        assert house.sync().outcome == "unchanged"
        with pytest.raises(UserError, match="no new list of friends waits"):
            accept_held("friends", peer.url("/list.txt"), tmp_path, house.now)


def test_a_held_list_is_forgotten_when_the_source_recovers(tmp_path: Path) -> None:
    files = Files(list_txt=GOOD)
    with HttpPeer(files) as peer:
        house = a_house(tmp_path, peer)
        house.sync()
        files.files["/list.txt"] = GOOD[:400]
        house.sync()
        files.files["/list.txt"] = GOOD + b"+33163000000\n"
        assert house.sync().outcome == "new"
    assert not side_path(tmp_path, "friends", "held").exists()


def test_a_file_on_this_machine_is_read_again_only_when_it_changes(tmp_path: Path) -> None:
    path = tmp_path / "mine.csv"
    path.write_text("number,votes\n01 62 00 00 01,5\n")
    house = AHouse(tmp_path, SharedListSettings(name="mine", path=str(path)))
    assert house.sync().outcome == "new"
    assert [(entry.value, entry.votes) for entry in house.entries] == [("+33162000001", 5)]
    assert house.sync().outcome == "unchanged"
    path.write_text("number,votes\n01 62 00 00 01,5\n01 62 00 00 02,5\n")
    assert house.sync().outcome == "new"


def test_a_pipe_in_the_place_of_a_file_holds_nobody_up(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    house = AHouse(tmp_path, SharedListSettings(name="mine", path=str(tmp_path / "pipe")))
    assert "is not a file" in house.sync().because
    missing = AHouse(tmp_path, SharedListSettings(name="none", path=str(tmp_path / "nothing")))
    assert "No such file" in missing.sync().because


def signed(content: bytes, key: SecretKey, version: int) -> bytes:
    return sign(io.BytesIO(content), key, version=version, timestamp=version, file_name="list.txt").encode()


@pytest.fixture
def signed_house(tmp_path: Path) -> Iterator[Any]:
    key = new_key()
    files = Files(list_txt=GOOD, list_txt_minisig=signed(GOOD, key, 5))
    with HttpPeer(files) as peer:
        house = a_house(tmp_path, peer, public_key=key.public.text)
        assert house.sync().outcome == "new"
        yield key, files.files, house


NEWER = GOOD + b"+33163000000\n"


def test_a_newer_signed_list_is_used(signed_house: Any) -> None:
    key, files, house = signed_house
    files |= {"/list.txt": NEWER, "/list.txt.minisig": signed(NEWER, key, 6)}
    report = house.sync()
    assert report.outcome == "new"
    assert "version:6" in report.signed


@pytest.mark.parametrize(
    ("make", "because"),
    [
        (lambda key: {"/list.txt": NEWER}, "changed on the way"),
        (lambda key: {"/list.txt": NEWER, "/list.txt.minisig": signed(NEWER, new_key(), 6)}, "another key"),
        (lambda key: {"/list.txt": NEWER, "/list.txt.minisig": signed(NEWER, key, 4)}, "signed but older"),
        (lambda key: {"/list.txt": NEWER, "/list.txt.minisig": b"hello"}, "not one that minisign makes"),
        (lambda key: {"/list.txt": NEWER, "/list.txt.minisig": b"x" * 5000}, "signature did not come"),
        (
            lambda key: {
                "/list.txt": NEWER,
                "/list.txt.minisig": signed(NEWER, key, 6).replace(b"version:6", b"version:7"),
            },
            "comment was changed",
        ),
    ],
)
def test_a_badly_signed_list_is_refused(
    signed_house: Any, make: Callable[[SecretKey], dict[str, bytes]], because: str
) -> None:
    key, files, house = signed_house
    before = house.kept
    files |= make(key)
    report = house.sync()
    assert report.outcome == "failed"
    assert because in report.because
    assert "\n" not in report.sentence
    assert house.kept == before
    assert nothing_protected_is_matched(house.entries)


def test_an_unsigned_list_is_refused_once_a_key_is_set(signed_house: Any) -> None:
    _, files, house = signed_house
    files["/list.txt"] = NEWER
    del files["/list.txt.minisig"]
    assert "signature did not come" in house.sync().because


@pytest.fixture
def community(tmp_path: Path) -> Iterator[Any]:
    server = PhoneBlockServer()
    for index in range(100):
        server.report(f"+4930123450{index:02d}", 4)
    with HttpPeer(server) as peer:
        house = a_house(tmp_path, peer, "/api/blocklist", format="phoneblock", country="DE")
        house.key = KEY
        yield server, peer, house


def test_the_community_list_comes_whole_once_and_then_in_pieces(community: Any) -> None:
    server, peer, house = community
    assert house.sync().outcome == "new"
    server.report("+493012345000", 0)  # taken back
    server.report("+493012345001", 50)
    server.report("+493099999999", 2)
    report = house.sync()
    assert [asked.query["since"] for asked in peer.asked] == ["0", "100"]
    assert (report.outcome, report.added, report.dropped, report.entries) == ("new", 2, 1, 100)
    votes = {entry.value: entry.votes for entry in house.entries}
    assert "+493012345000" not in votes
    assert (votes["+493012345001"], votes["+493099999999"], votes["+493012345002"]) == (50, 2, 4)


def test_a_number_called_legitimate_leaves_the_list_and_is_kept_apart(community: Any) -> None:
    server, _, house = community
    house.sync()
    server.report("+493012345005", 10, "A_LEGITIMATE")
    house.sync()
    assert "+493012345005" not in [entry.value for entry in house.entries]
    wanted = side_path(house.folder, "friends", "wanted")
    assert [entry.value for entry in read_kept(wanted)] == ["+493012345005"]


def test_an_update_is_asked_for_once_a_day_even_when_forced(community: Any) -> None:
    _, peer, house = community
    house.sync()
    report = house.sync(hours_later=2)
    assert report.outcome == "waiting"
    assert "one update a day" in report.sentence
    assert len(peer.asked) == 1


def test_the_whole_list_is_asked_for_once_a_month_also_after_a_restart(community: Any) -> None:
    _, peer, house = community
    house.sync()
    (house.folder / "friends.txt").unlink()
    again = AHouse(house.folder, house.settings, now=house.now + timedelta(days=29), key=KEY)
    report = again.sync()
    assert report.outcome == "waiting"
    assert "one whole list a month" in report.sentence
    assert len(peer.asked) == 1
    assert again.sync(hours_later=30).outcome == "new"


def test_a_house_that_dies_on_the_whole_list_does_not_ask_for_it_at_each_start(community: Any) -> None:
    server, peer, house = community
    for index in range(10_000):
        server.report(f"+4930{index:07}", 4)

    def die(count: int) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        house.sync(progress=die)
    report = AHouse(house.folder, house.settings, now=house.now + timedelta(hours=1), key=KEY).sync()
    assert "one whole list a month" in report.sentence
    assert len(peer.asked) == 1


def test_a_wrong_key_and_a_busy_server_are_named(community: Any) -> None:
    server, _, house = community
    house.key = "pbt_wrong"
    assert "does not accept the key" in house.sync().because
    house.key = KEY
    server.busy = True
    assert "busy (429)" in house.sync().because
    assert "pbt_" not in (house.folder / "friends.state.json").read_text()


def test_a_personal_blacklist_is_read_with_its_wildcards(tmp_path: Path) -> None:
    server = PhoneBlockServer(blacklist=[{"phone": "+4930123", "wildcard": True}, {"phone": "+4930999999"}])
    with HttpPeer(server) as peer:
        house = a_house(tmp_path, peer, "/api/blacklist", format="phoneblock", role="deny")
        house.key = KEY
        assert house.sync().outcome == "new"
    assert [(entry.kind, entry.value) for entry in house.entries] == [
        ("prefix", "+4930123"),
        ("exact", "+4930999999"),
    ]


def test_a_full_disk_keeps_the_old_list(tmp_path: Path) -> None:
    """A file may not grow beyond a limit, as on a full disk; in a process of its own, for the limit stays."""
    script = f"""
import resource, signal, sys
sys.path.insert(0, {str(Path.cwd())!r})
from pathlib import Path
from agent.settings.shared_list import SharedListSettings
from tests.lists.lists_in_use import AHouse
folder = Path(sys.argv[1])
source = folder / "source.txt"
source.write_text("+33162000001\\n" * 50)
house = AHouse(folder, SharedListSettings(name="mine", path=str(source), change_share=1))
assert house.sync().outcome == "new", house.reports
lines = "".join(f"+33162{{index:06d}} kind=robot\\n" for index in range(60))
source.write_text(lines + "# padding\\n" * 2000)
before = house.kept
signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
resource.setrlimit(resource.RLIMIT_FSIZE, (1000, 1000))
report = house.sync()
assert report.outcome == "failed", report
assert "cannot keep it" in report.because, report
assert house.kept == before
"""
    done = subprocess.run(
        [sys.executable, "-c", script, str(tmp_path)], capture_output=True, text=True, timeout=60
    )
    assert done.returncode == 0, done.stderr


def test_the_state_holds_the_last_report(tmp_path: Path) -> None:
    with HttpPeer(good) as peer:
        house = a_house(tmp_path, peer)
        report = house.sync()
        state = read_state(tmp_path, "friends", peer.url("/list.txt"))
    assert state.last_report["outcome"] == "new"
    assert report.lines[0] == "friends: 200 entries in use, before 0"
