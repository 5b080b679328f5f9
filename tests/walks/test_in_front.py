"""A line in front: calls reach us first, and every way a call to the family's phones can go ends clean."""

import contextlib
import re
import shutil
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest

from agent.prompts.choosing import prompt
from agent.prompts.recording import wav_path
from agent.sound.g711 import from_a_law
from agent.sound.wav_file import read_wav
from tests.peers.correlation import share_heard
from tests.peers.kamailio import HOUSEHOLD_NUMBER, Kamailio
from tests.peers.ports import free_port
from tests.peers.raw_call import RawCall
from tests.peers.raw_phone import RawPhone
from tests.peers.raw_sip import RawSipCaller
from tests.peers.rtp_ear import RtpEar
from tests.peers.sip_message import SipMessage
from tests.walks.daemon import Daemon, Footprint, beside_kamailio
from tests.walks.hearing import Hearing

USERS = {"screen": "screenpw", "phone1": "phone1pw", "phone2": "phone2pw"}
FRIEND, STRANGER = "0612345678", "0472000004"
A_LAW_HEADER_BYTES = 58
GOODBYE = wav_path(prompt("goodbye", "fr"), None)
HELLO = wav_path(prompt("hello-again", "fr"), None)
REMOVAL = wav_path(prompt("allowed", "fr"), None)
"""A household's own recording, shorter than what the family is told meanwhile: neither may cut the other."""


@pytest.fixture(scope="module")
def box(engine_in_use: object, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Kamailio]:
    with Kamailio(tmp_path_factory.mktemp("box"), free_port(2), USERS, household=["screen"]) as box:
        yield box


@pytest.fixture(scope="module")
def daemon(
    engine_in_use: object, tmp_path_factory: pytest.TempPathFactory, box: Kamailio
) -> Iterator[Daemon]:
    phones = [f"sip:{user}@127.0.0.1:{box.sip_port}" for user in ("phone1", "phone2")]
    folder = tmp_path_factory.mktemp("front")
    (folder / "voice").mkdir()
    shutil.copy(REMOVAL, folder / "voice" / "removal.fr.wav")
    config = (
        f"ring = {phones}\n{beside_kamailio(box.sip_port)}kind = 'front'\n"
        "[rules.otherwise]\nfront_treatment = 'let-ring'\n"
        "[putting_through]\nlisten_first_seconds = 12\n[messages]\non = true\n"
        "[announce]\nmessage_folder = 'voice'\n"
    )
    with Daemon(folder, config, allow="06*\n") as daemon:
        daemon.wait_registered()
        box.wait_registered("screen")
        yield daemon


@pytest.fixture
def outside(box: Kamailio) -> Iterator[RawSipCaller]:
    with RawSipCaller(("127.0.0.1", box.sip_port)) as outside:
        yield outside


SwitchOn = Callable[[str], RawPhone]


@pytest.fixture
def switch_on(box: Kamailio) -> Iterator[SwitchOn]:
    """Registers a phone; afterwards each takes its registration back."""
    with ExitStack() as stack:

        def one(user: str) -> RawPhone:
            phone = stack.enter_context(RawPhone(user, USERS[user], ("127.0.0.1", box.sip_port)))
            stack.callback(phone.register, 0)
            return phone

        yield one


@pytest.fixture
def phones(switch_on: SwitchOn) -> tuple[RawPhone, RawPhone]:
    return switch_on("phone1"), switch_on("phone2")


@pytest.fixture(scope="module")
def at_rest(engine_in_use: object, daemon: Daemon) -> Footprint:
    """What the engine holds while nobody calls; the house opens its files when it needs them."""
    return daemon.wait_footprint()._replace(house_threads=1000, house_descriptors=1000)


@pytest.fixture(autouse=True)
def nothing_is_left_open(daemon: Daemon, at_rest: Footprint) -> Iterator[None]:
    """Sockets of every call and leg are given back, whatever became of them."""
    yield
    daemon.wait_footprint(at_rest)


def say_until_heard(mouth: RtpEar, sound: Path, listener: Hearing, name: str) -> None:
    """As people do: who was not understood, because the computer was busy elsewhere, says it again."""
    for last in (False, False, True):
        mouth.speak(sound)
        try:
            return listener.spoken(name, 3)
        except TimeoutError:
            if last:
                raise


