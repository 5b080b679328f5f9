"""How a caller is brought to the family: which phones ring how, for how long, and what they hear first."""

from typing import Annotated, Literal

import msgspec

from agent.settings.section import Section


class PuttingThroughSettings(Section, frozen=True):
    """`[putting_through]`: used once `[house] ring` names the phones of the house."""

    ring_seconds: Annotated[float, msgspec.Meta(ge=5, le=120)] = 30.0
    """How long the phones ring before the caller is told that nobody is there."""
    whisper: Literal["on", "off"] = "on"
    """Whoever picks up first hears who it is, and presses 1 to take the call, 2 to send it away, 3 to
    deny it."""
    whisper_patience_seconds: Annotated[float, msgspec.Meta(ge=0, le=30)] = 4.0
    """After this long without a key the call is connected: it must not be lost to a missing keypad."""
    show_caller: Literal["asserted", "from", "name", "off"] = "asserted"
    """What the phones of the house are told of the caller.  `asserted`: the name beside our own address in
    From, the number in P-Asserted-Identity.  `from`: the number in From too, for phones that are called at
    their own address; a box may refuse an address that is not ours.  `name`: name and number together as
    the name, for boxes that pass on nothing else.  `off`: nothing, for phones outside the house."""
    transfer: Literal["off", "refer"] = "off"
    """`refer` asks the box to move the caller to the first phone; when it refuses we ring and connect
    ourselves.  Only for a box that answers REFER at all: one that says nothing to it counts as gone, and the
    call with it (RFC 3261 §12.2.1.2)."""
    listen_first_seconds: Annotated[float, msgspec.Meta(ge=0, le=30)] = 0.0
    """In front only: listen this long while the family answers a caller whom the house does not know.
    Who keeps silent through “Allô ? Allô ?”, as dialers do, is taken off their hands and hears the removal
    message.  0 for off, which is the default: the house has let this caller ring, and a person whose voice
    does not get through for a moment would be sent away."""
