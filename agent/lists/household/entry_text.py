"""What a person meant by one line of their allow or deny list.

    01 62 00 00 01        a number, in any form people write it
    01 62*                every number that begins so (`…` or `...` at the end mean the same)
    01 62 ## ## ##        every number of exactly this length (`x` and `?` work like `#`)
    "Spam*"               a name shown, `*` for any text and `?` for one character
    withheld              callers who hide their number (masqué, anonyme, anonymous …)
    # …                   a note, on its own line or behind an entry

`#` has two meanings.  It opens a note when it starts the line or follows an entry that is complete
without it; it stands for a digit when digits precede it, nothing but placeholders and notes follow
it, and numbers of that length exist.  `33162######  # fake bank` is both.
"""

import re

from msgspec.structs import replace

from agent.call.list_entry import BadLine, ListEntry
from agent.call.sentence import say
from agent.identify.dial_plan import DialPlan
from agent.identify.listed_number import read_listed_number, several_entries
from agent.identify.number_extras import plain_text, without_service_code
from agent.identify.number_pattern import end_of_pattern, pattern_at_start, why_no_pattern
from agent.lists.household.name_pattern import folded

MAX_LINE_CHARACTERS = 500
"""Longer lines are no entries: somebody saved the wrong file under this name."""

_QUOTES = {'"': '"', "“": "”", "„": "“”", "«": "»", "'": "'", "‘": "’"}
# As `folded` leaves them: small letters, no accents.
_WITHHELD = frozenset(
    (
        *("withheld", "anonymous", "hidden", "masked", "private", "restricted", "unavailable", "blocked"),
        *("no number", "no caller id", "number withheld", "withheld number", "private number", "clir"),
        *("masque", "masques", "anonyme", "anonymes", "cache", "caches", "prive", "secret", "inconnu"),
        *("numero masque", "numeros masques", "appel masque", "appels masques", "appel anonyme"),
        *("numero cache", "numero prive", "numero secret", "numero inconnu", "sans numero"),
        *("anonym", "unterdruckt", "nummer unterdruckt", "rufnummer unterdruckt", "unbekannt"),
        *("anonimo", "nascosto", "oculto", "privato", "privado"),
        *("unknown", "sconosciuto", "desconocido"),
    )
)
# Behind placeholders a note has words, or a space before its #: `##### #`, `###### # bank`, `####### bank`.
_NOTE_OR_NOTHING = re.compile(r"\s*|\s+#.*|#+\s*[^#\s].*")


def read_entry(text: str, plan: DialPlan, line_number: int = 0) -> ListEntry | BadLine | None:
    """Read one line, without its line end; None for a blank line or one that is only a note.

    Never raises: what cannot be read comes back as a `BadLine` that says why and what to write.
    """
    written = text.strip().strip("\ufeff\0").strip()
    try:
        if len(written) > MAX_LINE_CHARACTERS:
            raise ValueError(
                say(
                    "a line has at most {most} characters, this has {count}",
                    most=MAX_LINE_CHARACTERS,
                    count=len(written),
                )
            )
        entry = _read(plain_text(written), plan)
    except ValueError as error:
        return BadLine(line_number=line_number, text=shown(written), because=str(error))
    return entry and replace(entry, as_written=written, line_number=line_number)


def means_withheld(text: str) -> bool:
    """True for a word that stands for callers who hide their number."""
    return folded(text) in _WITHHELD


def shown(text: str) -> str:
    """Text for a sentence: short, and without anything that a terminal would obey."""
    clean = "".join(c if c.isprintable() else "\N{REPLACEMENT CHARACTER}" for c in text)
    return clean if len(clean) <= 60 else f"{clean[:59]}…"


def as_typed(entry: ListEntry) -> str:
    """An entry as a person would type it."""
    match entry.kind:
        case "name":
            return f'"{entry.value}"'
        case "prefix":
            return f"{entry.value}*"
        case "withheld":
            return "withheld"
        case _:
            return entry.value


def line_of(typed: str, note: str) -> str:
    """An entry and its note as one line of a list."""
    note = on_one_line(note).lstrip("# ")
    return f"{on_one_line(typed)}  # {note}" if note else on_one_line(typed)


