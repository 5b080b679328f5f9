"""Speech begins when a near voice does and ends after its last sound."""

import pytest

from agent.call.heard import SpeechEnded, SpeechHeard
from agent.listen.frame import Frame
from agent.listen.speech import Utterances, WebRtcVoice
from agent.settings.listening import ListeningSettings
from tests.listen.made_sounds import click, frames, hiss, quiet, spoken

NEAR_DBOV = -42.0


class LouderThan:
    """A voice detector that only looks at the level."""

    def __init__(self, dbov: float) -> None:
        self._dbov = dbov

    def is_voice(self, frame: Frame) -> bool:
        return frame.level_dbov > self._dbov


def heard(sound: bytes, detector: LouderThan | WebRtcVoice | None = None) -> list[SpeechHeard | SpeechEnded]:
    voice, utterances = detector or WebRtcVoice(), Utterances("c1", ListeningSettings())
    events = [utterances.feed(frame, voice.is_voice(frame), NEAR_DBOV) for frame in frames(sound)]
    return [event for event in (*events, utterances.end()) if event is not None]


def test_an_utterance_has_a_beginning_and_an_end() -> None:
    began, ended, *_ = heard(quiet(1) + spoken("hello.fr") + quiet(2))
    assert isinstance(began, SpeechHeard) and isinstance(ended, SpeechEnded)
    assert began.at_seconds == pytest.approx(1.05, abs=0.15)
    assert 0.2 < ended.lasted_seconds < 1.0
    assert began.level_dbov > -25


def test_whoever_still_speaks_at_the_end_has_spoken() -> None:
    assert isinstance(heard(quiet(0.5) + spoken(seconds=2))[-1], SpeechEnded)


@pytest.mark.parametrize(
    "sound",
    [
        quiet(3),
        quiet(1) + click() + quiet(1),
        quiet(1) + spoken("hello.fr", dbov=-62) + quiet(1),
    ],
    ids=["nothing", "a click", "a voice across the room"],
)
def test_none_of_this_is_a_near_voice(sound: bytes) -> None:
    assert heard(sound, LouderThan(-70)) == []


def test_a_noise_that_comes_on_is_no_speech_whatever_the_detector_thinks() -> None:
    assert heard(hiss(1, -60) + hiss(2, -30), LouderThan(-50)) == []


def test_a_short_flat_word_is_speech_once_it_is_over() -> None:
    events = heard(hiss(1, -60) + hiss(0.2, -30) + hiss(1, -60), LouderThan(-50))
    assert [type(event) for event in events] == [SpeechHeard, SpeechEnded]


def test_a_television_does_not_keep_a_sentence_open() -> None:
    ended = heard(quiet(0.5) + spoken(seconds=2, dbov=-18) + spoken(seconds=4, dbov=-45))[1]
    assert isinstance(ended, SpeechEnded)
    assert ended.at_seconds < 4
