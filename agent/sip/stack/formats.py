"""Which sounds an m-line's numbers stand for: payload types with and without `rtpmap` (RFC 3551 §6, RFC 4733).

G.711 in both laws is all we speak, with keys as telephone events beside it, and comfort noise (RFC 3389).
"""

from dataclasses import dataclass
from enum import StrEnum

from agent.sip.stack.sdp import Attribute, Media

COMFORT_NOISE_TYPE = 13
_HIGHEST_TYPE = 127
_EVENTS = "TELEPHONE-EVENT"
_NOISE = "CN"


class Codec(StrEnum):
    """Sounds we speak, by their names in `rtpmap`."""

    PCMA = "PCMA"
    PCMU = "PCMU"

    @property
    def usual_type(self) -> int:
        """Its payload type where nothing else was said."""
        return 8 if self is Codec.PCMA else 0


_STATIC = {0: "PCMU", 8: "PCMA", COMFORT_NOISE_TYPE: _NOISE}


@dataclass(frozen=True, slots=True)
class Formats:
    """What of an m-line we understand."""

    sounds: tuple[tuple[Codec, int], ...] = ()
    """Codecs with their payload types, in order of preference."""
    events: int | None = None
    """Payload type of telephone events at 8 kHz; None when there are none."""
    comfort_noise: int | None = None
    """Payload type of comfort noise at 8 kHz; None when there is none."""

    def type_of(self, codec: Codec) -> int | None:
        """The payload type of that codec; None where it is not named."""
        return next((number for known, number in self.sounds if known is codec), None)


def read_formats(media: Media) -> Formats:
    """What of an m-line we understand; a number is what its `rtpmap` says, else what RFC 3551 says."""
    names = _names(media)
    sounds: list[tuple[Codec, int]] = []
    events = noise = None
    for text in media.formats:
        number = _payload_type(text)
        name = None if number is None else names.get(number, _STATIC.get(number))
        if name in (Codec.PCMA, Codec.PCMU):
            sounds.append((Codec(name), int(text)))
        elif name == _EVENTS and events is None:
            events = number
        elif name == _NOISE and noise is None:
            noise = number
    return Formats(tuple(sounds), events, noise)


def format_lines(formats: Formats) -> tuple[tuple[str, ...], tuple[Attribute, ...]]:
    """These formats as an m-line has them, and the attributes that say what they are."""
    numbers: list[int] = []
    attributes: list[Attribute] = []
    for codec, number in formats.sounds:
        numbers.append(number)
        attributes.append(("rtpmap", f"{number} {codec}/8000"))
    if formats.comfort_noise is not None:
        numbers.append(formats.comfort_noise)
        attributes.append(("rtpmap", f"{formats.comfort_noise} CN/8000"))
    if formats.events is not None:
        numbers.append(formats.events)
        attributes.append(("rtpmap", f"{formats.events} telephone-event/8000"))
        attributes.append(("fmtp", f"{formats.events} 0-15"))
    return tuple(map(str, numbers)), tuple(attributes)


def _names(media: Media) -> dict[int, str]:
    """Encoding names at 8 kHz and one channel in upper case; empty for any other."""
    names: dict[int, str] = {}
    for value in media.values("rtpmap"):
        words = value.split()
        number = _payload_type(words[0]) if len(words) > 1 else None
        if number is None:
            continue
        name, _, rate = words[1].upper().partition("/")
        is_ours = rate in ("", "8000", "8000/1")
        names.setdefault(number, name if is_ours else "")
    return names


def _payload_type(text: str) -> int | None:
    if not (text.isascii() and text.isdigit()) or len(text) > 3:
        return None
    number = int(text)
    return number if number <= _HIGHEST_TYPE else None
