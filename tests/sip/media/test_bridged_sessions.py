"""Two legs that hear each other: relayed at once where nothing else is heard, mixed where something is."""

import pytest

from agent.sip.media.g711_frames import A_LAW, MU_LAW, Law
from agent.sip.media.mixer import mix
from agent.sip.media.playing import Sound
from tests.sip.media.legs import ALeg, AnEar
from tests.sip.media.media_parts import BOX, PHONE, a_tone, an_event, coded_frames, fields

LOUD = coded_frames(a_tone(1))[0]
SOFT = coded_frames(a_tone(1, 700, 900))[0]


def bridged(law: Law = A_LAW, phone_law: Law = A_LAW, phone_events: int | None = 97) -> tuple[ALeg, ALeg]:
    """A caller and a telephone of the house, who both have spoken already."""
    caller, phone = ALeg(BOX, law, ssrc=1000), ALeg(PHONE, phone_law, ssrc=2000, events=phone_events)
    caller.session.connect(phone.session)
    caller.sends(b"\xd5" * 160, 0.0)
    phone.sends(b"\xd5" * 160, 0.0)
    return caller, phone


def tick(legs: tuple[ALeg, ALeg], now: float) -> list[list[bytes]]:
    return [[data for data, _ in leg.session.tick(now)] for leg in legs]


def test_a_packet_goes_on_at_once_to_the_other_leg_and_nothing_beside_it() -> None:
    legs = caller, phone = bridged()
    for number in range(1, 50):
        relayed = caller.sends(LOUD, number * 0.02)
        back = phone.sends(SOFT, number * 0.02)
        assert relayed is not None and back is not None
        assert (relayed[1], back[1]) == (PHONE, BOX)
        kind, _, _, _, ssrc, payload = fields(relayed[0])
        assert (kind, ssrc, payload) == (8, 2000, LOUD)
        assert tick(legs, number * 0.02 + 0.01) == [[], []]


def test_the_other_leg_hears_one_stream_through_all_that_happens() -> None:
    legs = caller, phone = bridged()
    stream: list[bytes] = []
    for number in range(1, 300):
        now = number * 0.02
        if number < 100 or number > 150:
            relayed = caller.sends(LOUD, now)
            stream += [relayed[0]] if relayed is not None else []
        else:
            caller.timestamp += 160
        if number == 180:
            phone.session.start_greeting(Sound(a_tone(30)))
        if number == 240:
            phone.session.press("7")
        stream += tick(legs, now + 0.01)[1]
    packets = [fields(data) for data in stream]
    assert {ssrc for *_, ssrc, _ in packets} == {2000}
    assert [sequence for _, _, sequence, *_ in packets] == list(range(1, len(packets) + 1))
    timestamps = [timestamp for kind, _, _, timestamp, *_ in packets if kind == 8]
    assert timestamps == sorted(timestamps)
    # Six seconds went by on the stream, too.
    assert timestamps[-1] == pytest.approx(299 * 160, abs=5 * 160)


@pytest.mark.parametrize(("law", "other"), [(A_LAW, MU_LAW), (MU_LAW, A_LAW)])
def test_between_the_laws_each_byte_is_looked_up(law: Law, other: Law) -> None:
    caller, _ = bridged(law, other)
    sound = bytes(range(160))
    relayed = caller.sends(sound, 0.02)
    assert relayed is not None
    kind, *_, payload = fields(relayed[0])
    assert (kind, payload) == (other.payload_type, other.encode(law.decode(sound)))


def test_a_caller_who_says_nothing_leaves_the_telephone_with_silence() -> None:
    legs = bridged()
    sent = [tick(legs, 0.01 + number * 0.02)[1] for number in range(30)]
    assert [len(each) for each in sent] == [0] * 9 + [1] * 21
    assert all(fields(each[0])[5] == A_LAW.idle_frame for each in sent[9:])


def test_a_caller_who_sends_comfort_noise_is_heard_as_noise() -> None:
    legs = caller, _ = bridged()
    assert caller.sends(b"\x32", 0.02, kind=13) is None
    sent = [tick(legs, 0.03 + number * 0.02)[1] for number in range(10)]
    assert all(len(each) == 1 for each in sent)
    assert A_LAW.idle_frame not in {fields(each[0])[5] for each in sent}


