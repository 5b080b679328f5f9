"""A talk survives that somebody is put on hold, whoever's stack does so: baresip at either end, and linphone."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from agent.prompts.choosing import prompt
from agent.prompts.recording import wav_path
from agent.sound.wav_file import read_wav
from tests.peers.correlation import share_heard
from tests.peers.kamailio import HOUSEHOLD_NUMBER, Kamailio
from tests.peers.linphone import LinphonePhone
from tests.peers.phone import BaresipPhone
from tests.peers.ports import free_port
from tests.peers.raw_sip import RawSipCaller
from tests.peers.rtp_ear import RtpEar
from tests.walks.daemon import Daemon, beside_kamailio
from tests.walks.hearing import Hearing

FRIEND = "0612345678"
USERS = {"screen": "screenpw", "phone1": "phone1pw"}
GOODBYE = wav_path(prompt("goodbye", "fr"), None)
ENOUGH = 0.5
"""Of the words, to know them by: on a busy computer a telephone leaves out some of the rest."""
HALF_A_SECOND = 25
"""In packets: what was said last is still in the jitter buffer of who hears it."""
SORRY = wav_path(prompt("nobody-available", "fr"), None)


@pytest.fixture(scope="module")
def box(engine_in_use: object, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Kamailio]:
    with Kamailio(tmp_path_factory.mktemp("box"), free_port(2), USERS, household=["screen"]) as box:
        yield box


@pytest.fixture(scope="module")
def daemon(
    engine_in_use: object, tmp_path_factory: pytest.TempPathFactory, box: Kamailio
) -> Iterator[Daemon]:
    line = f"{beside_kamailio(box.sip_port)}kind = 'front'\n"
    ring = f'ring = ["sip:phone1@127.0.0.1:{box.sip_port}"]\n'
    with Daemon(tmp_path_factory.mktemp("front"), f"{ring}{line}", allow="06*\n") as daemon:
        daemon.wait_registered()
        box.wait_registered("screen")
        yield daemon


@pytest.mark.parametrize("who", ["the caller", "the house"])
def test_two_baresip_phones_talk_on_after_either_has_held_the_other(
    daemon: Daemon, box: Kamailio, tmp_path: Path, who: str
) -> None:
    target = ("127.0.0.1", box.sip_port)
    with (
        BaresipPhone(tmp_path, "phone1", "phone1pw", target) as phone,
        BaresipPhone(tmp_path, FRIEND, "", target, registers=False) as caller,
    ):
        caller.dial(f"sip:{HOUSEHOLD_NUMBER}@fritz.box")
        phone.wait_ringing()
        phone.answer()
        phone.wait_established()
        caller.wait_established()
        holds, waits = (caller, phone) if who == "the caller" else (phone, caller)
        holds.hold()
        holds.resume()
        holds.say_now(SORRY)
        waits.press("5")
        assert holds.wait_keys(1) == "5"
        waits.wait_heard(read_wav(SORRY), share=ENOUGH)
        holds.hang_up()
        waits.wait_hung_up()
    assert "answered at sip:phone1@" in daemon.wait_record().done


def test_a_linphone_that_holds_and_changes_its_codec_hears_and_is_heard_again(
    daemon: Daemon, box: Kamailio, tmp_path: Path
) -> None:
    target = ("127.0.0.1", box.sip_port)
    known_before = len([line for line in box.lines if "BOX REGISTERED phone1 " in line])
    with (
        LinphonePhone(tmp_path, "phone1", "phone1pw", target) as phone,
        RawSipCaller(target) as outside,
        RtpEar() as ear,
    ):
        box.wait_registered("phone1", times=known_before + 1)
        call = outside.invite(FRIEND, HOUSEHOLD_NUMBER, media_port=ear.port)
        assert "+33612345678" in phone.wait_ringing()
        phone.answer()
        call.wait_answered()
        phone.wait_talking()
        heard = Hearing(ear, tmp_path)
        phone.record()
        # Again and again, as linphone does with a WAV.
        phone.say(GOODBYE)
        heard.spoken("goodbye")
        phone.hold()
        phone.resume()
        heard.skip()
        heard.spoken("goodbye")
        ear.speak(SORRY)
        ear.wait_packets(len(ear.packets) + HALF_A_SECOND)
        phone.hang_up()
        call.wait_request("BYE")
    at_phone = read_wav(phone.recording)
    assert share_heard(read_wav(SORRY), at_phone) >= ENOUGH
    assert "answered at sip:phone1@" in daemon.wait_record(call.call_id).done
