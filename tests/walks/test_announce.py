"""The removal message as a caller hears it: whole, at the right moment, in their language, and proved."""

from __future__ import annotations

import time
from array import array
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from agent.prompts.choosing import prompt, removal_message
from agent.prompts.recording import wav_path
from agent.sound.wav_file import read_wav
from agent.sound.wav_writing import write_wav
from tests.peers.correlation import find
from tests.peers.raw_call import RawCall
from tests.peers.raw_sip import RawSipCaller
from tests.peers.rtp_ear import RtpEar
from tests.peers.sipp import SippCaller
from tests.peers.sipp_scenario import CallPlan
from tests.walks.calling import finals
from tests.walks.daemon import TRUSTED, Daemon

RATE_HZ = 8000
DENY = "01 88 00 *\n+44*\n+33 6 99 *\n"
OWN = read_wav(wav_path(prompt("nobody-available", "fr"), None))
"""Our own recording in these tests: four seconds that nobody takes for the shipped message."""
VOICE = read_wav(wav_path(prompt("leave-a-message", "fr"), None))
OTHER_LINE = """
[[line]]
name = "guests"
bind_address = "127.0.0.1"
trusted_peers = ["127.0.0.1"]
country = "FR"
language = "en"
"""


def shipped(language: str, daemon: Daemon, call: RawCall) -> array[int]:
    """The message that is true on the day of the call."""
    day = daemon.wait_record(call.call_id, ended=False).received_at.date()
    return read_wav(wav_path(removal_message(language, day), None))


def heard_at(ear: RtpEar, sound: array[int]) -> float:
    """`time.monotonic()` of the moment the caller began to hear this; AssertionError when they did not."""
    match = find(sound, ear.samples)
    assert match.correlation >= 0.95
    return ear.packets[0].arrived_at + match.begins_at_seconds


@pytest.fixture(scope="module")
def daemon(engine_in_use: object, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Daemon]:
    with Daemon(tmp_path_factory.mktemp("shipped"), TRUSTED + OTHER_LINE, deny=DENY) as daemon:
        yield daemon


@pytest.fixture(scope="module")
def caller(engine_in_use: object, daemon: Daemon) -> Iterator[RawSipCaller]:
    with RawSipCaller(daemon.wait_open()) as caller:
        yield caller


@pytest.fixture(scope="module")
def own_daemon(engine_in_use: object, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Daemon]:
    folder = tmp_path_factory.mktemp("own")
    (folder / "voice").mkdir()
    write_wav(folder / "voice" / "removal.fr.wav", OWN)
    (folder / "voice" / "removal.en.wav").write_bytes(b"this is no recording")
    config = f'{TRUSTED}\n[announce]\nmessage_folder = "voice"\n'
    with Daemon(folder, config, deny=DENY) as daemon:
        yield daemon


@pytest.fixture(scope="module")
def own_caller(engine_in_use: object, own_daemon: Daemon) -> Iterator[RawSipCaller]:
    with RawSipCaller(own_daemon.wait_open()) as caller:
        yield caller


def test_the_household_s_own_recording_is_what_somebody_else_s_stack_hears(
    own_daemon: Daemon, tmp_path: Path
) -> None:
    with RtpEar() as ear:
        plan = CallPlan(from_user="0188001122", media_port=ear.port, hang_up_after_ms=None)
        met = SippCaller(own_daemon.wait_open(), tmp_path).call(plan)
        assert (met.final_status, met.got_bye) == (200, True)
        assert find(OWN, ear.samples).correlation >= 0.95
    record = own_daemon.wait_record()
    assert record.seconds_played == pytest.approx(len(OWN) / RATE_HZ, abs=0.1)
    # The proof must not claim words that were not said.
    assert record.message_version == "fr/own recording"
    # Nobody spoke, so it began after the time for first words.
    assert "1.2 s: play removal.fr.wav" in record.steps


def test_a_recording_that_cannot_be_played_gives_way_to_ours(
    own_daemon: Daemon, own_caller: RawSipCaller
) -> None:
    with RtpEar() as ear:
        call = own_caller.invite("+442071838750", media_port=ear.port)
        call.wait_answered()
        ear.wait_sound()
        ear.wait_packets(len(ear.packets) + 150)
        call.bye()
        assert find(shipped("en", own_daemon, call)[: 2 * RATE_HZ], ear.samples).correlation >= 0.95


def test_the_message_waits_for_the_end_of_the_caller_s_first_words_however_long(
    own_daemon: Daemon, own_caller: RawSipCaller
) -> None:
    def introduce(for_seconds: float) -> None:
        with RtpEar() as ear:
            call = own_caller.invite("0188001122", media_port=ear.port)
            answered = call.wait_answered()
            ear.speak(without_pauses(VOICE)[: int(for_seconds * RATE_HZ)])
            spoken = time.monotonic()
            ended = call.wait_request("BYE", 20)
            # A voice that pauses for half a second has ended.
            assert spoken - 0.3 < heard_at(ear, OWN) < spoken + 1.5
            assert ended.arrived_at - answered.arrived_at < 20.5

    with ThreadPoolExecutor() as together:
        list(together.map(introduce, (2.5, 5.5)))


