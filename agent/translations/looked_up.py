"""A language's sentences, looked up in their file each time: for the daemon, which lives for months and has
no memory to spare for what it says a few times a day.

The layout is gettext's .mo (GNU gettext manual, §10.3): two tables of lengths and places, the English ones
in the order of their bytes.
"""

import gettext
import os
import struct
from collections.abc import Callable
from pathlib import Path

_HEAD = struct.Struct("<5I")
_PLACE = struct.Struct("<2I")
_MAGIC = 0x950412DE
_PLURALS = "plural="


class LookedUpWords:
    """Stands where `gettext.GNUTranslations` does, without reading the file; what is not in it is empty.

    Read and not mapped: a file that somebody cuts short under us costs a translation and no daemon.
    """

    def __init__(self, path: Path) -> None:
        """Raises OSError, and ValueError when it is no such file."""
        self._file = path.open("rb", buffering=0)
        head = self._read(_HEAD.size, 0)
        if len(head) < _HEAD.size or _HEAD.unpack(head)[0] != _MAGIC:
            raise ValueError(f"{path} holds no translations")
        _, _, self._count, self._english_at, self._translated_at = _HEAD.unpack(head)
        self._which = self._plural_rule()

    def gettext(self, message: str) -> str:
        """The translation, or nothing."""
        return self._forms(message)[0]

    def ngettext(self, msgid1: str, msgid2: str, n: int) -> str:
        """The translation for so many, or nothing."""
        forms = self._forms(f"{msgid1}\0{msgid2}")
        return forms[min(self._which(n), len(forms) - 1)]

    def _forms(self, message: str) -> list[str]:
        wanted, low, high = message.encode("utf-8", "replace"), 0, self._count
        try:
            while low < high:
                middle = (low + high) // 2
                found = self._text(self._english_at, middle)
                if found == wanted:
                    return self._text(self._translated_at, middle).decode().split("\0")
                low, high = (middle + 1, high) if found < wanted else (low, middle)
        except (OSError, struct.error, UnicodeDecodeError):
            # Another version is being put in its place: English until the next start.
            pass
        return [""]

    def _text(self, table_at: int, row: int) -> bytes:
        length, at = _PLACE.unpack(self._read(_PLACE.size, table_at + row * _PLACE.size))
        return self._read(min(length, 65536), at)

    def _read(self, length: int, at: int) -> bytes:
        return os.pread(self._file.fileno(), length, at)

    def _plural_rule(self) -> Callable[[int], int]:
        """What the file's own head says, such as `plural=(n > 1)`."""
        rule = self.gettext("").partition(_PLURALS)[2].partition("\n")[0].strip().rstrip(";")
        return gettext.c2py(rule or "n != 1")
