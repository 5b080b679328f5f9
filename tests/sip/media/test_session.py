"""One leg's sound, whole: silence, greetings, hold, ear, recording, keys, and strangers who try to take part."""

import tracemalloc
from collections.abc import Callable

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from agent.sip.media.g711_frames import A_LAW, MU_LAW, SILENT_PCM
from agent.sip.media.media_terms import ReceivedTypes
from agent.sip.media.playing import Sound
from agent.sip.media.rtcp import Goodbye, SenderReport, read_compound, write_compound
from agent.sip.media.session import MediaSession
from tests.sip.media.legs import ALeg, AnEar
from tests.sip.media.media_parts import (
    BOX,
    PHONE,
    STRANGER,
    a_tone,
    an_event,
    an_rtp,
    coded_frames,
    fields,
)

LOUD = coded_frames(a_tone(1))[0]


def test_before_an_answer_nothing_is_sent_or_heard() -> None:
    session = MediaSession(1, 0, 0)
    assert session.receive(an_rtp(), BOX, 1.0) is None
    assert session.tick(1.0) == []
    assert session.packets_heard == 0


def test_rtp_goes_on_while_nothing_is_heard() -> None:
    leg = ALeg(BOX)
    sent = [leg.session.tick(tick * 0.02) for tick in range(50)]
    assert all(len(each) == 1 and each[0][1] == BOX for each in sent)
    packets = [fields(each[0][0]) for each in sent]
    assert {payload for *_, payload in packets} == {A_LAW.idle_frame}
    assert [timestamp for _, _, _, timestamp, *_ in packets] == [160 * number for number in range(50)]
    assert [marker for _, marker, *_ in packets] == [True] + [False] * 49


def test_silence_is_coded_as_the_other_side_wants_it() -> None:
    leg = ALeg(BOX, MU_LAW)
    kind, *_, payload = fields(leg.session.tick(0.0)[0][0])
    assert (kind, payload) == (0, MU_LAW.idle_frame)


def test_a_greeting_is_heard_whole_and_then_silence() -> None:
    leg = ALeg(BOX)
    playing = leg.session.start_greeting(Sound(a_tone(4)))
    assert playing is leg.session.greeting
    payloads = [fields(leg.session.tick(tick * 0.02)[0][0])[5] for tick in range(6)]
    assert payloads == [*coded_frames(a_tone(4)), A_LAW.idle_frame, A_LAW.idle_frame]
    assert playing.is_over
    assert playing.seconds_played == pytest.approx(0.08)


def test_a_greeting_taken_off_says_how_much_was_heard() -> None:
    leg = ALeg(BOX)
    playing = leg.session.start_greeting(Sound(a_tone(4)))
    leg.session.tick(0.0)
    leg.session.stop_greeting()
    assert fields(leg.session.tick(0.02)[0][0])[5] == A_LAW.idle_frame
    assert playing.seconds_played == pytest.approx(0.02)
    assert leg.session.greeting is None


def test_a_ring_back_tone_goes_round_until_it_is_stopped() -> None:
    leg = ALeg(BOX)
    leg.session.start_greeting(Sound(a_tone(2)), over_and_over=True)
    payloads = [fields(leg.session.tick(tick * 0.02)[0][0])[5] for tick in range(6)]
    assert payloads == coded_frames(a_tone(2)) * 3


@pytest.mark.parametrize("direction", ["recvonly", "inactive"])
def test_on_hold_nothing_is_sent_and_a_greeting_waits(direction: str) -> None:
    leg = ALeg(BOX)
    playing = leg.session.start_greeting(Sound(a_tone(4)))
    leg.session.tick(0.0)
    leg.says(direction, 0.02)
    assert [leg.session.tick(0.02 * tick) for tick in range(1, 11)] == [[]] * 10
    assert playing.seconds_played == pytest.approx(0.02)
    leg.says("sendrecv", 0.22)
    _, marker, sequence, timestamp, _, payload = fields(leg.session.tick(0.22)[0][0])
    assert (marker, sequence, timestamp) == (True, 1, 11 * 160)
    assert payload == coded_frames(a_tone(4))[1]


def test_after_a_resume_at_another_port_rtp_goes_on_there() -> None:
    leg = ALeg(BOX)
    leg.sends(LOUD, 0.0)
    leg.says("inactive", 0.1)
    leg.says("sendrecv", 5.0, place=(BOX[0], 9000))
    assert leg.session.tick(5.0)[0][1] == (BOX[0], 9000)


def test_an_old_fashioned_hold_to_0_0_0_0_sends_nothing() -> None:
    leg = ALeg(BOX)
    leg.says("sendrecv", 0.1, place=("0.0.0.0", 7078))
    assert leg.session.tick(0.1) == []


def test_who_is_only_listened_to_is_not_heard() -> None:
    leg = ALeg(BOX)
    ear = AnEar()
    leg.session.start_tap(ear.deliver)
    leg.says("sendonly", 0.0)
    for tick in range(10):
        leg.sends(LOUD, tick * 0.02)
        leg.session.tick(tick * 0.02 + 0.01)
    assert set(ear.frames) == {SILENT_PCM}
    assert leg.session.packets_heard == 10


