"""Records a call into a WAV file, in C, and knows when it must stop."""

import contextlib
from dataclasses import dataclass, field

import pjsua2 as pj


@dataclass(slots=True)
class Recording:
    """A recording under way."""

    path: str
    recorder: pj.AudioMediaRecorder
    started_at_seconds: float
    longest_seconds: float
    sources: dict[int, pj.AudioMedia] = field(default_factory=dict)
    """By their place on the bridge."""

    def seconds(self, now_seconds: float) -> float:
        return min(max(now_seconds - self.started_at_seconds, 0.0), self.longest_seconds)

    @property
    def over_at_seconds(self) -> float:
        return self.started_at_seconds + self.longest_seconds

    def also_from(self, source: pj.AudioMedia) -> None:
        """Mix another voice in, or the same one at its new place."""
        source.startTransmit(self.recorder)
        self.sources[source.getPortId()] = source

    def stop(self) -> None:
        """Take the recorder off the bridge; the file is closed when it has rested."""
        for source in self.sources.values():
            # A voice that has another place since a hold is no longer on the bridge here.
            with contextlib.suppress(pj.Error):
                source.stopTransmit(self.recorder)
        self.sources.clear()


def start_recording(
    path: str, source: pj.AudioMedia, longest_seconds: float, now_seconds: float
) -> Recording:
    """Record one call.  Raises pj.Error when the file cannot be written."""
    recorder = pj.AudioMediaRecorder()
    recorder.createRecorder(path)
    recording = Recording(path, recorder, now_seconds, longest_seconds)
    recording.also_from(source)
    return recording
