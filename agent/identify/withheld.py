"""The many ways a call says that it shows no number, and which of them are the caller's own wish."""

import unicodedata

from agent.identify.name_addr import NameAddr

# The caller asked not to be shown (RFC 3323 §4.1, and what boxes write instead).
_ASKED_FOR_PRIVACY = {
    "anonymous",
    "anonymus",
    "anonym",
    "anonyme",
    "anonimo",
    "anónimo",
    "anoniem",
    "restricted",
    "withheld",
    "private",
    "privat",
    "privé",
    "hidden",
    "blocked",
    "clir",
    "masked",
    "masque",
    "masqué",
    "unterdrückt",
}
# The network has no number to give, whoever wished what (3GPP TS 24.229: unavailable@unknown.invalid).
_NOT_AVAILABLE = {"unavailable", "unknown", "unbekannt", "inconnu", "sconosciuto", "desconocido", "none"}
# Words on a display that stand for a number that is not there.
_NO_NAMES = (
    _ASKED_FOR_PRIVACY
    | _NOT_AVAILABLE
    | {
        "numéro masqué",
        "numero masque",
        "numéro caché",
        "numéro privé",
        "numéro inconnu",
        "numéro non disponible",
        "appel masqué",
        "appel anonyme",
        "correspondant inconnu",
        "indisponible",
        "secret",
        "anonymous caller",
        "anonymer anruf",
        "anonymer anrufer",
        "unknown caller",
        "unknown number",
        "unknown name",
        "private number",
        "private caller",
        "no caller id",
        "no number",
        "number withheld",
        "withheld number",
        "caller id blocked",
        "not available",
        "name unavailable",
        "unbekannte nummer",
        "unbekannter anrufer",
        "rufnummer unterdrückt",
        "nummer unterdrückt",
        "unbekannter teilnehmer",
        "numero privato",
        "numero sconosciuto",
        "número privado",
        "número oculto",
        "número desconocido",
    }
)
# RFC 3323 §4.2 and RFC 3325 §9.3.  `session` hides media addresses only, `critical` only insists.
_HIDING_PRIVACY = frozenset({"id", "user", "header"})
_HIDING_RPID_PRIVACY = frozenset({"full", "uri"})


def asks_for_privacy(address: NameAddr) -> bool:
    """True when the address itself says that the caller does not want to be known."""
    return address.host == "anonymous.invalid" or address.user.lower() in _ASKED_FOR_PRIVACY


def shows_no_number(address: NameAddr) -> bool:
    """True when the address stands for a number that is not there, wished or not."""
    return (
        asks_for_privacy(address)
        or not address.user
        or is_no_name(address.user)
        or (address.host.endswith(".invalid") and not any(digit.isdecimal() for digit in address.user))
    )


def is_no_name(display_name: str) -> bool:
    """True for `Anonyme`, `Numéro masqué`, `Unbekannt` …: words for nobody, not a name."""
    # In the place of a number the same words stand with `_` or `-` where a display has spaces.
    words = unicodedata.normalize("NFC", display_name).replace("_", " ").replace("-", " ")
    return words.strip(" \"'<>()[].").casefold() in _NO_NAMES


def privacy_hides(privacy_header: str) -> bool:
    """True when a Privacy header (RFC 3323) keeps the caller's identity from the house."""
    values = {value.strip().lower() for value in privacy_header.replace(",", ";").split(";")}
    return bool(values & _HIDING_PRIVACY)


def remote_party_hides(remote_party: NameAddr) -> bool:
    """True for `privacy=full` and its kin on a Remote-Party-ID (draft-ietf-sip-privacy-04 §5.1)."""
    values = {
        value.strip().lower().removesuffix("-network")
        for name, listed in remote_party.parameters
        if name == "privacy"
        for value in listed.split(",")
    }
    return bool(values & _HIDING_RPID_PRIVACY)