class Talk:
    """A caller and the phone that picked up; each has an ear."""

    def __init__(self, outside: RawSipCaller, phone: RawPhone, folder: Path, number: str = FRIEND) -> None:
        self.caller_ear, self.home_ear = RtpEar(), RtpEar()
        self.at_caller = Hearing(self.caller_ear, folder)
        self.at_home = Hearing(self.home_ear, folder)
        self.call: RawCall = outside.invite(number, HOUSEHOLD_NUMBER, media_port=self.caller_ear.port)
        self.invite: SipMessage = phone.wait_invite()
        phone.answer(self.invite, self.home_ear.port)
        self.call.wait_answered()
        # Both hear something, even if it is silence: the line is open.
        self.home_ear.wait_packets(5)
        self.caller_ear.wait_packets(5)

    def both_are_heard(self) -> None:
        say_until_heard(self.home_ear, GOODBYE, self.at_caller, "goodbye")
        say_until_heard(self.caller_ear, HELLO, self.at_home, "hello-again")

    def press_at_home(self, keys: str) -> None:
        offered = re.search(r"a=rtpmap:(\d+) telephone-event", self.invite.body)
        assert offered
        self.home_ear.press(keys, int(offered[1]))

    def close(self) -> None:
        """Also after a test that failed in the middle of it."""
        if not any(each.method == "BYE" for each in self.call.messages):
            with contextlib.suppress(TimeoutError):
                self.call.bye(limit_seconds=2)
        self.caller_ear.close()
        self.home_ear.close()


Connect = Callable[..., Talk]


@pytest.fixture
def connect(daemon: Daemon, outside: RawSipCaller, tmp_path: Path) -> Iterator[Connect]:
    talks: list[Talk] = []

    def one(phone: RawPhone, number: str = FRIEND) -> Talk:
        talks.append(Talk(outside, phone, tmp_path, number))
        return talks[-1]

    yield one
    for talk in talks:
        talk.close()


def keys_heard(ear: RtpEar, count: int, limit_seconds: float = 5) -> str:
    """Keys that came by RFC 4733 events, once there are so many."""
    deadline = time.monotonic() + limit_seconds
    while time.monotonic() < deadline:
        events = {
            each.timestamp: each.payload[0]
            for each in ear.packets
            if each.payload_type not in (0, 8) and len(each.payload) == 4
        }
        if len(events) >= count:
            return "".join("0123456789*#"[event] for _, event in sorted(events.items()))
        ear.wait_packets(len(ear.packets) + 5)
    raise TimeoutError(f"{count} keys were not heard")


def test_the_first_to_pick_up_talks_and_the_house_may_hang_up_first(
    daemon: Daemon, phones: tuple[RawPhone, RawPhone], connect: Connect
) -> None:
    first, second = phones
    talk = connect(first)
    second.wait_cancel(second.wait_invite())
    # The phones show who calls.
    assert f"{FRIEND[1:]}@" in talk.invite.get("P-Asserted-Identity")
    talk.both_are_heard()
    talk.press_at_home("5")
    talk.caller_ear.press("7")
    assert keys_heard(talk.caller_ear, 1) == "5"
    assert keys_heard(talk.home_ear, 1) == "7"
    first.hang_up(talk.invite)
    talk.call.wait_request("BYE")
    record = daemon.wait_record(talk.call.call_id)
    assert (record.rule, record.ended_by) == ("allow-list", "house")
    assert "answered at sip:phone1@" in record.done


def test_of_two_who_pick_up_within_ten_milliseconds_one_talks_and_the_other_is_hung_up_on(
    daemon: Daemon, phones: tuple[RawPhone, RawPhone], outside: RawSipCaller, tmp_path: Path
) -> None:
    with RtpEar() as caller, RtpEar() as at_first, RtpEar() as at_second:
        call = outside.invite(FRIEND, HOUSEHOLD_NUMBER, media_port=caller.port)
        invites = [phone.wait_invite() for phone in phones]
        for phone, invite, ear in zip(phones, invites, (at_first, at_second), strict=True):
            phone.answer(invite, ear.port)
        call.wait_answered()
        ended = [phone for phone, invite in zip(phones, invites, strict=True) if phone.was_ended(invite, 3)]
        assert len(ended) == 1
        taken = 1 - phones.index(ended[0])
        (at_first, at_second)[taken].speak(GOODBYE)
        Hearing(caller, tmp_path).spoken("goodbye")
        assert call.bye().status == 200
        phones[taken].wait_bye(invites[taken])
    assert f"answered at sip:{phones[taken].user}@" in daemon.wait_record(call.call_id).done


