"""Turns the words of the catalogue into the WAVs we ship; run it when a text changes.

`python -m agent.prompts.render [NAME ...]`. The voice is SVOX Pico through py-nanotts (Apache-2.0, so the
sound may be given away); it and numpy are needed here only and are not installed with the daemon.
"""

from __future__ import annotations

import argparse
from array import array
from itertools import pairwise
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from py_nanotts import NanoTTS

from agent.prompts import tones
from agent.prompts.catalogue import (
    BEEP,
    HELLO,
    PROMPTS,
    REMOVAL,
    RING_BACK,
    SENTENCE_PAUSE_SECONDS,
    TO_CALLERS,
    Language,
    Prompt,
)
from agent.prompts.recording import SHIPPED_FOLDER
from agent.sound.g711 import to_a_law_steps
from agent.sound.loudness import active_level_dbov, peak_dbov, seconds
from agent.sound.rates import SAMPLE_RATE_HZ
from agent.sound.wav_writing import write_wav

TARGET_DBOV = -26.0
VOICE_RATE_HZ = 16000
_VOICE: dict[Language, str] = {"fr": "fr-FR", "en": "en-GB"}
_SPEED = 0.97
# The removal message has much to say before a dialer gives up; one lonely word is over too soon.
_SPEEDS = {REMOVAL: 1.07, HELLO: 0.85}
# The family hears its menu often, and a number piece by piece: nobody likes to wait for a machine.
_BRISK_SPEED = 1.15
_PIECE_SPEED = 1.25
# The voice reads abbreviations as words unless their letters stand apart.
_SPELLED = {"RGPD": "R G P D", "GDPR": "G D P R", "a.m.": "A M", "p.m.": "P M"}
# Words that the voice would say as another word: "plus" without its s, a French name in English.
_SAID_AS = {
    ("plus", "fr"): "plusse",
    ("menu-welcome", "en"): "Hello, this is Tronkeel.",
}
_TONES = {BEEP: tones.beep, RING_BACK: tones.ring_back}
_LEAD_SECONDS = 0.03
_TAIL_SECONDS = 0.06
# A piece is followed by another one: two breaths would make a hole in the sentence.
_BRISK_LEAD_SECONDS = 0.015
_BRISK_TAIL_SECONDS = 0.03
_LONGEST_PAUSE_SECONDS = 0.4
_QUIET = 1 / 200
"""Below this share of the loudest part (46 dB down) the voice is pausing."""

Signal = NDArray[np.float64]


def main() -> None:
    """Render every prompt and print what came out."""
    parser = argparse.ArgumentParser(description="Render the spoken prompts of the catalogue to WAV files.")
    parser.add_argument("--out", type=Path, default=SHIPPED_FOLDER, help="folder for the WAV files")
    parser.add_argument("names", nargs="*", metavar="NAME", help="only the prompts of these names")
    parser.add_argument("--missing", action="store_true", help="only the prompts that have no WAV file yet")
    asked = parser.parse_args()
    out: Path = asked.out
    out.mkdir(parents=True, exist_ok=True)
    voice = NanoTTS()
    for prompt in sorted({each.wav: each for each in PROMPTS}.values(), key=lambda each: each.wav):
        if asked.names and prompt.name not in asked.names:
            continue
        if asked.missing and (out / prompt.wav).exists():
            continue
        tone = _TONES.get(prompt.name)
        samples = to_a_law_steps(tone() if tone else spoken(voice, prompt))
        write_wav(out / prompt.wav, samples)
        level_dbov, peak = active_level_dbov(samples), peak_dbov(samples)
        print(f"{prompt.wav:36} {seconds(samples):5.2f} s  {level_dbov:6.1f} dBov  peak {peak:6.1f} dBov")


