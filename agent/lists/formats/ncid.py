"""NCID's alias-free lists `ncidd.blacklist` and `ncidd.whitelist`: expressions separated by blanks.

`^` means the beginning, `^1?` an optional North American 1, quotes hold blanks together, `# …` is
a comment and `#= …` names what matched.  NCID compares each expression with number and name.
"""

import re
from typing import BinaryIO

from agent.call.list_entry import EntryKind, ListEntry
from agent.call.sentence import say
from agent.lists.formats.number_reader import NumberReader
from agent.lists.formats.parsed import Parsed, ParsedEntries
from agent.lists.formats.source_text import bad, lines_of, shown

NAME = "ncid"
TITLE = "NCID blacklist or whitelist"

_EXPRESSION = re.compile(r'"([^"]*)"|(\S+)')
_WHOLE_NUMBER_DIGITS = 7
_NUMBER_START = re.compile(r"\^?(?:1\?)?\+?[0-9][0-9-]*")


def looks_like(head: bytes, name: str) -> bool:
    """Tell the file by its name, by `#=` labels or by anchored numbers."""
    if name.rpartition("/")[2].startswith("ncidd."):
        return True
    return (
        re.search(rb"^\s*(\^(1\?)?\+?[0-9]|\"\^?[^\"]+\"\s*($|#|\")|[^#\n]+#= )", head, re.MULTILINE)
        is not None
    )


def parse(source: BinaryIO, numbers: NumberReader) -> ParsedEntries:
    """Yield prefixes, whole numbers and name patterns."""
    for line_number, line in enumerate(lines_of(source), start=1):
        for expression, comment in _expressions(line):
            yield _read(line_number, expression, comment, numbers)


def _expressions(line: str) -> list[tuple[str, str]]:
    found: list[str] = []
    comment = ""
    at = 0
    while match := _EXPRESSION.search(line, at):
        if match[2] is not None and match[2].startswith("#"):
            comment = line[match.start() :].lstrip("#= ").strip()
            break
        found.append(match[1] if match[1] is not None else match[2])
        at = match.end()
    return [(expression, comment) for expression in found if expression.strip()]


def _read(line_number: int, expression: str, comment: str, numbers: NumberReader) -> Parsed:
    kind: EntryKind
    try:
        if _NUMBER_START.fullmatch(expression):
            kind, value = _number(expression, numbers)
        elif re.search(r"[\[\](){}|\\$+*]", expression):
            raise ValueError(
                say(
                    "{expression!r} looks like a regular expression; write a number, a beginning or a name",
                    expression=expression,
                )
            )
        else:
            text = expression.lower()
            kind, value = "name", (text[1:] if text.startswith("^") else "*" + text) + "*"
            if not value.strip("*? "):
                raise ValueError(say("{expression!r} matches every name", expression=expression))
    except ValueError as error:
        return bad(line_number, expression, error)
    return ListEntry(
        kind=kind,
        value=shown(value),
        as_written=shown(expression),
        line_number=line_number,
        label=shown(comment),
    )


def _number(expression: str, numbers: NumberReader) -> tuple[EntryKind, str]:
    digits = expression.removeprefix("^")
    if digits.startswith("1?"):
        digits = "+1" + digits[2:]
    if expression.startswith("^"):
        return "prefix", numbers.prefix(digits)
    if len(digits.strip("+-")) < _WHOLE_NUMBER_DIGITS:
        raise ValueError(
            say(
                "{expression!r} would match in the middle of any number; put ^ in front to mean its beginning",
                expression=expression,
            )
        )
    return "exact", numbers.exact(digits)
