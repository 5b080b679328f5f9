"""The whole ear: what a caller does is what it concludes, however the bytes come and whatever they are."""

import gc
import math
import sys
from collections.abc import Iterable, Iterator

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from msgspec.structs import astuple

from agent.call.heard import BargeInHeard, Concluded, Heard, SilenceHeard, SpeechEnded, SpeechHeard, ToneHeard
from agent.listen.frame import Frame
from agent.listen.listener import Listener
from tests.listen.made_sounds import a_law_idle, hiss, mixed, quiet, spoken, tone

GREETING = (0.2, 0.8)
SECOND_GREETING = (2.4, 2.9)


def hear(
    sound: bytes,
    *house: tuple[float, float],
    packets: dict[float, int] | None = None,
    pieces: Iterable[int] = (),
) -> list[Heard]:
    """Feed the sound with our words in it; `pieces` are sizes to cut at, else 20 ms each."""
    listener, heard = Listener("c1"), []
    moments = sorted(
        [(at, listener.greeting_started) for at, _ in house]
        + [(at, listener.greeting_ended) for _, at in house],
        key=lambda moment: moment[0],
    )
    counts = sorted((packets or {}).items())
    for piece in cut(sound, pieces):
        while moments and listener.seconds >= moments[0][0] - 1e-6:
            moments.pop(0)[1]()
        while counts and listener.seconds >= counts[0][0]:
            listener.packets_seen(counts.pop(0)[1])
        heard += listener.feed(piece)
    return heard + listener.stop()


def cut(sound: bytes, pieces: Iterable[int]) -> Iterator[bytes]:
    for size in pieces:
        yield sound[:size]
        sound = sound[size:]
    for start in range(0, len(sound), 320):
        yield sound[start : start + 320]


def conclusion(heard: list[Heard]) -> str:
    last = heard[-1]
    assert isinstance(last, Concluded)
    return last.conclusion


def first(kind: type[Heard], heard: list[Heard]) -> Heard:
    return next(event for event in heard if isinstance(event, kind))


def test_a_person_answers_our_greeting() -> None:
    heard = hear(quiet(1.2) + spoken("hello.fr") + quiet(1.5), GREETING)
    assert isinstance(first(SpeechHeard, heard), SpeechHeard)
    assert first(SpeechHeard, heard).at_seconds == pytest.approx(1.25, abs=0.15)
    assert isinstance(first(SpeechEnded, heard), SpeechEnded)
    assert conclusion(heard) == "person"


@pytest.mark.parametrize(
    ("sound", "kind"),
    [
        (quiet(6), "pcm-zeros"),
        (a_law_idle(6), "codec-idle"),
        (hiss(6, -55), "line-noise"),
        (hiss(1, -60) + hiss(5, -48), "line-noise"),
    ],
    ids=["zeros", "A-law idle", "noise", "noise that changes"],
)
def test_a_dialer_waits_in_silence_of_every_kind(sound: bytes, kind: str) -> None:
    heard = hear(sound, GREETING, SECOND_GREETING)
    suspicion = first(SilenceHeard, heard)
    assert isinstance(suspicion, SilenceHeard)
    assert suspicion.kind == kind
    assert suspicion.at_seconds == pytest.approx(2.4, abs=0.5)
    verdict = first(Concluded, heard)
    assert conclusion(heard) == "dialer-silence"
    assert verdict.at_seconds - GREETING[1] <= 3.52


def test_no_packets_at_all_is_silence_and_the_evidence_says_so() -> None:
    heard = hear(quiet(6), GREETING, SECOND_GREETING, packets={0.2 * n: 0 for n in range(30)})
    suspicion = first(SilenceHeard, heard)
    assert isinstance(suspicion, SilenceHeard)
    assert suspicion.kind == "no-rtp"
    last = heard[-1]
    assert isinstance(last, Concluded)
    assert dict(last.evidence)["RTP packets"] == "0"


def test_a_first_word_after_3_5_seconds_is_a_persons() -> None:
    assert (
        conclusion(hear(hiss(3.4, -60) + spoken("hello.fr") + hiss(2, -60), GREETING, SECOND_GREETING))
        == "person"
    )


def test_a_breath_is_never_a_dialer() -> None:
    breath = b"".join(hiss(0.04, -32 - abs(step - 6) * 2.5, seed=step) for step in range(13))
    heard = hear(hiss(1.5, -60) + breath + hiss(5, -60), GREETING, SECOND_GREETING)
    assert conclusion(heard) in ("unknown", "person")


def test_a_word_on_a_line_as_noisy_as_itself_does_not_make_a_dialer() -> None:
    line = mixed(hiss(7, -34), quiet(1.9) + spoken("hello.fr", dbov=-38) + quiet(1))
    assert conclusion(hear(line, GREETING, SECOND_GREETING)) == "unknown"


def test_a_loud_line_on_which_nothing_stirs_is_a_silence() -> None:
    assert conclusion(hear(hiss(7, -34), GREETING, SECOND_GREETING)) == "dialer-silence"


def test_on_a_deafening_line_a_silence_proves_nothing() -> None:
    assert conclusion(hear(hiss(7, -29), GREETING, SECOND_GREETING)) == "unknown"


