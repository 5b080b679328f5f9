"""What the menu says and how patient it is; which key asks for what."""

from collections.abc import Callable
from dataclasses import dataclass

from agent.call.wishes import (
    AllowLast,
    DeleteMessage,
    DenyLast,
    HearMessage,
    MenuWish,
    PauseScreening,
    PermitNext,
    TellLast,
    TellToday,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class MenuManner:
    """How to serve one call to the menu; sounds are paths of WAV files."""

    welcome: str
    choices: str
    """Every key and what it does."""
    message_choices: str
    enter_code: str
    wrong_code: str
    goodbye: str
    pin: str = ""
    """Digits to type before anything is told; empty for none."""
    tries: int = 3
    """Wrong codes that are still forgiven in this call; 0: the menu is shut for now."""
    code: str = ""
    """`*30`, `*31` or `*32` when that was dialled: do it, say it, hang up."""
    ring_along_seconds: float = 0.0
    """Ring so long before answering, since the call may be for everybody in the house; 0: answer at once."""
    key_within_seconds: float = 8.0
    code_within_seconds: float = 15.0
    answer_within_seconds: float = 10.0
    """The house's own files are rarely slower than a blink; after this long we go on without."""
    longest_seconds: float = 600.0


@dataclass(slots=True)
class Heard:
    """What the person in the menu has been told so far."""

    number: str | None = None
    """Of the last caller; empty when they showed none, None before anybody was told."""
    message: str = ""


Asks = Callable[[str, Heard], MenuWish]
"""Makes the wish that a key stands for, from the id of the call and from what was told in it so far."""

# Key -> wish, while the choices are offered.
MAIN_KEYS: dict[str, Asks] = {
    "1": lambda call_id, heard: DenyLast(call_id, heard.number),
    "2": lambda call_id, heard: AllowLast(call_id, heard.number),
    "3": lambda call_id, heard: HearMessage(call_id),
    "4": lambda call_id, heard: PermitNext(call_id),
    "5": lambda call_id, heard: PauseScreening(call_id),
    "6": lambda call_id, heard: TellToday(call_id),
    "*": lambda call_id, heard: TellLast(call_id),
}

# Key -> wish, while messages are heard.
MESSAGE_KEYS: dict[str, Asks] = {
    "1": lambda call_id, heard: HearMessage(call_id, heard.message),
    "2": lambda call_id, heard: HearMessage(call_id, heard.message, following=True),
    "3": lambda call_id, heard: DeleteMessage(call_id, heard.message),
}

# Code dialled -> wish; the empty code opens the menu with who called last.
CODE_WISHES: dict[str, Asks] = {
    "": lambda call_id, heard: TellLast(call_id),
    "*30": lambda call_id, heard: DenyLast(call_id),
    "*31": lambda call_id, heard: AllowLast(call_id),
    "*32": lambda call_id, heard: TellLast(call_id),
}
