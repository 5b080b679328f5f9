"""What the telephones of the house show while they ring: who calls, as far as the household wishes."""

from typing import Literal

from agent.call.caller import Caller
from agent.treat.put_through_manner import ShownCaller

HIDES = {"fr": "Numéro masqué", "en": "Number withheld"}


def shown_caller(
    caller: Caller, show: Literal["asserted", "from", "name", "off"], language: str
) -> ShownCaller:
    """`show`: `[putting_through] show_caller`; `language`: the family's, for what we put into words."""
    if show == "off":
        return ShownCaller()
    number = caller.number_e164 or ""
    place = caller.region_fr if language == "fr" else caller.region_en
    name = caller.display_name or number or caller.short_number or place
    if caller.withheld:
        # Otherwise they would show our own name, as if nobody had called.
        name = caller.display_name or HIDES[language]
    if show == "name":
        return ShownCaller(name=f"{name} {number}" if number and number != name else name)
    return ShownCaller(name=name, number=number, number_in_from=show == "from")
