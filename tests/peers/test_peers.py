"""The strangers meet one another before they meet us: a failure here is theirs, not the daemon's."""

from __future__ import annotations

import math
import threading
from array import array
from collections.abc import Iterator
from itertools import cycle
from pathlib import Path

import pytest

from agent.prompts.choosing import prompt
from agent.prompts.recording import wav_path
from tests.peers import correlation
from tests.peers.kamailio import Kamailio
from tests.peers.kamailio_list import KamailioList
from tests.peers.phone import BaresipPhone
from tests.peers.ports import free_port
from tests.peers.raw_phone import RawPhone
from tests.peers.raw_sip import RawSipCaller
from tests.peers.rtp_ear import RtpEar
from tests.peers.rtp_pcap import read_wav, write_wav
from tests.peers.sipp import SippCaller
from tests.peers.sipp_scenario import CallPlan

LOOPBACK = "127.0.0.1"


def a_melody(seed: int, lasting_seconds: float = 1.5) -> array[int]:
    """A sound that is like no other and not like itself shifted: a chirp whose bend depends on `seed`."""
    samples = array("h")
    for place in range(round(8000 * lasting_seconds)):
        t = place / 8000
        swing = math.sin(2 * math.pi * (1.3 + 0.7 * seed) * t)
        samples.append(round(6000 * math.sin(2 * math.pi * (500 + 200 * seed + 300 * t) * t + 4 * swing)))
    return samples


@pytest.fixture
def box(tmp_path: Path) -> Iterator[Kamailio]:
    with Kamailio(tmp_path, free_port(2), {"phone1": "secret-one", "phone2": "secret-two"}) as box:
        yield box


@pytest.fixture
def caller(box: Kamailio) -> Iterator[RawSipCaller]:
    with RawSipCaller((LOOPBACK, box.sip_port)) as caller:
        yield caller


def a_phone(folder: Path, box: Kamailio, user: str = "phone1", **how: object) -> BaresipPhone:
    """A telephone at that box, with its password."""
    return BaresipPhone(folder, user, box.users[user], (LOOPBACK, box.sip_port), **how)  # type: ignore[arg-type]


def a_raw_phone(box: Kamailio, user: str = "phone1") -> RawPhone:
    """A telephone of plain text at that box."""
    return RawPhone(user, box.users[user], (LOOPBACK, box.sip_port))


def test_a_call_from_outside_rings_every_phone_and_the_first_to_answer_talks(
    tmp_path: Path, box: Kamailio, caller: RawSipCaller
) -> None:
    phone_says, caller_says = a_melody(1), a_melody(2)
    said = write_wav(tmp_path / "phone_says.wav", phone_says)
    with (
        a_phone(tmp_path, box, says=said) as first,
        a_phone(tmp_path, box, "phone2") as second,
        RtpEar() as ear,
    ):
        call = caller.invite("+33162000001", display_name="A shop", media_port=ear.port)
        call.wait_status(180)
        assert first.wait_ringing().peer == "sip:+33162000001@fritz.box"
        second.wait_ringing()
        first.answer()
        ear.talks_to = call.wait_answered().media_address
        second.wait_cancelled()
        first.wait_established()
        ear.speak(caller_says)
        ear.press("7")
        ear.wait_packets(90)
        assert call.bye().status == 200
        first.wait_hung_up()
        heard_by_caller = correlation.find(phone_says, ear.samples)
        heard_by_phone = correlation.find(caller_says, read_wav(first.recordings[0]))
        assert heard_by_caller.correlation > 0.99
        assert heard_by_phone.correlation > 0.99
        assert correlation.find(caller_says, ear.samples).correlation < 0.5
        assert first.wait_keys(1) == "7"


def test_a_caller_who_gives_up_stops_the_ringing(tmp_path: Path, box: Kamailio, caller: RawSipCaller) -> None:
    with a_phone(tmp_path, box) as phone:
        call = caller.invite()
        call.wait_status(180)
        phone.wait_ringing()
        assert phone.is_ringing
        call.cancel()
        assert call.wait_final().status == 487
        phone.wait_cancelled()
        assert not phone.is_ringing
        assert [status for status, _ in call.statuses if status != 100] == [180, 487]


