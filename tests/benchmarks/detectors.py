"""Voice detectors from the package registries, brought to 20 ms frames of 8 kHz for comparison."""

import importlib.util
from collections.abc import Callable

import numpy as np

from agent.listen.frame import Frame
from agent.listen.speech import VoiceDetector, WebRtcVoice


class FastVad:
    """`fast-vad`: logistic regression on filter banks, 32 ms at 8 kHz."""

    def __init__(self) -> None:
        import fast_vad

        self._ask = fast_vad.VadStateful(8000)
        self._waiting = np.zeros(0, np.float32)
        self._last = False

    def is_voice(self, frame: Frame) -> bool:
        """The answer for the latest whole frame of its own."""
        self._waiting = np.concatenate([self._waiting, np.array(frame.samples, np.float32) / 32768])
        size = int(self._ask.frame_size)
        while len(self._waiting) >= size:
            self._last = bool(self._ask.detect_frame(np.ascontiguousarray(self._waiting[:size])))
            self._waiting = self._waiting[size:]
        return self._last


class Earshot:
    """`earshot`: 16 ms at 16 kHz."""

    def __init__(self) -> None:
        import earshot

        self._ask = earshot.Detector()
        self._waiting = np.zeros(0)
        self._last = False

    def is_voice(self, frame: Frame) -> bool:
        """The answer for the latest whole chunk."""
        self._waiting = np.concatenate([self._waiting, _doubled(frame)])
        while len(self._waiting) >= 256:
            self._last = self._ask.predict_i16(np.round(self._waiting[:256]).astype(np.int16)) >= 0.5
            self._waiting = self._waiting[256:]
        return self._last


def _doubled(frame: Frame) -> np.ndarray[tuple[int], np.dtype[np.float64]]:
    """The frame at 16 kHz; neighbours are averaged between."""
    samples = np.array(frame.samples, float)
    between = np.append((samples[:-1] + samples[1:]) / 2, samples[-1])
    return np.column_stack([samples, between]).ravel()


def available() -> dict[str, Callable[[], VoiceDetector]]:
    """Every detector whose package is installed, webrtcvad first."""
    others: dict[str, tuple[str, Callable[[], VoiceDetector]]] = {
        "fast-vad": ("fast_vad", FastVad),
        "earshot": ("earshot", Earshot),
    }
    found: dict[str, Callable[[], VoiceDetector]] = {"webrtcvad": WebRtcVoice}
    for name, (module, build) in others.items():
        if importlib.util.find_spec(module):
            found[name] = build
        else:
            print(f"{name} is not installed and left out")
    return found
