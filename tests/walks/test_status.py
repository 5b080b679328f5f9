"""A real house with a call in hand, as `tranquille status` sees it from outside."""

from __future__ import annotations

import os
import stat
import time
from pathlib import Path
from typing import Any

from tests.peers.raw_sip import RawSipCaller
from tests.walks.calling import ANSWERS, RINGS, first_word, gives_up
from tests.walks.daemon import TRUSTED, Daemon

DENY = "01 88 00 *\n"
LISTED, STRANGER = "+33188001122", "+33612345678"


def wait_status(daemon: Daemon, calls: int, limit_seconds: float = 10) -> dict[str, Any]:
    """The house's status once it has so many calls in hand."""
    deadline = time.monotonic() + limit_seconds
    while True:
        told: dict[str, Any] = daemon.ask("status")
        if len(told["now"]["calls"]) == calls:
            return told
        assert time.monotonic() < deadline, told


def test_a_call_in_hand_is_seen_from_its_first_ring_to_its_end(tmp_path: Path) -> None:
    with Daemon(tmp_path, TRUSTED, deny=DENY) as daemon:
        with RawSipCaller(daemon.wait_open()) as caller:
            friend = caller.invite(STRANGER, display_name="Jo")
            assert first_word(friend) == RINGS
            told = wait_status(daemon, calls=1)
            (line,), (call,) = told["now"]["lines"], told["now"]["calls"]
            assert (line["name"], line["kind"], line["registered"]) == ("home", "beside", True)
            assert (call["call_id"], call["number_e164"]) == (friend.call_id, STRANGER)
            assert (call["treatment"], call["doing"]) == ("let-ring", "rings")
            engine = told["now"]["engine"]
            assert (engine["pid"], engine["running"], engine["restarts"]) == (daemon.engine_pid, True, 0)
            assert told["pid"] == daemon.process.pid
            assert {each["name"]: each["entries"] for each in told["now"]["lists"]}["deny"] == 1

            listed = caller.invite(LISTED)
            assert first_word(listed) == ANSWERS
            told = wait_status(daemon, calls=2)
            assert told["now"]["calls"][1]["rule"] == "deny-list"
            assert told["now"]["calls"][1]["doing"] in ("answered, we listen", "hears a message")
            gives_up(listed)
            gives_up(friend)
            wait_status(daemon, calls=0)
        socket = tmp_path / "data" / "status.sock"
        assert stat.S_IMODE(socket.stat().st_mode) == 0o600
        assert daemon.stop() == 0
        assert not socket.exists()


def test_a_house_that_was_killed_leaves_a_socket_that_the_next_one_replaces(tmp_path: Path) -> None:
    with Daemon(tmp_path, TRUSTED) as daemon:
        daemon.wait_open()
        wait_status(daemon, calls=0)
        daemon.kill()
    assert (tmp_path / "data" / "status.sock").is_socket()
    assert daemon.tell("status").returncode == 3
    with Daemon(tmp_path, TRUSTED) as successor:
        successor.wait_open()
        assert wait_status(successor, calls=0)["pid"] == successor.process.pid


def test_an_engine_that_was_killed_is_seen_as_a_restart(tmp_path: Path) -> None:
    with Daemon(tmp_path, TRUSTED) as daemon:
        daemon.wait_open()
        os.kill(daemon.engine_pid, 9)
        daemon.wait_line(r"engine \d+: \S+ \S+, \d+ calls", times=2)
        daemon.wait_line("line home: open on", times=2)
        engine = wait_status(daemon, calls=0)["now"]["engine"]
        assert (engine["running"], engine["restarts"], engine["pid"]) == (True, 1, daemon.engine_pid)
