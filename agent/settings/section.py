"""The common ground of every [section]: frozen, named fields only, nothing unknown let in."""

from typing import Annotated, Literal

import msgspec

Seconds = Annotated[float, msgspec.Meta(ge=0)]
Treating = Literal["let-ring", "reject", "announce", "screen", "take-message"]
Language = Literal["fr", "en"]


class Section(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A table of config.toml; a subclass is one section, its fields are the settings."""
