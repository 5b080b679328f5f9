"""Whatever is wrong, the house says so in one clear sentence, and the phones ring."""

import os
import re
import socket
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from agent.cli.main import main
from tests.peers.kamailio import Kamailio
from tests.peers.needs import require_root
from tests.peers.ports import free_port
from tests.peers.raw_sip import RawSipCaller
from tests.walks.calling import ANSWERS, RINGS, tries, tries_until
from tests.walks.daemon import TRUSTED, Daemon, beside_kamailio

USER_CAN_FIX = 2
SECRET = "n0t-it-at-all"
SECOND = TRUSTED.replace('"home"', '"second"')


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path


def complaints(daemon: Daemon) -> list[str]:
    """What `tranquille: …` said, each line once more as a program's user sees it."""
    assert not [line for line in daemon.lines if "Traceback" in line or line.startswith("  File ")]
    assert SECRET not in "\n".join(daemon.lines)
    return [line for line in daemon.lines if line.startswith("tranquille: ")]


# What a person can fix: one sentence, and exit code 2.


@pytest.mark.parametrize(
    ("config", "sentence"),
    [
        ("this is no toml", r"config\.toml is not valid TOML: .*line 4"),
        ('colour = "red"\n' + TRUSTED, r"\[house\].*colour.*data_folder"),
        (TRUSTED + "\n[lits]\nshipped = true\n", r"no section \[lits\].*lists"),
        (TRUSTED + 'tansport = "tcp"\n', r'\[\[line\]\] "home".*tansport'),
        (TRUSTED + "[announce]\nlongest_seconds = 900\n", r"longest_seconds = 900.*from 8 to 60"),
        ("", r"config\.toml has no \[\[line\]\]: add one|there is no \[\[line\]\] yet"),
        (TRUSTED + TRUSTED, r'two \[\[line\]\] blocks are called "home"'),
        (TRUSTED.replace("FR", "XX"), r'country = "XX"'),
        (TRUSTED + 'password_file = "gone.txt"\n', r"gone\.txt"),
        (TRUSTED + '[lists]\nshipped_off = ["fr-arcep"]\n', r'"fr-arcep".*fr-arcep-telemarketing'),
    ],
)
def test_a_mistake_in_the_settings_is_one_sentence(
    folder: Path, capsys: pytest.CaptureFixture[str], config: str, sentence: str
) -> None:
    with Daemon(folder, config) as daemon:
        assert daemon.wait_ended() == USER_CAN_FIX
        said = complaints(daemon)
        assert len(said) == 1
        assert re.search(sentence, said[0])
    # `tranquille check` says it too.
    assert main(["check", "--config", str(daemon.config)]) == USER_CAN_FIX
    told = capsys.readouterr()
    assert re.search(sentence, (told.out + told.err).replace("\n", " "))


@pytest.mark.parametrize("config", ["this is no toml", TRUSTED.replace("FR", "XX")])
def test_tranquille_run_says_it_in_one_sentence_too(folder: Path, config: str) -> None:
    told = Daemon(folder, config).tell("run")
    assert told.returncode == USER_CAN_FIX
    assert (told.stdout, told.stderr.count("\n")) == ("", 1)
    assert told.stderr.startswith("tranquille: ")


def test_a_config_file_that_is_not_there_is_one_sentence(folder: Path) -> None:
    with Daemon(folder, TRUSTED) as daemon:
        pass
    daemon.config.unlink()
    with daemon:
        assert daemon.wait_ended() == USER_CAN_FIX
        assert "does not exist" in complaints(daemon)[-1]


@pytest.mark.parametrize("name", ["allow.txt", "deny.txt"])
def test_a_list_that_cannot_be_read_at_the_start_is_one_sentence(folder: Path, name: str) -> None:
    (folder / name).mkdir()
    with Daemon(folder, TRUSTED) as daemon:
        assert daemon.wait_ended() == USER_CAN_FIX
        (said,) = complaints(daemon)
        assert re.fullmatch(rf"tranquille: cannot read \S+/{name}: it is not an ordinary file", said)


def test_a_port_that_is_taken_is_one_sentence(folder: Path) -> None:
    with occupied() as port, Daemon(folder, f"{TRUSTED}port = {port}\n") as daemon:
        assert daemon.wait_ended() == USER_CAN_FIX
        (said,) = complaints(daemon)
        assert f"port {port} is taken by another program" in said


