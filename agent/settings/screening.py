"""How a screened caller is spoken to: greeted, listened to, and asked for one key."""

from typing import Annotated

import msgspec

from agent.settings.section import Section


class ScreeningSettings(Section, frozen=True):
    """`[screening]`: used for callers the house rules screen, once `[house] ring` can put them through."""

    hello_after_seconds: Annotated[float, msgspec.Meta(ge=0, le=3)] = 0.3
    """Pause between answering and our first word: a person lifts a receiver, and some lines take 0.2 s
    until the caller hears us."""
    answer_within_seconds: Annotated[float, msgspec.Meta(ge=3, le=30)] = 8.0
    """When nothing certain was heard for this long we ask our question all the same: the slowest people
    answer within 3.5 s, and an uncertain silence is treated as a person's."""
    finish_within_seconds: Annotated[float, msgspec.Meta(ge=2, le=30)] = 6.0
    """How long a caller may speak before we ask: people say why they call in less, a recording goes on, and
    whether it stops for our question tells the two apart."""
    digit_within_seconds: Annotated[float, msgspec.Meta(ge=2, le=20)] = 5.0
    """Time to find the key on a mobile phone's hidden keypad."""
    ask_times: Annotated[int, msgspec.Meta(ge=1, le=5)] = 2
    """The question is asked this often: once may be missed, three times is rude."""
    person_without_digit: bool = True
    """Put a caller through whom the ear takes for a person although no key came: old telephones and some
    people cannot press one, and a wanted call must not be lost."""
    longest_seconds: Annotated[float, msgspec.Meta(ge=20, le=180)] = 60.0
    """Nobody is kept longer than this before being put through."""