def test_the_ear_gets_each_20_ms_and_zeros_where_nothing_came() -> None:
    leg = ALeg(BOX)
    ear = AnEar()
    leg.session.start_tap(ear.deliver)
    for tick in range(40):
        if 10 <= tick < 20:
            leg.sends(LOUD, tick * 0.02)
        leg.session.tick(tick * 0.02 + 0.01)
    assert len(ear.frames) == 40
    assert ear.frames.count(A_LAW.decode(LOUD)) >= 10
    assert set(ear.frames[:10]) == {SILENT_PCM}
    assert set(ear.frames[30:]) == {SILENT_PCM}


def test_a_caller_who_begins_with_comfort_noise_is_heard_as_noise() -> None:
    leg = ALeg(BOX)
    ear = AnEar()
    leg.session.start_tap(ear.deliver)
    leg.sends(b"", 0.0, kind=13)
    leg.sends(b"\x2d", 0.02, kind=13)
    leg.session.tick(0.03)
    assert ear.frames != [SILENT_PCM]
    assert A_LAW.is_quiet(A_LAW.encode(ear.frames[0]))


def test_an_ear_without_room_is_counted_and_let_go() -> None:
    leg = ALeg(BOX)
    leg.session.start_tap(lambda pcm: False)
    leg.session.tick(0.0)
    leg.session.tick(0.02)
    assert (leg.session.is_tapped, leg.session.frames_dropped) == (True, 2)
    leg.session.stop_tap()
    leg.session.tick(0.04)
    assert (leg.session.is_tapped, leg.session.frames_dropped) == (False, 2)


def test_a_recording_holds_what_was_said() -> None:
    leg = ALeg(BOX)
    recording = leg.session.start_recording(1.0)
    for tick in range(60):
        leg.sends(LOUD, tick * 0.02)
        leg.session.tick(tick * 0.02 + 0.01)
    assert recording.is_full
    pcm = recording.take()
    assert len(pcm) == 50 * 320
    assert pcm[640:] == A_LAW.decode(LOUD) * 48


def test_a_stranger_is_neither_heard_nor_counted_nor_sent_to() -> None:
    leg = ALeg(BOX)
    ear = AnEar()
    leg.session.start_tap(ear.deliver)
    for tick in range(50):
        leg.sends(A_LAW.idle_frame, tick * 0.02)
        leg.session.receive(an_rtp(LOUD, sequence=tick), STRANGER, tick * 0.02)
        assert leg.session.tick(tick * 0.02 + 0.01)[0][1] == BOX
    assert leg.session.packets_heard == 50
    assert A_LAW.decode(LOUD) not in ear.frames


def test_keys_are_told_once_whatever_way_they_come() -> None:
    leg = ALeg(BOX)
    for number in range(5):
        leg.sends(an_event(5, 160 * (number + 1)), number * 0.02, kind=101, samples=0)
    assert leg.session.receive_info("application/dtmf-relay", b"Signal=5\r\nDuration=100", 0.2)
    assert leg.session.receive_info("application/dtmf", b"#", 0.5)
    assert not leg.session.receive_info("text/plain", b"5", 0.6)
    assert leg.session.take_digits() == [("5", "rfc4733"), ("#", "sip-info")]
    assert leg.session.take_digits() == []


def test_payload_types_are_ours_one_way_and_theirs_the_other() -> None:
    leg = ALeg(BOX, events=97, types=ReceivedTypes(laws={8: A_LAW, 100: MU_LAW}, events=96))
    leg.sends(an_event(1, 160), 0.0, kind=96, samples=0)
    leg.sends(an_event(2, 160), 0.02, kind=97, samples=0)
    assert leg.session.take_digits() == [("1", "rfc4733")]
    assert leg.session.press("3")
    kind, marker, *_, payload = fields(leg.session.tick(0.04)[0][0])
    assert (kind, marker, payload[:1]) == (97, True, b"\x03")


def test_keys_we_press_stand_in_for_sound_and_time_goes_on() -> None:
    leg = ALeg(BOX)
    leg.session.tick(0.0)
    assert leg.session.press("12")
    packets = [fields(leg.session.tick(tick * 0.02)[0][0]) for tick in range(1, 30)]
    assert [kind for kind, *_ in packets] == [101] * 8 + [8] * 4 + [101] * 8 + [8] * 9
    assert [sequence for _, _, sequence, *_ in packets] == list(range(1, 30))
    assert {timestamp for kind, _, _, timestamp, *_ in packets[:8]} == {160}
    assert packets[8][3] == 9 * 160


def test_who_takes_no_keys_by_rtp_is_sent_none() -> None:
    leg = ALeg(BOX, events=None)
    assert not leg.session.press("1")
    assert fields(leg.session.tick(0.0)[0][0])[0] == 8


