"""callattendant's caller lists (CSV `PhoneNo,Name,Reason`) and its pattern file (four YAML maps).

Numbers are national, so the list's country must be set.  The pattern file holds regular
expressions; those that are a plain text, a beginning or a simple wildcard are taken over.
"""

import io
import re
from typing import BinaryIO

from agent.call.list_entry import EntryKind, ListEntry
from agent.call.sentence import say
from agent.lists.formats.number_reader import NumberReader
from agent.lists.formats.parsed import ListSays, Parsed, ParsedEntries, SourceEntry
from agent.lists.formats.source_text import bad, header_columns, lines_of, rows_of, shown

NAME = "callattendant"
TITLE = "callattendant (CSV or YAML)"

_COLUMNS = ["phoneno", "name", "reason"]
_MAPS: dict[str, tuple[str, ListSays]] = {
    "blocknames": ("name", "unwanted"),
    "blocknumbers": ("number", "unwanted"),
    "permitnames": ("name", "wanted"),
    "permitnumbers": ("number", "wanted"),
}
_MAP_LINE = re.compile(r"(\w+)\s*:\s*(\{\s*\})?\s*(#.*)?")
_PAIR_LINE = re.compile(r"""\s+(?:"((?:[^"\\]|\\.)*)"|'((?:[^']|'')*)'|([^\s"'#][^:]*?))\s*:\s*(.*)""")
_MAP_START = re.compile(rb"^(block|permit)(names|numbers)\s*:", re.MULTILINE)


def looks_like(head: bytes, name: str) -> bool:
    """Tell the table by its columns and the pattern file by its maps."""
    return header_columns(head)[:3] == _COLUMNS or _MAP_START.search(head) is not None


def parse(source: BinaryIO, numbers: NumberReader) -> ParsedEntries:
    """Yield whole numbers from a table, or number and name patterns from a pattern file."""
    head = source.read(4096)
    source.seek(0)
    if _MAP_START.search(head):
        yield from _parse_patterns(source, numbers)
    else:
        yield from _parse_table(source, numbers)


def _parse_table(source: BinaryIO, numbers: NumberReader) -> ParsedEntries:
    for row in rows_of(source, ","):
        if row.cell(0).lower() == "phoneno":
            continue
        try:
            found = numbers.each(row.cell(0))
        except ValueError as error:
            yield bad(row.line_number, row.text, error)
            continue
        for kind, value in found:
            yield ListEntry(
                kind=kind,
                value=value,
                as_written=shown(row.cell(0)),
                line_number=row.line_number,
                label=shown(row.cell(1)),
                note=shown(row.cell(2)),
            )


def _parse_patterns(source: BinaryIO, numbers: NumberReader) -> ParsedEntries:
    meaning: tuple[str, ListSays] | None = None
    for line_number, line in enumerate(lines_of(source), start=1):
        if not line.strip() or line.lstrip().startswith("#") or line.strip() in ("---", "..."):
            continue
        if map_line := _MAP_LINE.fullmatch(line.rstrip()):
            meaning = _MAPS.get(map_line[1])
            if meaning is None:
                yield bad(
                    line_number,
                    line,
                    say("{map!r} is not one of {known}", map=map_line[1], known=", ".join(_MAPS)),
                )
            continue
        pair = _PAIR_LINE.fullmatch(line)
        if pair is None or meaning is None:
            yield bad(line_number, line, say('a line must be `"pattern": note` under one of the four maps'))
            continue
        pattern = next(group for group in pair.groups()[:3] if group is not None)
        if pair[1] is not None:
            pattern = pattern.replace("\\\\", "\\")  # how YAML writes a backslash in double quotes
        yield _read(line_number, line, pattern, pair[4].strip().strip("\"'"), meaning, numbers)


def _read(
    line_number: int, line: str, pattern: str, note: str, meaning: tuple[str, ListSays], numbers: NumberReader
) -> Parsed:
    about, says = meaning
    kind: EntryKind
    try:
        if about == "name":
            kind, value = "name", _wildcards_of(pattern).lower()
            if not value.strip("*? "):
                raise ValueError(say("the pattern matches every name"))
        elif re.fullmatch(r"\^(\\?\+)?[0-9]+", pattern):
            kind, value = "prefix", numbers.prefix(pattern[1:].removeprefix("\\"))
        else:
            kind, value = "exact", numbers.exact(pattern.removeprefix("^").removesuffix("$"))
    except ValueError as error:
        return bad(line_number, line, error)
    return SourceEntry(
        kind=kind,
        value=value,
        as_written=shown(pattern),
        line_number=line_number,
        note=shown(note),
        says=says,
    )


def _wildcards_of(pattern: str) -> str:
    """Turn a simple regular expression, searched for anywhere, into `*` and `?`."""
    out = io.StringIO()
    text = pattern
    if not text.startswith("^"):
        out.write("*")
    rest = text.removeprefix("^").removesuffix("$")
    for token in re.findall(r"\\.|\.\*|\.\+|.", rest):
        if token in (".*", ".+"):
            out.write("*" if token == ".*" else "?*")
        elif token == ".":
            out.write("?")
        elif len(token) == 2 and not token[1].isalnum():
            out.write(token[1])
        elif len(token) == 2 or token in "[]{}()+*?|^$":
            raise ValueError(
                say(
                    "{pattern!r} is a regular expression with no wildcard form; write the name with * and ?",
                    pattern=pattern,
                )
            )
        else:
            out.write(token)
    if not text.endswith("$"):
        out.write("*")
    return re.sub(r"\*+", "*", out.getvalue())
