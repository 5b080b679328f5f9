"""Signals made by machines: fax, modem, network tones, beeps, keys; told by pitch and rhythm."""

from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import combinations, groupby, pairwise

from agent.listen.frame import FRAME_SECONDS, QUIETEST_DBOV, Frame
from agent.listen.spectrum import KEYED, Purity

FAX_OR_MODEM = ("fax-cng", "fax-ced", "fax-v21", "modem")
OPERATOR = ("sit", "busy", "congestion", "ring-back", "dial-tone")

_NETWORK_HZ = ("400", "440", "450", "480", "620")
_NETWORK = {*_NETWORK_HZ, *(f"{low}+{high}" for low, high in combinations(_NETWORK_HZ, 2))}
_GAP_FRAMES = 3
_STEADY_FRAMES = 4
_BEFORE_FRAMES = 5
_EVEN_DB = 1.0
_RING_BACK_SECONDS = (0.65, 2.4)
"""One to two seconds on, the beginning perhaps cut off by media that came late."""
_FOLLOWS_DB = 8.0
_TORN_SECONDS = 0.12
_MACHINE_PITCHES = {"1100", "1300", "2100", KEYED}
_V21 = {KEYED, "1650", "1850", "1650+1850"}
_KEYED_SECONDS = 0.6
_LEAST_KEYED_SHARE = 0.25
_STANDS_ALONE_DB = 20.0

# name, pitch, shortest and longest burst in seconds, bursts needed (ITU-T T.30 §4.3.1, V.25 §2)
_SINGLE_BURSTS = (
    ("fax-cng", "1100", 0.34, 0.8, 1),
    ("modem", "1300", 0.4, 0.85, 2),
)
# name, shortest and longest time on, shortest and longest time off (ITU-T E.180 supplement 2)
_CADENCES = (
    ("busy", 0.33, 0.62, 0.3, 0.6),
    ("congestion", 0.14, 0.33, 0.14, 0.33),
)
_DOUBLE_RING = ((0.3, 0.5), (0.14, 0.28))
"""On and off seconds of the two rings of Britain, Ireland and Australia: 0.4, 0.2, 0.4 s."""
_SIT = ("950", "1400", "1800")
_SIT_SECONDS = 1.8
"""Three segments of a third of a second, with a little room for lost packets."""


@dataclass(slots=True)
class Burst:
    """One stretch of one pitch."""

    name: str
    started_at: float
    ended_at: float
    hz: float
    before_dbov: float
    """The loudest of the moments before it."""
    level_dbov: float
    keyed_frames: int = 0
    even_frames: int = 0

    @property
    def lasted(self) -> float:
        """Length in seconds."""
        return self.ended_at - self.started_at

    @property
    def even(self) -> bool:
        """Whether it kept level and pitch as a machine does, and no hum of a voice."""
        return self.even_frames * FRAME_SECONDS >= 0.5 * self.lasted

    @property
    def quiet_before(self) -> bool:
        """Whether it came out of a silence, not out of a voice or of music."""
        return self.before_dbov < self.level_dbov - _STANDS_ALONE_DB


