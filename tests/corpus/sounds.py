"""Everything on a line that is not a voice: noises, signals, music, a room full of people."""

import functools
import os
import sys
from pathlib import Path

import numpy as np

from tests.corpus.sentences import PITCHES, RECORDINGS
from tests.corpus.signal import RATE_HZ, Sound, at_level, faded, read_wav, silence, telephone_band, tone
from tests.corpus.voices import Split, say, voices

MUSIC_FOLDER = Path("/usr/share/asterisk/moh")
MUSIC = {
    "tune": ("macroform-cold_day", "manolo_camp-morning_coffee"),
    "test": ("macroform-robot_dity", "macroform-the_simplicity", "reno_project-system"),
}
NOISES: dict[Split, tuple[str, ...]] = {
    "tune": ("white", "hum-50", "street", "bright", "dull"),
    "test": ("hoth", "hum-150", "pink", "engine"),
}

LINE_NOISES: dict[Split, tuple[str, ...]] = {
    "tune": ("white", "hum-50", "bright", "dull"),
    "test": ("hoth", "hum-150", "pink"),
}
"""What a machine's line can have: machines do not phone from the street."""

_SLOPES = {"bright": 0.3, "dull": 0.65, "street": 0.7, "pink": 0.5, "hoth": 0.83, "engine": 1.0}
"""How fast each coloured noise falls towards high notes: amplitude over frequency to this power."""


def noise(kind: str, length_seconds: float, random: np.random.Generator) -> Sound:
    """Line or room noise at no particular level."""
    count = int(length_seconds * RATE_HZ)
    white = random.normal(size=count)
    at = np.arange(count) / RATE_HZ
    if kind == "white":
        return white
    if kind in _SLOPES:
        hz = np.maximum(np.fft.rfftfreq(count, 1 / RATE_HZ), 20)
        coloured = np.fft.irfft(np.fft.rfft(white) / hz ** _SLOPES[kind], count)
        coloured /= coloured.std()
        if kind == "street":  # cars pass: a slow swell
            coloured *= 1 + 0.5 * np.sin(2 * np.pi * at / 5.3 + random.uniform(0, 6))
        if kind == "engine":  # a car from inside: a drone under the noise
            coloured += 0.7 * np.sin(2 * np.pi * 93 * at) + 0.4 * np.sin(2 * np.pi * 186 * at)
        return telephone_band(coloured)
    hum_hz = {"hum-50": (50, 100, 150), "hum-150": (50, 150, 250, 350, 450)}[kind]
    return sum((np.sin(2 * np.pi * hz * at) / (index + 1) for index, hz in enumerate(hum_hz)), 0.15 * white)


def click(random: np.random.Generator) -> Sound:
    """A relay or a bridge closing: a few milliseconds."""
    length = random.uniform(0.002, 0.015)
    return faded(random.normal(size=int(length * RATE_HZ)), 0.001)


def bloop(random: np.random.Generator) -> Sound:
    """What an agent's headset hears, leaking to us: one or more short tones, some gliding."""
    style = random.choice(["one", "two", "three", "glide"])
    hz = random.uniform(350, 1800)
    if style == "glide":
        length = random.uniform(0.08, 0.25)
        sweep = np.linspace(hz, hz * random.choice([0.6, 1.5]), int(length * RATE_HZ))
        return faded(np.sin(2 * np.pi * np.cumsum(sweep) / RATE_HZ), 0.004)
    count = {"one": 1, "two": 2, "three": 3}[str(style)]
    beep = tone(random.uniform(0.06, 0.25), hz)
    return np.concatenate([np.concatenate([beep, silence(0.1)]) for _ in range(count)])


def breath(random: np.random.Generator) -> Sound:
    """Somebody breathes into the handset."""
    length = random.uniform(0.35, 0.9)
    shape = np.hanning(int(length * RATE_HZ)) ** 0.7
    return telephone_band(shape * noise("pink", length, random)[: len(shape)])


def cough(random: np.random.Generator) -> Sound:
    """One or two bursts with a hoarse tail."""
    bursts = []
    for _ in range(int(random.integers(1, 3))):
        length = random.uniform(0.18, 0.35)
        decay = np.exp(-np.linspace(0, 5, int(length * RATE_HZ)))
        at = np.arange(len(decay)) / RATE_HZ
        rough = random.normal(size=len(decay)) * (
            0.6 + 0.4 * np.sign(np.sin(2 * np.pi * random.uniform(90, 180) * at))
        )
        bursts += [telephone_band(rough * decay), silence(random.uniform(0.1, 0.3))]
    return np.concatenate(bursts)


