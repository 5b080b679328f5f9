"""Writing the index file: everything beside the old one, then one step into its place."""

import zlib
from array import array
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import IO

from agent.disk.whole_file import clear_leftovers, whole_file
from agent.lists.index.file_format import PAGE_BYTES, Header, Section, pack_header, pages
from agent.lists.index.intake import IndexIntake

Part = tuple[str, int, int, Iterable[bytes]]
"""A section to be written: name, count, width and content."""


def replace_index(path: Path, intake: IndexIntake, recipe: str, parts: list[Part]) -> int:
    """Write beside `path`, then step into its place at once.  Returns the length in bytes."""
    clear_leftovers(path.parent, path.name)
    header = _header(intake, recipe, parts)
    with whole_file(path, mode=0o600) as file:
        _write(file, header, parts)
    return header.file_bytes


def _header(intake: IndexIntake, recipe: str, parts: list[Part]) -> Header:
    """The header, whose own length depends on the numbers in it: tried until it settles."""
    header_pages = 1
    while True:
        place = header_pages
        sections: dict[str, Section] = {}
        for name, count, width, _ in parts:
            sections[name] = Section(place * PAGE_BYTES, count, width)
            place += pages(count * width)
        sections["checksums"] = Section(place * PAGE_BYTES, place, 4)
        file_bytes = place * PAGE_BYTES + place * 4
        header = Header(
            file_bytes=file_bytes,
            seqs=intake.seqs,
            sections=sections,
            lists=intake.lists,
            recipe=recipe,
        )
        needed = len(pack_header(header)) // PAGE_BYTES
        if needed == header_pages:
            return header
        header_pages = needed


def _write(file: IO[bytes], header: Header, parts: list[Part]) -> None:
    checksums = array("I")
    for content in ([pack_header(header)], *(part[3] for part in parts)):
        for some in _in_pages(content):
            view = memoryview(some)
            checksums.extend(zlib.crc32(view[at : at + PAGE_BYTES]) for at in range(0, len(view), PAGE_BYTES))
            file.write(some)
    file.write(checksums.tobytes())


def _in_pages(content: Iterable[bytes]) -> Iterator[bytes]:
    """A section's bytes in whole pages, the last one filled up with zeros."""
    rest = bytearray()
    for some in content:
        rest += some
        whole = len(rest) // PAGE_BYTES * PAGE_BYTES
        if whole:
            yield bytes(rest[:whole])
            del rest[:whole]
    if rest:
        yield bytes(rest.ljust(PAGE_BYTES, b"\0"))