# A daemon with one working line goes on.


def test_a_taken_port_does_not_stop_the_other_line_and_is_opened_once_it_is_free(folder: Path) -> None:
    with occupied() as port, Daemon(folder, f"{TRUSTED}port = {port}\n{SECOND}", deny="01 88 *\n") as daemon:
        daemon.wait_line(rf"line home: port {port} is taken")
        with RawSipCaller(daemon.wait_open("second")) as caller:
            assert tries(caller, "0188001122")[1] == ANSWERS
            assert daemon.process.poll() is None
        occupied.release(port)
        assert daemon.wait_open("home") == ("127.0.0.1", port)
        with RawSipCaller(("127.0.0.1", port)) as caller:
            assert tries(caller, "0188001122")[1] == ANSWERS
        assert len([line for line in daemon.lines if "is taken by" in line]) == 1
        assert complaints(daemon) == []


class _Occupied:
    """A UDP port that another program has."""

    def __init__(self) -> None:
        self._held: dict[int, socket.socket] = {}

    def __call__(self) -> "_Occupied":
        return self

    def __enter__(self) -> int:
        holder = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        holder.bind(("127.0.0.1", free_port()))
        port = int(holder.getsockname()[1])
        self._held[port] = holder
        return port

    def __exit__(self, *_: object) -> None:
        for holder in self._held.values():
            holder.close()
        self._held.clear()

    def release(self, port: int) -> None:
        self._held.pop(port).close()


occupied = _Occupied()


def test_a_wrong_password_does_not_stop_the_other_line(folder: Path) -> None:
    with (
        Kamailio(folder, free_port(2), {"screen": "screenpw"}) as box,
        Daemon(folder, beside_kamailio(box.sip_port, SECRET) + SECOND) as daemon,
    ):
        daemon.wait_line(r"line home: .*refused user 'screen' \(40[13].*check user, auth_user")
        with RawSipCaller(daemon.wait_open("second")) as caller:
            assert tries(caller, "0472000004")[1] == RINGS
        assert daemon.process.poll() is None
        assert complaints(daemon) == []


def test_a_box_that_is_switched_off_is_awaited_and_registered_with_once_it_answers(folder: Path) -> None:
    port = free_port(2)
    with Daemon(folder, beside_kamailio(port)) as daemon:
        daemon.wait_line(rf"line home: 127\.0\.0\.1:{port} does not answer .*trying again")
        with Kamailio(folder, port, {"screen": "screenpw"}) as box:
            daemon.wait_registered(limit_seconds=8)
            box.wait_registered("screen")
        assert len([line for line in daemon.lines if "line home" in line and "does not answer" in line]) == 1
        assert daemon.process.poll() is None
        assert complaints(daemon) == []


# While it runs, nothing that breaks costs a call.


def test_a_list_that_becomes_unreadable_serves_on_as_it_was(folder: Path) -> None:
    with (
        Daemon(folder, TRUSTED, allow="06 12 34 56 78\n", deny="01 88 00 *\n") as daemon,
        RawSipCaller(daemon.wait_open()) as caller,
    ):
        deny = folder / "deny.txt"
        deny.unlink()
        deny.mkdir()
        daemon.wait_line(r"cannot read \S+/deny\.txt: .*; its last good state goes on serving")
        assert tries(caller, "0188001122")[1] == ANSWERS
        deny.rmdir()
        deny.write_text("01 89 *\n")
        tries_until(caller, "0188001122", RINGS)
        assert complaints(daemon) == []
        assert len([line for line in daemon.lines if "its last good state" in line]) == 1


@pytest.fixture
def tiny_disk(folder: Path) -> Iterator[Path]:
    """A file system of one megabyte, mounted where the daemon keeps its data."""
    require_root("mounting a small disk")
    disk = folder / "data"
    disk.mkdir()
    mounted = subprocess.run(["mount", "-t", "tmpfs", "-o", "size=1m", "tmpfs", disk], check=False)
    if mounted.returncode:
        pytest.skip("no file system can be mounted here")
    yield disk
    subprocess.run(["umount", "--lazy", disk], check=True)


def fill(disk: Path) -> Path:
    """Write until nothing more fits."""
    filler = disk / "filler"
    with filler.open("ab", buffering=0) as file:
        for size in (4096, 1):
            try:
                while True:
                    file.write(b"x" * size)
            except OSError:
                continue
    return filler