@functools.lru_cache(maxsize=8)
def babble(split: Split, seed: int, talkers: int = 8, length_seconds: float = 12.0) -> Sound:
    """A call centre behind the agent: many talk at once, nobody near."""
    random = np.random.default_rng(seed)
    mixed = silence(length_seconds)
    speakers = voices(split)
    for _ in range(talkers):
        voice = speakers[int(random.integers(len(speakers)))]
        lines = [*PITCHES[voice.language], *RECORDINGS[voice.language]]
        random.shuffle(lines)
        talk = np.concatenate(
            [
                part
                for line in lines
                for part in (at_level(say(voice, line), -30), silence(random.uniform(0.2, 0.8)))
            ]
        )
        talk = np.roll(np.resize(talk, len(mixed)), int(random.integers(len(mixed))))
        mixed = mixed + talk * random.uniform(0.5, 1.0)
    return mixed


@functools.cache
def _piece(name: str) -> Sound:
    return telephone_band(read_wav(MUSIC_FOLDER / f"{name}.wav"))


def music(split: Split, length_seconds: float, random: np.random.Generator) -> Sound:
    """A passage of music on hold; plain chords when the recordings are not installed."""
    names = [name for name in MUSIC[split] if (MUSIC_FOLDER / f"{name}.wav").exists()]
    if not names:
        if os.environ.get("CI"):
            raise RuntimeError("music on hold is not installed (asterisk-moh-opsound-wav)")
        print("music on hold is not installed, chords are used", file=sys.stderr)
        return np.concatenate([tone(0.5, hz, hz * 1.25, hz * 1.5) for hz in random.uniform(200, 500, 60)])
    piece = _piece(str(random.choice(names)))
    start = int(random.integers(RATE_HZ * 2, len(piece) - int(length_seconds * RATE_HZ)))
    return piece[start : start + int(length_seconds * RATE_HZ)]


def repeated(length_seconds: float, *parts: Sound) -> Sound:
    """A cadence, over and over."""
    return np.resize(np.concatenate(parts), int(length_seconds * RATE_HZ))


def fax_calling(length_seconds: float) -> Sound:
    """CNG: 1100 Hz, half a second in three and a half (ITU-T T.30 §4.3.1)."""
    return repeated(length_seconds, tone(0.5, 1100), silence(3.0))


def fax_called(random: np.random.Generator) -> Sound:
    """CED: 2100 Hz for 2.6 to 4 s (T.30), then V.21 at 300 bit/s."""
    bits = random.integers(0, 2, 900)
    keyed = np.repeat(np.where(bits == 1, 1650.0, 1850.0), RATE_HZ // 300)
    data = np.sin(2 * np.pi * np.cumsum(keyed) / RATE_HZ)
    return np.concatenate([tone(random.uniform(2.6, 4.0), 2100), silence(0.075), data])


def modem_calling(length_seconds: float) -> Sound:
    """Calling tone 1300 Hz, 0.5 to 0.7 s on, 1.5 to 2 s off (ITU-T V.25)."""
    return repeated(length_seconds, tone(0.6, 1300), silence(1.8))


def special_information(random: np.random.Generator) -> Sound:
    """SIT: three rising segments (ITU-T E.180 §6), then usually an announcement."""
    low = float(random.choice([913.8, 950.0, 985.2]))
    middle = float(random.choice([1370.6, 1400.0, 1428.5]))
    high = float(random.choice([1776.7, 1800.0]))
    length = float(random.choice([0.274, 0.33, 0.38]))
    return np.concatenate([tone(length, low), tone(length, middle), tone(length, high)])


NETWORK_TONES: dict[Split, dict[str, tuple[str, tuple[float, ...], tuple[float, ...]]]] = {
    # name -> (what it is, frequencies, on and off seconds)
    "tune": {
        "busy-fr": ("busy", (440.0,), (0.5, 0.5)),
        "congestion-fr": ("congestion", (440.0,), (0.25, 0.25)),
        "ring-back-fr": ("ring-back", (440.0,), (1.5, 3.5)),
        "busy-us": ("busy", (480.0, 620.0), (0.5, 0.5)),
    },
    "test": {
        "busy-de": ("busy", (425.0,), (0.48, 0.48)),
        "congestion-de": ("congestion", (425.0,), (0.24, 0.24)),
        "ring-back-de": ("ring-back", (425.0,), (1.0, 4.0)),
        "ring-back-us": ("ring-back", (440.0, 480.0), (2.0, 4.0)),
        "busy-gb": ("busy", (400.0,), (0.375, 0.375)),
    },
}


def network_tone(frequencies: tuple[float, ...], cadence: tuple[float, ...], length_seconds: float) -> Sound:
    """A tone in its cadence (ITU-T E.180 supplement 2)."""
    on, off = cadence
    return repeated(length_seconds, tone(on, *frequencies), silence(off))
