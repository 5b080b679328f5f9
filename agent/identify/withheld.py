"""The many ways a call says that it shows no number, and which of them are the caller's own wish."""

import re
import unicodedata

from agent.identify.name_addr import NameAddr

# The caller asked not to be shown (RFC 3323 §4.1, and what boxes write instead).
_ASKED_FOR_PRIVACY = frozenset(
    (
        *(
            "anonymous",
            "anonymus",
            "anonym",
            "anonyme",
            "anonimo",
            "anónimo",
            "anônimo",
            "anoniem",
            "anonimowy",
        ),
        *("restricted", "withheld", "private", "privat", "privé", "hidden", "blocked", "clir"),
        *("masked", "masque", "masqué", "unterdrückt", "zastrzeżony"),
    )
)
# The network has no number to give, whoever wished what (3GPP TS 24.229: unavailable@unknown.invalid).
_NOT_AVAILABLE = frozenset(
    (
        *(
            "unavailable",
            "unknown",
            "unbekannt",
            "inconnu",
            "sconosciuto",
            "desconocido",
            "desconhecido",
            "none",
        ),
        *(
            "onbekend",
            "nieznany",
            "ukendt",
            "ukjent",
            "okänd",
            "tuntematon",
            "neznámé",
            "ismeretlen",
            "necunoscut",
        ),
    )
)
# Words on a display that stand for a number that is not there.
_NO_NAMES = frozenset(
    (
        *_ASKED_FOR_PRIVACY,
        *_NOT_AVAILABLE,
        *(
            "numéro masqué",
            "numero masque",
            "numéro caché",
            "numéro privé",
            "numéro inconnu",
            "appel inconnu",
        ),
        *("numéro non disponible", "appel masqué", "appel anonyme", "correspondant inconnu", "indisponible"),
        *(
            "secret",
            "anonymous caller",
            "anonymer anruf",
            "anonymer anrufer",
            "unknown caller",
            "out of area",
        ),
        *(
            "unknown number",
            "unknown name",
            "private number",
            "private caller",
            "private name",
            "no caller id",
        ),
        *("no number", "number withheld", "withheld number", "caller id blocked", "not available", "no cli"),
        *(
            "name unavailable",
            "number unavailable",
            "no callerid",
            "unbekannte nummer",
            "unbekannter anrufer",
        ),
        *("rufnummer unterdrückt", "nummer unterdrückt", "unbekannter teilnehmer", "keine nummer"),
        *("numero privato", "numero sconosciuto", "numero anonimo", "chiamata anonima", "numero nascosto"),
        *(
            "número privado",
            "número oculto",
            "número desconocido",
            "llamada anónima",
            "número não identificado",
        ),
        *("não identificado", "número desconhecido", "privénummer", "privé nummer", "anoniem nummer"),
        *("onbekend nummer", "afgeschermd nummer", "numer zastrzeżony", "numer prywatny", "numer nieznany"),
        *(
            "hemmeligt nummer",
            "skjult nummer",
            "ukendt nummer",
            "ukjent nummer",
            "dolt nummer",
            "skyddat nummer",
        ),
        *("okänt nummer", "salainen numero", "tuntematon numero", "neznámé číslo", "skryté číslo"),
        *("rejtett szám", "ismeretlen szám", "număr ascuns", "număr necunoscut"),
    )
)
# What a PBX calls itself where it has no caller to name.
_OWN_NAMES_OF_PBXS = frozenset({"asterisk", "freeswitch"})
# Words spelled on a telephone's keys, as Twilio and its like send them in the place of a number.
_SPELLED_WISHES = frozenset({"266696687", "7378742833", "2562533"})  # ANONYMOUS RESTRICTED BLOCKED
_SPELLED_ABSENCES = frozenset({"86282452253", "8566696"})  # UNAVAILABLE UNKNOWN
_ONLY_ZEROS = re.compile(r"\+?0+|\+?[1-9]\d{0,2}0{9,}")
"""`0`, `0000000000`, `+10000000000`: exchanges and FreeSWITCH fill the place of a number with them."""
# RFC 3323 §4.2 and RFC 3325 §9.3.  `session` hides media addresses only, `critical` only insists.
_HIDING_PRIVACY = frozenset({"id", "user", "header"})
_HIDING_RPID_PRIVACY = frozenset({"full", "uri"})


def asks_for_privacy(address: NameAddr) -> bool:
    """True when the address itself says that the caller does not want to be known."""
    return (
        address.host == "anonymous.invalid"
        or address.user.lower() in _ASKED_FOR_PRIVACY
        or _spelled(address.user) in _SPELLED_WISHES
    )


def shows_no_number(address: NameAddr) -> bool:
    """True when the address stands for a number that is not there, wished or not."""
    return (
        asks_for_privacy(address)
        or not address.user
        or is_no_name(address.user)
        or is_no_number(address.user)
        or _is_pbx_itself(address)
        or (address.host.endswith(".invalid") and not any(digit.isdecimal() for digit in address.user))
    )


def is_no_number(digits: str) -> bool:
    """True for digits that stand for nobody: only zeros, or a word spelled on the keys of a telephone."""
    spelled = _spelled(digits) in _SPELLED_WISHES | _SPELLED_ABSENCES
    return spelled or _ONLY_ZEROS.fullmatch(digits) is not None


def _spelled(user: str) -> str:
    """The digits behind a `+` or 00; without, the same digits are somebody's number in many towns."""
    return user.removeprefix("+") if user.startswith("+") else user[2:] if user.startswith("00") else ""


def _is_pbx_itself(address: NameAddr) -> bool:
    """`"asterisk" <sip:asterisk@…>`; with a name beside it, only the number is missing."""
    return is_name_of_pbx(address.user) and (not address.display_name or is_name_of_pbx(address.display_name))


def is_name_of_pbx(text: str) -> bool:
    """True for `asterisk` and its like, which a PBX writes where it knows no caller."""
    return text.strip(' "').casefold() in _OWN_NAMES_OF_PBXS


def is_no_name(display_name: str) -> bool:
    """True for `Anonyme`, `Numéro masqué`, `Unbekannt` …: words for nobody, not a name."""
    # In the place of a number the same words stand with `_` or `-` where a display has spaces.
    words = unicodedata.normalize("NFC", display_name).replace("_", " ").replace("-", " ")
    return words.strip(" \"'<>()[].").casefold() in _NO_NAMES


def privacy_hides(privacy_header: str) -> bool:
    """True when a Privacy header (RFC 3323) keeps the caller's identity from the house."""
    return bool(_privacy_values(privacy_header) & _HIDING_PRIVACY)


def privacy_is_refused(privacy_header: str) -> bool:
    """True when a Privacy header says `none`: nobody asked for any, and no network may add it."""
    return "none" in _privacy_values(privacy_header)


def _privacy_values(privacy_header: str) -> set[str]:
    return {value.strip().lower() for value in privacy_header.replace(",", ";").split(";")}


def remote_party_hides(remote_party: NameAddr) -> bool:
    """True for `privacy=full` and its kin on a Remote-Party-ID (draft-ietf-sip-privacy-04 §5.1)."""
    values = {
        value.strip().lower().removesuffix("-network")
        for name, listed in remote_party.parameters
        if name == "privacy"
        for value in listed.split(",")
    }
    return bool(values & _HIDING_RPID_PRIVACY)
