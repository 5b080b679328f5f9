"""How a call is left to the other phones when our line is one of them."""

from typing import Annotated, Literal

import msgspec

from agent.settings.section import Section

Release = Literal["wait", "480"]


class LettingRingSettings(Section, frozen=True):
    """`[letting_ring]`: what a line beside the box does with a call it lets ring."""

    hold_seconds: Annotated[float, msgspec.Meta(ge=3, le=60)] = 3.0
    """How long our extension rings along at least; some boxes stop ringing their app phones when an
    extension declines sooner than 3 s."""
    release: Release = "wait"
    """`wait` rings along until somebody answers or the caller gives up; `480` steps aside after the hold."""
