"""The family calls the doorkeeper: every key of the menu, pressed by RFC 4733 and heard by ear."""

import time
from collections.abc import Callable, Iterator
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from agent.call.call_record import CallRecord
from agent.prompts.catalogue import Language, Prompt
from agent.prompts.choosing import prompt
from agent.prompts.joined import JoinedPrompts
from agent.prompts.recording import wav_path
from agent.prompts.speaking import (
    speak_call,
    speak_caller,
    speak_count,
    speak_message_heading,
    speak_moment,
    speak_number,
    speak_reason,
    speak_treatment,
    text_of,
)
from agent.prompts.spoken_number import resting
from agent.sound.g711 import from_a_law
from agent.sound.wav_file import read_wav
from tests.peers.correlation import share_heard
from tests.peers.kamailio import Kamailio
from tests.peers.phone import BaresipPhone
from tests.peers.ports import free_port
from tests.peers.raw_call import RawCall
from tests.peers.raw_sip import RawSipCaller
from tests.peers.rtp_ear import RtpEar
from tests.walks.calling import finals, tries
from tests.walks.daemon import TRUSTED, Daemon, beside_kamailio
from tests.walks.hearing import Hearing

PARIS = ZoneInfo("Europe/Paris")
UPSTAIRS = "**620"
TELEMARKETER = "0162000001"
VOICE = wav_path(prompt("putting-through", "fr"), None)
A_LAW_HEADER_BYTES = 58
MASKED = '"Anonymous" <sip:anonymous@anonymous.invalid>'
HOUSE = 'ring = ["sip:nobody@127.0.0.1:9"]\ntime_zone = "Europe/Paris"\n'
MESSAGES = '[messages]\non = true\nsilence_seconds = 2\n[rules.withheld]\ntreatment = "take-message"\n'


@pytest.fixture
def daemon(tmp_path: Path) -> Iterator[Daemon]:
    with Daemon(tmp_path, HOUSE + MESSAGES + TRUSTED) as daemon:
        daemon.wait_open()
        yield daemon


@pytest.fixture
def line(daemon: Daemon) -> Iterator[RawSipCaller]:
    with RawSipCaller(daemon.wait_open()) as line:
        yield line


@pytest.fixture
def ear() -> Iterator[RtpEar]:
    with RtpEar() as ear:
        yield ear


def say(name: str) -> tuple[Prompt, ...]:
    return (prompt(name, "fr"),)


def dials(line: RawSipCaller, ear: RtpEar, dialled: str = "menu", caller: str = UPSTAIRS) -> RawCall:
    call = line.invite(caller, dialled, media_port=ear.port)
    call.wait_answered()
    return call


def told_of(record: CallRecord, language: Language = "fr") -> tuple[Prompt, ...]:
    """The last call as the menu must tell it, within the minute."""
    at = record.received_at.astimezone(PARIS)
    return (
        prompt("last-call", language),
        *speak_call(
            speak_caller(language, "FR", number_e164=record.number_e164, withheld=record.withheld),
            speak_moment(at, at, language),
            speak_reason(record.rule, language),
            speak_treatment(record.treatment, language),
        ),
    )


def until(holds: Callable[[], object], what: str, limit_seconds: float = 5) -> None:
    deadline = time.monotonic() + limit_seconds
    while not holds():
        assert time.monotonic() < deadline, what
        time.sleep(0.05)


def list_text(daemon: Daemon, name: str) -> str:
    path = daemon.folder / name
    return path.read_text() if path.exists() else ""


def test_the_last_caller_is_told_and_denied_and_allowed(
    daemon: Daemon, line: RawSipCaller, ear: RtpEar, tmp_path: Path
) -> None:
    last, _ = tries(line, TELEMARKETER)
    record = daemon.wait_record(last.call_id)
    call, heard = dials(line, ear), Hearing(ear, tmp_path)
    heard.prompt("menu-welcome")
    told = told_of(record)
    assert "zéro un, soixante-deux, zéro zéro, zéro zéro, zéro un" in text_of(told)
    assert heard.sentence(told) > 5
    ear.press("1")
    heard.prompt("denied")
    assert "+33162000001" in list_text(daemon, "deny.txt") or "0162000001" in list_text(daemon, "deny.txt")
    # The caller calls again while the menu is open: the one that was told is the one that is meant.
    tries(line, "0612345678")
    ear.press("2")
    heard.prompt("allowed")
    assert "162000001" in list_text(daemon, "allow.txt")
    assert "162000001" not in list_text(daemon, "deny.txt")
    assert "612345678" not in list_text(daemon, "allow.txt")
    ear.press("#")
    heard.prompt("goodbye")
    call.wait_request("BYE", 5)
    record = daemon.wait_record(call.call_id)
    assert (record.rule, record.done) == ("internal-call", "served the family's menu")
    assert record.shown_as == UPSTAIRS


