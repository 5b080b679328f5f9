"""In front, a house that says nothing costs the family no call; one that wakes up late does no harm."""

from collections.abc import Iterator
from contextlib import closing

import pytest

from agent.call.commands import Answer, Bridge, HangUp, Reject, Ring, RingHouse, StopRinging
from agent.call.events import (
    CallAnswered,
    CallArrived,
    CallEnded,
    PhoneAnswered,
    PhoneLost,
    PhoneRinging,
    Trouble,
)
from agent.prompts.choosing import prompt
from agent.prompts.recording import wav_path
from agent.sound.wav_file import read_wav
from tests.peers.correlation import share_heard
from tests.peers.raw_phone import RawPhone
from tests.peers.raw_sip import RawSipCaller
from tests.peers.rtp_ear import RtpEar
from tests.sip.engine_under_test import EngineUnderTest

GOODBYE = wav_path(prompt("goodbye", "fr"), None)
NOBODY = ("127.0.0.1", 9)

Phones = tuple[RawPhone, RawPhone]


@pytest.fixture
def phones() -> Iterator[Phones]:
    with closing(RawPhone("salon", "", NOBODY)) as first, closing(RawPhone("kitchen", "", NOBODY)) as second:
        yield first, second


@pytest.fixture
def engine(phones: Phones) -> Iterator[EngineUnderTest]:
    with EngineUnderTest() as engine:
        engine.open_line(house_phones=addresses(phones), in_front=True)
        yield engine


@pytest.fixture
def caller(engine: EngineUnderTest) -> Iterator[RawSipCaller]:
    with RawSipCaller(engine.target) as caller:
        yield caller


def addresses(phones: tuple[RawPhone, ...]) -> tuple[str, ...]:
    return tuple(f"sip:{phone.user}@{phone.host}:{phone.port}" for phone in phones)