def on_one_line(text: str) -> str:
    """Pasted text without line ends and without marks that nobody sees."""
    return " ".join("".join(c if c.isprintable() else " " for c in text).split())


def _read(line: str, plan: DialPlan) -> ListEntry | None:
    if not line or line.startswith("#"):
        return None
    if line[0] in _QUOTES:
        return _read_quoted(line, plan)
    line = without_service_code(line)
    if any(sign in line for sign in ",;|") and (several := several_entries(line, plan)):
        raise ValueError(several)
    if pattern := _read_pattern(line, plan):
        return pattern
    body, _, note = line.partition("#")
    entry = _read_body(body.strip(), plan)
    return replace(entry, note=_note(note))


def _note(text: str) -> str:
    return text.strip().lstrip("#").strip()


def _read_quoted(line: str, plan: DialPlan) -> ListEntry | None:
    """A name; or a number, for people who put everything in quotes."""
    closing = _QUOTES[line[0]]
    end = max(line.find(quote, 1) for quote in closing)
    if end < 0:
        raise ValueError(say('the quote in {line} is not closed; write a name as "Name"', line=shown(line)))
    content, rest = line[1:end].strip(), line[end + 1 :].strip()
    if rest and not rest.startswith("#"):
        raise ValueError(
            say("{rest} stands behind the closing quote; put # in front of a note", rest=shown(rest))
        )
    value = re.sub(r"\*+", "*", folded(content))
    if not any(c.isalnum() for c in value):
        raise ValueError(say("{line} would match every name; give at least one letter", line=shown(line)))
    note = _note(rest)
    if not any(c.isalpha() for c in value):
        number = _read(content, plan)
        return number and replace(number, note=note or number.note)
    return ListEntry(kind="name", value=value, note=note)


def _read_pattern(line: str, plan: DialPlan) -> ListEntry | None:
    """Digits with placeholders at the end, or None when `#` can only open a note here."""
    first, last, behind_space = end_of_pattern(line)
    refused = ""
    # The longest run of placeholders first: what is left over must be nothing, or a note.
    for end in range(last, first, -1):
        if not _NOTE_OR_NOTHING.fullmatch(line, end):
            continue
        if behind_space and line.count(line[first], first, end) < 2:
            continue  # `01 62 00 00 01 #` is a number with an empty note
        value, has_no_length = pattern_at_start(line, end, plan)
        if value:
            return ListEntry(kind="pattern", value=value, note=_note(line[end:]))
        refused = refused or (line[:end] if has_no_length else "")
    if refused:
        raise ValueError(why_no_pattern(refused, plan))
    return None


def _read_body(body: str, plan: DialPlan) -> ListEntry:
    """An entry without its note: a word, a prefix or a number."""
    if means_withheld(body):
        return ListEntry(kind="withheld")
    if not body.strip("*+. "):
        raise ValueError(
            say("{body} would mean every caller; [rules.otherwise] says what strangers get", body=shown(body))
        )
    if body.startswith("*"):
        raise ValueError(say("{body} is a telephone of the house, and those always ring", body=shown(body)))
    try:
        kind, value = read_listed_number(body, plan)
    except ValueError:
        if better := _what_to_write_instead(body):
            raise ValueError(better) from None
        raise
    return ListEntry(kind=kind, value=value)


def _what_to_write_instead(body: str) -> str:
    """What to write instead of something that is more of a name than of a number, or empty."""
    if "*" in body.rstrip("*") or (body.endswith("*") and any(c.isalpha() for c in body)):
        return say(
            'in {body} the * must be the last character; a name needs quotes, such as "Spam*"',
            body=shown(body),
        )
    letters, digits = sum(c.isalpha() for c in body), sum(c.isdigit() for c in body)
    if letters and digits >= 4:
        return say(
            "{body} mixes a number with words; write the number, then # and the words", body=shown(body)
        )
    if digits > letters:
        return ""
    return say('{body} is not a number; to match a name shown, put it in quotes: "{body}"', body=shown(body))