def test_the_next_call_is_let_through_screening_is_paused_and_today_is_told(
    daemon: Daemon, line: RawSipCaller, ear: RtpEar, tmp_path: Path
) -> None:
    first, status = tries(line, TELEMARKETER)
    assert status == 200
    at = daemon.wait_record(first.call_id).received_at.astimezone(PARIS)
    dials(line, ear)
    heard = Hearing(ear, tmp_path)
    heard.prompt("menu-welcome")
    ear.press("6")
    caller = speak_caller("fr", "FR", number_e164="+33162000001")
    one = speak_call(caller, speak_moment(at, at, "fr"), ())
    heard.sentence((*resting(speak_count(1, "fr", "calls-today")), *one))
    ear.press("4")
    heard.prompt("next-call-permitted")
    assert tries(line, TELEMARKETER)[1] == 180
    assert tries(line, TELEMARKETER)[1] == 200
    ear.press("5")
    heard.prompt("screening-paused")
    assert tries(line, TELEMARKETER)[1] == 180
    assert tries(line, "0163000001")[1] == 180


def test_an_english_house_is_told_in_english(tmp_path: Path) -> None:
    with (
        Daemon(tmp_path, f'language = "en"\n{HOUSE}{MESSAGES}{TRUSTED}') as daemon,
        RawSipCaller(daemon.wait_open()) as line,
        RtpEar() as ear,
    ):
        last, _ = tries(line, TELEMARKETER)
        record = daemon.wait_record(last.call_id)
        call, heard = dials(line, ear), Hearing(ear, tmp_path, "en")
        heard.prompt("menu-welcome")
        told = told_of(record, "en")
        assert "zero one six, two zero zero, zero zero zero one" in text_of(told)
        heard.sentence(told)
        heard.prompt("menu-deny")
        ear.press("#")
        heard.prompt("goodbye")
        call.wait_request("BYE", 5)


def test_a_message_is_left_heard_again_and_deleted(
    daemon: Daemon, line: RawSipCaller, ear: RtpEar, tmp_path: Path
) -> None:
    with RtpEar() as outside:
        call = line.invite(from_header=MASKED, media_port=outside.port)
        call.wait_answered()
        said = Hearing(outside, tmp_path)
        said.prompt("leave-a-message")
        said.prompt("beep")
        outside.speak(VOICE)
        said.prompt("goodbye")
        call.wait_request("BYE", 5)
        record = daemon.wait_record(call.call_id)
    assert "took a message of" in record.done
    until(lambda: daemon.ask("messages"), "the message is kept")
    (kept,) = daemon.ask("messages")
    assert (kept["number"], kept["kind"]) == ("withheld", "message")
    assert kept["seconds"] == pytest.approx(len(read_wav(VOICE)) / 8000 + 2, abs=1.5)
    whole = Path(kept["path"]).read_bytes()
    assert (whole[20:22], whole[34:36]) == (b"\x06\x00", b"\x08\x00"), "A-law of 8 bits (RFC 2361)"
    recorded = from_a_law(whole[A_LAW_HEADER_BYTES:])
    assert share_heard(read_wav(VOICE), recorded) >= 0.8
    assert not list((daemon.folder / "data/messages/recording").iterdir())

    call = dials(line, ear)
    heard = Hearing(ear, tmp_path)
    heard.prompt("menu-welcome")
    ear.press("3")
    at = datetime.fromisoformat(kept["received_at"]).astimezone(PARIS)
    heading = speak_message_heading(
        1, speak_caller("fr", "FR", withheld=True), speak_moment(at, at, "fr"), "fr"
    )
    heard.sentence((*say("you-have"), *resting(speak_count(1, "fr", "messages")), *heading))
    heard.sound(recorded, name="the message itself")
    heard.prompt("message-choices")
    ear.press("1")
    heard.sentence(heading)
    ear.press("2")
    heard.prompt("no-more-messages")
    ear.press("3")
    heard.sound(recorded, name="the message a third time")
    ear.press("3")
    heard.sentence((*say("message-deleted"), *say("no-more-messages")))
    assert daemon.ask("messages") == []
    ear.press("3")
    heard.prompt("no-messages")
    call.bye()
    daemon.wait_record(call.call_id)
    until(lambda: not list((daemon.folder / "data/messages/heard").iterdir()), "no copy is left")


def test_the_codes_do_their_one_thing(daemon: Daemon, line: RawSipCaller, tmp_path: Path) -> None:
    last, _ = tries(line, TELEMARKETER)
    record = daemon.wait_record(last.call_id)
    number = resting(speak_number("+33162000001", "fr", "FR"))
    for code, sentence in (
        ("*30", (*number, *say("denied"))),
        ("*31", (*number, *say("allowed"))),
        ("*32", told_of(record)),
    ):
        with RtpEar() as ear:
            call = dials(line, ear, code)
            heard = Hearing(ear, tmp_path)
            heard.sentence(sentence)
            heard.prompt("goodbye")
            call.wait_request("BYE", 5)
    assert "162000001" in list_text(daemon, "allow.txt")
    assert "162000001" not in list_text(daemon, "deny.txt")


