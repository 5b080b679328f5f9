"""How long the house remembers calls."""

from typing import Annotated

import msgspec

from agent.settings.section import Section


class StoreSettings(Section, frozen=True):
    """`[store]`: the call log keeps what is younger than `keep_days` and fits in `keep_rows`."""

    keep_days: Annotated[int, msgspec.Meta(ge=1, le=3650)] = 90
    """Calls older than this are erased: the log exists to explain recent calls, not to collect people."""
    keep_rows: Annotated[int, msgspec.Meta(ge=100, le=10_000_000)] = 100_000
    """The oldest calls over this count are erased, so a flood never fills the disk."""
