"""Music does not dip between syllables."""

import math
from array import array

from agent.listen.music import Music
from tests.listen.made_sounds import frames, hiss, pcm, spoken


def chords(seconds: float) -> bytes:
    """Four chords in turn, some struck harder, each dying away."""
    notes = ((262, 330, 392), (220, 277, 330), (247, 311, 370), (196, 247, 294))
    samples = array("h")
    for n in range(round(seconds * 8000)):
        chord = notes[n // 6000 % 4]
        fades = (1.2, 0.6, 0.9, 0.5)[n // 6000 % 4] * math.exp(-(n % 6000) / 6000)
        samples.append(round(1500 * fades * sum(math.sin(2 * math.pi * hz * n / 8000) for hz in chord)))
    return pcm(samples)


def music_in(sound: bytes, voice_like: bool = True) -> float:
    music, most = Music(), 0.0
    for frame in frames(sound):
        music.feed(frame.level_dbov, voice_like=voice_like, sounding=frame.level_dbov > -50, steady=False)
        most = max(most, music.seconds)
    return most


def test_chords_are_music() -> None:
    assert music_in(chords(9)) >= 6


def test_words_are_not() -> None:
    assert music_in(spoken(seconds=14)) < 4


def test_noise_is_not_for_no_detector_takes_it_for_a_voice() -> None:
    assert music_in(hiss(9, -30), voice_like=False) == 0


def test_music_across_the_room_is_the_callers_television() -> None:
    quiet_chords = bytes(chords(9))
    faint = array("h", quiet_chords)
    assert music_in(pcm(array("h", (value // 24 for value in faint)))) == 0
