"""No call passes unseen: not for a byte in a header, and not for a house that does not answer."""

import os
import signal
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from tests.peers.raw_phone import RawPhone
from tests.peers.raw_sip import RawSipCaller
from tests.peers.rtp_ear import RtpEar
from tests.walks.calling import ANSWERS, RINGS, first_word, gives_up, tries
from tests.walks.daemon import TRUSTED, Daemon

DENIED, STRANGER = "0188001122", "0472000004"
SOCIETE = b"Soci\xe9t\xe9".decode("utf-8", "surrogateescape")
"""As an old exchange writes it, in Windows-1252."""


@pytest.fixture(scope="module")
def daemon(engine_in_use: object, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Daemon]:
    with Daemon(tmp_path_factory.mktemp("beside"), TRUSTED, deny="01 88 *\n") as daemon:
        daemon.wait_open()
        yield daemon


@pytest.fixture
def caller(daemon: Daemon) -> Iterator[RawSipCaller]:
    with RawSipCaller(daemon.wait_open()) as caller:
        yield caller


@pytest.mark.parametrize("header", ["From", "P-Asserted-Identity", "User-Agent", "Privacy", "X-Verstat"])
def test_a_denied_caller_is_announced_and_recorded_whatever_byte_their_call_holds(
    daemon: Daemon, caller: RawSipCaller, header: str
) -> None:
    shown = SOCIETE if header == "From" else ""
    value = f'"{SOCIETE}" <sip:{DENIED}@fritz.box>' if header.startswith("P-") else SOCIETE
    more = [] if header == "From" else [f"{header}: {value}"]
    call = caller.invite(DENIED, display_name=shown, headers=more)
    assert first_word(call) == ANSWERS
    gives_up(call)
    record = daemon.wait_record(call.call_id)
    assert (record.rule, record.not_judged_because) == ("deny-list", "")
    if header == "From":
        assert record.display_name == "Société"


@pytest.mark.parametrize(
    ("shown", "name"),
    [
        (f'""unknown"" <sip:{DENIED}@fritz.box>', ""),
        (f'"Sami\\" <sip:{DENIED}@fritz.box>', "Sami"),
        (f'"Sami" <sip:{DENIED}@fritz.box> <sip:{DENIED}@fritz.box>', "Sami"),
        (f'"Sami" <sip:{DENIED}@fritz.box', "Sami"),
        (f'"Sami\r\n Ben" <sip:{DENIED}@fritz.box>', "Sami Ben"),
        (f"Bond, James <sip:{DENIED}@fritz.box>", "Bond, James"),
        (f"<sip:{DENIED}>", ""),
        (f'"{DENIED}" <sip:fxo@gateway>', ""),
        (f'"{SOCIETE}" <sip:{DENIED}@fritz.box', "Société"),
    ],
)
def test_a_denied_caller_is_announced_and_can_hang_up_however_badly_they_are_written(
    daemon: Daemon, caller: RawSipCaller, shown: str, name: str
) -> None:
    call = caller.invite(from_header=shown)
    assert first_word(call) == ANSWERS
    gives_up(call)
    record = daemon.wait_record(call.call_id)
    assert (record.rule, record.not_judged_because) == ("deny-list", "")
    assert (record.number_e164, record.display_name) == ("+33188001122", name)


@pytest.mark.parametrize(
    "shown", ["<anonymous@anonymous.invalid>", "<sip:@fritz.box>", '"asterisk" <sip:asterisk@pbx>']
)
def test_whoever_shows_no_number_rings_and_has_a_record_that_says_so(
    daemon: Daemon, caller: RawSipCaller, shown: str
) -> None:
    call = caller.invite(from_header=shown)
    assert first_word(call) == RINGS
    gives_up(call)
    record = daemon.wait_record(call.call_id)
    assert (record.withheld, record.rule, record.not_judged_because) == (True, "withheld", "")


@pytest.mark.only_for("pjsua2")
def test_what_nobody_can_read_gets_400_and_a_line_in_the_journal(
    daemon: Daemon, caller: RawSipCaller
) -> None:
    call = caller.invite(DENIED, request_uri="sip:", display_name="written by nobody")
    assert call.wait_final().status == 400
    daemon.wait_line("cannot be read")


@pytest.mark.only_for("python")
def test_an_engine_that_reads_with_good_will_has_such_a_call_judged(
    daemon: Daemon, caller: RawSipCaller
) -> None:
    call = caller.invite(DENIED, request_uri="sip:", display_name="written by nobody")
    assert first_word(call) == ANSWERS
    gives_up(call)
    assert daemon.wait_record(call.call_id).rule == "deny-list"


def test_a_byte_in_a_call_id_ends_neither_the_engine_nor_the_record(
    daemon: Daemon, caller: RawSipCaller
) -> None:
    engine_pid = daemon.engine_pid
    call = caller.invite(DENIED, call_id=f"{SOCIETE}@box")
    assert first_word(call) == ANSWERS
    gives_up(call)
    assert daemon.wait_record("Société@box").rule == "deny-list"
    assert tries(caller, STRANGER)[1] == RINGS
    assert daemon.engine_pid == engine_pid


def test_a_house_that_only_observes_has_no_phone_rung_for_it(tmp_path: Path) -> None:
    with closing(RawPhone("salon", "", ("127.0.0.1", 9))) as phone:
        config = f'mode = "observe"\nring = ["sip:salon@127.0.0.1:{phone.port}"]\n{TRUSTED}kind = "front"\n'
        with Daemon(tmp_path, config) as daemon, RawSipCaller(daemon.wait_open()) as caller:
            os.kill(daemon.process.pid, signal.SIGSTOP)
            try:
                assert tries(caller, STRANGER)[1] == RINGS
            finally:
                os.kill(daemon.process.pid, signal.SIGCONT)
            daemon.wait_record()
        assert phone.messages == []


def test_in_front_of_a_house_that_hangs_the_family_s_phone_rings_and_talks(tmp_path: Path) -> None:
    with closing(RawPhone("salon", "", ("127.0.0.1", 9))) as phone:
        config = f'ring = ["sip:salon@127.0.0.1:{phone.port}"]\n{TRUSTED}kind = "front"\n'
        with (
            Daemon(tmp_path, config, allow=f"{STRANGER}\n") as daemon,
            RawSipCaller(daemon.wait_open()) as caller,
            RtpEar() as ear,
        ):
            os.kill(daemon.process.pid, signal.SIGSTOP)
            try:
                call = caller.invite(STRANGER, media_port=ear.port)
                invite = phone.wait_invite()
                phone.answer(invite, ear.port)
                call.wait_answered()
                ear.wait_packets(5)
            finally:
                os.kill(daemon.process.pid, signal.SIGCONT)
            # Awake again, the house takes the talk as its own and ends it with whoever leaves.
            daemon.wait_line("let-ring, because on your allow list")
            phone.hang_up(invite)
            call.wait_request("BYE")
            record = daemon.wait_record(call.call_id)
            assert record.rule == "allow-list"
            assert record.done.startswith("answered at sip:salon@")
            assert any("did not decide in time" in step for step in record.steps)
