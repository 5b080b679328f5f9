"""The phone that picks up hears who it is and its keys do what they say; a caller's keys never do."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from agent.prompts.choosing import prompt, removal_message
from agent.prompts.recording import wav_path
from agent.prompts.speaking import speak_caller, speak_reason
from agent.prompts.spoken_number import resting
from agent.sound.wav_file import read_wav
from tests.peers.kamailio import HOUSEHOLD_NUMBER, Kamailio
from tests.peers.ports import free_port
from tests.peers.raw_call import RawCall
from tests.peers.raw_phone import RawPhone
from tests.peers.raw_sip import RawSipCaller
from tests.peers.rtp_ear import RtpEar
from tests.peers.sip_message import SipMessage
from tests.walks.calling import RINGS, first_word, gives_up
from tests.walks.daemon import Daemon, beside_kamailio
from tests.walks.hearing import RATE_HZ, Hearing

STRANGER = "0170000001"
USERS = {"screen": "screenpw", "phone1": "phone1pw", "premium": "premiumpw"}
GOODBYE = wav_path(prompt("goodbye", "fr"), None)


@pytest.fixture
def box(tmp_path: Path) -> Iterator[Kamailio]:
    with Kamailio(tmp_path, free_port(2), USERS, household=["screen", "phone1"]) as box:
        yield box


@pytest.fixture
def phone(box: Kamailio) -> Iterator[RawPhone]:
    with RawPhone("phone1", "phone1pw", ("127.0.0.1", box.sip_port)) as phone:
        yield phone


@pytest.fixture
def premium(box: Kamailio) -> Iterator[RawPhone]:
    """An expensive number far away, which only a fraud would want the house to dial."""
    with RawPhone("premium", "premiumpw", ("127.0.0.1", box.sip_port)) as premium:
        yield premium


@pytest.fixture
def daemon(tmp_path: Path, box: Kamailio) -> Iterator[Daemon]:
    house = f'ring = ["sip:phone1@127.0.0.1:{box.sip_port}"]\n'
    manner = (
        '[lists]\nsuspect_prefixes = ["01 70"]\n[messages]\non = true\n'
        "[screening]\nanswer_within_seconds = 3\n"
        "[putting_through]\nring_seconds = 10\nwhisper_patience_seconds = 30\n"
    )
    with Daemon(tmp_path, f"{house}{manner}{beside_kamailio(box.sip_port)}") as daemon:
        daemon.wait_registered()
        box.wait_registered("screen")
        yield daemon


@pytest.fixture
def outside(box: Kamailio) -> Iterator[RawSipCaller]:
    with RawSipCaller(("127.0.0.1", box.sip_port)) as outside:
        yield outside


class Talk:
    """A stranger who was screened, and the phone that picked up."""

    def __init__(self, outside: RawSipCaller, phone: RawPhone, folder: Path, caller: RtpEar, home: RtpEar):
        self.caller_ear, self.home_ear = caller, home
        self.call: RawCall = outside.invite(STRANGER, HOUSEHOLD_NUMBER, media_port=caller.port)
        self.call.wait_answered()
        self.at_caller, self.at_home = Hearing(caller, folder), Hearing(home, folder)
        self.at_caller.prompt("hello")
        caller.speak(GOODBYE)
        self.at_caller.prompt("who-is-calling")
        caller.press(self.at_caller.digit())
        # The first INVITE was the box's own, to every phone of the house.
        self.invite: SipMessage = phone.wait_invite(times=2, limit_seconds=10)
        phone.answer(self.invite, home.port)
        offered = re.search(r"a=rtpmap:(\d+) telephone-event", self.invite.body)
        assert offered
        self._keys_payload_type = int(offered[1])

    def press_at_home(self, keys: str) -> None:
        """In the payload type that the house offered for keys."""
        self.home_ear.press(keys, self._keys_payload_type)

    def hears_whisper(self) -> None:
        spoken = (
            prompt("whisper-call", "fr"),
            *resting(speak_caller("fr", "FR", number_e164="+33170000001")),
            *speak_reason("suspect-prefix", "fr"),
            prompt("whisper-choices", "fr"),
        )
        self.at_home.sentence(spoken)

    def talks(self) -> None:
        """Take the call; then each hears the other."""
        self.press_at_home("1")
        self.caller_hears_home()

    def caller_hears_home(self, tries: int = 5) -> None:
        """Say it again when the line opened only in the middle of it."""
        for still in reversed(range(tries)):
            self.home_ear.speak(GOODBYE)
            try:
                self.at_caller.prompt("goodbye", 2)
                return
            except TimeoutError:
                if not still:
                    raise


@pytest.fixture
def talk(
    daemon: Daemon, phone: RawPhone, premium: RawPhone, outside: RawSipCaller, tmp_path: Path
) -> Iterator[Talk]:
    with RtpEar() as caller, RtpEar() as home:
        yield Talk(outside, phone, tmp_path, caller, home)


def deny_text(daemon: Daemon) -> str:
    path = daemon.folder / "deny.txt"
    return path.read_text() if path.exists() else ""


def test_star_9_plays_the_message_denies_the_caller_and_the_next_call_is_announced(
    daemon: Daemon, talk: Talk, phone: RawPhone, outside: RawSipCaller
) -> None:
    talk.hears_whisper()
    talk.talks()
    talk.press_at_home("*9")
    day = daemon.wait_record(talk.call.call_id, ended=False).received_at.date()
    talk.at_caller.sound(read_wav(wav_path(removal_message("fr", day), None)), name="the removal message")
    talk.at_home.prompt("denied")
    talk.call.wait_request("BYE", 10)
    phone.wait_bye(talk.invite)
    record = daemon.wait_record(talk.call.call_id)
    assert "refused by sip:phone1@" in record.done
    assert "170000001" in deny_text(daemon)
    again = outside.invite(STRANGER, HOUSEHOLD_NUMBER)
    again.wait_answered()
    again.bye()
    record = daemon.wait_record(again.call_id)
    assert (record.treatment, record.rule) == ("announce", "deny-list")


def test_star_8_lets_the_caller_ring_for_ever_and_star_7_records_for_both_to_know(
    daemon: Daemon, talk: Talk, outside: RawSipCaller
) -> None:
    talk.hears_whisper()
    talk.talks()
    talk.press_at_home("*8")
    talk.at_home.prompt("allowed")
    talk.press_at_home("*7")
    talk.at_home.prompt("recording-now")
    talk.at_caller.prompt("recording-now")
    talk.caller_ear.speak(GOODBYE)
    talk.call.bye()
    daemon.wait_record(talk.call.call_id)
    daemon.wait_line(r"kept \S+_\+33170000001_\w+_talk\.wav")
    (kept,) = daemon.ask("messages")
    assert (kept["kind"], kept["number"]) == ("talk", "+33170000001")
    again = outside.invite(STRANGER, HOUSEHOLD_NUMBER)
    assert first_word(again) == RINGS
    gives_up(again)
    assert daemon.wait_record(again.call_id).rule == "allow-list"


def test_2_sends_the_caller_to_the_message(daemon: Daemon, talk: Talk, phone: RawPhone) -> None:
    talk.press_at_home("2")
    phone.wait_bye(talk.invite)
    talk.at_caller.prompt("leave-a-message")
    talk.at_caller.prompt("beep")
    talk.caller_ear.speak(GOODBYE)
    talk.call.bye()
    assert "took a message" in daemon.wait_record(talk.call.call_id).done
    daemon.wait_line(r"kept \S+_message\.wav")


def test_3_denies_the_caller_who_hears_the_removal_message(
    daemon: Daemon, talk: Talk, phone: RawPhone
) -> None:
    # Whoever knows the voice need not hear the whisper to its end.
    talk.press_at_home("3")
    talk.at_home.prompt("denied")
    phone.wait_bye(talk.invite)
    day = daemon.wait_record(talk.call.call_id, ended=False).received_at.date()
    begins = read_wav(wav_path(removal_message("fr", day), None))[: 3 * RATE_HZ]
    talk.at_caller.sound(begins, name="the beginning of the removal message")
    assert talk.call.bye().status == 200
    record = daemon.wait_record(talk.call.call_id)
    assert "refused by sip:phone1@" in record.done
    assert 3 <= record.seconds_played < 9
    assert "170000001" in deny_text(daemon)


def test_whatever_a_caller_sends_nothing_is_dialled_denied_or_recorded(
    daemon: Daemon, talk: Talk, phone: RawPhone, premium: RawPhone, box: Kamailio, outside: RawSipCaller
) -> None:
    talk.hears_whisper()
    talk.caller_ear.press("13")
    talk.talks()
    talk.caller_ear.press("*9*8*7" * 3)
    target = f"sip:premium@127.0.0.1:{box.sip_port}"
    replaces = f"{target}?Replaces={talk.call.call_id}%3Bto-tag%3D1%3Bfrom-tag%3D2"
    # Never allowed, or not this time (RFC 3261 §8.2.1, RFC 3515 §2.4.2).
    assert talk.call.refer(target).status in (405, 603)
    assert talk.call.refer(replaces).status in (405, 603)
    assert talk.call.refer("tel:+33899000000").status >= 400
    for digit in "*9":
        talk.call.info_digit(digit)
    taking_over = outside.invite(
        STRANGER, HOUSEHOLD_NUMBER, headers=[f"Replaces: {talk.call.call_id};to-tag=1;from-tag=2"]
    )
    gives_up(taking_over) if first_word(taking_over) < 400 else None
    # They still talk, and nobody else was ever called.
    talk.caller_hears_home()
    talk.call.bye()
    phone.wait_bye(talk.invite)
    daemon.wait_record(talk.call.call_id)
    assert not [message for message in premium.messages if message.method == "INVITE"]
    assert deny_text(daemon) == ""
    assert not (daemon.folder / "allow.txt").exists()
    assert daemon.ask("messages") == []
