"""Reading the mapped index without ever believing a damaged page.

Searching looks at numbers as they come: a wrong one there can only lead astray, to no match.  Whatever
an answer is made of is read through a `CheckedColumn`, which compares the page with its checksum the
first time it is used.
"""

import mmap
import sys
import zlib

from agent.lists.index.file_format import PAGE_BYTES, TYPECODES, Header, IndexUnusable, Section


class IndexFile:
    """The bytes of an index file, and which of its pages have been found whole."""

    def __init__(self, header: Header, content: mmap.mmap | bytes) -> None:
        """Use the header that was read from the same bytes."""
        self.content = content
        self._sections = header.sections
        self._checksums = self.numbers("checksums")
        self.whole = bytearray(len(self._checksums))
        """By page: 1 once it has been compared with its checksum."""

    def numbers(self, name: str) -> "memoryview[int]":
        """A section of numbers, unchecked: for searching, or when `CheckedColumn.trust` has checked them."""
        section = self._sections[name]
        view = memoryview(self.content)[section.offset : section.offset + section.count * section.width]
        return view.cast(TYPECODES[section.width])  # type: ignore[call-overload,no-any-return]

    def column(self, name: str) -> "CheckedColumn":
        """A section of numbers, checked."""
        return CheckedColumn(self, name, self._sections[name])

    def text(self, name: str, begin: int, end: int) -> bytes:
        """Some bytes of a section of text, checked.  Raises IndexError when it has no such bytes."""
        section = self._sections[name]
        if not 0 <= begin <= end <= section.count:
            raise IndexError(f"{name} has no bytes {begin} to {end}")
        start, stop = section.offset + begin, section.offset + end
        for page in range(start // PAGE_BYTES, -(-stop // PAGE_BYTES)):
            if not self.whole[page]:
                self.check(page)
        return self.content[start:stop]

    def check(self, page: int) -> None:
        """Compare a page with its checksum.  Raises IndexUnusable when it was damaged."""
        start = page * PAGE_BYTES
        if zlib.crc32(self.content[start : start + PAGE_BYTES]) != self._checksums[page]:
            raise IndexUnusable(f"the number index is damaged near byte {start}")
        self.whole[page] = 1

    def verify(self) -> None:
        """Check every page.  Raises IndexUnusable at the first damaged one."""
        for page in range(len(self._checksums)):
            self.check(page)


class CheckedColumn:
    """Numbers of one width, each believed only after its page has been checked."""

    __slots__ = ("_content", "_file", "_name", "_offset", "_whole", "_width", "count")

    def __init__(self, file: IndexFile, name: str, section: Section) -> None:
        """Read `section` of `file`, which is called `name`."""
        self._name = name
        self.count = section.count
        self._file, self._content, self._whole = file, file.content, file.whole
        self._offset, self._width = section.offset, section.width

    def __getitem__(self, index: int) -> int:
        """One number.  Raises IndexError beyond the end, IndexUnusable when its page is damaged."""
        if not 0 <= index < self.count:
            raise IndexError(f"there is no number {index} among {self.count}")
        start = self._offset + index * self._width
        if not self._whole[start // PAGE_BYTES]:
            self._file.check(start // PAGE_BYTES)
        return int.from_bytes(self._content[start : start + self._width], sys.byteorder)

    def all(self) -> list[int]:
        """The whole column, for one that is short."""
        if not self.count:
            return []
        self.trust(0, self.count)
        return self._file.numbers(self._name).tolist()

    def trust(self, first: int, end: int) -> None:
        """Check the pages of numbers that were read unchecked, `end` left out.

        Raises IndexError beyond the end, IndexUnusable when a page is damaged.
        """
        if not 0 <= first < end <= self.count:
            raise IndexError(f"there are no numbers {first} to {end} among {self.count}")
        first_byte, last_byte = self._offset + first * self._width, self._offset + end * self._width - 1
        for page in range(first_byte // PAGE_BYTES, last_byte // PAGE_BYTES + 1):
            if not self._whole[page]:
                self._file.check(page)
