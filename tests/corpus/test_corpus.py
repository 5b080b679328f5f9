"""The corpus is the same for everybody, and nothing heard in tuning is heard in the test."""

import shutil
from typing import Literal

import numpy as np
import pytest

from tests.corpus.caller import Call, CallerOnTheLine, Utterance
from tests.corpus.calls import make_call
from tests.corpus.conversation import screen
from tests.corpus.judges import OurEar
from tests.corpus.line import Line, encode_a_law, through_codec
from tests.corpus.sounds import LINE_NOISES, MUSIC, NETWORK_TONES, NOISES
from tests.corpus.voices import VOICES

needs_voices = pytest.mark.skipif(
    shutil.which("espeak-ng") is None, reason="espeak-ng is not installed: the corpus cannot speak"
)


def sound_of(call: Call, frames: int = 250) -> bytes:
    caller = CallerOnTheLine(call)
    return b"".join(caller.frame() for _ in range(frames))


@needs_voices
def test_the_same_number_is_always_the_same_call() -> None:
    one, other = make_call("tune", 3), make_call("tune", 3)
    assert sound_of(one) == sound_of(other)
    assert one.label() == other.label()
    assert sound_of(make_call("tune", 5)) != sound_of(one)


def test_tuning_and_test_share_no_voice_noise_music_or_signal() -> None:
    for kinds in (NOISES, LINE_NOISES, MUSIC, NETWORK_TONES):
        assert not set(kinds["tune"]) & set(kinds["test"])
    styles = {split: {(v.engine, v.style) for v in VOICES if v.split == split} for split in ("tune", "test")}
    assert not styles["tune"] & styles["test"]
    for split in ("tune", "test"):
        here = [voice for voice in VOICES if voice.split == split]
        assert {voice.language for voice in here} == {"fr", "de", "en"}
        assert {voice.sex for voice in here} == {"f", "m"}


def test_the_codec_keeps_its_own_values_and_has_an_idle_of_its_own() -> None:
    levels = np.arange(-32768, 32768) / 32768
    for codec in ("a-law", "mu-law"):
        once = through_codec(levels, codec)
        assert (through_codec(once / 32768, codec) == once).all()
        assert len(set(once.tolist())) in (255, 256)
    assert set(through_codec(np.zeros(160), "a-law").tolist()) == {8}
    assert encode_a_law(np.zeros(1, np.int16)) == b"\xd5"


@pytest.mark.parametrize(("yields_after_seconds", "still_speaks"), [(0.5, False), (None, True)])
def test_a_caller_stops_when_interrupted_only_if_they_are_one_who_does(
    yields_after_seconds: float | None, still_speaks: bool
) -> None:
    talk = Utterance(sound=np.full(80000, 0.1), at_seconds=0.0, yields_after_seconds=yields_after_seconds)
    caller = CallerOnTheLine(a_call(talk))
    caller.frame()
    caller.house_starts(np.zeros(16000))
    for _ in range(60):
        caller.frame()
    assert caller.speaks is still_speaks


@pytest.mark.parametrize(("when_silent", "packets"), [("send", 100), ("no-rtp", 10)])
def test_packets_are_counted_as_they_are_sent(when_silent: Literal["send", "no-rtp"], packets: int) -> None:
    caller = CallerOnTheLine(a_call(when_silent=when_silent))
    for _ in range(100):
        caller.frame()
    assert caller.packets == packets


def a_call(*utterances: Utterance, when_silent: Literal["send", "no-rtp"] = "send") -> Call:
    return Call(
        name="made",
        truth="person",
        kind="plain",
        split="tune",
        language="fr",
        voice="none",
        level_dbov=-20,
        noise="none",
        noise_dbov=-96,
        line=Line(when_silent=when_silent),
        utterances=utterances,
    )


@needs_voices
def test_a_dozen_calls_end_as_they_should() -> None:
    wrong = []
    for number in range(12):
        call = make_call("tune", number)
        outcome = screen(call, OurEar()).conclusion
        passed = outcome in ("person", "unknown", "hung-up")
        if passed is not (call.truth in ("person", "short-dialer-silence", "hung-up")):
            wrong.append((call.name, outcome))
    assert wrong == []
