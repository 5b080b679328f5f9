"""Small arithmetic of sound, on 8 kHz arrays of floats where 1.0 is full scale."""

import wave
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

Sound = NDArray[np.float64]
RATE_HZ = 8000


def seconds(sound: Sound) -> float:
    """How long a sound lasts."""
    return len(sound) / RATE_HZ


def silence(length_seconds: float) -> Sound:
    """Nothing, for so long."""
    return np.zeros(int(length_seconds * RATE_HZ))


def active_level_dbov(sound: Sound) -> float:
    """Level of the part that is not pause (a simple stand-in for ITU-T P.56)."""
    frames = sound[: len(sound) // 160 * 160].reshape(-1, 160)
    power = (frames**2).mean(axis=1)
    loudest = max([1e-12, *power.tolist()])
    active = power[power > loudest * 10 ** (-25 / 10)]
    return float(10 * np.log10(active.mean() + 1e-12)) if len(active) else -96.0


def at_level(sound: Sound, dbov: float) -> Sound:
    """The same sound, its active part at so many dBov."""
    return sound * 10 ** ((dbov - active_level_dbov(sound)) / 20)


def resampled(sound: Sound, from_hz: int, to_hz: int = RATE_HZ) -> Sound:
    """Change the rate by cutting or padding the spectrum."""
    if from_hz == to_hz or not len(sound):
        return sound
    wanted = round(len(sound) * to_hz / from_hz)
    spectrum = np.fft.rfft(sound)
    kept = np.zeros(wanted // 2 + 1, dtype=complex)
    shared = min(len(spectrum), len(kept))
    kept[:shared] = spectrum[:shared]
    return np.fft.irfft(kept, wanted) * (wanted / len(sound))


def telephone_band(sound: Sound) -> Sound:
    """Leave what a telephone line leaves: 200 to 3400 Hz with soft edges (ITU-T G.712)."""
    spectrum = np.fft.rfft(sound)
    hz = np.fft.rfftfreq(len(sound), 1 / RATE_HZ)
    gain = 1 / (1 + (180 / np.maximum(hz, 1)) ** 6) / (1 + (hz / 3500) ** 24)
    return np.fft.irfft(spectrum * gain, len(sound))


def trimmed(sound: Sound, below_db: float = -40) -> Sound:
    """Without the silence before the first and after the last word."""
    loud = np.flatnonzero(np.abs(sound) > np.abs(sound).max(initial=0) * 10 ** (below_db / 20))
    return sound[loud[0] : loud[-1] + 1] if len(loud) else sound


def tone(length_seconds: float, *hz: float, phase: float = 0.0) -> Sound:
    """One or more sines together, softened over 3 ms at both ends."""
    at = np.arange(int(length_seconds * RATE_HZ)) / RATE_HZ
    sound = sum((np.sin(2 * np.pi * one * at + phase) for one in hz), np.zeros(len(at))) / len(hz)
    return faded(sound, 0.003)


def faded(sound: Sound, edge_seconds: float) -> Sound:
    """Soft edges."""
    edge = min(int(edge_seconds * RATE_HZ), len(sound) // 2)
    if not edge:
        return sound
    ramp = np.linspace(0, 1, edge)
    out = sound.copy()
    out[:edge] *= ramp
    out[-edge:] *= ramp[::-1]
    return out


def read_wav(path: Path) -> Sound:
    """A 16-bit mono WAV file, brought to 8 kHz."""
    with wave.open(str(path), "rb") as file:
        samples = np.frombuffer(file.readframes(file.getnframes()), "<i2") / 32768
        return resampled(samples, file.getframerate())
