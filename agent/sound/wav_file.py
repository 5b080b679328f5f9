"""Reads the sound of any WAV file a telephone or a recorder may have written, piece by piece.

RIFF/WAVE with PCM of 8 to 32 bit, floats, A-law or µ-law (ITU-T G.711), one or two channels.  The
standard library's `wave` knows PCM only, and refuses files whose writer never came back to fill in
the length.
"""

import struct
import sys
from array import array
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from agent.call.sentence import say
from agent.call.user_error import UserError

LOWEST_RATE_HZ, HIGHEST_RATE_HZ = 8000, 48000
_PCM, _FLOAT, _ALAW, _MULAW, _EXTENSIBLE = 1, 3, 6, 7, 0xFFFE
_PIECE_FRAMES = 8000
_LARGEST_HEADER_BYTES = 1 << 20


@dataclass(frozen=True, slots=True)
class WavFormat:
    """How the samples are written."""

    coding: int
    """Format tag of the `fmt ` chunk: 1 PCM, 3 float, 6 A-law, 7 µ-law."""
    channels: int
    rate_hz: int
    bits: int

    @property
    def frame_bytes(self) -> int:
        """One sample of every channel."""
        return self.channels * self.bits // 8


class WavFile:
    """An open file: its format, and its sound as 16-bit samples of each channel.

    Raises UserError when it cannot be opened or is no WAV file that can be heard.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        try:
            self._file: BinaryIO = path.open("rb")
        except OSError as error:
            raise UserError(
                say("{path} cannot be read: {error}", path=path, error=(error.strerror or str(error)).lower())
            ) from None
        try:
            self.format = self._read_header()
        except (UserError, OSError) as error:
            self._file.close()
            if isinstance(error, OSError):
                raise UserError(
                    say("{path} cannot be read: {error}", path=path, error=error.strerror)
                ) from None
            raise

    def pieces(self) -> Iterator[tuple["array[int]", ...]]:
        """Yield up to 8000 samples at a time, one array per channel."""
        size = self.format.frame_bytes
        left = self._data_bytes
        with self._file:
            while left > 0:
                read = self._file.read(min(_PIECE_FRAMES * size, left))
                left -= len(read)
                whole = read[: len(read) - len(read) % size]
                if not whole:
                    return
                samples = _to_16_bit(whole, self.format)
                yield tuple(
                    samples[channel :: self.format.channels] for channel in range(self.format.channels)
                )

    def _read_header(self) -> WavFormat:
        start = self._file.read(12)
        if len(start) < 12 or start[:4] not in (b"RIFF", b"RF64") or start[8:12] != b"WAVE":
            raise UserError(
                say(
                    "{path} is not a WAV file: convert it first, for example with sox or ffmpeg",
                    path=self.path,
                )
            )
        format_found: WavFormat | None = None
        while True:
            head = self._file.read(8)
            if len(head) < 8:
                raise UserError(say("{path} is a WAV file without sound in it", path=self.path))
            name, size = head[:4], int.from_bytes(head[4:], "little")
            if name == b"data":
                break
            if size > _LARGEST_HEADER_BYTES:
                raise UserError(
                    say(
                        "{path} is damaged: its header announces a part of {size} bytes",
                        path=self.path,
                        size=size,
                    )
                )
            body = self._file.read(size + size % 2)
            if name == b"fmt ":
                format_found = self._format_of(body)
        if format_found is None:
            raise UserError(
                say("{path} is damaged: it does not say how its sound is written", path=self.path)
            )
        # Programs that write to a pipe cannot know the length: then everything up to the end is sound.
        self._data_bytes = size if 0 < size < 0xFFFFFF00 else sys.maxsize
        return format_found

    def _format_of(self, body: bytes) -> WavFormat:
        if len(body) < 16:
            raise UserError(
                say("{path} is damaged: it does not say how its sound is written", path=self.path)
            )
        coding, channels, rate_hz, _, _, bits = struct.unpack_from("<HHIIHH", body)
        if coding == _EXTENSIBLE and len(body) >= 26:
            coding = int.from_bytes(body[24:26], "little")
        known = {_PCM: (8, 16, 24, 32), _FLOAT: (32,), _ALAW: (8,), _MULAW: (8,)}
        if bits not in known.get(coding, ()):
            raise UserError(
                say(
                    "{path} is written in a way the ear does not read (WAV format {coding}, {bits} bit): "
                    "convert it to 16-bit PCM",
                    path=self.path,
                    coding=coding,
                    bits=bits,
                )
            )
        if channels not in (1, 2):
            raise UserError(
                say(
                    "{path} has {count} channels: the ear takes one, or one side of two",
                    path=self.path,
                    count=channels,
                )
            )
        if not LOWEST_RATE_HZ <= rate_hz <= HIGHEST_RATE_HZ:
            raise UserError(
                say(
                    "{path} has {count} samples a second: the ear takes 8000 to 48000",
                    path=self.path,
                    count=rate_hz,
                )
            )
        return WavFormat(coding, channels, rate_hz, bits)


def _to_16_bit(raw: bytes, written: WavFormat) -> "array[int]":
    samples = array("h")
    if written.coding == _ALAW:
        samples.extend(map(_ALAW_VALUES.__getitem__, raw))
        return samples
    if written.coding == _MULAW:
        samples.extend(map(_MULAW_VALUES.__getitem__, raw))
        return samples
    if written.coding == _FLOAT:
        for (value,) in struct.iter_unpack("<f", raw):
            # A float file may hold infinities and what is no number at all.
            samples.append(int(max(-1.0, min(1.0, value)) * 32767) if value == value else 0)
        return samples
    size = written.bits // 8
    two = bytearray(2 * (len(raw) // size))
    if size == 1:  # unsigned, with its zero at 128
        two[1::2] = raw.translate(_UNSIGNED_TO_SIGNED)
    else:  # the two highest bytes of each sample carry all we can hear
        two[0::2], two[1::2] = raw[size - 2 :: size], raw[size - 1 :: size]
    samples.frombytes(bytes(two))
    if sys.byteorder == "big":
        samples.byteswap()
    return samples


_UNSIGNED_TO_SIGNED = bytes(value ^ 0x80 for value in range(256))


def _alaw(byte: int) -> int:
    """ITU-T G.711 table 1: even bits inverted, sign, three bits of segment, four of step."""
    code = byte ^ 0x55
    segment, step = (code >> 4) & 7, code & 15
    value = (step << 4) + 8 if segment == 0 else ((step << 4) + 264) << (segment - 1)
    return value if code & 0x80 else -value


def _mulaw(byte: int) -> int:
    """ITU-T G.711 table 2: all bits inverted, sign, three bits of segment, four of step."""
    code = ~byte & 0xFF
    value = ((((code & 15) << 3) + 132) << ((code >> 4) & 7)) - 132
    return -value if code & 0x80 else value


_ALAW_VALUES = tuple(_alaw(byte) for byte in range(256))
_MULAW_VALUES = tuple(_mulaw(byte) for byte in range(256))
