"""Messages that callers leave: whether they are taken, how long, and for how long they are kept."""

from typing import Annotated

import msgspec

from agent.settings.section import Section


class MessagesSettings(Section, frozen=True):
    """`[messages]`: used once `[house] ring` is set, for callers whom nobody could take.

    Off by default: recording somebody's words needs their consent (France: code pénal, art. 226-1; Germany:
    § 201 StGB).  The greeting says that the message is recorded, and whoever speaks after it agrees; whether
    that is enough where you live is yours to know.
    """

    on: bool = False
    """Take messages; without it such a caller hears that nobody is there."""
    longest_seconds: Annotated[float, msgspec.Meta(ge=10, le=600)] = 120.0
    """A message ends after this long."""
    silence_seconds: Annotated[float, msgspec.Meta(ge=2, le=30)] = 5.0
    """So much silence ends it too."""
    keep_days: Annotated[int, msgspec.Meta(ge=1, le=3650)] = 30
    """Messages and recordings of talks (`*7`) older than this are erased."""
    quota_mb: Annotated[int, msgspec.Meta(ge=5, le=100_000)] = 50
    """All of them together take no more than this, some 50 messages of full length; the oldest go first."""
