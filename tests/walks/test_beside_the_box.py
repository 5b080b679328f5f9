"""A stranger's stack on each side: Kamailio is the box, baresip the phone, sipp or plain SIP the caller."""

import os
import signal
from collections.abc import Iterator
from pathlib import Path

import pytest

from agent.prompts.catalogue import PROMPTS
from agent.prompts.choosing import removal_message
from agent.prompts.recording import wav_path
from agent.sound.wav_file import read_wav
from tests.peers.correlation import find
from tests.peers.kamailio import HOUSEHOLD_NUMBER, Kamailio
from tests.peers.phone import BaresipPhone
from tests.peers.ports import free_port
from tests.peers.raw_sip import RawSipCaller
from tests.peers.rtp_ear import RtpEar
from tests.peers.sipp import SippCaller
from tests.peers.sipp_scenario import CallPlan
from tests.walks.daemon import Daemon, beside_kamailio

USERS = {"screen": "screenpw", "phone1": "phone1pw"}
GOODBYE = wav_path(next(each for each in PROMPTS if each.name == "goodbye" and each.language == "fr"), None)


@pytest.fixture
def box(tmp_path: Path) -> Iterator[Kamailio]:
    with Kamailio(tmp_path, free_port(2), USERS) as box:
        yield box


@pytest.fixture
def phone(tmp_path: Path, box: Kamailio) -> Iterator[BaresipPhone]:
    with BaresipPhone(tmp_path, "phone1", "phone1pw", ("127.0.0.1", box.sip_port), says=GOODBYE) as phone:
        box.wait_registered("phone1")
        yield phone


@pytest.fixture
def daemon(tmp_path: Path, box: Kamailio) -> Iterator[Daemon]:
    with Daemon(tmp_path, beside_kamailio(box.sip_port), deny="01 88 00 *  # windows\n") as daemon:
        daemon.wait_registered()
        box.wait_registered("screen")
        yield daemon


@pytest.fixture
def outside(box: Kamailio) -> Iterator[RawSipCaller]:
    with RawSipCaller(("127.0.0.1", box.sip_port)) as outside:
        yield outside


def test_a_friend_s_call_rings_on_until_the_phone_answers_and_they_talk(
    daemon: Daemon, phone: BaresipPhone, outside: RawSipCaller
) -> None:
    with RtpEar() as ear:
        call = outside.invite("0612345678", HOUSEHOLD_NUMBER, media_port=ear.port)
        phone.wait_ringing()
        record = daemon.wait_record(call.call_id, ended=False)
        assert (record.treatment, record.rule) == ("let-ring", "otherwise")
        assert phone.is_ringing
        phone.answer()
        call.wait_answered()
        ear.wait_sound()
        ear.wait_packets(120)
        # Our branch was cancelled by the box, and never said anything final by itself.
        ended = daemon.wait_record(call.call_id)
        assert (ended.ended_by, ended.sip_status) == ("caller", 487)
        assert find(read_wav(GOODBYE), ear.samples).correlation >= 0.95
        assert call.bye().status == 200


def test_a_denied_caller_hears_the_message_and_the_phone_stops_before_its_second_ring(
    daemon: Daemon, phone: BaresipPhone, box: Kamailio, tmp_path: Path
) -> None:
    with RtpEar() as ear:
        plan = CallPlan(
            from_user="0188001122", to_user=HOUSEHOLD_NUMBER, media_port=ear.port, hang_up_after_ms=None
        )
        sipp = SippCaller(("127.0.0.1", box.sip_port), tmp_path).start(plan)
        try:
            ringing, cancelled = phone.wait_ringing(), phone.wait_cancelled()
            sipp.process.wait_end(30)
        finally:
            sipp.process.stop()
        # A French phone rings every 5 s (1.5 s of sound, 3.5 s of pause).
        assert cancelled.at - ringing.at < 1.0
        [met] = sipp.results()
        assert (met.final_status, met.got_bye) == (200, True)
        record = daemon.wait_record()
        assert (record.treatment, record.rule) == ("announce", "deny-list")
        assert "01 88 00 *  # windows" in record.because
        message = wav_path(removal_message("fr", record.received_at.date()), None)
        assert find(read_wav(message), ear.samples).correlation >= 0.95
        assert record.seconds_played == pytest.approx(len(read_wav(message)) / 8000, abs=0.1)
        assert record.message_version.startswith("fr/")


def test_two_calls_at_once_are_both_judged(
    daemon: Daemon, phone: BaresipPhone, outside: RawSipCaller
) -> None:
    wanted = outside.invite("0612345678", HOUSEHOLD_NUMBER)
    unwanted = outside.invite("0162000001", HOUSEHOLD_NUMBER)
    unwanted.wait_answered()
    wanted.wait_status(180)
    assert daemon.wait_record(wanted.call_id, ended=False).treatment == "let-ring"
    assert daemon.wait_record(unwanted.call_id, ended=False).treatment == "announce"
    unwanted.bye()
    wanted.cancel()
    assert wanted.wait_final().status == 487


def test_a_box_that_restarts_with_an_empty_table_knows_us_again_within_seconds(
    daemon: Daemon, box: Kamailio
) -> None:
    answers_again_at = box.restart()
    box.wait_registered("screen", limit_seconds=5)
    assert answers_again_at


def test_a_killed_engine_is_registered_again_and_a_waiting_call_keeps_ringing(
    daemon: Daemon, box: Kamailio, phone: BaresipPhone, outside: RawSipCaller
) -> None:
    call = outside.invite("0612345678", HOUSEHOLD_NUMBER)
    phone.wait_ringing()
    daemon.wait_record(call.call_id, ended=False)
    old_engine = daemon.engine_pid
    os.kill(old_engine, signal.SIGKILL)
    daemon.wait_registered(times=2, limit_seconds=5)
    assert daemon.engine_pid != old_engine
    assert phone.is_ringing
    phone.answer()
    call.wait_answered()
    assert call.bye().status == 200
    record = daemon.wait_record(call.call_id)
    assert record.ended_by == "engine"
    assert "SIGKILL" in record.not_judged_because
    # And the next call is judged as ever.
    unwanted = outside.invite("0162000001", HOUSEHOLD_NUMBER)
    unwanted.wait_answered()
    unwanted.bye()


def test_a_killed_house_leaves_the_phones_ringing_and_a_whole_call_log(
    daemon: Daemon, box: Kamailio, phone: BaresipPhone, outside: RawSipCaller, tmp_path: Path
) -> None:
    call = outside.invite("0612345678", HOUSEHOLD_NUMBER)
    phone.wait_ringing()
    daemon.wait_record(call.call_id, ended=False)
    daemon.kill()
    box.wait_unregistered("screen")
    assert phone.is_ringing
    phone.answer()
    call.wait_answered()
    assert call.bye().status == 200
    daemon.start()
    daemon.wait_registered(times=2)
    assert [record.call_id for record in daemon.records()] == [call.call_id]


def test_a_wrong_password_is_one_sentence_and_exit_code_2(tmp_path: Path, box: Kamailio) -> None:
    with Daemon(tmp_path, beside_kamailio(box.sip_port, password="n0t-it-at-all")) as daemon:
        assert daemon.process.wait(10) == 2
        daemon.wait_line(r"tranquille: no line can work: .*refused user 'screen' \(40[13]")
        assert not [line for line in daemon.lines if "Traceback" in line or "n0t-it-at-all" in line]


def test_stopping_unregisters_and_leaves_with_0(daemon: Daemon, box: Kamailio) -> None:
    assert daemon.stop() == 0
    box.wait_unregistered("screen")
