"""Where a number lives and which operator its block was given to, in words for people."""

from dataclasses import dataclass
from typing import Protocol


@dataclass(frozen=True, slots=True)
class Description:
    """What is known of a number's home; every field may be empty."""

    region_fr: str = ""
    region_en: str = ""
    carrier: str = ""


class Regions(Protocol):
    """Anything that can describe a number."""

    def describe(self, number_e164: str) -> Description:
        """Describe one number; an unknown one gets an empty description, never an error."""


class _Nowhere:
    """Knows no place at all."""

    def describe(self, number_e164: str) -> Description:
        return Description()


NOWHERE: Regions = _Nowhere()
"""For a house whose table of regions is not there yet: calls are judged all the same."""