def test_the_called_number_travels_beside_the_registered_name(box: Kamailio, caller: RawSipCaller) -> None:
    with a_raw_phone(box) as phone:
        call = caller.invite("+33140000001", headers=["Privacy: none"])
        invite = phone.wait_invite()
        assert invite.start_line.startswith("INVITE sip:phone1@")
        assert invite.get("P-Called-Party-ID") == "<sip:0123456789@fritz.box>"
        assert invite.get("From").startswith("<sip:+33140000001@fritz.box>")
        assert invite.get("Privacy") == "none"
        call.wait_status(180)


def test_a_phone_that_is_busy_leaves_the_others_ringing_and_one_that_declines_does_not(
    box: Kamailio, caller: RawSipCaller
) -> None:
    with a_raw_phone(box) as first, a_raw_phone(box, "phone2") as second:
        call = caller.invite()
        second.wait_invite()
        first.respond(first.wait_invite(), 486)
        box.wait_reply(486, from_port=first.port)
        with RtpEar() as ear:
            second.answer(second.wait_invite(), ear.port)
            assert call.wait_answered().media_address == (LOOPBACK, ear.port)
            assert call.bye().status == 200
            second.wait_bye(second.wait_invite())
        other = caller.invite()
        invite = second.wait_invite(times=2)
        first.respond(first.wait_invite(times=2), 603)
        second.wait_cancel(invite)
        assert other.wait_final().status == 603


def test_a_wrong_password_is_refused(tmp_path: Path, box: Kamailio) -> None:
    phone = BaresipPhone(tmp_path, "phone1", "wrong", (LOOPBACK, box.sip_port))
    with pytest.raises(TimeoutError, match="200 OK"):
        phone.start(limit_seconds=1)
    assert any("BOX REFUSED phone1" in line for line in box.lines)


def test_a_restarted_box_has_forgotten_everybody(tmp_path: Path, box: Kamailio, caller: RawSipCaller) -> None:
    with a_phone(tmp_path, box):
        box.wait_registered("phone1")
        box.restart()
        assert caller.invite().wait_final().status == 480
        with pytest.raises(TimeoutError):
            box.wait_registered("phone1", limit_seconds=0.1)


def test_a_phone_that_is_switched_off_takes_its_registration_back(tmp_path: Path, box: Kamailio) -> None:
    with a_phone(tmp_path, box):
        box.wait_registered("phone1")
    box.wait_unregistered("phone1")


def test_a_request_over_tcp_is_answered_over_tcp(box: Kamailio) -> None:
    with RawSipCaller((LOOPBACK, box.sip_port), transport="tcp") as caller:
        assert caller.invite().wait_final().status == 480
        assert caller.request_outside_call("OPTIONS", user="nobody").status == 407


def test_several_calls_of_one_caller_do_not_get_mixed_up(
    tmp_path: Path, box: Kamailio, caller: RawSipCaller
) -> None:
    with a_phone(tmp_path, box) as phone:
        calls = [caller.invite(f"+3316200000{number}") for number in range(3)]
        for call in calls:
            call.wait_status(180)
        phone.wait_ringing(times=3)
        for call in calls:
            call.cancel()
            assert call.wait_final().status == 487


def test_a_raw_caller_can_do_within_a_call_what_callers_do(
    tmp_path: Path, box: Kamailio, caller: RawSipCaller
) -> None:
    with a_phone(tmp_path, box, auto_answer=True) as phone, RtpEar() as first, RtpEar() as second:
        call = caller.invite(media_port=first.port)
        call.wait_answered()
        first.wait_packets(3)
        assert call.reinvite(media_port=second.port).status == 200
        second.wait_packets(3)
        assert call.info_digit("5").status == 200
        assert phone.wait_keys(1) == "5"
        assert call.subscribe().status >= 400
        assert call.refer("sip:nobody@fritz.box").status == 202
        call.wait_request("NOTIFY")
        assert call.bye().status == 200


