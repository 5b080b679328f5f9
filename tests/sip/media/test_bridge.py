"""What one leg says goes on in the other's stream at once, and when it says nothing the other still gets RTP."""

from agent.sip.media.bridge import FILL_AFTER_FRAMES, Relay
from agent.sip.media.g711_frames import A_LAW, MU_LAW
from agent.sip.media.rtp import RtpPacket
from agent.sip.media.send import RtpSender
from tests.sip.media.media_parts import fields

SOUND = bytes(range(160))


def a_packet(number: int, payload: bytes = SOUND) -> RtpPacket:
    return RtpPacket(8, False, number, number * 160, 9, payload)


def test_a_packet_goes_on_byte_for_byte_where_the_law_is_the_same() -> None:
    relay = Relay(RtpSender(1, 2, 3))
    assert fields(relay.sound(a_packet(5), A_LAW, A_LAW, 8)) == (8, True, 2, 3, 1, SOUND)


def test_a_packet_is_looked_up_once_where_it_is_not() -> None:
    relay = Relay(RtpSender(1, 2, 3))
    kind, *_, payload = fields(relay.sound(a_packet(5), A_LAW, MU_LAW, 0))
    assert (kind, payload) == (0, MU_LAW.encode(A_LAW.decode(SOUND)))


def test_a_key_goes_on_under_its_own_number_and_time_stands_still() -> None:
    sender = RtpSender(1, 2, 3)
    relay = Relay(sender)
    for number in range(3):
        packet = RtpPacket(101, number == 0, number, 4000, 9, b"1234")
        kind, _, sequence, timestamp, _, payload = fields(relay.event(packet, 97))
        assert (kind, sequence, timestamp, payload) == (97, 2 + number, 3, b"1234")
    assert sender.timestamp == 3
    assert relay.carries_on()


def test_before_anything_was_relayed_the_leg_needs_frames() -> None:
    assert not Relay(RtpSender(1, 2, 3)).carries_on()


def test_a_relay_that_falls_silent_is_filled_after_200_ms_and_time_goes_on() -> None:
    sender = RtpSender(1, 2, 1000)
    relay = Relay(sender)
    relay.sound(a_packet(5), A_LAW, A_LAW, 8)
    waits = [relay.carries_on() for _ in range(FILL_AFTER_FRAMES + 2)]
    assert waits == [True] * (FILL_AFTER_FRAMES - 1) + [False] * 3
    assert sender.timestamp == 1000 + FILL_AFTER_FRAMES * 160
    assert relay.filler() is None


def test_comfort_noise_is_made_for_the_other_leg_without_a_pause() -> None:
    relay = Relay(RtpSender(1, 2, 3))
    relay.sound(a_packet(5), A_LAW, A_LAW, 8)
    relay.falls_silent(MU_LAW, -45)
    assert not relay.carries_on()
    noise = relay.filler()
    assert noise is not None and noise != MU_LAW.idle_frame
    relay.sound(a_packet(6), A_LAW, MU_LAW, 0)
    assert relay.carries_on()
    assert relay.filler() is None


def test_packets_of_60_ms_are_not_taken_for_silence() -> None:
    relay = Relay(RtpSender(1, 2, 3))
    for number in range(10):
        relay.sound(a_packet(number, SOUND * 3), A_LAW, A_LAW, 8)
        assert [relay.carries_on() for _ in range(3)] == [True] * 3
