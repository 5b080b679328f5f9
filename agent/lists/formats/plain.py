"""Our own way to write a list: one number a line, with what is known of it and a note for people.

    title: Example
    +33140000001 votes=12 last=2026-11-02 kind=fraud  # says he is the bank
    +33162*                                           # every number that begins so
    +33162######                                      # every number of exactly this length
    110 country=DE                                    # a short number, in one country

`blocklists/README.md` explains the format to those who write such files.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, fields
from datetime import date
from functools import lru_cache
from typing import Literal, get_args

from agent.call.list_entry import BadLine, ListEntry, ListRole
from agent.call.sentence import say
from agent.call.treatment import TREATMENTS
from agent.lists.formats.plain_number import read_number

NAME = "plain"

MAX_LINE_CHARACTERS = 1000
MAX_WORDS_CHARACTERS = 400
"""What is written of a note or a kind, so that the line stays one that can be read again."""
MAX_VOTES = 999_999_999

_HEADER_LINE = re.compile(r"([A-Za-z]+):(?:\s+|$)(.*)")
_ENTRY_LINE = re.compile(
    r"""(?P<number>[^\s"=]+(?:\s+[0-9./-]+\*?)*)  # the number, in groups if its author likes them
        (?P<options>(?:\s+[a-z]+=(?:"(?:[^"\\]|\\.)*"|[^\s"]*))*)
        (?:\s+\#\s*(?P<note>.*))?""",
    re.VERBOSE,
)
_USUAL_LINE = re.compile(
    # What nearly every line of a long list is, and what we write ourselves: read in a third of the time.
    r"(\+[0-9]{7,15})(?: votes=([0-9]{1,9}))?(?: last=([0-9]{4}-[0-9]{2}-[0-9]{2}))?(?: kind=([^\s\"\\#]+))?"
)
_OPTION = re.compile(r'([a-z]+)=("(?:[^"\\]|\\.)*"|\S*)')


@dataclass(frozen=True, slots=True, kw_only=True)
class ListHeader:
    """What a list says of itself in its first lines; each field is a line `name: text`."""

    title: str = ""
    region: str = ""
    """Country the list is about (ISO 3166-1 alpha-2), or empty."""
    source: str = ""
    """The law, decision or person the entries rest on."""
    licence: str = ""
    updated: date | None = None
    expires: date | None = None
    """After this day the list is not to be believed any more; None: it does not say."""
    treatment: str = ""
    """What the author suggests: a name of `agent.call.treatment.TREATMENTS`, or empty."""
    role: ListRole | Literal[""] = ""
    """What kind of list its author takes it for.  Believed for the lists we ship; what a
    downloaded list may be is decided by the household's settings."""


def parse(lines: Iterable[str]) -> Iterator[ListEntry | BadLine]:
    """Read the entries of a list, and name every line that cannot be read.  Never raises."""
    in_header = True
    for line_number, line in enumerate(lines, start=1):
        if len(line.rstrip()) > MAX_LINE_CHARACTERS:
            yield BadLine(
                line_number=line_number,
                text=printable(line[:80]) + "…",
                because=say(
                    "a line has at most {most} characters; shorten the note", most=MAX_LINE_CHARACTERS
                ),
            )
            continue
        text = printable(line)
        if not text or text.startswith("#"):
            continue
        if in_header and (header_line := _HEADER_LINE.fullmatch(text)):
            try:
                _header_value(*header_line.groups())
            except ValueError as error:
                yield BadLine(line_number=line_number, text=text, because=str(error))
            continue
        in_header = False
        try:
            yield _read_entry(text, line_number)
        except ValueError as error:
            yield BadLine(line_number=line_number, text=text, because=str(error))


def read_header(lines: Iterable[str]) -> ListHeader:
    """Read what the list says of itself; stops at its first entry.  Unreadable values are left out."""
    found: dict[str, str | date] = {}
    for line in lines:
        text = printable(line[:MAX_LINE_CHARACTERS])
        if not text or text.startswith("#"):
            continue
        header_line = _HEADER_LINE.fullmatch(text)
        if header_line is None:
            break
        try:
            key, value = _header_value(*header_line.groups())
        except ValueError:
            continue
        found.setdefault(key, value)
    return ListHeader(**found)  # type: ignore[arg-type]


def write(entries: Iterable[ListEntry], header: ListHeader | None = None) -> Iterator[str]:
    """Write a list, line by line without line ends; `parse` and `read_header` give it back.

    Raises ValueError for an entry that has no place in a shared list: a name, a withheld caller,
    a number that is not one.
    """
    if header is not None:
        for field in fields(header):
            if value := getattr(header, field.name):
                yield f"{field.name}: {printable(str(value))}"
        yield ""
    for entry in entries:
        yield write_entry(entry)