def test_keys_that_wait_are_dropped_when_the_other_side_takes_them_no_more() -> None:
    leg = ALeg(BOX)
    leg.session.press("1234")
    leg.events = None
    leg.says("sendrecv", 0.0)
    assert [fields(leg.session.tick(tick * 0.02)[0][0])[0] for tick in range(10)] == [8] * 10


def test_reports_leave_for_the_next_port_and_their_answers_are_believed_of_them_only() -> None:
    leg = ALeg(BOX)
    leg.session.tick(0.0)
    sent = [datagram for second in range(30) for datagram in leg.session.report(float(second))]
    assert 4 <= len(sent) <= 12
    assert {to for _, to in sent} == {(BOX[0], BOX[1] + 1)}
    report = read_compound(sent[0][0])[0]
    assert isinstance(report, SenderReport)
    assert (report.ssrc, report.packets) == (leg.ssrc, 1)
    theirs = write_compound([Goodbye((leg.ssrc + 1,))])
    leg.session.receive_report(theirs, STRANGER, 30.0)
    assert leg.session.goodbye(30.0)[0][1] == (BOX[0], BOX[1] + 1)
    # On the port of RTP it is theirs as well (RFC 5761).
    assert leg.session.receive(theirs, (BOX[0], 41_000), 30.0) is None
    goodbye, to = leg.session.goodbye(30.0)[0]
    assert to == (BOX[0], 41_000)
    assert read_compound(goodbye)[-1] == Goodbye((leg.ssrc,))
    assert leg.session.packets_heard == 0


def test_reports_go_nowhere_before_anybody_is_known() -> None:
    session = MediaSession(1, 0, 0)
    assert [session.report(float(second)) for second in range(10)] == [[]] * 10
    assert session.goodbye(10.0) == []


def test_a_leg_that_is_closed_is_silent() -> None:
    leg = ALeg(BOX)
    leg.session.start_greeting(Sound(a_tone(4)))
    leg.session.start_tap(lambda pcm: True)
    leg.session.close()
    assert leg.session.tick(0.0) == []
    assert leg.session.greeting is None
    assert not leg.session.is_tapped


datagrams = st.binary(max_size=400) | st.builds(
    an_rtp,
    st.binary(max_size=400),
    st.sampled_from([0, 8, 13, 101, 3, 96, 72]),
    st.integers(0, 0xFFFF) | st.integers(0, 60),
    st.integers(0, 0xFFFFFFFF) | st.integers(0, 9600),
    st.integers(0, 3),
    st.booleans(),
)


@settings(max_examples=60, deadline=None)
@given(
    st.lists(
        st.tuples(
            datagrams,
            st.sampled_from([BOX, (BOX[0], 1), PHONE, STRANGER, ("", 0), ("::1", 5), ("no address", -1)]),
            st.floats(0, 0.5),
            st.integers(0, 12),
        ),
        max_size=60,
    )
)
def test_any_datagrams_from_anywhere_in_any_state_raise_nothing(
    happenings: list[tuple[bytes, tuple[str, int], float, int]],
) -> None:
    leg, other = ALeg(BOX), ALeg(PHONE, MU_LAW, ssrc=2000)
    sound = Sound(a_tone(2))
    states: dict[int, Callable[[float], object]] = {
        1: lambda now: leg.session.connect(other.session),
        2: lambda now: leg.session.disconnect(),
        3: lambda now: leg.session.start_tap(lambda pcm: len(pcm) == 320),
        4: lambda now: leg.session.start_recording(2.0),
        5: lambda now: leg.session.also_record(other.session),
        6: lambda now: other.session.start_greeting(sound),
        7: lambda now: leg.says("inactive", now),
        8: lambda now: leg.says("sendrecv", now),
        9: lambda now: other.session.press("1"),
    }
    now = 1.0
    for data, source, pause_seconds, state in happenings:
        now += pause_seconds
        if state in states:
            states[state](now)
        leg.session.receive(data, source, now)
        other.session.receive(data, source, now)
        leg.session.receive_report(data, source, now)
        for session in (leg.session, other.session):
            for datagram, _ in session.tick(now) + session.report(now):
                assert len(datagram) <= 172
    assert not leg.session.frames_dropped


@pytest.mark.parametrize("kind", [8, 13, 101])
def test_a_flood_from_the_right_source_grows_nothing(kind: int) -> None:
    leg = ALeg(BOX)
    leg.session.start_tap(lambda pcm: True)

    def flood(count: int) -> None:
        for number in range(count):
            payload = an_event(number % 16, number % 999) if kind == 101 else bytes((number % 256,)) * 100
            leg.sends(payload, number / 100_000, kind=kind, samples=number * 37 % 5000)

    flood(3000)
    tracemalloc.start()
    try:
        flood(2000)
        before = tracemalloc.get_traced_memory()[0]
        flood(20_000)
        assert tracemalloc.get_traced_memory()[0] - before < 40_000
    finally:
        tracemalloc.stop()
