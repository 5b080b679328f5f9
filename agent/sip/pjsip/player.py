"""Plays one WAV file into a call, without Python in the audio path.

The end is read from the clock of the file, not from PJSIP's end-of-file callback, which runs on a
thread that may free the player under our hands.
"""

import math
from dataclasses import dataclass
from pathlib import Path

import pjsua2 as pj

from agent.sip.pjsip.endpoint import FRAME_MS
from agent.sound.wav_file import WavFile

TAIL_SECONDS = 0.06
"""What is still in the conference bridge and the jitter buffer when the file has been read."""
LATEST_SECONDS = 3.0
"""A call on hold sends nothing at all: no greeting waits longer than this for its end to be sent."""


@dataclass(slots=True)
class Playing:
    """A greeting on its way to the caller."""

    path: str
    player: pj.AudioMediaPlayer
    into: pj.AudioMedia
    started_at_seconds: float
    length_seconds: float
    sent_before_seconds: float = 0.0
    """Sound that the call had been sent when this began."""
    waits_seconds: float = 0.0
    """How far the media clock is behind ours, as it is on a busy computer."""

    def wait_for(self, sent_seconds: float) -> bool:
        """The call has been sent so much sound; False when the greeting is in it, or has had time enough."""
        missing = self.length_seconds + TAIL_SECONDS - (sent_seconds - self.sent_before_seconds)
        if missing <= 0 or self.waits_seconds >= LATEST_SECONDS:
            return False
        self.waits_seconds += max(missing, FRAME_MS / 1000)
        return True

    def seconds_played(self, now_seconds: float) -> float:
        return min(max(now_seconds - self.started_at_seconds, 0.0), self.length_seconds)

    def is_over(self, now_seconds: float) -> bool:
        return now_seconds >= self.over_at_seconds

    @property
    def over_at_seconds(self) -> float:
        return self.started_at_seconds + self.length_seconds + TAIL_SECONDS + self.waits_seconds

    def play_into(self, media: pj.AudioMedia) -> None:
        """The call has another place on the bridge, or the same one still."""
        self.into = media
        self.player.startTransmit(media)

    def stop(self) -> None:
        """Take the player off the call; the caller of this keeps it alive for a while longer."""
        self.player.stopTransmit(self.into)


def start_playing(
    path: str,
    into: pj.AudioMedia,
    now_seconds: float,
    over_and_over: bool = False,
    sent_before_seconds: float = 0.0,
) -> Playing:
    """Play the file once, or until it is stopped; `sent_before_seconds`: sound sent on this call so far.

    Raises OSError, UserError or pj.Error when it cannot be played.
    """
    length_seconds = math.inf if over_and_over else WavFile(Path(path)).seconds
    player = pj.AudioMediaPlayer()
    player.createPlayer(path, 0 if over_and_over else pj.PJMEDIA_FILE_NO_LOOP)
    player.startTransmit(into)
    return Playing(path, player, into, now_seconds, length_seconds, sent_before_seconds)
