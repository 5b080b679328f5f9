"""A sentence for the person at home that remembers how it was made, so that it can be said in their language.

Whoever makes a sentence does not know who will read it.  `say("quiet hours until {hour}", hour=...)` is the
finished English text, and works wherever text does; beside it stand the words it was made of, so that a
reader's room (`agent/words`) can find the same sentence in French, now or when the call log is read a year
later.  The words in `say` and `say_count` are collected for the translators: write them out, never as a
variable.
"""

from collections.abc import Iterable, Mapping
from datetime import date, datetime

Field = str | int | float
"""What may stand in a sentence; a text may be a sentence itself."""

BETWEEN = "between"
"""The field of a sequence that holds what stands between its parts."""


class Sentence(str):
    """English text that remembers its template and what was filled in."""

    __slots__ = ("fields", "many", "template")

    template: str
    """The English words with `{fields}`, by which translations are found; empty when there are none: for
    text that came from elsewhere, for a name (`named`) and for a sequence of sentences (`joined`)."""
    many: str
    """The words for several, where `template` are those for one: `fields["count"]` decides; else empty."""
    fields: Mapping[str, Field]

    def __new__(
        cls, text: str, template: str = "", fields: Mapping[str, Field] | None = None, many: str = ""
    ) -> "Sentence":
        sentence = super().__new__(cls, text)
        sentence.template, sentence.many, sentence.fields = template, many, fields or {}
        return sentence

    def __str__(self) -> "Sentence":
        """Itself: what an exception was raised with comes out of it whole."""
        return self


NOTHING = Sentence("")


def say(template: str, /, **fields: object) -> Sentence:
    """The sentence with its fields filled in as by `str.format`."""
    kept = _kept(fields)
    return Sentence(template.format(**kept) if kept else template, template, kept)


def say_count(one: str, many: str, /, count: int, **fields: object) -> Sentence:
    """The words for one or for several, by `count`, which is a field like the others."""
    kept = _kept({"count": count, **fields})
    return Sentence((one if count == 1 else many).format(**kept), one, kept, many)


def named(english: str, **other_languages: str) -> Sentence:
    """A name that comes with its translations, such as a place: `named("Germany", fr="Allemagne")`."""
    return Sentence(
        english, "", {code: name for code, name in other_languages.items() if name not in ("", english)}
    )


def joined(between: str, parts: Iterable[str]) -> Sentence:
    """Sentences and names in a row, each of which keeps its words."""
    row = list(parts)
    fields = {BETWEEN: between, **{str(place): part for place, part in enumerate(row)}}
    return Sentence(between.join(row), "", fields)


def day(moment: date) -> Sentence:
    """`2026-11-22`."""
    year, month, day_of_month = f"{moment:%Y %m %d}".split()
    return say("{year}-{month}-{day}", year=year, month=month, day=day_of_month)


def day_and_hour(moment: datetime) -> Sentence:
    """`2026-11-22 18:00`, on the clock that the moment is on."""
    return say("{day} {hour}", day=day(moment), hour=f"{moment:%H:%M}")


def word(english: str) -> str:
    """A word that stands for itself, such as the name of a piece of evidence: plain text, collected for the
    translators, which a reader's room looks up as it stands."""
    return english


def said(text: object) -> Sentence:
    """A sentence as it is; any other text, or an error's, as one that nobody can translate."""
    whole = str(text)
    return whole if isinstance(whole, Sentence) else Sentence(whole)


def _kept(fields: Mapping[str, object]) -> dict[str, Field]:
    return {
        name: value if isinstance(value, str | int | float) else str(value) for name, value in fields.items()
    }


def taken_apart(sentence: object) -> object:
    """A sentence as plain values, for a wire or a file: its text when it has no words of its own,
    `[template]` when nothing is filled in, else `[text, template, fields]` and `many` behind them.

    Raises TypeError for anything else, as encoders expect.
    """
    text = in_english(sentence)
    if not isinstance(sentence, Sentence) or not (sentence.fields or sentence.template):
        return text
    if not sentence.fields:
        return [text]
    fields = {
        name: taken_apart(value) if isinstance(value, Sentence) else value
        for name, value in sentence.fields.items()
    }
    return [text, sentence.template, fields, *([sentence.many] if sentence.many else [])]


def in_english(sentence: object) -> str:
    """A sentence as mere text, for programs that read our JSON.  Raises TypeError for anything else."""
    if not isinstance(sentence, Sentence):
        raise TypeError(f"{type(sentence).__name__} is no sentence")
    return str.__str__(sentence)


def put_together(values: object) -> Sentence:
    """The sentence of these plain values, whoever sent them: nothing of them is carried out.

    Raises ValueError when they are none.
    """
    match values:
        case str(text):
            return Sentence(text)
        case [str(text)]:
            return Sentence(text, text)
        case [str(text), str(template), dict(fields)]:
            return Sentence(text, template, _fields(fields))
        case [str(text), str(template), dict(fields), str(many)]:
            return Sentence(text, template, _fields(fields), many)
    raise ValueError("this is no sentence")


def _fields(values: dict[object, object]) -> dict[str, Field]:
    return {
        str(name): value if isinstance(value, str | int | float) else put_together(value)
        for name, value in values.items()
    }
