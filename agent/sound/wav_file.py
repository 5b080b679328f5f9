"""Reads the sound of any WAV file a telephone or a recorder may have written, piece by piece.

RIFF/WAVE with PCM of 8 to 32 bit, floats, A-law or µ-law (ITU-T G.711), of any rate and number of channels.
The standard library's `wave` knows PCM only, and believes a length that its writer never came back to fill in.
"""

from __future__ import annotations

import os
import struct
import sys
from array import array
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO

import msgspec

from agent.call.sentence import say
from agent.call.user_error import UserError
from agent.sound.g711 import from_a_law, from_mu_law
from agent.sound.rates import SAMPLE_RATE_HZ

PCM, FLOAT, A_LAW, MU_LAW, EXTENSIBLE = 1, 3, 6, 7, 0xFFFE
"""Format tags (RFC 2361); the last one says that the true one stands further down."""
_KNOWN_BITS = {PCM: (8, 16, 24, 32), FLOAT: (32,), A_LAW: (8,), MU_LAW: (8,)}
_PIECE_FRAMES = 8000
_LARGEST_HEADER_BYTES = 1 << 20


class WavFormat(msgspec.Struct, frozen=True):
    """How the samples are written."""

    coding: int
    """1 PCM, 3 float, 6 A-law, 7 µ-law."""
    channels: int
    rate_hz: int
    bits: int
    tag: int
    """What the file calls its coding: the same, or `EXTENSIBLE`, which not every player understands."""

    @property
    def frame_bytes(self) -> int:
        """One sample of every channel."""
        return self.channels * self.bits // 8


class WavFile:
    """A file's format, how much sound there is, and that sound as 16-bit samples of each channel.

    Raises OSError when it cannot be read, and UserError when it is no WAV file that can be decoded.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        with path.open("rb") as file:
            self.format, announced_bytes = _head(file, path)
            self._starts_at_byte = file.tell()
            there_bytes = os.fstat(file.fileno()).st_size - self._starts_at_byte
        self.is_closed = announced_bytes > 0
        """The file's writer came back to say how long the sound is: a recorder does that last."""
        # Programs that write to a pipe cannot know the length: then everything up to the end is sound.
        self._data_bytes = min(announced_bytes or there_bytes, there_bytes)

    @property
    def seconds(self) -> float:
        """How long the sound lasts that is there."""
        return self._data_bytes // self.format.frame_bytes / self.format.rate_hz

    def pieces(self) -> Iterator[tuple[array[int], ...]]:
        """At most 8000 samples at a time, one array for each channel.  Raises OSError."""
        size, channels = self.format.frame_bytes, self.format.channels
        left = self._data_bytes
        with self.path.open("rb") as file:
            file.seek(self._starts_at_byte)
            while whole := file.read(min(_PIECE_FRAMES * size, left)):
                left -= len(whole)
                samples = _to_16_bit(whole[: len(whole) // size * size], self.format)
                yield tuple(samples[channel::channels] for channel in range(channels))


def read_wav(path: Path) -> array[int]:
    """The whole of a recording of a telephone's kind: 8 kHz, mono, in whichever coding.

    Raises OSError and UserError as `WavFile` does, and ValueError when it has another rate or more channels.
    """
    file = WavFile(path)
    if (file.format.rate_hz, file.format.channels) != (SAMPLE_RATE_HZ, 1):
        raise ValueError(f"{path} is not 8 kHz mono")
    whole = array("h")
    for (samples,) in file.pieces():
        whole += samples
    return whole


def _head(file: BinaryIO, path: Path) -> tuple[WavFormat, int]:
    """The format, and the length of the sound in bytes as announced, 0 for none; the sound comes next."""
    start = file.read(12)
    if len(start) < 12 or start[:4] not in (b"RIFF", b"RF64") or start[8:] != b"WAVE":
        raise UserError(
            say("{path} is not a WAV file: convert it first, for example with sox or ffmpeg", path=path)
        )
    found: WavFormat | None = None
    while len(head := file.read(8)) == 8:
        name, size = head[:4], int.from_bytes(head[4:], "little")
        if name == b"data":
            if found is None:
                raise _formless(path)
            return found, size if size < 0xFFFFFF00 else 0
        if size > _LARGEST_HEADER_BYTES:
            raise UserError(
                say("{path} is damaged: its header announces a part of {size} bytes", path=path, size=size)
            )
        body = file.read(size + size % 2)
        if name == b"fmt ":
            found = _format(body, path)
    raise UserError(say("{path} is a WAV file without sound in it", path=path))


def _format(body: bytes, path: Path) -> WavFormat:
    if len(body) < 16:
        raise _formless(path)
    tag, channels, rate_hz, _, _, bits = struct.unpack_from("<HHIIHH", body)
    is_extended = tag == EXTENSIBLE and len(body) >= 26
    coding = int.from_bytes(body[24:26], "little") if is_extended else tag
    if not channels or not rate_hz:
        raise _formless(path)
    if bits not in _KNOWN_BITS.get(coding, ()):
        raise UserError(
            say(
                "{path} is written in a way that nobody here reads (WAV format {coding}, {bits} bit): "
                "convert it to 16-bit PCM",
                path=path,
                coding=coding,
                bits=bits,
            )
        )
    return WavFormat(coding, channels, rate_hz, bits, tag)


def _formless(path: Path) -> UserError:
    return UserError(say("{path} is damaged: it does not say how its sound is written", path=path))


def _to_16_bit(raw: bytes, written: WavFormat) -> array[int]:
    if written.coding == A_LAW:
        return from_a_law(raw)
    if written.coding == MU_LAW:
        return from_mu_law(raw)
    if written.coding == FLOAT:
        # A float file may hold infinities and what is no number at all.
        floats = (value for (value,) in struct.iter_unpack("<f", raw))
        return array("h", (int(max(-1.0, min(1.0, each)) * 32767) if each == each else 0 for each in floats))
    size = written.bits // 8
    if size == 2:
        return _from_little_endian(raw)
    two = bytearray(2 * (len(raw) // size))
    if size == 1:  # unsigned, with its zero at 128
        two[1::2] = raw.translate(_UNSIGNED_TO_SIGNED)
    else:  # the two highest bytes of each sample carry all we can hear
        two[0::2], two[1::2] = raw[size - 2 :: size], raw[size - 1 :: size]
    return _from_little_endian(bytes(two))


def _from_little_endian(raw: bytes) -> array[int]:
    samples = array("h", raw)
    if sys.byteorder == "big":
        samples.byteswap()
    return samples


_UNSIGNED_TO_SIGNED = bytes(value ^ 0x80 for value in range(256))
