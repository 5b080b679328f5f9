"""How a call is refused without being answered."""

from typing import Literal

from agent.settings.section import Section


class RejectingSettings(Section, frozen=True):
    """`[rejecting]`: used only for the `reject` treatment."""

    sip_status: Literal[403, 404, 480, 486, 600, 603, 604, 607] = 607
    """The final response: 607 Unwanted (RFC 8197) and the other 6xx stop every phone of the house
    (RFC 3261 §16.7), the rest end our branch only."""
