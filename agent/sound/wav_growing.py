"""Writes a recording while it is being made: 16-bit PCM at 8 kHz, in pieces, its length put down at the end."""

from pathlib import Path

from agent.disk.growing_file import GrowingFile
from agent.sound.wav_writing import pcm_head


class GrowingWav:
    """One recording, closed for `WavFile` once it is finished.  Raises OSError wherever the disk does."""

    def __init__(self, path: Path) -> None:
        self._pcm_bytes = 0
        self._file = GrowingFile(path, pcm_head(0))

    def add(self, pcm: bytes) -> None:
        """More sound: 16 bit, little-endian, mono."""
        self._file.add(pcm)
        self._pcm_bytes += len(pcm)

    def finish(self) -> None:
        """No more comes."""
        self._file.finish(pcm_head(self._pcm_bytes))
