"""Who can speak in the corpus: synthesizers and recorded prompts, each in one split only."""

import functools
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

import numpy as np

from tests.corpus.signal import Sound, read_wav, resampled, telephone_band, trimmed

Split = Literal["tune", "test"]
ASTERISK_SOUNDS = Path("/usr/share/asterisk/sounds")


@dataclass(frozen=True)
class Voice:
    """One speaker; `style` is what the engine calls it."""

    name: str
    language: str
    sex: str
    engine: str
    style: str
    split: Split
    speed: float = 1.0
    pitch: float = 1.0


VOICES: tuple[Voice, ...] = (
    # What tuning hears.
    Voice("pico-us", "en", "f", "pico", "en-US", "tune"),
    Voice("pico-us-low", "en", "m", "pico", "en-US", "tune", pitch=0.7),
    Voice("flite-rms", "en", "m", "flite", "rms", "tune"),
    Voice("flite-kal", "en", "m", "flite", "kal16", "tune"),
    Voice("espeak-fr-1", "fr", "m", "espeak", "fr+Michel", "tune"),
    Voice("espeak-fr-2", "fr", "f", "espeak", "fr+f2", "tune"),
    Voice("espeak-fr-3", "fr", "m", "espeak", "fr-be+m3", "tune", speed=1.15),
    Voice("espeak-de-1", "de", "m", "espeak", "de+m1", "tune"),
    Voice("espeak-de-2", "de", "f", "espeak", "de+f5", "tune", speed=0.85),
    Voice("june", "fr", "f", "asterisk", "fr_CA_f_June", "tune"),
    # What only the test hears.
    Voice("pico-fr", "fr", "f", "pico", "fr-FR", "test"),
    Voice("pico-fr-low", "fr", "m", "pico", "fr-FR", "test", pitch=0.65),
    Voice("pico-de", "de", "f", "pico", "de-DE", "test"),
    Voice("pico-de-low", "de", "m", "pico", "de-DE", "test", pitch=0.65, speed=0.9),
    Voice("pico-gb", "en", "f", "pico", "en-GB", "test", speed=1.1),
    Voice("flite-awb", "en", "m", "flite", "awb", "test"),
    Voice("flite-slt", "en", "f", "flite", "slt", "test"),
    Voice("festival-kal", "en", "m", "festival", "kal_diphone", "test"),
    Voice("espeak-fr-4", "fr", "m", "espeak", "fr+m7", "test"),
    Voice("espeak-fr-5", "fr", "f", "espeak", "fr-ch+f4", "test", speed=0.9),
    Voice("espeak-de-3", "de", "m", "espeak", "de+m4", "test", speed=1.1),
    Voice("allison", "en", "f", "asterisk", "en_US_f_Allison", "test"),
)

CHILD_PITCH = 1.6


def voices(split: Split, *, spoken_freely: bool = True) -> list[Voice]:
    """The voices of a split that this machine has; free ones can say any sentence."""
    found = []
    for voice in VOICES:
        if voice.split != split or (voice.engine == "asterisk") is spoken_freely:
            continue
        if engine_present(voice.engine):
            found.append(voice)
    return found


@functools.cache
def engine_present(engine: str) -> bool:
    """Whether the engine is installed; said once when not, and an error under CI."""
    try:
        present = _PRESENT[engine]()
    except ImportError:
        present = False
    if not present:
        sentence = f"the voices of {engine} are not installed, their calls are left out"
        if os.environ.get("CI"):
            raise RuntimeError(sentence)
        print(sentence, file=sys.stderr)
    return present


@functools.lru_cache(maxsize=4000)
def say(voice: Voice, text: str, pitch: float = 1.0, speed: float = 1.0) -> Sound:
    """The sentence in that voice, as a telephone carries it, without silence at its ends."""
    sound = _SPEAK[voice.engine](voice, text, pitch * voice.pitch, speed * voice.speed)
    return trimmed(telephone_band(sound))


@functools.cache
def recorded_prompts(voice: Voice) -> tuple[Sound, ...]:
    """What a recorded voice says, longest first: whole sentences of 3 s and more."""
    files = sorted((ASTERISK_SOUNDS / voice.style).glob("*.wav"), key=lambda file: -file.stat().st_size)
    spoken = [file for file in files if "monkey" not in file.name and "echotest" not in file.name]
    return tuple(trimmed(telephone_band(read_wav(file))) for file in spoken[:60])


def _pico(voice: Voice, text: str, pitch: float, speed: float) -> Sound:
    import py_nanotts

    pcm = py_nanotts.NanoTTS().speak(text, voice=voice.style, pitch=pitch, speed=speed, volume=0.6)
    return resampled(np.frombuffer(pcm, "<i2") / 32768, 16000)


def _espeak(voice: Voice, text: str, pitch: float, speed: float) -> Sound:
    options = ["-v", voice.style, "-s", str(int(165 * speed)), "-p", str(min(99, int(50 * pitch)))]
    return _written_by(lambda wav: subprocess.run(["espeak-ng", *options, "-w", wav, text], check=True))


def _flite(voice: Voice, text: str, pitch: float, speed: float) -> Sound:
    stretch = [
        "--setf",
        f"duration_stretch={1 / speed:.2f}",
        "--setf",
        f"int_f0_target_mean={110 * pitch:.0f}",
    ]
    command = ["flite", "-voice", voice.style, *stretch, "-t", text, "-o"]
    return _written_by(lambda wav: subprocess.run([*command, wav], check=True))


def _festival(voice: Voice, text: str, pitch: float, speed: float) -> Sound:
    command = [
        "text2wave",
        "-eval",
        f"(voice_{voice.style})",
        "-eval",
        f"(Parameter.set 'Duration_Stretch {1 / speed:.2f})",
    ]
    return _written_by(lambda wav: subprocess.run([*command, "-o", wav], input=text.encode(), check=True))


def _written_by(speak: Callable[[str], object]) -> Sound:
    """What a program spoke into the file it was given: into a pipe some cannot write."""
    with tempfile.NamedTemporaryFile(suffix=".wav") as file:
        speak(file.name)
        return read_wav(Path(file.name))


def _pico_present() -> bool:
    import py_nanotts

    return bool(py_nanotts.NanoTTS)


_PRESENT: dict[str, Callable[[], bool]] = {
    "pico": _pico_present,
    "espeak": lambda: shutil.which("espeak-ng") is not None,
    "flite": lambda: shutil.which("flite") is not None,
    "festival": lambda: shutil.which("text2wave") is not None,
    "asterisk": lambda: ASTERISK_SOUNDS.is_dir(),
}
_SPEAK: dict[str, Callable[[Voice, str, float, float], Sound]] = {
    "pico": _pico,
    "espeak": _espeak,
    "flite": _flite,
    "festival": _festival,
}
