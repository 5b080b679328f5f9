"""A stranger who presses the digit reaches the family: Kamailio as the box, two baresip phones."""

import shutil
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from agent.prompts import catalogue
from agent.prompts.choosing import prompt, removal_message
from agent.prompts.recording import wav_path
from agent.prompts.tones import silence
from agent.sound.wav_file import read_wav
from agent.sound.wav_writing import write_wav
from tests.peers.correlation import find, share_heard
from tests.peers.kamailio import HOUSEHOLD_NUMBER, Kamailio
from tests.peers.phone import BaresipPhone
from tests.peers.ports import free_port
from tests.peers.raw_call import RawCall
from tests.peers.raw_sip import RawSipCaller
from tests.peers.rtp_ear import RtpEar
from tests.walks.daemon import Daemon, beside_kamailio
from tests.walks.hearing import Hearing

MASKED = '"Anonymous" <sip:anonymous@anonymous.invalid>'


def sound(name: str, language: str = "fr") -> Path:
    return wav_path(prompt(name, language), None)


HELLO, QUESTION, GOODBYE = sound(catalogue.HELLO), sound(catalogue.WHO_IS_CALLING), sound(catalogue.GOODBYE)
MUSIC = sound("menu-welcome")
"""The household's own, for callers who wait."""
SORRY = sound(catalogue.NOBODY_AVAILABLE)


def hears(ear: RtpEar, prompt_wav: Path, limit_seconds: float = 20) -> float:
    """Wait until the caller has heard this prompt whole; where it began, in seconds of the recording."""
    wanted = read_wav(prompt_wav)
    deadline = time.monotonic() + limit_seconds
    while time.monotonic() < deadline:
        ear.wait_packets(len(ear.packets) + 10)
        match = find(wanted, ear.samples)
        if match.correlation >= 0.95:
            return match.begins_at_seconds
    raise TimeoutError(f"{prompt_wav.name} was not heard; best {find(wanted, ear.samples).correlation:.2f}")


def digit_asked_for(ear: RtpEar, limit_seconds: float = 15) -> str:
    """The digit that the caller was asked to press, by ear."""
    deadline = time.monotonic() + limit_seconds
    question, best = read_wav(QUESTION), (0.0, "")
    while time.monotonic() < deadline:
        ear.wait_packets(len(ear.packets) + 10)
        # After the question, alone: in a long recording any louder word outweighs a quiet digit.
        asked_until = int(find(question, ear.samples).begins_at_seconds * 8000) + len(question)
        heard = ear.samples[asked_until:]
        best = max(
            (find(read_wav(sound(f"digit-{digit}")), heard).correlation, digit) for digit in "0123456789"
        )
        if best[0] >= 0.95:
            return best[1]
    raise TimeoutError(f"no digit was heard; best {best}")


@pytest.fixture
def box(tmp_path: Path) -> Iterator[Kamailio]:
    users = {"screen": "screenpw", "phone1": "phone1pw", "phone2": "phone2pw"}
    with Kamailio(tmp_path, free_port(2), users) as box:
        yield box


@pytest.fixture
def phones(tmp_path: Path, box: Kamailio) -> Iterator[tuple[BaresipPhone, BaresipPhone]]:
    target = ("127.0.0.1", box.sip_port)
    # Nobody speaks in the very moment of picking up, when the line is not open yet.
    says = tmp_path / "after-a-breath.wav"
    write_wav(says, silence(0.8) + read_wav(GOODBYE))
    with (
        BaresipPhone(tmp_path, "phone1", "phone1pw", target, says=says) as first,
        BaresipPhone(tmp_path, "phone2", "phone2pw", target) as second,
    ):
        box.wait_registered("phone1")
        box.wait_registered("phone2")
        yield first, second


@pytest.fixture
def daemon(tmp_path: Path, box: Kamailio) -> Iterator[Daemon]:
    house = f'ring = ["sip:phone1@127.0.0.1:{box.sip_port}", "sip:phone2@127.0.0.1:{box.sip_port}"]\n'
    manner = '[putting_through]\nring_seconds = 6\nwhisper = "off"\n[screening]\nanswer_within_seconds = 4\n'
    manner += '[announce]\nmessage_folder = "voice"\n'
    (tmp_path / "voice").mkdir()
    shutil.copy(MUSIC, tmp_path / "voice" / "ring-back.fr.wav")
    line = beside_kamailio(box.sip_port)
    with Daemon(tmp_path, f"{house}{manner}{line}") as daemon:
        daemon.wait_registered()
        box.wait_registered("screen")
        yield daemon


