"""Warnings that networks and boxes write in the place of a name, in the languages of Europe.

A word alone says little: a bank has a fraud department, and `Fraude & Fils` mends roofs.  So a name is a warning

- when it holds a phrase that only a warning holds, wherever that stands: `Betrugsverdacht`, `Appel indésirable`;
  but not when it names somebody who fights such calls: `Brigade anti-arnaque`, `Stop démarchage`;
- when one of the evils stands in it with a word of doubt or of warning: `Vorsicht: Betrug möglich!`;
- when it is one of the evils and nothing else, or begins with one and a sign: `Fraude`, `Fraude: ma banque`.
"""

import re
import unicodedata
from functools import cache

_EVILS = frozenset(
    (
        *("spam", "scam", "scammer", "fraud", "phishing", "robocall", "robocaller", "telemarketing"),
        *("telemarketer", "fraude", "fraudes", "arnaque", "escroquerie", "escroc", "demarchage"),
        *("demarcheur", "publicite", "betrug", "betruger", "betrugerisch", "werbung", "abzocke"),
        *("telefonterror", "callcenter", "truffatore", "pubblicita", "estafa", "estafador"),
        *("publicidad", "publicidade", "oplichting", "oplichter", "oszustwo", "oszust", "naciagacz"),
        *("bedrageri", "bedragare", "svindel", "huijaus", "huijari", "podvod", "podvodnik", "csalas"),
        *("csalo", "frauda", "inselatorie", "escrocherie", "απατη", "prevara", "goljufija"),
    )
)
# Evils that families and shops are called by, too.
_NAMES_TOO = frozenset({"truffa", "truffe", "frode", "burla", "golpe", "bluff", "reclame", "reklama", "pub"})
# What makes a warning of one of them.
_DOUBTS = frozenset(
    (
        *("warning", "caution", "beware", "possible", "possibly", "probable", "potential", "suspected"),
        *("likely", "maybe", "suspicious", "suspicion", "attention", "suspect", "suspecte", "soupcon"),
        *("presume", "presumee", "potentiel", "potentielle", "probablement", "appel", "vorsicht"),
        *("achtung", "warnung", "moglich", "mogliche", "moglicher", "moglicherweise", "moglw"),
        *("vermutlich", "vermutliche", "vermutlicher", "wahrscheinlich", "verdacht", "verdachtig"),
        *("verdachtiger", "mutmasslich", "anruf", "anrufer", "attenzione", "sospetto", "sospetta"),
        *("possibile", "probabile", "presunto", "presunta", "potenziale", "chiamata", "atencion"),
        *("cuidado", "sospechoso", "sospechosa", "sospecha", "posible", "llamada", "atencao"),
        *("suspeita", "suspeito", "possivel", "provavel", "chamada", "opgelet", "waarschuwing"),
        *("mogelijk", "mogelijke", "vermoedelijk", "vermoeden", "verdachte", "waarschijnlijk"),
        *("oproep", "uwaga", "mozliwe", "mozliwy", "podejrzenie", "podejrzany", "prawdopodobnie"),
        *("varning", "misstankt", "misstankta", "mojlig", "mojligt", "advarsel", "mistaenkt", "mulig"),
        *("muligt", "mistenkt", "varoitus", "mahdollinen", "epailty", "pozor", "mozny", "mozna"),
        *("podezreni", "figyelem", "lehetseges", "gyanus", "atentie", "posibil", "posibila"),
        *("suspectat", "πιθανη", "υποπτη", "προσοχη", "moguca"),
    )
)
# Phrases that only a warning holds.
_WARNINGS = (
    *("betrug", "betrugsverdacht", "betrugsversuch", "betrugsanruf", "betrugsgefahr", "telefonbetrug"),
    *("betrugswarnung", "spamverdacht", "spamanruf", "spamwarnung", "werbeanruf", "werbeanrufer"),
    *("unerwunscht", "unerwunschter anruf", "lastiger anruf", "verdacht auf spam", "vorsicht falle"),
    *("indesirable", "appel indesirable", "demarchage", "demarcheur", "arnaque", "escroquerie"),
    *("frauduleux", "appel commercial", "appel publicitaire", "appel malveillant"),
    *("numero malveillant", "risque de fraude", "sospetto", "chiamata indesiderata", "indesiderato"),
    *("indesiderata", "fraudolento", "fraudolenta", "chiamata commerciale", "estafa"),
    *("llamada no deseada", "no deseado", "no deseada", "fraudulenta", "fraudulento"),
    *("llamada comercial", "llamada molesta", "indesejado", "indesejada", "chamada indesejada"),
    *("oplichting", "oplichter", "ongewenst", "ongewenste oproep", "ongewenste beller", "spamoproep"),
    *("niechciane polaczenie", "niechciany", "oszustwo", "oszust", "bedrageri", "oonskat samtal"),
    *("svindel", "uonsket opkald", "uonsket anrop", "huijauspuhelu", "huijaus", "nezadouci hovor"),
    *("obtezujici hovor", "nem kivant hivas", "apel nedorit", "ανεπιθυμητη κληση", "fraudulent"),
    *("nuisance call", "unwanted call", "scam likely", "spam likely", "spam risk", "scam risk"),
    *("fraud risk", "suspicious call", "junk call"),
)
# A name that begins so is a warning, whatever follows.
_OPENINGS = frozenset({"vorsicht"})
# Who fights such calls, or advises about them: words, and how words begin.
_WATCHMEN = frozenset({"anti", "stop", "sos", "info", "infos", "aide", "help", "line", "desk"})
_WATCHMEN_BEGIN = (
    *("antispam", "signal", "contre", "polic", "gendarm", "brigade", "cellule", "hotline", "helpdesk"),
    *("repression", "lutte", "preven", "pravent", "assistance", "bloctel", "association", "gegen"),
    *("schutz", "polizei", "dezernat", "abteilung", "beratung", "verbraucher", "melde", "kripo"),
    *("polizia", "poliz", "guardia", "carabin", "consum", "politie", "meldpunt", "department", "dept"),
    *("bureau", "office", "policja", "polis", "politi", "poliisi"),
)
# Letters that no decomposition turns into plain ones.
_PLAIN_LETTERS = str.maketrans({"ł": "l", "ø": "o", "æ": "ae", "œ": "oe", "đ": "d", "ς": "σ"})
_WORD = re.compile(r"[^\W_]+")
_SIGNS = (":", "?", "!")


