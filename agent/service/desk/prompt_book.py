"""What the house says, as a book to leaf through: listen to a prompt, put one's own voice in its place."""

import difflib
import shutil
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from agent.call.sentence import say
from agent.call.user_error import UserError
from agent.prompts.catalogue import (
    BEEP,
    HELLO,
    HELLO_AGAIN,
    PROMPTS,
    REMOVAL,
    RING_BACK,
    SENTENCE_PAUSE_SECONDS,
    TO_CALLERS,
    Prompt,
)
from agent.prompts.choosing import prompt as prompt_named
from agent.prompts.choosing import removal_message
from agent.prompts.recording import LONGEST_SECONDS, check_wav, wav_path
from agent.settings.settings import Settings
from agent.sound.loudness import active_level_dbov, seconds
from agent.sound.wav_file import read_wav
from agent.sound.wav_writing import write_wav

LONGEST_HELLO_SECONDS = 1.5
"""Longer, and a dialer takes us for an answering machine."""
LONGEST_REMOVAL_SECONDS = 15.0
"""With the caller's first words before it, it still ends before the call does."""
LONGEST_RING_BACK_SECONDS = 120.0
"""It may be music: it begins again until somebody picks up."""
LONGEST_PIECE_SECONDS = 3.0
"""A number has five of them, and somebody waits for its end."""


@dataclass(frozen=True, slots=True)
class Recording:
    """One prompt and the sound that says it."""

    prompt: Prompt
    path: Path
    yours: bool
    """True when it is a recording of the household."""
    seconds: float
    level_dbov: float
    """While somebody speaks (ITU-T P.56)."""


class PromptBook:
    """Every prompt of the house, with the household's own recordings in their places."""

    def __init__(self, settings: Settings) -> None:
        self.own_folder = settings.own_prompts_folder

    def recordings(self, begins: str = "", language: str = "") -> Iterator[Recording]:
        """Those whose name begins so, in one language or in all; what cannot be read is left to `problems`.

        Raises UserError when no name begins so.
        """
        found = [each for each in PROMPTS if each.name.startswith(begins)]
        if not found:
            raise UserError(_no_such_prompt(begins))
        for each in found:
            if language in ("", each.language) and (recording := self._readable(each)):
                yield recording

    def recording(self, name: str, language: str, today: date) -> Recording:
        """The one that is played today.  Raises UserError for an unknown name or a file that is no sound."""
        prompt = _prompt(name, language, today)
        for problem in self._problems_of(prompt):
            raise UserError(problem)
        return self._recording(prompt)

    def replace(self, name: str, file: Path, language: str, today: date) -> Recording:
        """Say a prompt with the sound in `file` from now on.

        Raises UserError when the sound does not fit a telephone line, or cannot be kept.
        """
        prompt = _prompt(name, language, today)
        if problems := check_wav(file, longest_seconds(prompt)):
            raise UserError(" ".join(problems))
        target = self.own_folder / f"{prompt.name}.{prompt.language}.wav"
        try:
            self.own_folder.mkdir(parents=True, exist_ok=True)
            write_wav(target, read_wav(file))
        except OSError as error:
            raise UserError(
                say("{path} cannot be written: {error}", path=target, error=error.strerror or error)
            ) from error
        return self._recording(prompt)

    def problems(self) -> Iterator[str]:
        """What is wrong with any recording that may be played, ours and theirs; one sentence each."""
        for each in PROMPTS:
            if not self._is_own(each):
                yield from self._problems_of(each)
        yield from self.own_problems()

    def own_problems(self) -> Iterator[str]:
        """What is wrong in the household's own folder."""
        known = {f"{each.name}.{each.language}.wav": each for each in PROMPTS}
        for path in sorted(self.own_folder.glob("*.wav")):
            if prompt := known.get(path.name):
                yield from check_wav(path, longest_seconds(prompt))
            else:
                near = difflib.get_close_matches(path.name, known, n=1)
                instead = (
                    say("did you mean {name}?", name=near[0]) if near else say("see tranquille prompts list.")
                )
                yield say(
                    "{path} is never played, as no prompt has that name; {instead}",
                    path=path,
                    instead=instead,
                )

    def _readable(self, prompt: Prompt) -> Recording | None:
        try:
            return self._recording(prompt)
        except (OSError, ValueError, UserError):
            return None

    def _recording(self, prompt: Prompt) -> Recording:
        path = wav_path(prompt, self.own_folder)
        samples = read_wav(path)
        return Recording(prompt, path, self._is_own(prompt), seconds(samples), active_level_dbov(samples))

    def _is_own(self, prompt: Prompt) -> bool:
        return wav_path(prompt, self.own_folder).parent == self.own_folder

    def _problems_of(self, prompt: Prompt) -> list[str]:
        return check_wav(wav_path(prompt, self.own_folder), longest_seconds(prompt))


def longest_seconds(prompt: Prompt) -> float:
    """How long a recording of this prompt may be."""
    if prompt.name in (HELLO, HELLO_AGAIN):
        return LONGEST_HELLO_SECONDS
    if prompt.name == REMOVAL:
        return LONGEST_REMOVAL_SECONDS
    if prompt.name == RING_BACK:
        return LONGEST_RING_BACK_SECONDS
    is_digit = prompt.name.startswith("digit-")
    is_piece = prompt.pause_seconds < SENTENCE_PAUSE_SECONDS and prompt.name not in _NO_PIECES
    return LONGEST_PIECE_SECONDS if is_digit or is_piece else LONGEST_SECONDS


_NO_PIECES = TO_CALLERS | {BEEP, RING_BACK}


def save_copy(recording: Recording, target: Path) -> None:
    """A prompt's sound as a WAV file of the user's.  Raises UserError."""
    try:
        write_wav(target, read_wav(recording.path))
    except OSError as error:
        raise UserError(
            say("{path} cannot be written: {error}", path=target, error=error.strerror or error)
        ) from error


def play_aloud(path: Path) -> str:
    """Play a WAV on this computer's loudspeaker; empty when it was heard, else why it was not."""
    player = shutil.which("aplay")
    if player is None:
        return say("this computer has no aplay (package alsa-utils)")
    played = subprocess.run([player, "-q", str(path)], capture_output=True, text=True, errors="replace")
    if played.returncode == 0:
        return ""
    lines = played.stderr.strip().splitlines()
    return (
        say("aplay could not play it ({lines})", lines=lines[-1]) if lines else say("aplay could not play it")
    )


def _prompt(name: str, language: str, today: date) -> Prompt:
    try:
        return removal_message(language, today) if name == REMOVAL else prompt_named(name, language)
    except LookupError:
        others = [each.language for each in PROMPTS if each.name == name]
        if others:
            raise UserError(
                say(
                    "{name} is said in {language} only: add --language {language}",
                    name=name,
                    language=others[0],
                )
            ) from None
        raise UserError(_no_such_prompt(name)) from None


def _no_such_prompt(name: str) -> str:
    near = difflib.get_close_matches(name, {each.name for each in PROMPTS}, n=1, cutoff=0.5)
    instead = say("did you mean {name}?", name=near[0]) if near else say("tranquille prompts list shows all")
    return say('no prompt is called "{name}": {instead}', name=name, instead=instead)