def spoken(voice: NanoTTS, prompt: Prompt) -> array[int]:
    """The words of one prompt as telephone sound: 8 kHz, 300 to 3400 Hz, -26 dBov, silence trimmed off."""
    text = _SAID_AS.get((prompt.name, prompt.language), prompt.text)
    for written, said in _SPELLED.items():
        text = text.replace(written, said)
    is_brisk = prompt.name not in TO_CALLERS
    speed = _SPEEDS.get(prompt.name, _usual_speed(prompt))
    # The voice clips at its natural volume, so take it down here and bring it up in floating point.
    pcm = voice.speak(text, voice=_VOICE[prompt.language], speed=speed, volume=0.3)
    wide = np.frombuffer(pcm, dtype="<i2").astype(np.float64)
    lead_seconds = _BRISK_LEAD_SECONDS if is_brisk else _LEAD_SECONDS
    tail_seconds = _BRISK_TAIL_SECONDS if is_brisk else _TAIL_SECONDS
    return normalised(tightened(trimmed(to_telephone_band(wide), lead_seconds, tail_seconds)))


def _usual_speed(prompt: Prompt) -> float:
    if prompt.name in TO_CALLERS:
        return _SPEED
    return _BRISK_SPEED if prompt.pause_seconds >= SENTENCE_PAUSE_SECONDS else _PIECE_SPEED


def to_telephone_band(wide: Signal) -> Signal:
    """16 kHz to 8 kHz through a linear-phase band-pass of 300 to 3400 Hz (ITU-T G.712's band)."""
    filtered = np.convolve(wide, band_pass(300, 3400), mode="same")
    return filtered[::2]


def band_pass(low_hz: float, high_hz: float, taps: int = 513, beta: float = 7.9) -> Signal:
    """Windowed sinc at 16 kHz; Kaiser 7.9 puts the stop band 80 dB down, 513 taps make it 160 Hz steep."""
    place = np.arange(taps) - (taps - 1) / 2
    high, low = 2 * high_hz / VOICE_RATE_HZ, 2 * low_hz / VOICE_RATE_HZ
    ideal = high * np.sinc(high * place) - low * np.sinc(low * place)
    windowed: Signal = ideal * np.kaiser(taps, beta)
    return windowed


def trimmed(signal: Signal, lead_seconds: float, tail_seconds: float) -> Signal:
    """Without the voice's own silence before and after, but for a breath that keeps soft consonants."""
    loud = np.flatnonzero(_is_loud(signal))
    lead, tail = int(lead_seconds * SAMPLE_RATE_HZ), int(tail_seconds * SAMPLE_RATE_HZ)
    return signal[max(0, loud[0] - lead) : loud[-1] + tail]


def tightened(signal: Signal) -> Signal:
    """With no pause inside longer than 0.4 s: the voice rests at full stops as if reading a book aloud."""
    longest = int(_LONGEST_PAUSE_SECONDS * SAMPLE_RATE_HZ)
    loud = _is_loud(signal)
    edges = np.flatnonzero(np.diff(loud.astype(np.int8))).tolist()
    keep = np.ones(len(signal), dtype=np.bool_)
    for start, end in pairwise(edges):
        if not loud[start + 1] and end - start > longest:
            # Cut from the middle, so that the fading and the beginning sounds stay whole.
            keep[start + longest // 2 : end - (longest - longest // 2)] = False
    return signal[keep]


def _is_loud(signal: Signal) -> NDArray[np.bool_]:
    window = SAMPLE_RATE_HZ // 100
    level = np.sqrt(np.convolve(signal**2, np.full(window, 1 / window), mode="same"))
    is_loud: NDArray[np.bool_] = level > level.max() * _QUIET
    return is_loud


def normalised(signal: Signal) -> array[int]:
    """As 16-bit samples at the level people expect; raises when that would clip."""
    level_dbov = active_level_dbov(array("h", np.rint(signal).astype(np.int16).tolist()))
    louder = signal * 10 ** ((TARGET_DBOV - level_dbov) / 20)
    if np.abs(louder).max() > 32000:
        raise ValueError("the voice's peaks would clip at this level")
    return array("h", np.rint(louder).astype(np.int16).tolist())


if __name__ == "__main__":
    main()
