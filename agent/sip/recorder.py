"""Records a call into a WAV file, in C, and knows when it must stop."""

from dataclasses import dataclass, field

import pjsua2 as pj


@dataclass(slots=True)
class Recording:
    """A recording under way."""

    path: str
    recorder: pj.AudioMediaRecorder
    started_at_seconds: float
    longest_seconds: float
    sources: list[pj.AudioMedia] = field(default_factory=list)

    def seconds(self, now_seconds: float) -> float:
        return min(max(now_seconds - self.started_at_seconds, 0.0), self.longest_seconds)

    @property
    def over_at_seconds(self) -> float:
        return self.started_at_seconds + self.longest_seconds

    def also_from(self, source: pj.AudioMedia) -> None:
        """Mix another voice in."""
        source.startTransmit(self.recorder)
        self.sources.append(source)

    def stop(self) -> None:
        """Take the recorder off the bridge; the file is closed when it has rested."""
        for source in self.sources:
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
