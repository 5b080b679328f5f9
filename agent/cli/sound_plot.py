"""Draws a call as a picture: level over time, speech, silence, tones; PNG without a library."""

import struct
import zlib

from agent.service.desk.listen_to_file import STEP_SECONDS, HeardFile

Colour = tuple[int, int, int]

WIDTH, HEIGHT = 1200, 300
_LEFT, _RIGHT, _TOP, _BOTTOM = 46, 10, 12, 58
_QUIETEST_DBOV, _LOUDEST_DBOV = -80.0, 0.0
_WHITE, _INK, _GRID, _CURVE = (255, 255, 255), (60, 60, 60), (225, 225, 225), (40, 110, 180)
_SPEECH, _SILENCE, _TONE, _HOUSE = (60, 160, 80), (190, 190, 190), (200, 60, 60), (220, 160, 40)
_STRIPE_HEIGHT = 10
_LEVEL_MARKS_DBOV = (0, -20, -40, -60)
_SECOND_STEPS = (1, 2, 5, 10, 30, 60, 300, 600, 3600, 7200)
_GLYPHS = {  # three columns and five rows, one number a row
    "0": (7, 5, 5, 5, 7), "1": (2, 6, 2, 2, 7), "2": (7, 1, 7, 4, 7), "3": (7, 1, 7, 1, 7),
    "4": (5, 5, 7, 1, 1), "5": (7, 4, 7, 1, 7), "6": (7, 4, 7, 5, 7), "7": (7, 1, 1, 1, 1),
    "8": (7, 5, 7, 5, 7), "9": (7, 5, 7, 1, 7), "-": (0, 0, 7, 0, 0), "s": (0, 7, 6, 3, 7),
}  # fmt: skip


def plot_png(heard: HeardFile) -> bytes:
    """The picture as PNG (ISO/IEC 15948), 1200 by 300 points."""
    picture = _Picture(WIDTH, HEIGHT)
    wide = WIDTH - _LEFT - _RIGHT
    seconds = max(heard.seconds, STEP_SECONDS)

    def x_of(at_seconds: float) -> int:
        return _LEFT + int(min(1.0, max(0.0, (at_seconds - heard.from_seconds) / seconds)) * wide)

    base = HEIGHT - _BOTTOM
    for level in _LEVEL_MARKS_DBOV:
        y = _y_of(level)
        picture.fill(_LEFT, y, WIDTH - _RIGHT, y + 1, _GRID)
        picture.write(6, y - 5, str(level))
    step = next((each for each in _SECOND_STEPS if seconds / each <= 16), _SECOND_STEPS[-1])
    for mark in range(0, int(seconds) + 1, step):
        x = x_of(heard.from_seconds + mark)
        picture.fill(x, _TOP, x + 1, base, _GRID)
        picture.write(x + 2, HEIGHT - 16, f"{heard.from_seconds + mark:.0f}s")
    for column in range(wide):
        first = int(column / wide * len(heard.levels_dbov))
        last = max(first + 1, int((column + 1) / wide * len(heard.levels_dbov)))
        y = _y_of(max(heard.levels_dbov[first:last], default=_QUIETEST_DBOV))
        picture.fill(_LEFT + column, y, _LEFT + column + 1, base, _CURVE)
    for row, colour, spans in (
        (0, _SPEECH, heard.speech),
        (1, _SILENCE, heard.silence),
        (1, _TONE, heard.tones),
        (2, _HOUSE, heard.house_spoke),
    ):
        for start, end in spans:
            _stripe(picture, row, x_of(start), x_of(end), colour)
    return picture.as_png()


def _y_of(level_dbov: float) -> int:
    share = (min(_LOUDEST_DBOV, max(_QUIETEST_DBOV, level_dbov)) - _QUIETEST_DBOV) / (
        _LOUDEST_DBOV - _QUIETEST_DBOV
    )
    return int(HEIGHT - _BOTTOM - share * (HEIGHT - _BOTTOM - _TOP))


def _stripe(picture: "_Picture", row: int, left: int, right: int, colour: Colour) -> None:
    top = HEIGHT - _BOTTOM + 4 + row * (_STRIPE_HEIGHT + 2)
    picture.fill(left, top, max(left + 2, right), top + _STRIPE_HEIGHT, colour)


class _Picture:
    """Points in rows, three bytes each."""

    def __init__(self, width: int, height: int) -> None:
        self._width, self._height = width, height
        self._rows = [bytearray(bytes(_WHITE) * width) for _ in range(height)]

    def fill(self, left: int, top: int, right: int, bottom: int, colour: Colour) -> None:
        """Paint a rectangle; what lies outside the picture is left out."""
        left, right = max(0, left), min(self._width, right)
        for row in self._rows[max(0, top) : min(self._height, bottom)]:
            row[3 * left : 3 * right] = bytes(colour) * max(0, right - left)

    def write(self, left: int, top: int, text: str) -> None:
        """Digits, two points wide."""
        for character in text:
            for y, bits in enumerate(_GLYPHS[character]):
                for x in range(3):
                    if bits >> (2 - x) & 1:
                        self.fill(left + 2 * x, top + 2 * y, left + 2 * x + 2, top + 2 * y + 2, _INK)
            left += 8

    def as_png(self) -> bytes:
        """Eight bits a colour, no filter, one compressed block."""
        header = struct.pack(">IIBBBBB", self._width, self._height, 8, 2, 0, 0, 0)
        points = zlib.compress(b"".join(b"\0" + bytes(row) for row in self._rows), 9)
        chunks = ((b"IHDR", header), (b"IDAT", points), (b"IEND", b""))
        return b"\x89PNG\r\n\x1a\n" + b"".join(map(_chunk, chunks))


def _chunk(named: tuple[bytes, bytes]) -> bytes:
    name, body = named
    return struct.pack(">I", len(body)) + name + body + struct.pack(">I", zlib.crc32(name + body))
