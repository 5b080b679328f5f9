"""Is this slice one pure tone, and which? A voice is many tones at once, a signal one or two."""

import functools
import math
from operator import itemgetter

import msgspec

from agent.listen.frame import FRAME_SAMPLES, Frame
from agent.sound.rates import SAMPLE_RATE_HZ

Wave = tuple[tuple[float, ...], float]
"""Samples of a sine, and their energy."""
Pair = tuple[Wave, Wave]
"""A cosine and a sine of one frequency: together they find it at any phase."""

SIGNALS_HZ: dict[str, tuple[float, ...]] = {
    # Frequencies of one name lie within a bin (50 Hz) of each other, or stand for its tolerance.
    "400": (405.0,),
    "440": (435.0,),
    "450": (450.0,),
    "480": (480.0,),
    "620": (620.0,),
    "950": (920.0, 950.0, 980.0),
    "1100": (1070.0, 1100.0, 1130.0),
    "1300": (1300.0,),
    "1400": (1385.0, 1415.0),
    "1650": (1650.0,),
    "1800": (1780.0, 1805.0),
    "1850": (1850.0,),
    "2100": (2100.0,),
}
"""What telephone networks and machines say in tones: ITU-T E.180, T.30, V.21, V.25."""
DTMF_ROWS_HZ = (697.0, 770.0, 852.0, 941.0)
DTMF_COLUMNS_HZ = (1209.0, 1336.0, 1477.0, 1633.0)
KEYED = "1650/1850"
"""A frame in which a fax's data go to and fro between the two frequencies of V.21."""
_KEYED_HZ = (1620.0, 1880.0)
_KEYS = ("123A", "456B", "789C", "*0#D")
_GRID_HZ = 25.0
_PURE_SHARE = 0.62
_SURELY_PURE_SHARE = 0.8
_FAR_MORE_SHARE = 0.1
_LEAST_OF_TWO_SHARE = 0.35
_PAIR_SHARE = 0.66
_LONE_SHARE = 0.72


def wave_pair(hz: float) -> Pair:
    """A cosine and a sine of this frequency, as long as a slice."""
    step = 2.0 * math.pi * hz / SAMPLE_RATE_HZ
    cosine = tuple(math.cos(step * n) for n in range(FRAME_SAMPLES))
    sine = tuple(math.sin(step * n) for n in range(FRAME_SAMPLES))
    return (cosine, sum(v * v for v in cosine)), (sine, sum(v * v for v in sine))


@functools.lru_cache(maxsize=160)
def _grid(step: int) -> Pair:
    return wave_pair(step * _GRID_HZ)


_BANK = tuple((name, wave_pair(hz)) for name, many in SIGNALS_HZ.items() for hz in many)
_ROWS = tuple(wave_pair(hz) for hz in DTMF_ROWS_HZ)
_COLUMNS = tuple(wave_pair(hz) for hz in DTMF_COLUMNS_HZ)


class Purity(msgspec.Struct, frozen=True):
    """What a slice is made of, as far as tones go."""

    signal: str = ""
    """Name in `SIGNALS_HZ`, two names with `+`, or empty."""
    key: str = ""
    """DTMF key (ITU-T Q.23), or empty."""
    single_hz: float = 0.0
    """Frequency when it is one steady sine of any pitch, else 0."""
    first_correlation: float = 0.0
    """Correlation of each sample with the next: near 1 for low voices, below 0 for hiss."""

    @property
    def tonal(self) -> bool:
        """Whether this is a machine's tone rather than a voice."""
        return bool(self.signal or self.key or self.single_hz)


NOTHING = Purity()


