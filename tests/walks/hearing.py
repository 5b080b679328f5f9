"""Follows by ear what somebody is told: each sentence must come whole, after the one before."""

import time
from array import array
from collections.abc import Sequence
from pathlib import Path

from agent.prompts.catalogue import Prompt
from agent.prompts.choosing import prompt
from agent.prompts.joined import JoinedPrompts
from agent.prompts.recording import wav_path
from agent.sound.wav_file import read_wav
from tests.peers.correlation import find, share_heard
from tests.peers.rtp_ear import RtpEar

RATE_HZ = 8000
DIGITS = "0123456789"


class Hearing:
    """One listener; what was recognised is not listened to again."""

    def __init__(self, ear: RtpEar, folder: Path, language: str = "fr") -> None:
        """`folder`: for the sentences to compare with."""
        self._ear = ear
        self._joined = JoinedPrompts(folder / "expected")
        self._language = language
        self._heard_until = 0

    def sentence(self, spoken: Sequence[Prompt], limit_seconds: float = 30) -> float:
        """Wait until exactly this was said; its length in seconds."""
        return self.sound(read_wav(self._joined.path_of(spoken)), limit_seconds, spoken[0].name)

    def prompt(self, name: str, limit_seconds: float = 30) -> float:
        """The same for one prompt, by its name."""
        return self.sound(self._recording(name), limit_seconds, name)

    def sound(self, wanted: array, limit_seconds: float = 30, name: str = "that") -> float:  # type: ignore[type-arg]
        """The same for any sound."""
        deadline = time.monotonic() + limit_seconds
        best = 0.0
        while time.monotonic() < deadline:
            # Whoever has hung up sends no more: then what came is all.
            more_comes = True
            try:
                self._ear.wait_packets(len(self._ear.packets) + 10, 1.0)
            except TimeoutError:
                more_comes = False
            heard = self._ear.samples[self._heard_until :]
            if more_comes and len(heard) < len(wanted):
                continue
            match = find(wanted, heard)
            best = max(best, match.correlation)
            ends_at = max(0, int(match.begins_at_seconds * RATE_HZ)) + len(wanted)
            if match.correlation >= 0.95 and (ends_at <= len(heard) or not more_comes):
                self._heard_until += ends_at
                return len(wanted) / RATE_HZ
        raise TimeoutError(f"{name} was not heard; the best place looks like it to {best:.2f}")

    def spoken(self, name: str, limit_seconds: float = 15) -> None:
        """The same for words that came through somebody's jitter buffer, which may have moved parts of them."""
        wanted, deadline, best = self._recording(name), time.monotonic() + limit_seconds, 0.0
        while time.monotonic() < deadline:
            self._ear.wait_packets(len(self._ear.packets) + 10)
            heard = self._ear.samples[self._heard_until :]
            if len(heard) < len(wanted):
                continue
            match = find(wanted, heard)
            ends_at = max(0, int(match.begins_at_seconds * RATE_HZ)) + len(wanted)
            if match.correlation < 0.3 or ends_at > len(heard):
                continue
            best = max(best, share_heard(wanted, heard))
            if best >= 0.8:
                self._heard_until += ends_at
                return
        raise TimeoutError(f"{name} was not heard; at best {best:.0%} of it were there")

    def skip(self) -> None:
        """Whatever has come so far is not listened to any more."""
        self._heard_until = len(self._ear.samples)

    def digit(self, limit_seconds: float = 5) -> str:
        """The digit that is said next."""
        deadline = time.monotonic() + limit_seconds
        best = (0.0, "")
        while time.monotonic() < deadline:
            self._ear.wait_packets(len(self._ear.packets) + 10)
            heard = self._ear.samples[self._heard_until :]
            # Each alone with what came since: in a long recording any louder word outweighs a quiet one.
            best = max(
                (find(self._recording(f"digit-{digit}"), heard).correlation, digit) for digit in DIGITS
            )
            if best[0] >= 0.95:
                return best[1]
        raise TimeoutError(f"no digit was heard; best {best}")

    def _recording(self, name: str) -> array:  # type: ignore[type-arg]
        return read_wav(wav_path(prompt(name, self._language), None))