class Tones:
    """Frames in; out come the names of signals, each with a detail for people."""

    def __init__(self) -> None:
        self.run_frames = 0
        """How long the present tone has lasted: a voice never holds one pitch so purely."""
        self.beep: Burst | None = None
        """The latest lone tone that is no known signal."""
        self._burst: Burst | None = None
        self._steadiness: deque[tuple[str, float, float]] = deque(maxlen=_STEADY_FRAMES)
        """Signal, pitch and level of the latest frames of the present tone."""
        self._missing = 0
        self._recent: deque[Burst] = deque(maxlen=6)
        self._told: set[str] = set()
        self._key = ""
        self._key_frames = 0
        self._levels: deque[float] = deque(maxlen=_BEFORE_FRAMES)
        self._waiting: tuple[str, str, float] | None = None
        self._waiting_level_dbov = 0.0

    def feed(self, frame: Frame, sound: Purity, loud: bool) -> Iterator[tuple[str, str]]:
        """Take a frame, what it is made of and whether it stands out of the line's noise."""
        yield from self._keys(sound.key)
        pitch = KEYED if sound.signal in _V21 else sound.signal or ("tone" if sound.single_hz else "")
        follows = loud and not pitch and frame.level_dbov > self._waiting_level_dbov - _FOLLOWS_DB
        if self._waiting and follows and frame.at_seconds > self._waiting[2] - 0.3:
            self._waiting = None  # as loud a sound follows: this was part of music or a voice
        elif self._waiting and frame.at_seconds >= self._waiting[2]:
            name, detail, _ = self._waiting
            self._waiting = None
            yield from self._tell(name, detail)
        yield from self._follow(frame, pitch, sound)
        self._levels.append(frame.level_dbov if loud else QUIETEST_DBOV)

    def _keys(self, key: str) -> Iterator[tuple[str, str]]:
        if key != self._key:
            self._key, self._key_frames = key, 0
        self._key_frames += 1
        # Two frames are 40 ms, the shortest key a receiver must take (ITU-T Q.24).
        if key and self._key_frames == 2:
            yield "dtmf", key

    @property
    def is_machine_pitch(self) -> bool:
        """Whether the present tone has the pitch of a fax or a modem."""
        return self._burst is not None and self._burst.name in _MACHINE_PITCHES

    @property
    def steady(self) -> bool:
        """Whether a tone is on that no voice holds: a round vowel may be as pure, but is never as even."""
        latest = self._steadiness
        if not self.run_frames or len(latest) < _STEADY_FRAMES:
            return False
        signals, pitches, levels = zip(*latest, strict=True)
        if signals[0] and len(set(signals)) == 1:
            return True
        if min(pitches) > 0.0 and max(pitches) < 1.04 * min(pitches):
            return True
        return bool(max(levels) - min(levels) < _EVEN_DB)

    def _follow(self, frame: Frame, pitch: str, sound: Purity) -> Iterator[tuple[str, str]]:
        burst, hz = self._burst, sound.single_hz
        if burst and pitch and (pitch == burst.name or self._same_beep(burst, pitch, hz)):
            burst.ended_at = frame.ends_at
            burst.hz = hz or burst.hz
            burst.level_dbov = max(burst.level_dbov, frame.level_dbov)
            burst.keyed_frames += sound.signal == KEYED
            self._missing = 0
            self.run_frames += 1
            self._steadiness.append((sound.signal, sound.single_hz, frame.level_dbov))
            burst.even_frames += self.steady
            yield from self._while_it_lasts(burst)
            return
        if burst:
            self._missing += 1
            if self._missing < _GAP_FRAMES and not (pitch and self._missing >= 2):
                return
            self._burst = None
            self.run_frames = 0
            yield from self._ended(burst)
        if pitch:
            # The latest slice may hold the tone's own beginning, half a slice long.
            before = max(list(self._levels)[:-1], default=QUIETEST_DBOV)
            self._burst = Burst(pitch, frame.at_seconds, frame.ends_at, hz, before, frame.level_dbov)
            self._missing = 0
            self.run_frames = 1
            self._steadiness.clear()
            self._steadiness.append((sound.signal, sound.single_hz, frame.level_dbov))

    @staticmethod
    def _same_beep(burst: Burst, pitch: str, hz: float) -> bool:
        """A lone sine that keeps or glides its pitch stays one tone, whatever its bin is called."""
        if burst.name in _NETWORK and pitch in _NETWORK:
            return True  # two tones together beat, and seem to be now one, now the other
        return bool(burst.hz and hz and abs(hz - burst.hz) < 0.12 * burst.hz and burst.name == "tone")

    def _while_it_lasts(self, burst: Burst) -> Iterator[tuple[str, str]]:
        if burst.name == "2100" and burst.lasted >= 0.45:
            yield from self._tell("fax-ced", "2100 Hz")
        elif burst.name == KEYED and burst.lasted >= _KEYED_SECONDS:
            if burst.keyed_frames * FRAME_SECONDS >= _LEAST_KEYED_SHARE * burst.lasted:
                yield from self._tell("fax-v21", "data between 1650 and 1850 Hz")
        elif burst.name in _NETWORK and burst.lasted >= 3.0:
            yield from self._tell("dial-tone", f"{burst.name} Hz for 3 s")

    def _ended(self, burst: Burst) -> Iterator[tuple[str, str]]:
        before = self._recent[-1] if self._recent else None
        if before and _alike(before, burst) and burst.started_at - before.ended_at < _TORN_SECONDS:
            # Lost packets tear a tone into pieces.
            before.ended_at, burst = burst.ended_at, before
        elif burst.lasted < 2.5 * FRAME_SECONDS:
            return
        else:
            self._recent.append(burst)
        self._waiting_level_dbov = burst.level_dbov
        yield from self._sit()
        for name, pitch, shortest, longest, needed in _SINGLE_BURSTS:
            alike = [
                b
                for b in self._recent
                if b.name == pitch and shortest <= b.lasted <= longest and b.quiet_before
            ]
            if burst.name == pitch and len(alike) >= needed:
                self._waiting = (name, f"{pitch} Hz, {burst.lasted:.1f} s", burst.ended_at + 0.1)
        if burst.name in _NETWORK:
            yield from self._cadence()
            if _RING_BACK_SECONDS[0] <= burst.lasted <= _RING_BACK_SECONDS[1]:
                self._waiting = ("ring-back", f"{burst.name} Hz, {burst.lasted:.1f} s", burst.ended_at + 0.4)
        if burst.quiet_before and burst.lasted <= 1.2:
            self.beep = burst
            hz = burst.hz or float(burst.name.replace("/", "+").split("+")[0])
            yield "beep", f"{hz:.0f} Hz, {burst.lasted * 1000:.0f} ms"

    def _sit(self) -> Iterator[tuple[str, str]]:
        """Lost packets tear segments or swallow one: two whole ones that follow each other are rare enough."""
        now = self._recent[-1].ended_at
        latest = [b for b in self._recent if b.started_at > now - _SIT_SECONDS and b.lasted <= 0.5]
        rising = tuple(name for name, _ in groupby(b.name for b in latest))[-3:]
        pair = latest[-2:]
        whole = (
            tuple(b.name for b in pair) in (_SIT[:2], _SIT[1:])
            and all(b.lasted >= 0.18 for b in pair)
            and pair[1].started_at - pair[0].ended_at < 0.12
        )
        if rising == _SIT or whole:
            yield from self._tell("sit", "rising 950, 1400, 1800 Hz")

    def _cadence(self) -> Iterator[tuple[str, str]]:
        bursts = [b for b in self._recent if b.name in _NETWORK][-3:]
        if _is_double_ring(bursts[-2:]):
            rings = f"{bursts[-1].name} Hz, {bursts[-2].lasted:.1f} and {bursts[-1].lasted:.1f} s"
            self._waiting = ("ring-back", rings, bursts[-1].ended_at + 0.6)
        if len(bursts) < 3:
            return
        pauses = [after.started_at - before.ended_at for before, after in pairwise(bursts)]
        for name, on_least, on_most, off_least, off_most in _CADENCES:
            if all(on_least <= b.lasted <= on_most for b in bursts) and all(
                off_least <= p <= off_most for p in pauses
            ):
                yield from self._tell(
                    name, f"{bursts[-1].name} Hz, {bursts[-1].lasted:.2f} s on, {pauses[-1]:.2f} s off"
                )

    def _tell(self, name: str, detail: str) -> Iterator[tuple[str, str]]:
        if name not in self._told:
            self._told.add(name)
            yield name, detail


def _alike(before: Burst, after: Burst) -> bool:
    """Whether two bursts may be one: the pitches of networks beat, and are named now so, now so."""
    return before.name == after.name or (before.name in _NETWORK and after.name in _NETWORK)


def _is_double_ring(bursts: list[Burst]) -> bool:
    (on_least, on_most), (off_least, off_most) = _DOUBLE_RING
    return (
        len(bursts) == 2
        and all(on_least <= b.lasted <= on_most for b in bursts)
        and off_least <= bursts[1].started_at - bursts[0].ended_at <= off_most
    )
