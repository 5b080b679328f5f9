"""The household's lists, edited by hand and by command while the daemon runs."""

import json
import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from agent.cli.main import main
from tests.peers.raw_sip import RawSipCaller
from tests.walks.calling import ANSWERS, RINGS, tries, tries_until
from tests.walks.daemon import TRUSTED, Daemon

ALLOW = "# Famille\n\n06 12 34 56 78   # tante Jo\n\n# Voisins\n05 61 00 00 02\n"
DENY = "# Les pires\n0188001122\n\n+33 1 99 ## ## ##  # fenêtres\n# Fin\n"


@pytest.fixture
def daemon(tmp_path: Path) -> Iterator[Daemon]:
    with Daemon(tmp_path, TRUSTED, allow=ALLOW, deny=DENY) as daemon:
        yield daemon


@pytest.fixture
def caller(daemon: Daemon) -> Iterator[RawSipCaller]:
    with RawSipCaller(daemon.wait_open()) as caller:
        yield caller


def replaced(path: Path, text: str) -> None:
    """As most editors save: a new file in the old one's place."""
    beside = path.with_suffix(".new")
    beside.write_text(text)
    os.replace(beside, path)


def test_a_list_edited_by_hand_is_in_force_within_two_seconds(daemon: Daemon, caller: RawSipCaller) -> None:
    deny, allow = daemon.folder / "deny.txt", daemon.folder / "allow.txt"
    assert tries(caller, "0472000004")[1] == RINGS
    deny.write_text(DENY + "04 72 *   # solar panels\n")
    call = tries_until(caller, "0472000004", ANSWERS)
    record = daemon.wait_record(call.call_id)
    assert record.because == 'on your deny list: "04 72 *   # solar panels" (deny.txt line 6)'
    # The more precise word of the other list counts, and an editor may put a new file there.
    replaced(allow, ALLOW + '0033472000004\n"Mairie*"\n')
    call = tries_until(caller, "0472000004", RINGS)
    assert daemon.wait_record(call.call_id).rule == "allow-list"
    replaced(allow, ALLOW)
    tries_until(caller, "0472000004", ANSWERS)
    # Without a file nobody is on the list.
    deny.unlink()
    tries_until(caller, "0472000004", RINGS, limit_seconds=4)


def test_a_list_edited_by_command_is_in_force_within_two_seconds_and_keeps_its_comments(
    daemon: Daemon, caller: RawSipCaller
) -> None:
    deny, allow = daemon.folder / "deny.txt", daemon.folder / "allow.txt"
    assert tries(caller, "0472000004")[1] == RINGS
    assert daemon.tell("deny", "04 72 00 00 04", "--note", "solar panels").returncode == 0
    assert deny.read_text() == DENY + "04 72 00 00 04  # solar panels\n"
    tries_until(caller, "0472000004", ANSWERS)
    # The latest word counts: allowed now, and off the other list.
    assert daemon.tell("allow", "+33472000004").returncode == 0
    assert deny.read_text() == DENY
    assert allow.read_text() == ALLOW + "+33472000004\n"
    call = tries_until(caller, "0472000004", RINGS)
    assert daemon.wait_record(call.call_id).rule == "allow-list"
    assert daemon.tell("forget", "0472000004").returncode == 0
    assert allow.read_text() == ALLOW
    # A denied caller is forgotten too, however it was written there; comments and order stay.
    assert daemon.tell("forget", "+33 1 88 00 11 22").returncode == 0
    assert deny.read_text() == DENY.replace("0188001122\n", "")
    tries_until(caller, "0188001122", RINGS)


def test_a_name_and_the_withheld_are_denied_while_it_runs(daemon: Daemon, caller: RawSipCaller) -> None:
    assert daemon.tell("deny", '"Energie*"').returncode == 0
    assert daemon.tell("deny", "withheld").returncode == 0
    tries_until(caller, "0472000004", ANSWERS, display_name="ENERGIE VERTE")
    tries_until(caller, "anonymous", ANSWERS)
    assert tries(caller, "0472000005")[1] == RINGS


def test_a_bad_line_is_named_with_its_number_and_the_rest_works(daemon: Daemon, caller: RawSipCaller) -> None:
    deny = daemon.folder / "deny.txt"
    deny.write_text("# one\nppp 12\n04 72 *\n\n+33 1 ## 88\n05 ## ## ## ##\n")
    tries_until(caller, "0472000004", ANSWERS)
    daemon.wait_line(r"deny\.txt line 2 is skipped: .*ppp 12")
    daemon.wait_line(r"deny\.txt line 5 is skipped: ")
    assert tries(caller, "0561000003")[1] == ANSWERS
    assert tries(caller, "0188001122")[1] == RINGS
    # Said once, not at every look.
    assert len([line for line in daemon.lines if "line 2 is skipped" in line]) == 1


@pytest.mark.parametrize(
    ("number", "words", "name"),
    [
        ("0612345678", ("06 12 34 56 78",), ""),
        ("0199123456", ("01 99 12 34 56",), ""),
        ("0188001122", ("+33188001122",), ""),
        ("0162000001", ("0162000001",), ""),
        ("0561000009", ("0561000009", "--name", "Mamie"), "Mamie"),
        ("0472000004", ("0472000004",), ""),
        ("+99912345678901", ("+99912345678901",), ""),
        ("**622", ("**622",), ""),
        ("3950", ("3950",), ""),
        ("anonymous", ("--withheld",), ""),
    ],
)
def test_why_and_the_live_call_agree(
    shared_daemon: Daemon,
    shared_caller: RawSipCaller,
    capsys: pytest.CaptureFixture[str],
    number: str,
    words: tuple[str, ...],
    name: str,
) -> None:
    assert main(["why", *words, "--json", "--config", str(shared_daemon.config)]) == 0
    told = json.loads(capsys.readouterr().out)
    call, status = tries(shared_caller, number, display_name=name)
    record = shared_daemon.wait_record(call.call_id)
    assert (record.treatment, record.rule, record.because) == (
        told["treatment"],
        told["rule"],
        told["because"],
    )
    assert list(record.passed) == told["passed"]
    assert [list(pair) for pair in record.evidence] == [
        [each["name"], each["value"]] for each in told["evidence"]
    ]
    assert (record.number_e164 or None) == told["number_e164"]
    assert status == (ANSWERS if told["treatment"] == "announce" else RINGS)


def test_why_shows_the_entry_as_written_with_file_and_line(shared_daemon: Daemon) -> None:
    told = shared_daemon.ask("why", "01 99 12 34 56")
    evidence = {each["name"]: each["value"] for each in told["evidence"]}
    assert evidence["entry"] == "+33 1 99 ## ## ##  # fenêtres"
    assert (evidence["file"], evidence["line"]) == (str(shared_daemon.folder / "deny.txt"), "4")
    shown = " ".join(shared_daemon.tell("why", "0199123456").stdout.split())
    assert 'on your deny list: "+33 1 99 ## ## ## # fenêtres" (deny.txt line 4)' in shown


@pytest.fixture(scope="module")
def shared_daemon(engine_in_use: object, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Daemon]:
    with Daemon(tmp_path_factory.mktemp("why"), TRUSTED, allow=ALLOW, deny=DENY) as daemon:
        yield daemon


@pytest.fixture(scope="module")
def shared_caller(engine_in_use: object, shared_daemon: Daemon) -> Iterator[RawSipCaller]:
    with RawSipCaller(shared_daemon.wait_open()) as caller:
        yield caller
