"""Signals made by machines: fax, modem, network tones, beeps, keys; told by pitch and rhythm."""

from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise

from agent.listen.frame import FRAME_SECONDS, Frame
from agent.listen.spectrum import Purity

FAX_OR_MODEM = ("fax-cng", "fax-ced", "modem")
OPERATOR = ("sit", "busy", "congestion", "ring-back", "dial-tone")

_NETWORK = {"400", "440", "480", "620", "400+440", "400+480", "440+480", "480+620"}
_GAP_FRAMES = 3
_STEADY_FRAMES = 4
_EVEN_DB = 1.0
_RING_BACK_SECONDS = (0.65, 2.4)
"""One to two seconds on, the beginning perhaps cut off by media that came late."""
_FOLLOWS_DB = 8.0
_TORN_SECONDS = 0.12
_MACHINE_PITCHES = {"1100", "1300", "2100"}
_NEVER = -1.0e9

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
_SIT_ENDS_WITH = ("1400", "1800")


@dataclass(slots=True)
class Burst:
    """One stretch of one pitch."""

    name: str
    started_at: float
    ended_at: float
    hz: float
    quiet_before: bool
    level_dbov: float

    @property
    def lasted(self) -> float:
        """Length in seconds."""
        return self.ended_at - self.started_at


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
        self._quiet_since = 0.0
        self._loud_until = 0.0
        self._waiting: tuple[str, str, float] | None = None
        self._waiting_level_dbov = 0.0

    def feed(self, frame: Frame, sound: Purity, loud: bool) -> Iterator[tuple[str, str]]:
        """Take a frame, what it is made of and whether it stands out of the line's noise."""
        yield from self._keys(sound.key)
        pitch = sound.signal or ("tone" if sound.single_hz else "")
        follows = loud and not pitch and frame.level_dbov > self._waiting_level_dbov - _FOLLOWS_DB
        if self._waiting and follows and frame.at_seconds > self._waiting[2] - 0.3:
            self._waiting = None  # as loud a sound follows: this was part of music or a voice
        elif self._waiting and frame.at_seconds >= self._waiting[2]:
            name, detail, _ = self._waiting
            self._waiting = None
            yield from self._tell(name, detail)
        yield from self._follow(frame, pitch, sound)
        if loud:
            self._loud_until = frame.ends_at

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
            self._missing = 0
            self.run_frames += 1
            self._steadiness.append((sound.signal, sound.single_hz, frame.level_dbov))
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
            quiet = frame.at_seconds - self._loud_until > 0.05 or frame.at_seconds < 0.1
            self._burst = Burst(pitch, frame.at_seconds, frame.ends_at, hz, quiet, frame.level_dbov)
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
            hz = burst.hz or float(burst.name.split("+")[0])
            yield "beep", f"{hz:.0f} Hz, {burst.lasted * 1000:.0f} ms"

    def _sit(self) -> Iterator[tuple[str, str]]:
        """The first segment may be cut off by media that comes late: the other two are rare enough."""
        last = list(self._recent)[-2:]
        if tuple(b.name for b in last) != _SIT_ENDS_WITH or not all(0.18 <= b.lasted <= 0.5 for b in last):
            return
        if last[1].started_at - last[0].ended_at < 0.12:
            yield from self._tell("sit", "rising 950, 1400, 1800 Hz")

    def _cadence(self) -> Iterator[tuple[str, str]]:
        bursts = [b for b in self._recent if b.name in _NETWORK][-3:]
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