def offers(talk: Talk, phone: RawPhone, who: str, direction: str) -> None:
    """A re-INVITE from either side; again while the box still carries the ACK before it (RFC 3261 §14.2)."""
    pause = threading.Event()
    for _ in range(20):
        if who == "the caller":
            answer = talk.call.reinvite(sdp=talk.call.caller.offer(talk.caller_ear.port, direction=direction))
        else:
            answer = phone.reinvite(talk.invite, talk.home_ear.port, direction)
        if answer.status != 500:
            break
        pause.wait(0.05)
    assert answer.status == 200


@pytest.mark.parametrize("who", ["the caller", "the house"])
def test_a_talk_survives_hold_and_resume(
    daemon: Daemon, phones: tuple[RawPhone, RawPhone], connect: Connect, who: str
) -> None:
    kept_before = len([line for line in daemon.lines if "_talk.wav" in line])
    talk = connect(phones[0])
    talk.press_at_home("*7")
    talk.at_caller.prompt("recording-now")
    for direction in ("sendonly", "inactive", "sendrecv"):
        offers(talk, phones[0], who, direction)
    talk.both_are_heard()
    assert talk.call.bye().status == 200
    phones[0].wait_bye(talk.invite)
    # What was said afterwards, by both, is on the recording that was begun before.
    found = daemon.wait_line(r"kept (\S+_talk\.wav)", times=kept_before + 1)
    kept = from_a_law((daemon.folder / "data" / "messages" / found[1]).read_bytes()[A_LAW_HEADER_BYTES:])
    assert share_heard(read_wav(GOODBYE), kept) >= 0.8
    assert share_heard(read_wav(HELLO), kept) >= 0.8


def test_a_phone_that_is_switched_off_leaves_the_others_ringing(
    daemon: Daemon, switch_on: SwitchOn, connect: Connect
) -> None:
    talk = connect(switch_on("phone2"))
    talk.both_are_heard()
    talk.call.bye()
    steps = daemon.wait_record(talk.call.call_id).steps
    assert any("phone1" in step and "404" in step for step in steps), steps


def test_a_phone_that_declines_leaves_the_others_ringing(
    phones: tuple[RawPhone, RawPhone], outside: RawSipCaller
) -> None:
    first, second = phones
    call = outside.invite(FRIEND, HOUSEHOLD_NUMBER)
    first.respond(first.wait_invite(), 603)
    invite = second.wait_invite()
    call.wait_status(180)
    call.cancel()
    assert call.wait_final().status == 487
    second.wait_cancel(invite)


def test_when_no_phone_can_be_reached_a_message_is_taken(
    daemon: Daemon, outside: RawSipCaller, tmp_path: Path
) -> None:
    with RtpEar() as ear:
        call = outside.invite(FRIEND, HOUSEHOLD_NUMBER, media_port=ear.port)
        call.wait_answered()
        Hearing(ear, tmp_path).prompt("leave-a-message")
        call.bye()
    assert "asked for a message" in daemon.wait_record(call.call_id).done


def test_a_caller_who_gives_up_stops_every_phone(
    daemon: Daemon, phones: tuple[RawPhone, RawPhone], outside: RawSipCaller
) -> None:
    call = outside.invite(FRIEND, HOUSEHOLD_NUMBER)
    invites = [phone.wait_invite() for phone in phones]
    call.wait_status(180)
    call.cancel()
    assert call.wait_final().status == 487
    for phone, invite in zip(phones, invites, strict=True):
        phone.wait_cancel(invite)
    assert daemon.wait_record(call.call_id).ended_by == "caller"


def test_star_9_works_in_front_too(
    daemon: Daemon, phones: tuple[RawPhone, RawPhone], connect: Connect
) -> None:
    talk = connect(phones[0], "0188000001")
    talk.press_at_home("*9")
    talk.at_home.prompt("denied")
    phones[0].wait_bye(talk.invite)
    talk.call.wait_request("BYE", 20)
    record = daemon.wait_record(talk.call.call_id)
    assert "refused by sip:phone1@" in record.done
    assert record.seconds_played == pytest.approx(len(read_wav(REMOVAL)) / 8000, abs=0.2)
    assert record.message_version == "fr/own recording"
    assert "188000001" in (daemon.folder / "deny.txt").read_text()