def test_sipp_calls_talks_and_hangs_up(tmp_path: Path, box: Kamailio) -> None:
    words = a_melody(3, 0.6)
    plan = CallPlan(
        from_user="+33140000001",
        display_name="A friend",
        headers=("P-Asserted-Identity: <sip:+33140000001@fritz.box>",),
        say=write_wav(tmp_path / "words.wav", words),
        press="57#",
        hang_up_after_ms=300,
    )
    with a_phone(tmp_path, box, auto_answer=True) as phone:
        result = SippCaller((LOOPBACK, box.sip_port), tmp_path).call(plan)
        phone.wait_hung_up()
        assert result.final_status == 200
        assert not result.got_bye
        assert correlation.find(words, read_wav(phone.recordings[0])).correlation > 0.98
        assert phone.wait_keys(3) == "57#"


def test_sipp_gives_up_and_sipp_is_hung_up_on(tmp_path: Path, box: Kamailio) -> None:
    sipp = SippCaller((LOOPBACK, box.sip_port), tmp_path)
    with a_phone(tmp_path, box) as phone:
        given_up = sipp.call(CallPlan(cancel_after_ms=100))
        assert [status for status, _ in given_up.statuses if status != 100] == [180, 487]
        phone.wait_cancelled()
        with RtpEar() as ear:
            run = sipp.start(CallPlan(hang_up_after_ms=None, media_port=ear.port))
            phone.wait_ringing(times=2)
            phone.answer()
            ear.wait_packets(5)
            phone.hang_up()
            run.process.wait_end(5)
        hung_up = run.results()[0]
        assert (hung_up.final_status, hung_up.got_bye) == (200, True)


def test_a_burst_of_callers_is_answered_from_the_list(tmp_path: Path) -> None:
    with KamailioList(tmp_path, free_port(2), ["331620", "33140000001"]) as answerer:
        callers = ["+33162000001", "+33140000001", "+33140000002", "+33600000000"]
        sipp = SippCaller((LOOPBACK, answerer.sip_port), tmp_path)
        results = sipp.burst(CallPlan(), calls=20, per_second=100, from_users=callers)
        met = [result.final_status for result in results]
        assert met == [status for _, status in zip(range(20), cycle([603, 603, 404, 404]), strict=False)]
        assert all(result.seconds_to(result.final_status) is not None for result in results)


def test_an_ear_notices_when_the_other_side_falls_silent() -> None:
    with RtpEar() as ear, RtpEar() as mouth:
        mouth.talks_to = (LOOPBACK, ear.port)
        speaking = threading.Thread(target=mouth.speak, args=(a_melody(1, 0.4),))
        speaking.start()
        first = ear.wait_sound()
        ear.wait_silent(for_seconds=0.1)
        speaking.join()
        assert len(ear.packets) == 20
        assert {packet.payload_type for packet in ear.packets} == {8}
        assert ear.packets[-1].arrived_at > first.arrived_at


def test_half_a_prompt_is_not_the_prompt() -> None:
    prompt = a_melody(1)
    whole = correlation.find(prompt, array("h", bytes(8000)) + prompt)
    assert whole.correlation > 0.999
    assert whole.begins_at_seconds == 0.5
    assert correlation.find(prompt, prompt[: len(prompt) // 2]).correlation < 0.8
    assert abs(correlation.find(prompt, a_melody(2)).correlation) < 0.5
    assert correlation.find(prompt, array("h", bytes(16000))).correlation == 0.0


def test_words_that_slipped_behind_a_jitter_buffer_are_still_heard_and_other_words_are_not() -> None:
    said = read_wav(wav_path(prompt("leave-a-message", "fr"), None))
    frame = array("h", bytes(2 * 160))
    slipped = frame * 40 + said[:12000] + frame + said[12000:30000] + said[30080:]
    assert correlation.find(said, slipped).correlation < 0.8
    assert correlation.share_heard(said, slipped) >= 0.85
    swapped = said[25000:] + said[:25000]
    assert correlation.share_heard(said, swapped) < 0.7
    assert correlation.share_heard(said, slipped[: len(slipped) // 2]) < 0.7
    assert correlation.share_heard(said, a_melody(6)) < 0.1