def warning_in(name: str) -> str:
    """The word or phrase that makes a warning of this name, in plain small letters; empty for a name."""
    plain = _plain(name)
    words: list[str] = _WORD.findall(plain)
    if not words:
        return ""
    evils = [word for word in words if word in _EVILS or word in _NAMES_TOO]
    if evils and not _DOUBTS.isdisjoint(words):
        return evils[0]
    opening = words[0]
    has_sign = plain.partition(opening)[2].lstrip().startswith(_SIGNS)
    if opening in _OPENINGS or (opening in evils and has_sign) or (len(words) == 1 and opening in _EVILS):
        return opening
    if not _WATCHMEN.isdisjoint(words) or any(word.startswith(_WATCHMEN_BEGIN) for word in words):
        return ""
    text = f" {' '.join(words)} "
    return next((phrase for phrase in _phrases() if f" {phrase} " in text), "")


@cache
def _phrases() -> tuple[str, ...]:
    """The longest first: it says most."""
    return tuple(sorted(_WARNINGS, key=len, reverse=True))


def _plain(text: str) -> str:
    """Small letters without accents."""
    decomposed = unicodedata.normalize("NFKD", text.casefold().translate(_PLAIN_LETTERS))
    return "".join(c for c in decomposed if not unicodedata.combining(c))
