"""Writes the two kinds of WAV that this house makes: 16-bit for the line, A-law for keeping; both 8 kHz mono."""

from __future__ import annotations

import struct
import sys
from array import array
from pathlib import Path

from agent.disk.whole_file import whole_file
from agent.sound.rates import SAMPLE_RATE_HZ
from agent.sound.wav_file import A_LAW, PCM

_PCM_HEAD = struct.Struct("<4sI4s4sIHHIIHH4sI")
_A_LAW_HEAD = struct.Struct("<4sI4s4sIHHIIHHH4sII4sI")
A_LAW_HEAD_BYTES = _A_LAW_HEAD.size


def a_law_wav(coded: bytes) -> bytes:
    """A file of these A-law bytes (RFC 2361: format 6, with the `fact` chunk that it asks for)."""
    length = len(coded)
    head = _A_LAW_HEAD.pack(
        b"RIFF", A_LAW_HEAD_BYTES - 8 + length, b"WAVE",
        b"fmt ", 18, A_LAW, 1, SAMPLE_RATE_HZ, SAMPLE_RATE_HZ, 1, 8, 0,
        b"fact", 4, length, b"data", length,
    )  # fmt: skip
    return head + coded


def pcm_head(pcm_bytes: int) -> bytes:
    """What stands before so many bytes of 16-bit PCM; 0 for a sound whose length is not known yet."""
    return _PCM_HEAD.pack(
        b"RIFF", _PCM_HEAD.size - 8 + pcm_bytes, b"WAVE",
        b"fmt ", 16, PCM, 1, SAMPLE_RATE_HZ, 2 * SAMPLE_RATE_HZ, 2, 16, b"data", pcm_bytes,
    )  # fmt: skip


def write_wav(path: Path, samples: array[int], *, lasting: bool = True) -> None:
    """Save samples as 16-bit PCM: nobody ever hears half of it.  Raises OSError, and then nothing was changed.

    Not `lasting` is what can be made anew after a power cut, and has no time to wait for the disk.
    """
    little = array("h", samples)
    if sys.byteorder == "big":
        little.byteswap()
    sound = little.tobytes()
    head = pcm_head(len(sound))
    with whole_file(path, lasting=lasting) as file:
        file.write(head + sound)