@pytest.fixture
def outside(box: Kamailio) -> Iterator[RawSipCaller]:
    with RawSipCaller(("127.0.0.1", box.sip_port)) as outside:
        yield outside


def call_and_be_asked(outside: RawSipCaller, ear: RtpEar) -> RawCall:
    """A masked caller who says something after “Allô ?”, up to the question with its digit."""
    call = outside.invite(from_header=MASKED, to_user=HOUSEHOLD_NUMBER, media_port=ear.port)
    call.wait_answered()
    hears(ear, HELLO)
    ear.speak(GOODBYE)
    hears(ear, QUESTION)
    return call


def press_right_digit(ear: RtpEar) -> None:
    ear.press(digit_asked_for(ear))


def test_a_stranger_who_presses_the_digit_talks_with_the_phone_that_answered(
    daemon: Daemon, phones: tuple[BaresipPhone, BaresipPhone], outside: RawSipCaller, tmp_path: Path
) -> None:
    first, second = phones
    with RtpEar() as ear:
        call = call_and_be_asked(outside, ear)
        first.wait_cancelled()
        press_right_digit(ear)
        first.wait_ringing(times=2)
        second.wait_ringing(times=2)
        first.answer()
        second.wait_cancelled(times=2)
        first.wait_established()
        # What the phone says is what the caller hears, and the other way round.
        Hearing(ear, tmp_path).spoken("goodbye")
        ear.speak(HELLO)
        assert call.bye().status == 200
        first.wait_hung_up()
        record = daemon.wait_record(call.call_id)
        assert record.treatment == "screen"
        assert record.rule == "withheld"
        assert "put through to sip:phone1@" in record.done
        assert "pressed" in record.done
        # Switched off, it has closed what it recorded.
        first.stop()
        (recording,) = first.recordings
        assert share_heard(read_wav(HELLO), read_wav(recording)) >= 0.8


def test_a_dialer_that_says_nothing_hears_the_removal_message(
    daemon: Daemon, phones: tuple[BaresipPhone, BaresipPhone], outside: RawSipCaller
) -> None:
    with RtpEar() as ear:
        call = outside.invite(from_header=MASKED, to_user=HOUSEHOLD_NUMBER, media_port=ear.port)
        call.wait_answered()
        hears(ear, HELLO)
        call.wait_request("BYE", 25)
        record = daemon.wait_record(call.call_id)
        assert record.heard == "dialer-silence", record.steps
        message = wav_path(removal_message("fr", record.received_at.date()), None)
        assert find(read_wav(message), ear.samples).correlation >= 0.95
        assert not phones[0].is_ringing


def test_when_nobody_takes_the_call_the_caller_is_told_and_the_phones_stop(
    daemon: Daemon, phones: tuple[BaresipPhone, BaresipPhone], outside: RawSipCaller
) -> None:
    with RtpEar() as ear:
        call = call_and_be_asked(outside, ear)
        press_right_digit(ear)
        phones[0].wait_ringing(times=2)
        first_ends_at = hears(ear, MUSIC) + len(read_wav(MUSIC)) / 8000
        hears(ear, SORRY)
        # Over and over until then.
        assert find(read_wav(MUSIC), ear.samples[round(first_ends_at * 8000) :]).correlation >= 0.95
        call.wait_request("BYE", 10)
        phones[0].wait_cancelled(times=2)
        phones[1].wait_cancelled(times=2)
        assert "nobody" in daemon.wait_record(call.call_id).done


def test_a_caller_who_hangs_up_stops_the_ringing(
    daemon: Daemon, phones: tuple[BaresipPhone, BaresipPhone], outside: RawSipCaller
) -> None:
    with RtpEar() as ear:
        call = call_and_be_asked(outside, ear)
        press_right_digit(ear)
        phones[0].wait_ringing(times=2)
        phones[1].wait_ringing(times=2)
        assert call.bye().status == 200
        phones[0].wait_cancelled(times=2)
        phones[1].wait_cancelled(times=2)
        assert daemon.wait_record(call.call_id).ended_by == "caller"
