"""One French subscriber, two international numbers: overseas as +33 and as the territory's own code.

France dials all its territories as one national plan (`0590 …`, `0692 …`, `0947 5…`), but abroad
Guadeloupe is +590, Guyane +594, Martinique +596, La Réunion and Mayotte +262, Saint-Pierre-et-Miquelon
+508.  Networks and published lists use either form, so whoever compares numbers has to know both.
Source: ARCEP, décision 2018-0881 as amended (plan de numérotation), Annexe 1.
"""

FRENCH_PLAN = frozenset({"FR", "GP", "BL", "MF", "GF", "MQ", "RE", "YT", "PM"})
"""Countries (ISO 3166-1) that dial each other nationally."""

# National number, without its 0, by prefix -> (country code, territory).  The longest prefix wins.
_TERRITORIES = {
    "590": ("590", "GP"),
    "5987": ("590", "GP"),
    "690": ("590", "GP"),
    "691": ("590", "GP"),
    "7090": ("590", "GP"),
    "9395": ("590", "GP"),
    "9475": ("590", "GP"),
    "9760": ("590", "GP"),
    "9761": ("590", "GP"),
    "9768": ("590", "GP"),
    "594": ("594", "GF"),
    "5988": ("594", "GF"),
    "694": ("594", "GF"),
    "7093": ("594", "GF"),
    "9396": ("594", "GF"),
    "9476": ("594", "GF"),
    "9764": ("594", "GF"),
    "9765": ("594", "GF"),
    "596": ("596", "MQ"),
    "5989": ("596", "MQ"),
    "696": ("596", "MQ"),
    "697": ("596", "MQ"),
    "7091": ("596", "MQ"),
    "9397": ("596", "MQ"),
    "9477": ("596", "MQ"),
    "9766": ("596", "MQ"),
    "9767": ("596", "MQ"),
    "262": ("262", "RE"),
    "263": ("262", "RE"),
    "2688": ("262", "RE"),
    "692": ("262", "RE"),
    "693": ("262", "RE"),
    "7092": ("262", "RE"),
    "9399": ("262", "RE"),
    "9479": ("262", "RE"),
    "9762": ("262", "RE"),
    "9763": ("262", "RE"),
    "269": ("262", "YT"),
    "2689": ("262", "YT"),
    "639": ("262", "YT"),
    "70935": ("262", "YT"),
    "70936": ("262", "YT"),
    "70937": ("262", "YT"),
    "9398": ("262", "YT"),
    "9478": ("262", "YT"),
    "9769": ("262", "YT"),
    "7084": ("508", "PM"),
    "7085": ("508", "PM"),
}
_CODES = ("590", "594", "596", "262", "508")


def french_forms(number_e164: str) -> tuple[str, ...]:
    """Both numbers of a French overseas subscriber, the territory's own first; none for any other number."""
    subscriber = _subscriber(number_e164)
    return subscriber[0] if subscriber else ()


def territory_of(number_e164: str) -> str:
    """ISO code of the overseas territory a number belongs to, in either form, or empty."""
    subscriber = _subscriber(number_e164)
    return subscriber[1] if subscriber else ""


def _subscriber(number_e164: str) -> tuple[tuple[str, str], str] | None:
    """Both forms and the territory, or None for a number that has one form only."""
    national = _national_number(number_e164)
    if national.startswith("508"):
        # Saint-Pierre-et-Miquelon: its country code is how its French national number begins.
        forms, territory = (f"+{national}", f"+33{national}"), "PM"
    else:
        for length in (5, 4, 3):
            if found := _TERRITORIES.get(national[:length]):
                break
        else:
            return None
        forms, territory = (f"+{found[0]}{national}", f"+33{national}"), found[1]
    return (forms, territory) if number_e164 in forms else None


def _national_number(number_e164: str) -> str:
    """The nine digits France dials after the 0, or empty when this is no such number."""
    digits = number_e164[1:]
    if digits.startswith("508") and len(digits) == 9:
        return digits
    for code in ("33", *_CODES):
        if digits.startswith(code) and len(digits) == len(code) + 9:
            return digits[len(code) :]
    return ""
