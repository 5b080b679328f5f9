"""How the removal message is played to an unwanted caller."""

from typing import Annotated, Literal

import msgspec

from agent.settings.section import Section


class AnnounceSettings(Section, frozen=True):
    """`[announce]`: answer, let them say their first words, ask to be removed, hang up."""

    media: Literal["answer", "early"] = "answer"
    """`early` plays the message before answering (183), so the call never counts as answered; not every
    network lets the caller hear it."""
    first_words_seconds: Annotated[float, msgspec.Meta(ge=0, le=5)] = 1.2
    """How long we wait for the caller's first words before we speak."""
    repeat_when_talked_over: bool = True
    """Play the message once more when the caller spoke through it."""
    longest_seconds: Annotated[float, msgspec.Meta(ge=8, le=60)] = 20.0
    """The call is ended after this long, whatever happens."""
    message_folder: str = ""
    """Folder with your own recordings (`removal.fr.wav`, 8 kHz, mono, 16 bit); empty for `prompts` in the
    data folder, where `tranquille prompts replace` puts them.  A relative path starts at the config file's
    folder."""
