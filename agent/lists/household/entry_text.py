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
import unicodedata

from msgspec.structs import replace

from agent.call.list_entry import BadLine, EntryKind, ListEntry
from agent.call.sentence import say
from agent.identify.dial_digits import international_prefix_of
from agent.identify.dial_plan import DialPlan
from agent.identify.phone_number import read_number, same_subscriber_forms
from agent.identify.written_number import read_written_number
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
# Digits and separators, then placeholders in groups; what follows the first of them decides.
_DIGITS_THEN_FREE = re.compile(r"(?P<fixed>\+?[\d\s./()~-]*\d[\s./()~-]*?)(?P<gap>[\s./-]*)(?=[#xX?])")
_FREE_DIGITS = re.compile(r"(?P<sign>[#xX?])(?:[ ./-]?(?P=sign))*")
# Behind placeholders a note has words, or a space before its #: `##### #`, `###### # bank`, `####### bank`.
_NOTE_OR_NOTHING = re.compile(r"\s*|\s+#.*|#+\s*[^#\s].*")
_FILLINGS = "0259"
"""Some plans have no numbers with a 0 at some place; one of these always fits where the length does."""


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
        entry = _read(_plain(written), plan)
    except ValueError as error:
        return BadLine(line_number=line_number, text=shown(written), because=str(error))
    return entry and replace(entry, as_written=written, line_number=line_number)


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


def _plain(written: str) -> str:
    """Copied numbers carry odd spaces, full-width digits and marks that nobody sees."""
    visible = "".join(c for c in written if unicodedata.category(c) != "Cf")
    dashes = "".join("-" if unicodedata.category(c) == "Pd" else c for c in visible)
    return unicodedata.normalize("NFKC", dashes).strip()


def _read(line: str, plan: DialPlan) -> ListEntry | None:
    if not line or line.startswith("#"):
        return None
    if line[0] in _QUOTES:
        return _read_quoted(line, plan)
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
    start = _DIGITS_THEN_FREE.match(line)
    if start is None:
        return None
    free = _FREE_DIGITS.match(line, start.end())
    if free is None:
        return None
    fixed, refused = start["fixed"], ""
    # The longest run of placeholders first: what is left over must be nothing, or a note.
    for end in range(free.end(), free.start(), -1):
        count = line.count(free["sign"], free.start(), end)
        if not _NOTE_OR_NOTHING.fullmatch(line, end):
            continue
        if start["gap"].isspace() and count < 2:
            continue  # `01 62 00 00 01 #` is a number with an empty note
        if value := _pattern_value(fixed, count, plan):
            return ListEntry(kind="pattern", value=value, note=_note(line[end:]))
        refused = refused or line[:end]
    if refused and not _is_whole_number(fixed, plan):
        raise ValueError(
            say(
                "no number has the length of {refused}; write one # for each digit that may be any",
                refused=shown(refused),
            )
        )
    return None


def _pattern_value(fixed: str, free_digits: int, plan: DialPlan) -> str:
    """`+33162######`, or empty when no number of that length begins so."""
    for filling in _FILLINGS:
        typed = fixed + filling * free_digits
        number = read_number(typed, plan)
        if number is None or not number.possible:
            continue
        if number.short_number:
            digits = number.short_number
            return digits[:-free_digits] + "#" * free_digits if len(digits) > free_digits else ""
        for form in same_subscriber_forms(number.number_e164 or ""):
            beginning = form[:-free_digits]
            # The reading may have taken another country or form: then the beginning would lie.
            if form.endswith(filling * free_digits) and _begins_alike(beginning, fixed, plan):
                return beginning + "#" * free_digits
    return ""


def _begins_alike(beginning: str, fixed: str, plan: DialPlan) -> bool:
    digits = read_written_number(fixed)
    if digits is None:
        return False
    try:
        plus = "+" if digits.international else ""
        return international_prefix_of(plus + digits.digits, plan) == beginning
    except ValueError:
        # No prefix by itself, but with its length the whole is a number: then its digits decide.
        return beginning.endswith(digits.digits)


def _is_whole_number(typed: str, plan: DialPlan) -> bool:
    number = read_number(typed, plan)
    return number is not None and number.possible and number.number_e164 is not None


def _read_body(body: str, plan: DialPlan) -> ListEntry:
    """An entry without its note: a word, a prefix or a number."""
    if folded(body) in _WITHHELD:
        return ListEntry(kind="withheld")
    if not body.strip("*+. "):
        raise ValueError(
            say("{body} would mean every caller; [rules.otherwise] says what strangers get", body=shown(body))
        )
    if body.startswith("*"):
        raise ValueError(say("{body} is a telephone of the house, and those always ring", body=shown(body)))
    beginning = body.rstrip("*").rstrip() if body.endswith("*") else body.removesuffix("...").rstrip(".")
    kind: EntryKind = "exact" if beginning == body.rstrip(".") and not body.endswith("...") else "prefix"
    digits = read_written_number(beginning)
    if digits is None:
        raise ValueError(_what_to_write_instead(body))
    typed = ("+" if digits.international else "") + digits.digits
    if kind == "prefix":
        return ListEntry(kind=kind, value=international_prefix_of(typed, plan))
    number = read_number(beginning, plan)
    if number is None or not (number.number_e164 or number.short_number):
        raise ValueError(say("{body} has too many digits for a telephone number", body=shown(body)))
    # Callers do show numbers that cannot exist, so one that is copied whole from a log is taken.
    if not number.possible and not digits.international:
        raise ValueError(
            say("{body} is no whole number; for all that begin so, write {body}*", body=shown(body))
        )
    return ListEntry(kind=kind, value=number.number_e164 or number.short_number)


def _what_to_write_instead(body: str) -> str:
    if "*" in body:
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
        return say("{body} is not a telephone number", body=shown(body))
    return say('{body} is not a number; to match a name shown, put it in quotes: "{body}"', body=shown(body))
