"""Where a number comes from, in a few words that can be spoken: zones of France, overseas, other countries.

A French number tells no more than its zone: people may take it with them to any place of mainland France
(ARCEP, since 2023), so naming a town would promise too much.
"""

from agent.identify.french_overseas import territory_of

PLACES: dict[str, tuple[str, str]] = {
    "ile-de-france": ("Île-de-France", "the Paris region"),
    "north-west-france": ("nord-ouest de la France", "north-west France"),
    "north-east-france": ("nord-est de la France", "north-east France"),
    "south-east-france": ("sud-est de la France", "south-east France"),
    "south-west-france": ("sud-ouest de la France", "south-west France"),
    "french-mobile": ("un portable français", "a French mobile"),
    "french-special": ("un numéro spécial", "a special number"),
    "french-internet": ("un numéro de box", "a French internet number"),
    "guadeloupe": ("Guadeloupe", "Guadeloupe"),
    "guyane": ("Guyane", "French Guiana"),
    "martinique": ("Martinique", "Martinique"),
    "reunion": ("La Réunion", "Reunion Island"),
    "mayotte": ("Mayotte", "Mayotte"),
    "saint-pierre": ("Saint-Pierre-et-Miquelon", "Saint Pierre and Miquelon"),
    "new-caledonia": ("Nouvelle-Calédonie", "New Caledonia"),
    "polynesia": ("Polynésie française", "French Polynesia"),
    "wallis": ("Wallis-et-Futuna", "Wallis and Futuna"),
    "belgium": ("Belgique", "Belgium"),
    "luxembourg": ("Luxembourg", "Luxembourg"),
    "germany": ("Allemagne", "Germany"),
    "switzerland": ("Suisse", "Switzerland"),
    "italy": ("Italie", "Italy"),
    "monaco": ("Monaco", "Monaco"),
    "spain": ("Espagne", "Spain"),
    "andorra": ("Andorre", "Andorra"),
    "united-kingdom": ("Royaume-Uni", "the United Kingdom"),
    "ireland": ("Irlande", "Ireland"),
    "netherlands": ("Pays-Bas", "the Netherlands"),
    "portugal": ("Portugal", "Portugal"),
    "romania": ("Roumanie", "Romania"),
    "morocco": ("Maroc", "Morocco"),
    "algeria": ("Algérie", "Algeria"),
    "tunisia": ("Tunisie", "Tunisia"),
    "senegal": ("Sénégal", "Senegal"),
    "ivory-coast": ("Côte d'Ivoire", "Ivory Coast"),
    "cameroon": ("Cameroun", "Cameroon"),
    "madagascar": ("Madagascar", "Madagascar"),
    "north-america": ("Amérique du Nord ou Caraïbes", "North America or the Caribbean"),
    "abroad": ("l'étranger", "abroad"),
}
"""name -> French, English; spoken under `place-` and the name."""

_TERRITORIES = {
    "GP": "guadeloupe",
    "GF": "guyane",
    "MQ": "martinique",
    "RE": "reunion",
    "YT": "mayotte",
    "PM": "saint-pierre",
}

# First digits after the + (ITU-T E.164 country codes; in France the zone, ARCEP décision 2018-0881).
_BY_PREFIX = {
    "331": "ile-de-france",
    "332": "north-west-france",
    "333": "north-east-france",
    "334": "south-east-france",
    "335": "south-west-france",
    "336": "french-mobile",
    "337": "french-mobile",
    "338": "french-special",
    "339": "french-internet",
    "687": "new-caledonia",
    "689": "polynesia",
    "681": "wallis",
    "32": "belgium",
    "352": "luxembourg",
    "49": "germany",
    "41": "switzerland",
    "39": "italy",
    "377": "monaco",
    "34": "spain",
    "376": "andorra",
    "44": "united-kingdom",
    "353": "ireland",
    "31": "netherlands",
    "351": "portugal",
    "40": "romania",
    "212": "morocco",
    "213": "algeria",
    "216": "tunisia",
    "221": "senegal",
    "225": "ivory-coast",
    "237": "cameroon",
    "261": "madagascar",
    "1": "north-america",
}


def place_of(number_e164: str) -> str:
    """The name in `PLACES` of where `number_e164` lives; `abroad` for countries that have no name there.

    Empty for what is no E.164 number, and for a French one that tells nothing.
    """
    digits = number_e164[1:]
    if not (number_e164.startswith("+") and digits.isascii() and digits.isdigit()):
        return ""
    if territory := territory_of(number_e164):
        return _TERRITORIES[territory]
    for length in (3, 2, 1):
        if place := _BY_PREFIX.get(digits[:length]):
            return place
    return "" if digits.startswith("33") else "abroad"
