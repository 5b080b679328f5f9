"""Makes one sound file of many pieces, so that a whole sentence is played like any other greeting.

The files lie in a cache folder under a name made from what they say: the same sentence is joined once.
"""

from __future__ import annotations

import contextlib
import os
import zlib
from array import array
from collections.abc import Sequence
from pathlib import Path

from agent.call.user_error import UserError
from agent.disk.whole_file import clear_leftovers
from agent.prompts.catalogue import Prompt
from agent.prompts.recording import SHIPPED_FOLDER, wav_path
from agent.prompts.tones import silence
from agent.sound.g711 import to_a_law_steps
from agent.sound.wav_file import read_wav
from agent.sound.wav_writing import write_wav

MAX_CACHE_BYTES = 16 * 1024 * 1024
"""Some hundred sentences; a call in hand needs one, so none that is about to be played is ever the oldest."""
_BEGINNING = "spoken-"


class JoinedPrompts:
    """Sentences as files in `cache_folder`; the least recently used ones go when there are too many.

    `own_folder`: the household's own recordings, which win where they fit the line.
    """

    def __init__(
        self, cache_folder: Path, own_folder: Path | None = None, max_cache_bytes: int = MAX_CACHE_BYTES
    ) -> None:
        self._cache_folder = cache_folder
        self._own_folder = own_folder
        self._max_cache_bytes = max_cache_bytes

    def path_of(self, prompts: Sequence[Prompt]) -> Path:
        """The WAV file (8 kHz mono 16-bit) that says all of `prompts`, with the pauses they ask for.

        Raises OSError (it cannot be written, or one of our own recordings is not there), ValueError (there is
        nothing to say).
        """
        if not prompts:
            raise ValueError("there is nothing to say: no prompt was given")
        sources = [wav_path(prompt, self._own_folder) for prompt in prompts]
        target = self._cache_folder / f"{_BEGINNING}{_fingerprint(prompts, sources)}.wav"
        if target.is_file():
            # Used now, so it is the last to go.
            with contextlib.suppress(OSError):
                os.utime(target)
            return target
        self._cache_folder.mkdir(parents=True, exist_ok=True)
        write_wav(target, _joined(prompts, sources), lasting=False)
        self._forget_oldest(kept=target)
        return target

    def _forget_oldest(self, kept: Path) -> None:
        clear_leftovers(self._cache_folder)
        files = []
        for path in self._cache_folder.glob(f"{_BEGINNING}*"):
            # Another process may tidy up at the same time.
            with contextlib.suppress(FileNotFoundError):
                found = path.stat()
                files.append((found.st_mtime_ns, found.st_size, path))
        total_bytes = sum(size_bytes for _, size_bytes, _ in files)
        for _, size_bytes, path in sorted(files):
            if total_bytes <= self._max_cache_bytes:
                return
            if path != kept:
                path.unlink(missing_ok=True)
                total_bytes -= size_bytes


def _fingerprint(prompts: Sequence[Prompt], sources: Sequence[Path]) -> str:
    """Changes with the words, the pauses and the recordings themselves."""
    told = ""
    for prompt, source in zip(prompts, sources, strict=True):
        found = source.stat()
        told += f"{source}\0{found.st_mtime_ns}\0{found.st_size}\0{prompt.version}\0{prompt.pause_seconds}\n"
    # Checksums tell a few hundred sentences apart; hashlib would bring 3 MB of OpenSSL into the daemon.
    return f"{zlib.crc32(told.encode()):08x}{zlib.crc32(told[::-1].encode()):08x}"


def _joined(prompts: Sequence[Prompt], sources: Sequence[Path]) -> array[int]:
    joined = array("h")
    pause_seconds = 0.0
    for prompt, source in zip(prompts, sources, strict=True):
        joined += to_a_law_steps(silence(pause_seconds))
        joined += _samples(prompt, source)
        pause_seconds = prompt.pause_seconds
    return joined


def _samples(prompt: Prompt, source: Path) -> array[int]:
    """The recording; ours where the household's own is damaged or of another kind."""
    try:
        return read_wav(source)
    except (OSError, ValueError, UserError):
        return read_wav(SHIPPED_FOLDER / prompt.wav)