def test_whoever_talks_over_the_message_hears_it_once_more_within_20_seconds(
    daemon: Daemon, caller: RawSipCaller
) -> None:
    def talk_over(at_seconds: float) -> tuple[RawCall, RtpEar, float, float]:
        ear = RtpEar()
        call = caller.invite("0188001122", media_port=ear.port)
        answered = call.wait_answered()
        ear.wait_sound()
        ear.wait_packets(len(ear.packets) + int(at_seconds * 50), 20)
        ear.speak(without_pauses(VOICE)[: int(1.8 * RATE_HZ)])
        spoken = time.monotonic()
        ended = call.wait_request("BYE", 25)
        ear.close()
        return call, ear, spoken, ended.arrived_at - answered.arrived_at

    with ThreadPoolExecutor() as together:
        early, late = together.map(talk_over, (1.5, 8.0))
    for call, _, _, lasted_seconds in (early, late):
        assert lasted_seconds < 20.5
        assert daemon.wait_record(call.call_id).ended_by == "house"
    call, ear, spoken, _ = early
    message = shipped("fr", daemon, call)
    assert heard_at(ear, message) > spoken - 0.3
    record = daemon.wait_record(call.call_id)
    assert len(message) / RATE_HZ + 1.5 < record.seconds_played < len(message) / RATE_HZ + 4
    assert "again after being talked over" in record.done
    # There was no time to say it all a second time, but it began again.
    call, ear, spoken, _ = late
    first_two_seconds = message[: 2 * RATE_HZ]
    after = ear.samples[int((spoken - 0.3 - ear.packets[0].arrived_at) * RATE_HZ) :]
    assert find(first_two_seconds, after).correlation >= 0.95


def test_the_proof_holds_the_seconds_that_were_really_played(daemon: Daemon, caller: RawSipCaller) -> None:
    began = time.time()
    with RtpEar() as ear:
        call = caller.invite("0188001122", media_port=ear.port)
        call.wait_answered()
        ear.wait_sound()
        ear.wait_packets(len(ear.packets) + 175)
        call.bye()
        hung_up = time.monotonic()
        record = daemon.wait_record(call.call_id)
        message = shipped("fr", daemon, call)
        beginning = message[: 3 * RATE_HZ]
        assert record.seconds_played == pytest.approx(hung_up - heard_at(ear, beginning), abs=0.3)
    assert record.number_e164 == "+33188001122"
    assert began <= record.received_at.timestamp() <= time.time()
    day = record.received_at.date()
    assert record.message_version == f"fr/{removal_message('fr', day).version}"
    assert record.ended_by == "caller"
    assert record.done.startswith("played part of the removal message (3.")


def test_the_message_speaks_the_line_s_language_or_that_of_the_caller_s_country(daemon: Daemon) -> None:
    def hears(number: str, line: str, language: str) -> None:
        with RawSipCaller(daemon.wait_open(line)) as caller, RtpEar() as ear:
            call = caller.invite(number, media_port=ear.port)
            call.wait_answered()
            ear.wait_sound()
            ear.wait_packets(len(ear.packets) + 150)
            call.bye()
            assert find(shipped(language, daemon, call)[: 2 * RATE_HZ], ear.samples).correlation >= 0.95
            assert daemon.wait_record(call.call_id).message_version.startswith(f"{language}/")

    cases = (("0188001122", "home", "fr"), ("+442071838750", "home", "en"), ("0188001122", "guests", "en"))
    with ThreadPoolExecutor() as together:
        list(together.map(lambda case: hears(*case), cases))


def test_early_media_plays_the_message_without_ever_answering(tmp_path: Path) -> None:
    (tmp_path / "voice").mkdir()
    write_wav(tmp_path / "voice" / "removal.fr.wav", OWN)
    config = f'{TRUSTED}\n[announce]\nmedia = "early"\nmessage_folder = "voice"\n'
    with (
        Daemon(tmp_path, config, deny=DENY) as daemon,
        RawSipCaller(daemon.wait_open()) as caller,
        RtpEar() as ear,
        RtpEar() as other_ear,
    ):
        call = caller.invite("0188001122", media_port=ear.port)
        impatient = caller.invite("0188001123", media_port=other_ear.port)
        impatient.wait_status(183)
        other_ear.wait_packets(125)
        impatient.cancel()
        assert impatient.wait_final().status == 487
        # The proof says how far it came.
        assert 0.5 < daemon.wait_record(impatient.call_id).seconds_played < 2
        assert call.wait_final(15).status == 603
        assert [status for status, _ in call.statuses if status > 100] == [183, 603]
        assert find(OWN, ear.samples).correlation >= 0.95
        record = daemon.wait_record(call.call_id)
        assert (record.ended_by, record.sip_status) == ("house", 603)
        assert record.seconds_played == pytest.approx(len(OWN) / RATE_HZ, abs=0.1)
        assert finals(impatient) == [487]


def without_pauses(sound: array[int]) -> array[int]:
    """Speech with every pause over 0.1 s cut out, as of somebody in a hurry."""
    kept: array[int] = array("h")
    quiet_frames = 0
    for place in range(0, len(sound), 160):
        frame = sound[place : place + 160]
        quiet_frames = quiet_frames + 1 if max(map(abs, frame)) < 600 else 0
        if quiet_frames <= 5:
            kept += frame
    return kept
