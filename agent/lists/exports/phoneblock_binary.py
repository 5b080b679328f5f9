"""PhoneBlock's compact file, for routers that hold a list in flash (format in `formats`)."""

from collections.abc import Iterable
from typing import BinaryIO

from agent.call.list_entry import ListEntry
from agent.lists.exports.number_forms import beginning, whole_number
from agent.lists.exports.written import Written
from agent.lists.formats.parsed import says_of
from agent.lists.formats.phoneblock_binary import HEADER, MAGIC, MAX_DIGITS, RECORD, VERSION, key_of

NAME = "phoneblock-binary"
TITLE = "PhoneBlock binary (PBBL)"


def write(entries: Iterable[ListEntry], out: BinaryIO, title: str) -> Written:
    """Write sorted records; of a number that is wanted and unwanted, wanted stays."""
    exact: dict[int, int] = {}
    prefixes: dict[int, int] = {}
    prefix_lengths = left_out = widened = 0
    for entry in entries:
        if says_of(entry) == "label":
            left_out += 1
            continue
        unwanted = int(says_of(entry) == "unwanted")
        if number := whole_number(entry):
            key = key_of(number[1:])
            exact[key] = exact.get(key, 1) & unwanted
        elif (start := beginning(entry)) and len(start) - 1 <= MAX_DIGITS:
            key = key_of(start[1:])
            prefixes[key] = prefixes.get(key, 1) & unwanted
            prefix_lengths |= 1 << (len(start) - 1)
            widened += entry.kind == "pattern"
        else:
            left_out += 1
    out.write(HEADER.pack(MAGIC, VERSION, prefix_lengths, len(exact), len(prefixes)))
    for section in (exact, prefixes):
        for key in sorted(section):
            out.write(RECORD.pack(key << 8 | section[key]))
    return Written(count=len(exact) + len(prefixes), left_out=left_out, widened=widened)
