"""Where one number lives, for a question asked before the house has made its table of regions.

Loads all the names of the world (110 MB, half a second): for a command that asks once and ends.
"""

from agent.identify.region_rows import LONGEST_PREFIX, country_names, naming_of
from agent.identify.regions import Description


class RegionNames:
    """`Regions` straight from libphonenumber's names, which are loaded with the first number asked about."""

    def describe(self, number_e164: str) -> Description:
        """The names that the table would give, without a table."""
        naming = naming_of(number_e164)
        area = _of_prefix(naming.area_digits) if naming.in_area else Description()
        fr, en = next((names for code, *names in country_names() if code == naming.country), ("", ""))
        return Description(
            region_fr=area.region_fr or fr,
            region_en=area.region_en or en,
            carrier=_of_prefix(number_e164[1:]).carrier if naming.has_carrier else "",
        )


def _of_prefix(digits: str) -> Description:
    """What every beginning of `digits` is called, the longest word counting."""
    from phonenumbers.carrierdata import CARRIER_DATA
    from phonenumbers.geodata import GEOCODE_DATA

    region_fr = region_en = carrier = ""
    for length in range(1, LONGEST_PREFIX + 1):
        names = GEOCODE_DATA.get(digits[:length], {})
        region_fr = names.get("fr") or names.get("en") or region_fr
        region_en = names.get("en") or region_en
        carrier = CARRIER_DATA.get(digits[:length], {}).get("en") or carrier
    return Description(region_fr, region_en, carrier)
