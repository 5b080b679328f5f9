"""Keys pressed in a call: telephone events in RTP both ways (RFC 4733), and what SIP INFO says of them (RFC 6086).

One key is one digit, however many of its packets come, and by however many ways.
"""

import struct
from collections import deque
from typing import NamedTuple

from agent.sip.media.g711_frames import FRAME_SAMPLES
from agent.sip.media.rtp import after

DIGITS = "0123456789*#ABCD"
"""By event number (RFC 4733 §3.2); the flash, 16, and all others are no digits."""
RFC4733, INFO = "rfc4733", "sip-info"
PRESS_FRAMES = 6
"""A key is held for 120 ms; some boxes overlook less than 100."""
END_PACKETS = 3
"""RFC 4733 §2.5.1.4."""
GAP_FRAMES = 4
MOST_WAITING_DIGITS = 64
SAME_PRESS_SECONDS = 1.5
"""A key that comes both ways comes twice within this."""
LONGEST_INFO_BYTES = 1000
_KEPT_EVENTS = 8
_VOLUME_DBM0 = 10
_EVENT = struct.Struct("!BBH")
_INFO_NAMES = {"10": "*", "11": "#", "12": "A", "13": "B", "14": "C", "15": "D"}
"""Some write the event's number instead of the key."""


class EventReader:
    """Telephone events of one source."""

    def __init__(self) -> None:
        self._event, self._timestamp, self._duration, self._ended = -1, 0, 0, True
        self._before: deque[int] = deque(maxlen=_KEPT_EVENTS)
        """Timestamps of events: packets of theirs may still come."""

    def heard(self, timestamp: int, payload: bytes) -> str | None:
        """The digit, once for each key; None for its other packets and for all that is no digit.  Never raises."""
        if len(payload) < _EVENT.size:
            return None
        event, flags, duration = _EVENT.unpack_from(payload)
        if event >= len(DIGITS):
            return None
        if timestamp in self._before:
            if timestamp == self._timestamp:
                self._duration = max(self._duration, duration)
                self._ended = self._ended or flags > 0x7F
            return None
        step = after(timestamp, self._timestamp, 32)
        # A long press goes on in a new segment (§2.5.1.3); some telephones count the timestamp on in each packet.
        goes_on = event == self._event and not self._ended and 0 < step <= self._duration
        self._before.append(timestamp)
        self._event, self._timestamp, self._duration = event, timestamp, duration
        self._ended = flags > 0x7F
        return None if goes_on else DIGITS[event]


def read_info(content_type: str, body: bytes) -> str | None:
    """The digit of a SIP INFO, in either of the two formats that telephones send, else None.  Never raises."""
    kind = content_type.partition(";")[0].strip().lower()
    text = body[:LONGEST_INFO_BYTES].decode("latin-1").replace("\r", "\n")
    if kind == "application/dtmf":
        return _digit(text)
    if kind != "application/dtmf-relay":
        return None
    for line in text.split("\n"):
        name, equals, value = line.partition("=")
        if equals and name.strip().lower() == "signal":
            return _digit(value)
    return None


def _digit(text: str) -> str | None:
    name = text.strip().upper()
    name = _INFO_NAMES.get(name, name)
    return name if len(name) == 1 and name in DIGITS else None


class PressedOnce:
    """The same key by two ways counts once."""

    def __init__(self) -> None:
        self._unmatched: deque[tuple[str, str, float]] = deque(maxlen=MOST_WAITING_DIGITS)
        """Digit, way and moment of those that have not come the other way."""

    def counts(self, digit: str, way: str, now_seconds: float) -> bool:
        """False when this key has come the other way already."""
        while self._unmatched and now_seconds - self._unmatched[0][2] > SAME_PRESS_SECONDS:
            self._unmatched.popleft()
        for place, (known, known_way, _) in enumerate(self._unmatched):
            if known == digit and known_way != way:
                del self._unmatched[place]
                return False
        self._unmatched.append((digit, way, now_seconds))
        return True


class EventPacket(NamedTuple):
    """One packet of a key that we press; `timestamp` is the moment it began."""

    payload: bytes
    timestamp: int
    marker: bool


class KeyPresser:
    """Keys towards the other side: a packet each 20 ms, the last of each key three times, then a pause."""

    def __init__(self) -> None:
        self._digits: deque[str] = deque()
        self._frame = 0
        """How many frames of the present key, or of the pause after it, have gone."""
        self._timestamp = 0

    def press(self, digits: str) -> None:
        """These too, after what waits; what is no key is left out, and so is what is too much."""
        room = MOST_WAITING_DIGITS - len(self._digits)
        self._digits.extend([digit for digit in digits.upper() if digit in DIGITS][:room])

    @property
    def is_pressing(self) -> bool:
        """True until the pause after the last key is over."""
        return bool(self._digits)

    def next(self, timestamp: int) -> EventPacket | None:
        """What these 20 ms send, which begin at `timestamp`; None in the pause.  Only while `is_pressing`."""
        frame, self._frame = self._frame, self._frame + 1
        if frame == 0:
            self._timestamp = timestamp
        if frame < PRESS_FRAMES + END_PACKETS - 1:
            held = min(frame + 1, PRESS_FRAMES)
            # The last frame of the press and its two repetitions bear the end, and all the same duration.
            flags = (0x80 if frame + 1 >= PRESS_FRAMES else 0) | _VOLUME_DBM0
            payload = _EVENT.pack(DIGITS.index(self._digits[0]), flags, held * FRAME_SAMPLES)
            return EventPacket(payload, self._timestamp, marker=frame == 0)
        if self._frame >= PRESS_FRAMES + END_PACKETS - 1 + GAP_FRAMES:
            self._digits.popleft()
            self._frame = 0
        return None

    def stop(self) -> None:
        """Forget what waits."""
        self._digits.clear()
        self._frame = 0
