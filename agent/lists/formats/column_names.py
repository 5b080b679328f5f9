"""What the columns of other people's tables are called, in the languages we have seen them in."""

import re
from dataclasses import dataclass, field

_NUMBER = frozenset(
    (
        *(
            "number",
            "phone",
            "phone number",
            "phone_number",
            "phonenumber",
            "phoneno",
            "telephone",
            "tel",
            "tel.",
        ),
        *(
            "telephone number",
            "caller",
            "callerid",
            "caller id",
            "e164",
            "msisdn",
            "cli",
            "pattern",
            "prefix",
        ),
        *(
            "numéro",
            "numero",
            "numéro de téléphone",
            "téléphone",
            "tél",
            "tél.",
            "portable",
            "mobile",
            "préfixe",
        ),
        *("nummer", "rufnummer", "telefon", "telefonnummer", "handy", "teléfono", "número", "telefono"),
        *("numero di telefono", "telefoon", "telefoonnummer", "callnumber", "gsm"),
    )
)
_OF_NUMBERS = re.compile(
    r"\bphone\b|t[ée]l[ée]phone|\bt[ée]l\b|telefon|teléfono|telefoon|rufnummer|mobil|\bhandy\b|\bfax\b|télécopie"
    r"|\bpager\b|récepteur de radiomessagerie|\bportable\b|cellulare"
)
"""Columns of address books: `Phone 1 - Value`, `Téléphone (bureau)`, `Mobiltelefon` …"""
_OF_OTHERS = re.compile(
    # A kind of number, or a number that nobody calls us from.
    r"\b(?:label|type|libellé|typ|art|name|nom|country|pays|land|eigene|own|propre|notes?|yomi|vorwahl)\b"
    r"|e-?mail|courriel|adresse|address"
)
_LABELS = (
    "label",
    "name",
    "display name",
    "full name",
    "nom complet",
    "kind",
    "type",
    "category",
    "nom",
    "art",
)
_FIRST_NAMES = ("first name", "given name", "prénom", "prenom", "vorname", "nombre", "nome", "voornaam")
_LAST_NAMES = ("last name", "family name", "surname", "nom", "nachname", "apellidos", "cognome", "achternaam")
_FIRMS = ("organization name", "organization 1 - name", "company", "société", "firma", "empresa", "azienda")
_OTHERS = {
    "votes": ("votes", "count", "reports", "complaints", "calls"),
    "note": ("note", "comment", "description", "reason", "remark", "kommentar", "bemerkung", "commentaire"),
    "last": ("last", "last_reported", "date", "updated", "modified"),
}


@dataclass(slots=True)
class Place:
    """Where in a row what stands; -1 for what the table does not have."""

    numbers: list[int] = field(default_factory=list)
    labels: list[int] = field(default_factory=list)
    """Columns that make the name together, such as a first and a last one."""
    votes: int = -1
    note: int = -1
    last: int = -1


def is_number_name(cell: str) -> bool:
    """True for what people call a column of telephone numbers."""
    name = cell.strip().lower()
    return name in _NUMBER or (
        len(name) <= 60 and bool(_OF_NUMBERS.search(name)) and not _OF_OTHERS.search(name)
    )


def places_of(header: list[str], chosen: dict[str, str]) -> tuple[Place, bool]:
    """Where what stands by the first row's names and by what a person chose; True when that row is a header."""
    names = [cell.lower() for cell in header]
    place = Place()
    is_header = False
    at: dict[str, int] = {}
    for meaning, typed in chosen.items():
        wanted = typed.strip().lower()
        if wanted and wanted in names:
            at[meaning], is_header = names.index(wanted), True
        elif wanted.isascii() and wanted.isdigit():
            at[meaning] = int(wanted[:4]) - 1
    if "number" in at:
        place.numbers = [at["number"]]
    else:
        place.numbers = [index for index, name in enumerate(names) if is_number_name(name)]
    found_labels = [at["label"]] if "label" in at else _labels(names)
    is_header = is_header or (bool(place.numbers) and "number" not in at)
    is_header = is_header or (bool(found_labels) and "label" not in at)
    place.labels = found_labels
    for meaning, usual in _OTHERS.items():
        column = at.get(meaning, next((names.index(name) for name in usual if name in names), -1))
        setattr(place, meaning, column)
        is_header = is_header or (meaning not in at and column >= 0)
    return place, is_header


def _labels(names: list[str]) -> list[int]:
    people = [
        next((names.index(name) for name in usual if name in names), -1)
        for usual in (_FIRST_NAMES, _LAST_NAMES)
    ]
    if people[0] >= 0:
        return [column for column in people if column >= 0]
    for usual in (_LABELS, _FIRMS):
        if found := [names.index(name) for name in usual if name in names]:
            return found[:1]
    return []
