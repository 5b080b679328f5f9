"""Finds the sound of a prompt on the disk, and says in words why a recording does not fit a telephone."""

from __future__ import annotations

from array import array
from pathlib import Path

from agent.call.sentence import say
from agent.call.user_error import UserError
from agent.prompts.catalogue import Prompt
from agent.sound.loudness import active_level_dbov, peak_dbov
from agent.sound.rates import SAMPLE_RATE_HZ
from agent.sound.wav_file import PCM, WavFile, read_wav

SHIPPED_FOLDER = Path(__file__).parent / "wav"

QUIETEST_DBOV = -36.0
LOUDEST_DBOV = -16.0
LOUDEST_PEAK_DBOV = -0.1
LONGEST_SECONDS = 20.0
"""A caller is never kept longer than this by a message of ours."""


def wav_path(prompt: Prompt, own_folder: Path | None) -> Path:
    """The recording to play: the user's own `<name>.<language>.wav` when it can be played, else ours."""
    if own_folder is not None:
        own = own_folder / f"{prompt.name}.{prompt.language}.wav"
        if _can_be_played(own):
            return own
    return SHIPPED_FOLDER / prompt.wav


def _can_be_played(path: Path) -> bool:
    try:
        recording = WavFile(path)
    except (OSError, UserError):
        return False
    # An engine may read less than we do: PJSIP's player plays nothing of a file whose length says 0.
    return (
        recording.format.tag == PCM
        and recording.format.bits == 16
        and recording.is_closed
        and recording.seconds > 0
    )


def check_wav(path: Path, longest_seconds: float = LONGEST_SECONDS) -> list[str]:
    """What is wrong with a recording, one sentence each with the way out; empty when the line can play it."""
    try:
        recording = WavFile(path)
    except UserError as error:
        return [str(error)]
    except OSError as error:
        return [
            say("{path} cannot be read: {error}", path=path, error=(error.strerror or str(error)).lower())
        ]
    layout = recording.format
    if layout.tag != PCM:
        return [
            say(
                "{path} is written in WAV format {coding}, which not every telephone plays; "
                "save it as 16-bit PCM WAV.",
                path=path,
                coding=layout.tag,
            )
        ]
    wrong: list[str] = []
    if layout.rate_hz != SAMPLE_RATE_HZ:
        wrong.append(
            say(
                "{path} has {count} samples per second; save it with {wanted}.",
                path=path,
                count=layout.rate_hz,
                wanted=SAMPLE_RATE_HZ,
            )
        )
    if layout.channels != 1:
        wrong.append(say("{path} has {count} channels; save it as mono.", path=path, count=layout.channels))
    if layout.bits != 16:
        wrong.append(say("{path} has {bits}-bit samples; save it with 16 bits.", path=path, bits=layout.bits))
    if not recording.is_closed:
        wrong.append(
            say("{path} does not say how long it is; save it once more, not through a pipe.", path=path)
        )
    if wrong:
        return wrong
    if recording.seconds > longest_seconds:
        # Said before the sound is read: it may be an hour of music.
        return [
            say(
                "{path} lasts {seconds:.1f} s; shorten it to {most:g} s or less.",
                path=path,
                seconds=recording.seconds,
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