def one_sentence_about_the_call_log(daemon: Daemon) -> None:
    said = [line for line in daemon.lines if "the call log" in line and " ERROR " in line]
    assert len(said) == 1
    assert "calls are kept in memory and ring as ever" in said[0]


def test_a_disk_that_is_full_from_the_start_costs_no_call(folder: Path, tiny_disk: Path) -> None:
    fill(tiny_disk)
    with (
        Daemon(folder, TRUSTED, allow="06 12 34 56 78\n", deny="01 88 00 *\n") as daemon,
        RawSipCaller(daemon.wait_open()) as caller,
    ):
        assert tries(caller, "0612345678")[1] == RINGS
        assert tries(caller, "0188001122")[1] == ANSWERS
        assert tries(caller, "0472000004")[1] == RINGS
        # What could speak for this caller stands in the log that cannot be read.
        assert tries(caller, "0162000001")[1] == RINGS
        daemon.wait_line(r"rings, because \S+ could not look .the call log")
        one_sentence_about_the_call_log(daemon)
        assert complaints(daemon) == []
        assert daemon.stop() == 0
        assert complaints(daemon) == []


def test_a_disk_that_fills_up_meanwhile_costs_neither_call_nor_record(folder: Path, tiny_disk: Path) -> None:
    with (
        Daemon(folder, TRUSTED, deny="01 88 00 *\n") as daemon,
        RawSipCaller(daemon.wait_open()) as caller,
    ):
        first, _ = tries(caller, "0472000001")
        daemon.wait_record(first.call_id)
        filler = fill(tiny_disk)
        # Each record takes space until none is left; every call is judged as before.
        for number in range(40):
            assert tries(caller, f"06990000{number:02}")[1] == RINGS
        assert tries(caller, "0188001122")[1] == ANSWERS
        daemon.wait_line("the call log .* cannot be used: .*full")
        one_sentence_about_the_call_log(daemon)
        filler.unlink()
        last, status = tries(caller, "0188001123")
        assert status == ANSWERS
        daemon.wait_record(last.call_id)
        assert len(daemon.wait_records(43)) == 43
        daemon.wait_line("the call log can be written again")
        assert complaints(daemon) == []


def test_a_data_folder_that_cannot_be_written_costs_no_call(folder: Path, tiny_disk: Path) -> None:
    subprocess.run(["mount", "-o", "remount,ro", tiny_disk], check=True)
    with (
        Daemon(folder, TRUSTED, allow="06 12 34 56 78\n", deny="01 88 00 *\n") as daemon,
        RawSipCaller(daemon.wait_open()) as caller,
    ):
        assert tries(caller, "0612345678")[1] == RINGS
        assert tries(caller, "0188001122")[1] == ANSWERS
        assert tries(caller, "0162000001")[1] == ANSWERS
        daemon.wait_line("the call log .* cannot be used: .*[Rr]ead-only")
        one_sentence_about_the_call_log(daemon)
        assert daemon.stop() == 0
        assert complaints(daemon) == []


def test_a_file_in_the_data_folder_s_place_costs_no_call(folder: Path) -> None:
    (folder / "data").write_text("this is no folder")
    with (
        Daemon(folder, TRUSTED, deny="01 88 00 *\n") as daemon,
        RawSipCaller(daemon.wait_open()) as caller,
    ):
        assert tries(caller, "0188001122")[1] == ANSWERS
        assert tries(caller, "0472000004")[1] == RINGS
        daemon.wait_line("the call log .* cannot be used")
        one_sentence_about_the_call_log(daemon)
        assert daemon.stop() == 0
        assert complaints(daemon) == []


def test_a_damaged_call_log_is_kept_aside_and_costs_no_call(folder: Path) -> None:
    (folder / "data").mkdir()
    (folder / "data" / "calls.sqlite").write_bytes(os.urandom(8192))
    with (
        Daemon(folder, TRUSTED, deny="01 88 00 *\n") as daemon,
        RawSipCaller(daemon.wait_open()) as caller,
    ):
        call, status = tries(caller, "0188001122")
        assert status == ANSWERS
        assert daemon.wait_record(call.call_id).rule == "deny-list"
        daemon.wait_line(r"is damaged .*kept as calls\.sqlite\.damaged")
        assert complaints(daemon) == []
