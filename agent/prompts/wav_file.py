"""Finds the sound of a prompt on the disk, and says in words why a recording does not fit a telephone."""

from __future__ import annotations

import wave
from array import array
from pathlib import Path

from agent.call.sentence import say
from agent.disk.whole_file import whole_file
from agent.prompts.catalogue import Prompt
from agent.sound.loudness import SAMPLE_RATE_HZ, active_level_dbov, peak_dbov

SHIPPED_FOLDER = Path(__file__).parent / "wav"

QUIETEST_DBOV = -36.0
LOUDEST_DBOV = -16.0
LOUDEST_PEAK_DBOV = -0.1
LONGEST_SECONDS = 20.0
"""A caller is never kept longer than this by a message of ours."""


def wav_path(prompt: Prompt, own_folder: Path | None) -> Path:
    """The recording to play: the user's own `<name>.<language>.wav` when it can be opened, else ours."""
    if own_folder is not None:
        own = own_folder / f"{prompt.name}.{prompt.language}.wav"
        if _opens(own):
            return own
    return SHIPPED_FOLDER / prompt.wav


def _opens(path: Path) -> bool:
    try:
        with wave.open(str(path), "rb") as recording:
            return recording.getnframes() > 0
    except (OSError, EOFError, wave.Error):
        return False


def check_wav(path: Path, longest_seconds: float = LONGEST_SECONDS) -> list[str]:
    """What is wrong with a recording, one sentence each with the way out; empty when the line can play it."""
    try:
        with wave.open(str(path), "rb") as recording:
            layout = recording.getparams()
    except (OSError, EOFError, wave.Error) as error:
        return [
            say(
                "{path} cannot be read as a WAV file ({error}); save it as 16-bit PCM WAV.",
                path=path,
                error=str(error) or say("the file is empty"),
            )
        ]
    wrong: list[str] = []
    if layout.framerate != SAMPLE_RATE_HZ:
        wrong.append(
            say(
                "{path} has {count} samples per second; save it with {wanted}.",
                path=path,
                count=layout.framerate,
                wanted=SAMPLE_RATE_HZ,
            )
        )
    if layout.nchannels != 1:
        wrong.append(say("{path} has {count} channels; save it as mono.", path=path, count=layout.nchannels))
    if layout.sampwidth != 2:
        wrong.append(
            say("{path} has {bits}-bit samples; save it with 16 bits.", path=path, bits=8 * layout.sampwidth)
        )
    if wrong:
        return wrong
    lasts_seconds = layout.nframes / SAMPLE_RATE_HZ
    if lasts_seconds > longest_seconds:
        # Said before the sound is read: it may be an hour of music.
        return [
            say(
                "{path} lasts {seconds:.1f} s; shorten it to {most:g} s or less.",
                path=path,
                seconds=lasts_seconds,
                most=longest_seconds,
            )
        ]
    return _check_sound(path, read_wav(path))


def _check_sound(path: Path, samples: array[int]) -> list[str]:
    wrong: list[str] = []
    level_dbov = active_level_dbov(samples)
    if level_dbov < QUIETEST_DBOV:
        wrong.append(
            say(
                "{path} speaks too quietly ({level:.0f} dBov); bring it to about -26 dBov.",
                path=path,
                level=level_dbov,
            )
        )
    if level_dbov > LOUDEST_DBOV:
        wrong.append(
            say(
                "{path} speaks too loudly ({level:.0f} dBov); bring it to about -26 dBov.",
                path=path,
                level=level_dbov,
            )
        )
    if peak_dbov(samples) > LOUDEST_PEAK_DBOV:
        wrong.append(
            say("{path} reaches full scale and will crackle; record it a little more quietly.", path=path)
        )
    return wrong


def read_wav(path: Path) -> array[int]:
    """The samples of an 8 kHz mono 16-bit WAV; ValueError when it is something else."""
    with wave.open(str(path), "rb") as recording:
        layout = recording.getparams()
        if (layout.framerate, layout.nchannels, layout.sampwidth) != (SAMPLE_RATE_HZ, 1, 2):
            raise ValueError(f"{path} is not 8 kHz mono 16-bit")
        samples = array("h", recording.readframes(layout.nframes))
    if _BIG_ENDIAN:
        samples.byteswap()
    return samples


def write_wav(path: Path, samples: array[int], *, lasting: bool = True) -> None:
    """Save samples as an 8 kHz mono 16-bit WAV; nobody ever hears half of it.

    What is made anew when it is missing need not be `lasting`: a caller does not wait for the disk.

    Raises:
        OSError: nothing was changed.
    """
    little = array("h", samples)
    if _BIG_ENDIAN:
        little.byteswap()
    with whole_file(path, lasting=lasting) as file, wave.open(file, "wb") as recording:
        recording.setnchannels(1)
        recording.setsampwidth(2)
        recording.setframerate(SAMPLE_RATE_HZ)
        recording.writeframes(little.tobytes())


_BIG_ENDIAN = array("h", [1]).tobytes()[0] == 0