def test_a_code_guards_the_menu_over_calls_and_no_record_shows_it(tmp_path: Path) -> None:
    with Daemon(tmp_path, HOUSE + '[menu]\npin = "4711"\n' + TRUSTED) as daemon:
        with RawSipCaller(daemon.wait_open()) as line:
            with RtpEar() as ear:
                call = dials(line, ear)
                heard = Hearing(ear, tmp_path)
                heard.prompt("enter-code")
                ear.press("4711")
                heard.sentence(say("no-calls-yet"))
                call.bye()
                daemon.wait_record(call.call_id)
            for wrong_codes in (2, 1):
                with RtpEar() as ear:
                    call = dials(line, ear)
                    heard = Hearing(ear, tmp_path)
                    for _ in range(wrong_codes):
                        heard.prompt("enter-code")
                        ear.press("0815#")
                        heard.prompt("wrong-code")
                    if wrong_codes == 1:
                        heard.prompt("goodbye")
                        call.wait_request("BYE", 5)
                    else:
                        call.bye()
                    daemon.wait_record(call.call_id)
            with RtpEar() as ear:
                call = dials(line, ear)
                heard = Hearing(ear, tmp_path)
                heard.prompt("wrong-code")
                ear.press("4711")
                heard.prompt("goodbye")
                call.wait_request("BYE", 5)
                assert daemon.wait_record(call.call_id).done == "asked for the menu's code"
        steps = [step for record in daemon.records() for step in record.steps]
        assert sum("a key of the code" in step for step in steps) >= 16
        assert not [step for step in steps if "digit" in step]


@pytest.mark.parametrize("dialled", ["menu", "*30", "*31", "*32", "0123456789"])
def test_nobody_outside_is_served_whatever_they_dial_or_press(
    daemon: Daemon, line: RawSipCaller, ear: RtpEar, dialled: str
) -> None:
    tries(line, TELEMARKETER)
    call = line.invite("0612345678", dialled, media_port=ear.port)
    call.wait_status(180)
    call.cancel()
    assert call.wait_final().status == 487
    forged = line.invite(
        UPSTAIRS, dialled, media_port=ear.port, headers=["P-Called-Party-ID: <sip:0123456789@fritz.box>"]
    )
    forged.wait_status(180)
    forged.cancel()
    assert finals(forged) in ([], [487])
    # One who is answered presses everything there is.
    announced = line.invite("0163000001", dialled, media_port=ear.port)
    announced.wait_answered()
    ear.wait_sound()
    ear.press("1*9*8*30*31123456#")
    announced.bye()
    record = daemon.wait_record(announced.call_id)
    assert record.treatment == "announce"
    assert list_text(daemon, "deny.txt") + list_text(daemon, "allow.txt") == ""
    assert not [each for each in daemon.records() if "menu" in each.done]


def test_a_real_phone_walks_every_key_of_the_menu_through_the_box_and_a_ring_all_does_not(
    tmp_path: Path,
) -> None:
    users = {"screen": "screenpw", UPSTAIRS: "upstairspw"}
    joined = JoinedPrompts(tmp_path / "expected")
    with (
        Kamailio(tmp_path, free_port(2), users, household=["screen"]) as box,
        Daemon(tmp_path, HOUSE + MESSAGES + beside_kamailio(box.sip_port)) as daemon,
        BaresipPhone(tmp_path, UPSTAIRS, "upstairspw", ("127.0.0.1", box.sip_port)) as phone,
        RawSipCaller(("127.0.0.1", box.sip_port)) as outside,
    ):
        daemon.wait_registered()
        box.wait_registered("screen")
        phone.dial("sip:**9@fritz.box")
        box.wait_reply(180)
        assert daemon.wait_record(ended=False).done == "let ring"
        phone.hang_up()
        daemon.wait_record()
        last, status = tries(outside, TELEMARKETER)
        assert status == 200
        daemon.wait_record(last.call_id)
        phone.dial("sip:screen@fritz.box")
        phone.wait_established()

        def hears(*spoken: Prompt) -> None:
            phone.wait_heard(read_wav(joined.path_of(spoken)), 15)

        for key, answer in {
            "1": say("denied"),
            "2": say("allowed"),
            "3": say("no-messages"),
            "6": speak_count(1, "fr", "calls-today"),
            "4": say("next-call-permitted"),
            "5": say("screening-paused"),
            "#": say("goodbye"),
        }.items():
            # Whoever knows the keys need not listen to the choices.
            phone.press(key)
            hears(*answer)
        phone.wait_hung_up(times=2, limit_seconds=15)
        assert "162000001" in list_text(daemon, "allow.txt")
        assert "162000001" not in list_text(daemon, "deny.txt")
        in_force = daemon.tell("permit").stdout
        assert "next call" in in_force
        assert "paused" in in_force
        until(lambda: "menu" in daemon.wait_record().done, "the record is complete")