def test_a_whisper_is_heard_by_one_side_with_what_the_other_says() -> None:
    legs = caller, phone = bridged()
    phone.session.start_greeting(Sound(a_tone(40)))
    for number in range(1, 30):
        assert caller.sends(SOFT, number * 0.02) is None
        back = phone.sends(LOUD, number * 0.02)
        assert back is not None
        assert fields(back[0])[5] == LOUD
        to_caller, to_phone = tick(legs, number * 0.02 + 0.01)
        assert to_caller == []
        whisper = a_tone(40)[320 * (number - 1) : 320 * number]
        assert fields(to_phone[0])[5] == A_LAW.encode(mix(whisper, A_LAW.decode(SOFT)))


def test_after_a_whisper_packets_go_on_at_once_again() -> None:
    legs = caller, phone = bridged()
    phone.session.start_greeting(Sound(a_tone(3)))
    for number in range(1, 4):
        caller.sends(SOFT, number * 0.02)
        tick(legs, number * 0.02 + 0.01)
    assert caller.sends(SOFT, 0.08) is not None
    assert tick(legs, 0.09)[1] == []


def test_an_ear_and_a_recording_do_not_stop_the_relay() -> None:
    legs = caller, phone = bridged()
    ear = AnEar()
    caller.session.start_tap(ear.deliver)
    recording = caller.session.start_recording(10)
    caller.session.also_record(phone.session)
    caller.session.also_record(phone.session)
    for number in range(1, 50):
        assert caller.sends(SOFT, number * 0.02) is not None
        assert phone.sends(LOUD, number * 0.02) is not None
        assert tick(legs, number * 0.02 + 0.01) == [[], []]
    assert ear.frames[-1] == A_LAW.decode(SOFT)
    assert recording.take()[-320:] == mix(A_LAW.decode(SOFT), A_LAW.decode(LOUD))


def test_a_second_recording_holds_both_sides_too() -> None:
    legs = caller, phone = bridged()
    for begin in (1, 100):
        recording = caller.session.start_recording(10)
        caller.session.also_record(phone.session)
        for number in range(begin, begin + 10):
            phone.sends(LOUD, number * 0.02)
            tick(legs, number * 0.02 + 0.01)
        assert recording.take()[-320:] == A_LAW.decode(LOUD)
        caller.session.stop_recording()
        assert not phone.session._wants_frames


def test_without_a_recording_there_is_nothing_to_mix_into() -> None:
    caller, phone = bridged()
    caller.session.also_record(phone.session)
    assert not phone.session._wants_frames


def test_keys_go_on_under_the_number_the_other_side_gave_them_and_are_told() -> None:
    caller, _ = bridged()
    relayed = caller.sends(an_event(5, 160), 0.02, kind=101, samples=0)
    assert relayed is not None
    kind, *_, payload = fields(relayed[0])
    assert (kind, payload) == (97, an_event(5, 160))
    assert caller.session.take_digits() == [("5", "rfc4733")]


def test_keys_do_not_go_on_to_who_takes_none() -> None:
    caller, _ = bridged(phone_events=None)
    assert caller.sends(an_event(5, 160), 0.02, kind=101, samples=0) is None
    assert caller.session.take_digits() == [("5", "rfc4733")]


def test_nothing_goes_on_to_who_is_on_hold() -> None:
    legs = caller, phone = bridged()
    phone.says("recvonly", 0.01)
    assert caller.sends(LOUD, 0.02) is None
    assert tick(legs, 0.03)[1] == []
    phone.says("sendrecv", 1.0)
    relayed = caller.sends(LOUD, 1.0)
    assert relayed is not None
    assert fields(relayed[0])[1]


def test_legs_that_part_hear_silence_again() -> None:
    legs = caller, phone = bridged()
    caller.sends(LOUD, 0.02)
    phone.session.disconnect()
    assert caller.sends(LOUD, 0.04) is None
    assert [[fields(data)[5] for data in each] for each in tick(legs, 0.05)] == [[A_LAW.idle_frame]] * 2


def test_who_is_bridged_anew_leaves_the_one_before() -> None:
    caller, phone = bridged()
    other = ALeg(("192.0.2.9", 5006), ssrc=3000)
    caller.session.connect(phone.session)
    caller.session.connect(other.session)
    assert phone.sends(SOFT, 0.02) is None
    relayed = caller.sends(LOUD, 0.02)
    assert relayed is not None
    assert relayed[1] == other.place