def test_a_dialer_that_keeps_silent_through_the_family_s_allo_is_taken_over(
    daemon: Daemon, phones: tuple[RawPhone, RawPhone], connect: Connect
) -> None:
    talk = connect(phones[0], STRANGER)
    talk.home_ear.speak(HELLO)
    talk.at_home.prompt("taken-over", 15)
    phones[0].wait_bye(talk.invite)
    talk.at_caller.sound(read_wav(REMOVAL), name="the removal message")
    talk.call.wait_request("BYE")
    record = daemon.wait_record(talk.call.call_id)
    assert record.heard == "dialer-silence"
    assert record.done.startswith("taken over from sip:phone1@")
    # Silence alone puts nobody on a list.
    deny = daemon.folder / "deny.txt"
    assert not deny.exists() or STRANGER[1:] not in deny.read_text()


def test_a_person_who_answers_the_family_s_allo_talks_on(
    daemon: Daemon, phones: tuple[RawPhone, RawPhone], connect: Connect
) -> None:
    talk = connect(phones[0], STRANGER)
    talk.both_are_heard()
    # Longer than any silence that would tell a dialer.
    talk.caller_ear.wait_packets(400, 10)
    talk.both_are_heard()
    assert talk.call.bye().status == 200
    record = daemon.wait_record(talk.call.call_id)
    assert "answered at sip:phone1@" in record.done
    assert record.seconds_played == 0


def test_a_box_that_is_gone_for_a_while_costs_no_talk(
    box: Kamailio, daemon: Daemon, phones: tuple[RawPhone, RawPhone], connect: Connect
) -> None:
    talk = connect(phones[0])
    times = len([line for line in daemon.lines if "line home: registered" in line])
    silences = len([line for line in daemon.lines if re.search("line home: .*does not answer", line)])
    box.stop()
    try:
        daemon.wait_line("line home: .*does not answer", 30, silences + 1)
        talk.both_are_heard()
    finally:
        box.start()
    daemon.wait_registered(times=times + 1, limit_seconds=60)
    assert talk.call.bye().status == 200
    phones[0].wait_bye(talk.invite)


def test_a_phone_whose_battery_is_empty_gives_the_caller_a_bye(
    daemon: Daemon, phones: tuple[RawPhone, RawPhone], connect: Connect
) -> None:
    talk = connect(phones[0])
    talk.both_are_heard()
    phones[0].is_mute = True
    talk.home_ear.close()
    # Ten seconds of nothing, then eight for an answer.
    talk.call.wait_request("BYE", 30)
    record = daemon.wait_record(talk.call.call_id)
    assert "the telephone sends no sound and answers nothing any more" in " ".join(record.steps)
    # The caller was asked as well, having said nothing for so long, and is not held to be gone.
    talk.call.wait_request("OPTIONS")


def test_a_talk_whose_box_has_lost_its_power_leaves_nothing_after_35_seconds(
    box: Kamailio, daemon: Daemon, phones: tuple[RawPhone, RawPhone], connect: Connect, at_rest: Footprint
) -> None:
    talk = connect(phones[0])
    talk.both_are_heard()
    times = len([line for line in daemon.lines if "line home: registered" in line])
    gone_at = time.monotonic()
    box.lose_power()
    try:
        daemon.wait_record(talk.call.call_id, limit_seconds=35)
        daemon.wait_footprint(at_rest, gone_at + 35 - time.monotonic())
    finally:
        box.restart()
    daemon.wait_registered(times=times + 1, limit_seconds=15)


def test_a_question_that_crosses_ours_ends_no_talk(
    phones: tuple[RawPhone, RawPhone], connect: Connect
) -> None:
    talk = connect(phones[0])
    # Whoever has said nothing for ten seconds is asked, and asks the same at that moment.
    del talk.call.answers_requests_with["OPTIONS"]
    talk.call.wait_request("OPTIONS", 15)
    # PJSIP knows no OPTIONS within a call, and says so: that is an answer as well.
    assert talk.call.request("OPTIONS").status in (200, 500)
    talk.call.answers_requests_with["OPTIONS"] = 200
    talk.both_are_heard()
    assert talk.call.bye().status == 200
    phones[0].wait_bye(talk.invite)
