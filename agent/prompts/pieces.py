"""The small pieces that numbers, hours and dates are put together from, in each language's own grammar.

French counts the hours to twenty-three and reads telephone numbers in pairs; English says a.m. and p.m. and
reads digit by digit.  So not every piece exists in both languages; only `speaking` needs to know which do.
"""

from collections.abc import Iterator

BOTH: dict[str, tuple[str, str]] = {
    "plus": ("plus", "plus"),
    "more-than": ("plus de", "more than"),
    "message": ("message", "message"),
    "messages": ("messages", "messages"),
    "call-today": ("appel aujourd'hui", "call today"),
    "calls-today": ("appels aujourd'hui", "calls today"),
    "today-at": ("aujourd'hui à", "today at"),
    "yesterday-at": ("hier à", "yesterday at"),
    "weekday-1-at": ("lundi à", "on Monday at"),
    "weekday-2-at": ("mardi à", "on Tuesday at"),
    "weekday-3-at": ("mercredi à", "on Wednesday at"),
    "weekday-4-at": ("jeudi à", "on Thursday at"),
    "weekday-5-at": ("vendredi à", "on Friday at"),
    "weekday-6-at": ("samedi à", "on Saturday at"),
    "weekday-7-at": ("dimanche à", "on Sunday at"),
    "month-1-at": ("janvier à", "of January at"),
    "month-2-at": ("février à", "of February at"),
    "month-3-at": ("mars à", "of March at"),
    "month-4-at": ("avril à", "of April at"),
    "month-5-at": ("mai à", "of May at"),
    "month-6-at": ("juin à", "of June at"),
    "month-7-at": ("juillet à", "of July at"),
    "month-8-at": ("août à", "of August at"),
    "month-9-at": ("septembre à", "of September at"),
    "month-10-at": ("octobre à", "of October at"),
    "month-11-at": ("novembre à", "of November at"),
    "month-12-at": ("décembre à", "of December at"),
    "midnight": ("minuit", "midnight"),
    "noon": ("midi", "noon"),
}
"""name -> French, English.  Weekdays as in ISO 8601: 1 is Monday."""

_FRENCH_TENS = {2: "vingt", 3: "trente", 4: "quarante", 5: "cinquante", 6: "soixante", 8: "quatre-vingt"}
_FRENCH_BELOW_TWENTY = (
    *("zéro", "un", "deux", "trois", "quatre", "cinq", "six", "sept", "huit", "neuf"),
    *("dix", "onze", "douze", "treize", "quatorze", "quinze", "seize", "dix-sept", "dix-huit", "dix-neuf"),
)
_ENGLISH_BELOW_TWENTY = (
    *("zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine"),
    *("ten", "eleven", "twelve", "thirteen", "fourteen"),
    *("fifteen", "sixteen", "seventeen", "eighteen", "nineteen"),
)
_ENGLISH_TENS = ("twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety")
_ENGLISH_ORDINALS = (
    *("first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth", "tenth"),
    *("eleventh", "twelfth", "thirteenth", "fourteenth", "fifteenth"),
    *("sixteenth", "seventeenth", "eighteenth", "nineteenth", "twentieth"),
)


def french_number(number: int, feminine: bool = False) -> str:
    """A number from 0 to 99 in the words of France: `soixante et onze`, `quatre-vingts`, `vingt et une`."""
    one = "une" if feminine else "un"
    if number < len(_FRENCH_BELOW_TWENTY):
        return one if number == 1 else _FRENCH_BELOW_TWENTY[number]
    if number == 80:
        return "quatre-vingts"
    tens = number // 10
    # Seventy and ninety count on from sixty and eighty: soixante-dix, quatre-vingt-onze.
    ten = _FRENCH_TENS[tens - 1 if tens in (7, 9) else tens]
    rest = number - 10 * (tens - 1 if tens in (7, 9) else tens)
    if rest == 0:
        return ten
    unit = one if rest == 1 else _FRENCH_BELOW_TWENTY[rest]
    # "vingt et un" … "soixante et onze", but "quatre-vingt-un" and "quatre-vingt-onze".
    return f"{ten} et {unit}" if rest in (1, 11) and number < 80 else f"{ten}-{unit}"


def french_pieces() -> Iterator[tuple[str, str]]:
    """The pieces of French; each number is one piece, because its parts change one another's sound."""
    for digit in range(10):
        yield f"digit-{digit}", french_number(digit)
        yield f"pair-0{digit}", f"zéro {french_number(digit)}"
    for number in range(10, 100):
        yield f"number-{number}", french_number(number)
    for hour in (*range(1, 12), *range(13, 24)):
        yield f"hour-{hour}", f"{french_number(hour, feminine=True)} heure{'s' if hour > 1 else ''}"
    for minute in FRENCH_FEMININE_MINUTES:
        yield f"minute-{minute}", french_number(minute, feminine=True)
    yield "hundred", "cent"
    yield "first-day", "premier"


FRENCH_FEMININE_MINUTES = (1, 21, 31, 41, 51)
"""Minutes that differ from the plain number: `dix heures vingt et une`."""


def english_pieces() -> Iterator[tuple[str, str]]:
    """The pieces of English; `twenty` and `one` stay two words, so they can be two pieces."""
    for number, word in enumerate(_ENGLISH_BELOW_TWENTY):
        yield f"digit-{number}" if number < 10 else f"number-{number}", word
    for tens, word in enumerate(_ENGLISH_TENS, start=2):
        yield f"number-{10 * tens}", word
    for digit in range(1, 10):
        yield f"oh-{digit}", f"oh {_ENGLISH_BELOW_TWENTY[digit]}"
    for day, word in enumerate(_ENGLISH_ORDINALS, start=1):
        yield f"day-{day}", word
    yield "day-30", "thirtieth"
    yield "on-the", "on the"
    yield "am", "a.m."
    yield "pm", "p.m."
