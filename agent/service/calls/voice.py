"""The house's voice: finds the sound of each prompt in the right language, and joins prompts to sentences."""

from collections.abc import Sequence

from agent.call.caller import Caller
from agent.call.incoming_call import IncomingCall
from agent.call.sentence import say
from agent.prompts.catalogue import Prompt
from agent.prompts.choosing import language_for, prompt
from agent.prompts.joined import JoinedPrompts
from agent.prompts.recording import SHIPPED_FOLDER, wav_path
from agent.settings.settings import Settings

OWN_RECORDING = "own recording"
"""Stands for the text version where the household speaks with its own recording."""


class Voice:
    """Speaks to callers in their language and to the family in the house's."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._own = settings.own_prompts_folder
        self._joined = JoinedPrompts(settings.data_folder / "spoken", self._own)

    def to_caller(self, incoming: IncomingCall, caller: Caller) -> str:
        """The language for somebody outside."""
        line_language = self._settings.line_named(incoming.line).language
        return line_language or language_for(self._settings.house.language, caller.country or None)

    @property
    def to_family(self) -> str:
        """The language for whoever picks up at home."""
        return self._settings.house.language

    def says(self, name: str, language: str) -> str:
        """Path of the sound of one prompt.  Raises OSError when it has none."""
        return self.sound(prompt(name, language))

    def sound(self, spoken: Prompt) -> str:
        """Path of this prompt's sound, the household's own recording first.  Raises OSError when it has none."""
        path = wav_path(spoken, self._own)
        if not path.is_file():
            raise FileNotFoundError(
                say("the prompt {name} has no recording at {path}", name=spoken.name, path=path)
            )
        return str(path)

    def sentence(self, spoken: Sequence[Prompt]) -> str:
        """Path of one sound that says them all.  Raises OSError."""
        return self.sound(spoken[0]) if len(spoken) == 1 else str(self._joined.path_of(spoken))

    def version(self, message: Prompt) -> str:
        """For the call record: the text version of a removal message, or that it is the household's own."""
        is_ours = wav_path(message, self._own).parent == SHIPPED_FOLDER
        return message.version if is_ours else OWN_RECORDING
