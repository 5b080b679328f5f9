"""The blacklist of an Asterisk: what `database show` prints, and the commands `database put` that fill it.

/blacklist/0162000001        : Robot
database put blacklist +33162000001 1
"""

import re
from typing import BinaryIO

from agent.call.sentence import say
from agent.lists.formats.number_reader import NumberReader
from agent.lists.formats.parsed import ListSays, ParsedEntries, SourceEntry
from agent.lists.formats.source_text import bad, lines_of, shown

NAME = "asterisk"
TITLE = "Asterisk blacklist (database show)"

_SHOWN = re.compile(r"\s*/(?P<family>[\w-]+)/(?P<key>[^:]*?)\s*:\s?(?P<value>.*)")
_PUT = re.compile(
    r""".*?\bdatabase\s+put\s+(?P<family>[\w-]+)\s+(?:"(?P<quoted>[^"]+)"|(?P<key>\S+))\s*(?P<value>.*?)["']?\s*""",
    re.IGNORECASE,
)
_LOOKS = re.compile(
    rb"^\s*(?:/(?:black|white)list/\S+\s*:|.*\bdatabase\s+put\s+(?:black|white)list\s)", re.M | re.I
)
_FAMILIES: dict[str, ListSays] = {"blacklist": "unwanted", "whitelist": "wanted"}
_SETTINGS = ("dest", "blocked")
"""What FreePBX keeps among the numbers: where such calls go, and whether withheld ones are blocked."""


def looks_like(head: bytes, name: str) -> bool:
    """Tell the file by a line of the family `blacklist` or `whitelist`."""
    return _LOOKS.search(head) is not None


def parse(source: BinaryIO, numbers: NumberReader) -> ParsedEntries:
    """Yield the numbers of both families; everything else an Asterisk keeps there is passed over."""
    for line_number, line in enumerate(lines_of(source), start=1):
        found = _SHOWN.fullmatch(line) or _PUT.fullmatch(line)
        if found is None:
            continue
        says = _FAMILIES.get(found["family"].lower())
        fields = found.groupdict()
        key = (fields.get("quoted") or fields["key"] or "").strip()
        if says is None or key.lower() in _SETTINGS:
            continue
        if key.lower() in ("anonymous", "unknown", "withheld"):
            yield bad(
                line_number, line, say("callers without a number: say tranquille deny withheld to mean them")
            )
            continue
        try:
            kinds = numbers.each(key)
        except ValueError as error:
            yield bad(line_number, line, error)
            continue
        text = found["value"].strip().strip('"')
        for kind, value in kinds:
            yield SourceEntry(
                kind=kind,
                value=value,
                as_written=shown(key),
                line_number=line_number,
                label="" if text in ("1", "0") else shown(text),
                says=says,
            )
