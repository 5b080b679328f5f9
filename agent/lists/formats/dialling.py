"""How each country dials, as far as reading the *beginning* of a number needs it.

Whole national numbers are read by `agent.identify.phone_number`; a prefix such as `030` is no
number, so its country code and trunk prefix come from this table (ITU-T E.164 annex and the
regulators' numbering plans).
"""

from agent.identify.dial_plan import DialPlan
from agent.identify.phone_number import read_number
from agent.lists.formats.number_reader import NumberReader

_NORTH_AMERICA = ("1", "1", "011")

_DIALLING: dict[str, tuple[str, str, str]] = {
    # country: (country code, trunk prefix, international prefix)
    "AT": ("43", "0", "00"),
    "AU": ("61", "0", "0011"),
    "BE": ("32", "0", "00"),
    "BG": ("359", "0", "00"),
    "BR": ("55", "0", "00"),
    "CA": _NORTH_AMERICA,
    "CH": ("41", "0", "00"),
    "CY": ("357", "", "00"),
    "CZ": ("420", "", "00"),
    "DE": ("49", "0", "00"),
    "DK": ("45", "", "00"),
    "EE": ("372", "", "00"),
    "ES": ("34", "", "00"),
    "FI": ("358", "0", "00"),
    "FR": ("33", "0", "00"),
    "GB": ("44", "0", "00"),
    "GF": ("594", "0", "00"),
    "GP": ("590", "0", "00"),
    "GR": ("30", "", "00"),
    "HR": ("385", "0", "00"),
    "HU": ("36", "06", "00"),
    "IE": ("353", "0", "00"),
    "IN": ("91", "0", "00"),
    "IT": ("39", "", "00"),
    "JP": ("81", "0", "010"),
    "LI": ("423", "", "00"),
    "LT": ("370", "0", "00"),
    "LU": ("352", "", "00"),
    "LV": ("371", "", "00"),
    "MC": ("377", "", "00"),
    "MQ": ("596", "0", "00"),
    "MT": ("356", "", "00"),
    "NC": ("687", "", "00"),
    "NL": ("31", "0", "00"),
    "NO": ("47", "", "00"),
    "NZ": ("64", "0", "00"),
    "PF": ("689", "", "00"),
    "PL": ("48", "", "00"),
    "PM": ("508", "0", "00"),
    "PT": ("351", "", "00"),
    "RE": ("262", "0", "00"),
    "RO": ("40", "0", "00"),
    "SE": ("46", "0", "00"),
    "SI": ("386", "0", "00"),
    "SK": ("421", "0", "00"),
    "TR": ("90", "0", "00"),
    "US": _NORTH_AMERICA,
    "YT": ("262", "0", "00"),
    "ZA": ("27", "0", "00"),
}


def number_reader(plan: DialPlan) -> NumberReader:
    """A reader of numbers written by people of the plan's country.

    A country missing from the table can still be read in `+…` and `00…` form, and its whole
    national numbers too; only its national prefixes cannot.
    """
    country_code, trunk_prefix, international_prefix = _DIALLING.get(plan.country, ("", "", "00"))

    def read_national(digits: str) -> str | None:
        number = read_number(digits, plan)
        return number.number_e164 if number is not None and number.possible else None

    return NumberReader(
        country_code=country_code,
        trunk_prefix=trunk_prefix,
        international_prefix=international_prefix,
        read_national=read_national,
    )
