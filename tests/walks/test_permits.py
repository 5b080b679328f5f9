"""A running house follows what is asked at the command line at the next call, once where once was meant."""

import re
import socket
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.peers.raw_sip import RawSipCaller
from tests.walks.calling import gives_up
from tests.walks.daemon import TRUSTED, Daemon

TELEMARKETER = "0162000001"
DENIED = "0188001122"


@pytest.fixture
def daemon(tmp_path: Path) -> Iterator[Daemon]:
    with Daemon(tmp_path, TRUSTED, deny="01 88 00 *\n") as daemon:
        yield daemon


@pytest.fixture
def outside(daemon: Daemon) -> Iterator[RawSipCaller]:
    with RawSipCaller(daemon.wait_open()) as outside:
        yield outside


def verdict_on(daemon: Daemon, outside: RawSipCaller, number: str) -> tuple[str, str]:
    """Let this number call; treatment and rule as they are written down, borne out on the wire."""
    call = outside.invite(number)
    record = daemon.wait_record(call.call_id, ended=False)
    if record.treatment == "let-ring":
        call.wait_status(180)
        call.cancel()
        assert call.wait_final().status == 487
    else:
        call.wait_answered()
        call.bye()
    daemon.wait_record(call.call_id)
    return record.treatment, record.rule


def test_one_call_is_let_through_and_the_next_one_is_announced(daemon: Daemon, outside: RawSipCaller) -> None:
    assert verdict_on(daemon, outside, TELEMARKETER) == ("announce", "regulator-prefix")
    wish = daemon.ask("permit", "--next")
    assert wish["house_runs"]
    assert verdict_on(daemon, outside, "0612345678") == ("let-ring", "otherwise")
    assert verdict_on(daemon, outside, TELEMARKETER) == ("let-ring", "expected-call")
    assert verdict_on(daemon, outside, TELEMARKETER) == ("announce", "regulator-prefix")


def test_a_house_killed_in_between_neither_forgets_the_permit_nor_gives_it_twice(daemon: Daemon) -> None:
    daemon.wait_open()
    daemon.ask("permit", "--next")
    for expected in (("let-ring", "expected-call"), ("announce", "regulator-prefix")):
        daemon.kill()
        daemon.lines.clear()
        daemon.start()
        with RawSipCaller(daemon.wait_open()) as outside:
            call = outside.invite(TELEMARKETER)
            record = daemon.wait_record(call.call_id, ended=False)
            assert (record.treatment, record.rule) == expected


def test_a_pause_lets_everything_ring_but_the_denied_until_it_is_resumed(
    daemon: Daemon, outside: RawSipCaller
) -> None:
    daemon.ask("pause", "1h")
    assert verdict_on(daemon, outside, TELEMARKETER) == ("let-ring", "expected-call")
    assert verdict_on(daemon, outside, DENIED) == ("announce", "deny-list")
    assert daemon.ask("resume")["was_paused"]
    assert verdict_on(daemon, outside, TELEMARKETER) == ("announce", "regulator-prefix")


def test_after_an_emergency_call_even_the_denied_ring(daemon: Daemon, outside: RawSipCaller) -> None:
    # Whoever watches what the telephones dial tells every number.
    assert daemon.ask("emergency", "0612345678") == {"kind": None}
    assert verdict_on(daemon, outside, DENIED) == ("announce", "deny-list")
    assert daemon.ask("emergency", "112")["kind"] == "emergency"
    assert verdict_on(daemon, outside, DENIED) == ("let-ring", "protected-caller")


def test_an_emergency_call_that_a_telephone_places_through_us_goes_another_way_and_is_remembered(
    tmp_path: Path,
) -> None:
    config = f'{TRUSTED}kind = "front"\n[menu]\npeers = ["127.0.0.1"]\n'
    with Daemon(tmp_path, config, deny="01 88 00 *\n") as daemon, RawSipCaller(daemon.wait_open()) as pbx:
        # Somebody outside who pretends is not believed.
        stranger = pbx.invite("0612345678", "112")
        stranger.wait_status(180)
        gives_up(stranger)
        assert verdict_on(daemon, pbx, DENIED) == ("announce", "deny-list")
        call = pbx.invite("101", "112")
        assert call.wait_final().status == 503
        daemon.wait_line("an emergency number was called")
        assert verdict_on(daemon, pbx, DENIED) == ("let-ring", "protected-caller")


def test_the_handbook_s_script_tells_what_a_fritz_box_says_of_an_emergency_call(
    daemon: Daemon, outside: RawSipCaller
) -> None:
    times = (Path(__file__).parents[2] / "agent/handbook/times.md").read_text()
    found = re.search(r"```bash\n(#!/bin/bash\n.*?)```", times, re.DOTALL)
    assert found
    with socket.create_server(("127.0.0.1", 0)) as call_monitor:
        command = f"{sys.executable} -m agent emergency --config {daemon.config}"
        script = found[1].replace("fritz.box/1012", f"127.0.0.1/{call_monitor.getsockname()[1]}")
        with subprocess.Popen(["bash", "-c", script.replace("tranquille emergency", command)]) as running:
            box, _ = call_monitor.accept()
            with box:
                box.sendall(b"22.11.26 10:00:00;RING;0;112;0123456789;SIP0;\r\n")
                box.sendall(b"22.11.26 10:00:05;CALL;1;12;0123456789;0612345678;SIP0;\r\n")
                box.sendall(b"22.11.26 10:00:09;CALL;1;12;0123456789;112;SIP0;\r\n")
            assert running.wait(20) == 0
    assert verdict_on(daemon, outside, DENIED) == ("let-ring", "protected-caller")


def test_a_house_says_at_its_start_what_is_in_force(daemon: Daemon) -> None:
    daemon.wait_open()
    daemon.ask("pause", "1h")
    daemon.stop()
    daemon.start()
    daemon.wait_line(r"^screening is paused until .*: everybody rings but your deny list$")