def test_a_mute_house_has_its_phones_rung_and_who_picks_up_talks_until_they_hang_up(
    engine: EngineUnderTest, caller: RawSipCaller, phones: Phones
) -> None:
    first, second = phones
    with RtpEar() as at_caller, RtpEar() as at_home:
        call = caller.invite(media_port=at_caller.port)
        invite, other = first.wait_invite(), second.wait_invite()
        call.wait_status(180)
        first.answer(invite, at_home.port)
        call.wait_answered()
        second.wait_cancel(other)
        at_home.wait_packets(5)
        for mouth, ear in ((at_home, at_caller), (at_caller, at_home)):
            mouth.speak(GOODBYE)
            ear.wait_packets(len(ear.packets) + len(read_wav(GOODBYE)) // 160 + 25)
            assert share_heard(read_wav(GOODBYE), ear.samples) >= 0.8
        first.hang_up(invite)
        call.wait_request("BYE")
    assert engine.wait_for(CallEnded).by == "house"
    # The house is told all of it, for the record.
    engine.wait_for(Trouble, lambda event: "did not decide in time" in event.sentence)
    engine.wait_for(PhoneAnswered)


def test_a_caller_who_gives_up_or_hangs_up_stops_every_phone_without_the_house(
    engine: EngineUnderTest, caller: RawSipCaller, phones: Phones
) -> None:
    call = caller.invite()
    invites = [phone.wait_invite() for phone in phones]
    call.cancel()
    assert call.wait_final().status == 487
    for phone, invite in zip(phones, invites, strict=True):
        phone.wait_cancel(invite)
    with RtpEar() as ear:
        second = caller.invite(media_port=ear.port)
        invite = phones[1].wait_invite(times=2)
        phones[1].answer(invite, ear.port)
        second.wait_answered()
        assert second.bye().status == 200
        phones[1].wait_bye(invite)


def test_when_no_phone_can_be_had_the_caller_hears_it_ring_on_and_the_house_may_still_decide(
    engine: EngineUnderTest, caller: RawSipCaller, phones: Phones
) -> None:
    call = caller.invite()
    for phone in phones:
        phone.respond(phone.wait_invite(), 603)
    engine.wait_for(PhoneLost, lambda event: not event.legs_left)
    assert [status for status, _ in call.statuses if status >= 200] == []
    engine.send(RingHouse(call_id=call.call_id, phones=addresses(phones)))
    phones[0].wait_invite(times=2)
    engine.send(Reject(call.call_id, 480))
    assert call.wait_final().status == 480


def test_a_house_that_wakes_up_rings_no_phone_twice_and_connects_who_picks_up(
    engine: EngineUnderTest, caller: RawSipCaller, phones: Phones
) -> None:
    call = caller.invite()
    invite = phones[0].wait_invite()
    phones[0].respond(invite, 180)
    engine.wait_for(PhoneRinging)
    engine.send(Ring(call.call_id), RingHouse(call_id=call.call_id, phones=addresses(phones)))
    with RtpEar() as ear:
        phones[0].answer(invite, ear.port)
        picked_up = engine.wait_for(PhoneAnswered)
        # From here on the house does it, and nobody does it for the house.
        assert [status for status, _ in call.statuses if status >= 200] == []
        engine.send(StopRinging(call.call_id), Answer(call.call_id))
        call.wait_answered()
        engine.wait_for(CallAnswered)
        engine.send(Bridge(call.call_id, picked_up.leg_id))
        call.bye()
        phones[0].wait_bye(invite)
    assert [sum(each.method == "INVITE" for each in phone.messages) for phone in phones] == [1, 1]


def test_a_verdict_that_comes_late_stops_the_phones_and_is_carried_out(
    engine: EngineUnderTest, caller: RawSipCaller, phones: Phones
) -> None:
    refused = caller.invite()
    invites = [phone.wait_invite() for phone in phones]
    engine.send(Reject(refused.call_id, 603))
    assert refused.wait_final().status == 603
    for phone, invite in zip(phones, invites, strict=True):
        phone.wait_cancel(invite)
    announced = caller.invite()
    invites = [phone.wait_invite(times=2) for phone in phones]
    engine.send(Answer(announced.call_id))
    announced.wait_answered()
    for phone, invite in zip(phones, invites, strict=True):
        phone.wait_cancel(invite)
    engine.send(HangUp(announced.call_id))
    announced.wait_request("BYE")


def test_phones_whose_ringing_was_taken_back_a_moment_ago_can_be_rung_anew(
    engine: EngineUnderTest, caller: RawSipCaller, phones: Phones
) -> None:
    with RtpEar() as ear:
        call = caller.invite(media_port=ear.port)
        for phone in phones:
            phone.wait_invite()
        # The first legs are not over yet when the next are named.
        engine.send(Answer(call.call_id), RingHouse(call_id=call.call_id, phones=addresses(phones)))
        call.wait_answered()
        again = phones[0].wait_invite(times=2)
        phones[0].answer(again, ear.port)
        picked_up = engine.wait_for(PhoneAnswered)
        lost = engine.wait_for(PhoneLost, lambda event: event.phone == picked_up.phone)
        assert lost.leg_id != picked_up.leg_id
        engine.send(StopRinging(call.call_id), Bridge(call.call_id, picked_up.leg_id))
        assert call.bye().status == 200
        phones[0].wait_bye(again)


def test_a_verdict_that_comes_when_the_family_talks_ends_no_talk(
    engine: EngineUnderTest, caller: RawSipCaller, phones: Phones
) -> None:
    with RtpEar() as ear:
        call = caller.invite(media_port=ear.port)
        invite = phones[0].wait_invite()
        phones[0].answer(invite, ear.port)
        call.wait_answered()
        engine.send(Answer(call.call_id), Reject(call.call_id, 603), HangUp(call.call_id))
        engine.wait_for(Trouble, lambda event: "comes too late" in event.sentence)
        # Another call is served after these commands: had they been obeyed, the BYE would be there.
        after_it = caller.invite()
        engine.wait_for(CallArrived, lambda event: event.call.call_id == after_it.call_id)
        engine.send(Reject(after_it.call_id, 480))
        assert after_it.wait_final().status == 480
        assert [message.method for message in call.messages if not message.status] == []
        assert call.bye().status == 200
        phones[0].wait_bye(invite)


def test_a_house_that_gives_a_call_up_has_the_phones_go_on_ringing_and_connected(
    engine: EngineUnderTest, caller: RawSipCaller, phones: Phones
) -> None:
    call = caller.invite()
    engine.wait_for(CallArrived)
    engine.send(Ring(call.call_id), RingHouse(call_id=call.call_id, phones=addresses(phones)))
    invite = phones[0].wait_invite()
    engine.send(Ring(call.call_id, unattended=True))
    with RtpEar() as ear:
        phones[0].answer(invite, ear.port)
        call.wait_answered()
        assert [sum(each.method == "INVITE" for each in phone.messages) for phone in phones] == [1, 1]
        assert call.bye().status == 200
        phones[0].wait_bye(invite)


@pytest.mark.parametrize("in_front", [True, False])
def test_only_in_front_are_the_phones_ours_to_ring(phones: Phones, in_front: bool) -> None:
    with EngineUnderTest() as engine:
        engine.open_line(house_phones=addresses(phones), in_front=in_front)
        with RawSipCaller(engine.target) as caller:
            call = caller.invite()
            engine.wait_for(CallArrived)
            engine.send(Ring(call.call_id, unattended=True))
            call.wait_status(180)
            if in_front:
                phones[0].wait_invite()
            call.cancel()
            call.wait_final()
            engine.wait_for(CallEnded)
    assert any(each.method == "INVITE" for each in phones[0].messages) == in_front
