"""A recording on its way to the disk, a piece at a time, so that no write keeps other calls waiting."""

import logging
from pathlib import Path

from agent.sip.engine_error import EngineError
from agent.sip.media.recording import Recording
from agent.sound.wav_growing import GrowingWav

log = logging.getLogger(__name__)

WRITE_EVERY_SECONDS = 0.25


class RecordedFile:
    """`Recording` of one leg.  Raises EngineError when the file cannot be made."""

    def __init__(self, path: str, recording: Recording, now_seconds: float) -> None:
        self.path = path
        self._recording = recording
        self._write_at_seconds = now_seconds + WRITE_EVERY_SECONDS
        self.over_at_seconds = now_seconds + recording.seconds_left
        try:
            self._wav: GrowingWav | None = GrowingWav(Path(path))
        except OSError as error:
            raise EngineError(str(error)) from error

    def seconds(self, now_seconds: float) -> float:
        """How long it is so far."""
        return self._recording.seconds

    def write_when_due(self, now_seconds: float) -> None:
        """Write what has come since, now and then."""
        if now_seconds >= self._write_at_seconds:
            self._write_at_seconds = now_seconds + WRITE_EVERY_SECONDS
            self._write()

    def finish(self) -> None:
        """Write the rest and close the file."""
        self._write()
        if self._wav is not None:
            try:
                self._wav.finish()
            except OSError as error:
                log.error("the recording %s could not be closed: %s", self.path, error)
        self._wav = None

    def _write(self) -> None:
        pcm = self._recording.take()
        if self._wav is None or not pcm:
            return
        try:
            self._wav.add(pcm)
        except OSError as error:
            # A full disk: what is there stays, and the call goes on.
            log.error("the recording %s ends early: %s", self.path, error)
            self._wav = None