def purity(frame: Frame, noise_energy: float) -> Purity:
    """Take the slice apart; `noise_energy` is the line's own share of its energy."""
    energy = frame.loudness**2
    clean = energy - min(noise_energy, 0.9 * energy)
    if clean <= 0.0:
        return NOTHING
    samples = frame.samples
    first, second = _lag(samples, energy, 1) / clean, _lag(samples, energy, 2) / clean
    single = _single_hz(samples, energy, clean, first, second)
    shares = sorted(_shares(samples, energy, clean).items(), key=itemgetter(1), reverse=True)
    if _lies_between(shares):
        del shares[0]
    (best, share), (next_best, next_share) = shares[0], shares[1]
    if share >= _PURE_SHARE:
        return Purity(best, "", single, first)
    if share + next_share >= _PAIR_SHARE and next_share >= 0.12:
        return Purity("+".join(sorted((best, next_best), key=float)), "", 0.0, first)
    if single:
        return Purity("", "", single, first)
    if _is_narrow(first, second) and _KEYED_HZ[0] < _hz(first) < _KEYED_HZ[1]:
        return Purity(KEYED, "", 0.0, first)
    return Purity("", _dtmf(samples, energy, clean), 0.0, first)


def _lag(samples: tuple[int, ...], energy: float, lag: int) -> float:
    """Autocorrelation, from the distance of the samples to themselves moved by `lag`.

    |a-b|² = |a|² + |b|² - 2ab, and `math.dist` works in C: a product of vectors for 2 µs.
    """
    ahead, behind = samples[lag:], samples[:-lag]
    edges = sum(v * v for v in samples[:lag]) + sum(v * v for v in samples[-lag:])
    return (
        (2.0 * energy - edges - math.dist(ahead, behind) ** 2) / 2.0 * FRAME_SAMPLES / (FRAME_SAMPLES - lag)
    )


def _single_hz(samples: tuple[int, ...], energy: float, clean: float, first: float, second: float) -> float:
    """Frequency of a lone sine, or 0; low voices look like one by chance, but have their energy elsewhere."""
    if not _is_narrow(first, second):
        return 0.0
    hz = _hz(first)
    middle = round(hz / _GRID_HZ)
    if (
        max(share_at(samples, energy, clean, _grid(step)) for step in (middle - 1, middle, middle + 1))
        < _LONE_SHARE
    ):
        return 0.0
    return hz


def _is_narrow(first: float, second: float) -> bool:
    """Whether all of it lies near one frequency: then cos 2w = 2cos²w - 1 holds for its correlations."""
    return -0.98 < first < 0.995 and abs(second - (2.0 * first * first - 1.0)) <= 0.05


def _hz(first: float) -> float:
    return math.acos(first) * SAMPLE_RATE_HZ / (2.0 * math.pi)


def share_at(samples: tuple[int, ...], energy: float, clean: float, pair: Pair) -> float:
    """Share of the energy within 25 Hz of one frequency."""
    total = 0.0
    for wave, wave_energy in pair:
        product = (energy + wave_energy - math.dist(samples, wave) ** 2) / 2.0
        total += product * product
    return total / (FRAME_SAMPLES / 2 * clean)


def _shares(samples: tuple[int, ...], energy: float, clean: float) -> dict[str, float]:
    shares: dict[str, float] = {}
    for name, pair in _BANK:
        share = share_at(samples, energy, clean, pair)
        if share > shares.get(name, -1.0):
            shares[name] = share
    return shares


def _lies_between(shares: list[tuple[str, float]]) -> bool:
    """Whether the best is only half-way between two tones that together explain far more, as 440 and 480 do."""
    (_, share), (_, second), (_, third) = shares[:3]
    return (
        share < _SURELY_PURE_SHARE
        and third >= _LEAST_OF_TWO_SHARE
        and share + _FAR_MORE_SHARE < second + third
    )


def _dtmf(samples: tuple[int, ...], energy: float, clean: float) -> str:
    rows = [share_at(samples, energy, clean, pair) for pair in _ROWS]
    row = max(rows)
    if row < 0.15:
        return ""
    columns = [share_at(samples, energy, clean, pair) for pair in _COLUMNS]
    column = max(columns)
    if column < 0.15 or row + column < 0.7:
        return ""
    return _KEYS[rows.index(row)][columns.index(column)]