def test_our_own_echo_is_nobody() -> None:
    echo = quiet(0.3) + spoken("hello.fr", dbov=-42)
    line = echo + quiet(2.5 - len(echo) / 16000) + spoken("hello.fr", dbov=-42) + quiet(4)
    assert conclusion(hear(line, GREETING, SECOND_GREETING)) == "dialer-silence"


def test_a_recording_talks_on_through_two_of_our_sentences() -> None:
    heard = hear(spoken(seconds=14) * 2, GREETING, (6.0, 10.5))
    assert BargeInHeard in map(type, heard)
    assert conclusion(heard) == "recording"


def test_a_talkative_person_stops_when_we_speak() -> None:
    heard = hear(quiet(0.9) + spoken(seconds=6) + quiet(6), GREETING, (6.0, 10.5))
    barge_in = first(BargeInHeard, heard)
    assert isinstance(barge_in, BargeInHeard)
    assert barge_in.stopped
    assert conclusion(heard) == "person"


@pytest.mark.parametrize(
    ("sound", "name", "what"),
    [
        (quiet(1) + tone(0.5, 1100) + quiet(2), "fax-cng", "fax-or-modem"),
        (tone(0.33, 950) + tone(0.33, 1400) + tone(0.33, 1800) + quiet(1), "sit", "operator-tone"),
        ((tone(0.5, 440) + quiet(0.5)) * 4, "busy", "operator-tone"),
    ],
)
def test_a_machines_signal_settles_it(sound: bytes, name: str, what: str) -> None:
    heard = hear(sound, GREETING)
    assert name in [event.tone for event in heard if isinstance(event, ToneHeard)]
    assert conclusion(heard) == what


def test_a_caller_who_hangs_up_at_once_was_nobody_we_know() -> None:
    assert conclusion(hear(quiet(1.4), GREETING)) == "hung-up"


def test_a_tone_in_a_silence_is_kept_as_suspicion_and_no_verdict() -> None:
    sound = quiet(2.3) + tone(0.15, 760) + quiet(0.4) + spoken("hello.fr") + quiet(2)
    last = hear(sound, GREETING)[-1]
    assert isinstance(last, Concluded)
    assert (last.conclusion, "short tone" in last.because) == ("unknown", True)


def test_what_is_known_so_far_can_be_asked_at_any_moment() -> None:
    listener = Listener("c1")
    assert listener.so_far().conclusion == "unknown"
    listener.feed(quiet(1) + tone(0.5, 1100) + quiet(1))
    assert listener.so_far().conclusion == "fax-or-modem"


def test_any_detector_may_stand_behind_the_seam() -> None:
    class Deaf:
        def is_voice(self, frame: Frame) -> bool:
            return False

    heard = Listener("c1", voice=Deaf()).feed(quiet(1) + spoken(seconds=3) + quiet(2))
    assert SpeechHeard not in map(type, heard)


SCENE = quiet(0.4) + mixed(spoken(seconds=2), hiss(2, -50)) + tone(0.3, 1100) + quiet(1.2)


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(st.integers(1, 9000), max_size=10))
def test_pieces_of_any_size_are_heard_alike(pieces: list[int]) -> None:
    assert hear(SCENE, pieces=pieces) == hear(SCENE)


def test_byte_by_byte_is_heard_alike() -> None:
    short = SCENE[:16000]
    assert hear(short, pieces=[1] * len(short)) == hear(short)


@settings(max_examples=60, deadline=None)
@given(st.lists(st.tuples(st.binary(max_size=1500), st.integers(0, 4), st.integers(-5, 10**9)), max_size=12))
def test_whatever_comes_nothing_breaks_and_every_number_is_one(pieces: list[tuple[bytes, int, int]]) -> None:
    listener, heard = Listener("c1"), []
    for sound, what, count in pieces:
        heard += listener.feed(sound * 4)
        (listener.greeting_started, listener.greeting_ended, listener.so_far, lambda: None, lambda: None)[
            what
        ]()
        listener.packets_seen(count)
    heard += listener.stop()
    assert isinstance(heard[-1], Concluded)
    numbers = [value for event in heard for value in astuple(event) if isinstance(value, float)]
    assert all(math.isfinite(number) for number in numbers)
    assert all(0 <= event.at_seconds <= listener.seconds + 0.01 for event in heard)


def weight(thing: object) -> int:
    """Bytes of everything that hangs on a listener and nobody else holds."""
    seen: set[int] = set()
    waiting, total = [thing], 0
    while waiting:
        each = waiting.pop()
        if id(each) in seen or isinstance(each, type) or (callable(each) and not hasattr(each, "__dict__")):
            continue
        seen.add(id(each))
        total += sys.getsizeof(each)
        waiting += [
            part for part in gc.get_referents(each) if not isinstance(part, type) and part is not sys.modules
        ]
    return total


def test_a_day_long_stream_leaves_no_more_behind_than_a_minute() -> None:
    # Every list of the ear has its bound within seconds, so minutes of everything stand for a day.
    listener = Listener("c1")
    minute = (SCENE + (tone(0.2, 697, 1209) + quiet(0.3)) * 3 + tone(0.15, 760) + hiss(1, -40)) * 7
    listener.feed(minute)
    first_minute = weight(listener)
    for _ in range(4):
        listener.greeting_started()
        listener.feed(minute)
        listener.greeting_ended()
        listener.packets_seen(10)
    assert weight(listener) <= first_minute * 1.1 + 2000