def write_entry(entry: ListEntry) -> str:
    """Write one entry as a line.  Raises ValueError as `write` does."""
    kind, value = read_number(shown_number(entry.kind, entry.value))
    if (kind, value) != (entry.kind, entry.value):
        raise ValueError(say("{entry!r} is not a number that a list can hold", entry=entry.value))
    return (
        shown_number(kind, value)
        + written_votes(entry.votes)
        + written_date(entry.last_reported_on)
        + written_words(entry.label, entry.region, entry.note)
    )


def shown_number(kind: str, value: str) -> str:
    """The number part of a line: a prefix carries a `*`."""
    return value + "*" if kind == "prefix" else value


def written_votes(votes: int) -> str:
    """The votes as they stand in a line, or nothing."""
    return f" votes={votes}" if votes else ""


def written_date(last_reported_on: date | None) -> str:
    """The date of the last report as it stands in a line, or nothing."""
    return f" last={last_reported_on.isoformat()}" if last_reported_on else ""


def written_words(label: str, region: str, note: str) -> str:
    """The words of an entry as they stand in a line, or nothing."""
    words = ""
    if label := printable(label[:MAX_WORDS_CHARACTERS]):
        if re.search(r'[\s"\\#]', label):
            label = '"' + re.sub(r'(["\\])', r"\\\1", label) + '"'
        words = f" kind={label}"
    if region:
        words += f" country={region}"
    if note := printable(note[:MAX_WORDS_CHARACTERS]):
        words += f"  # {note}"
    return words


def printable(text: str) -> str:
    """Without line end, control characters and hidden direction marks: lists are shown on terminals."""
    text = text.strip()
    if text.isprintable():
        return text
    text = "".join(character if character.isprintable() else " " for character in text)
    return text.strip()


def _read_entry(text: str, line_number: int) -> ListEntry:
    if usual := _USUAL_LINE.fullmatch(text):
        number, votes_text, day, label = usual.groups()
        last_reported_on = _read_date(day) if day else None
        votes = int(votes_text or 0)
        return ListEntry("exact", number, text, line_number, "", label or "", votes, last_reported_on)
    line = _ENTRY_LINE.fullmatch(text)
    if line is None:
        raise ValueError(say("not a number followed by votes=, last=, kind=, country= or a note after #"))
    number, options, note = line.group("number", "options", "note")
    kind, value = read_number(number)
    votes, label, region = 0, "", ""
    last_reported_on = None
    for key, option in _OPTION.findall(options) if options else ():
        if key == "votes":
            votes = _read_votes(option)
        elif key == "last":
            last_reported_on = _read_date(option)
        elif key == "kind":
            label = re.sub(r"\\(.)", r"\1", option[1:-1]) if option.startswith('"') else option
        elif key == "country":
            region = _read_region(option)
        # Other keys are left to later versions of the format.
    return ListEntry(
        kind=kind,
        value=value,
        as_written=text,
        line_number=line_number,
        note=note or "",
        label=label.strip(),
        votes=votes,
        last_reported_on=last_reported_on,
        region=region,
    )


def _read_votes(text: str) -> int:
    if not (text.isascii() and text.isdigit() and len(text) <= len(str(MAX_VOTES))):
        raise ValueError(say("votes={text} is not a count of people, such as votes=12", text=text))
    return int(text)


@lru_cache(maxsize=4096)
def _read_date(text: str) -> date:
    if re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", text):
        try:
            return date.fromisoformat(text)
        except ValueError:
            pass  # February 30 and its like get the same sentence as any other mistake
    raise ValueError(say("{text!r} is not a day such as 2026-11-21", text=text))


def _read_region(text: str) -> str:
    if re.fullmatch(r"[A-Za-z]{2}", text):
        return text.upper()
    raise ValueError(say("{text!r} is not a country of two letters, such as FR", text=text))


def _header_value(key: str, text: str) -> tuple[str, str | date]:
    key = key.lower()
    if key in ("title", "source", "licence"):
        return key, text
    if key in ("updated", "expires"):
        return key, _read_date(text)
    if key == "region":
        return key, _read_region(text)
    for name, known in (("treatment", tuple(TREATMENTS)), ("role", get_args(ListRole))):
        if key == name:
            if text not in known:
                raise ValueError(say("{key} is one of {known}", key=key, known=", ".join(known)))
            return key, text
    known_keys = ", ".join(field.name for field in fields(ListHeader))
    raise ValueError(say("a list has no header {key!r}; it has {known}", key=key, known=known_keys))
