"""Text that people wrote, changed without touching a byte of what they wrote.

Whatever editor saved the file: byte order mark, UTF-8, UTF-16 or Windows letters, line ends of
any kind, and a last line with or without an end all stay as they are.
"""

import re
from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import dataclass

_UTF8_MARK = b"\xef\xbb\xbf"
_UTF16_MARKS = {b"\xff\xfe": "utf-16-le", b"\xfe\xff": "utf-16-be"}
_LINE = re.compile(r"([^\r\n]*)(\r\n|\r|\n|\Z)")
_LINE_BYTES = re.compile(rb"([^\r\n]*)(\r\n|\r|\n|\Z)")


@dataclass(frozen=True, slots=True)
class KeptLine:
    """One line, as text and as the bytes it stands for."""

    text: str
    raw: bytes
    """The line as it stands in the file, without its end."""
    end: bytes
    """`\\n`, `\\r\\n` or `\\r` in the file's encoding; empty for a last line without one."""


@dataclass(frozen=True, slots=True)
class KeptText:
    """A text file as lines; line numbers count from 1."""

    mark: bytes
    encoding: str
    """`utf-8` (single lines may be in Windows letters), or one of the UTF-16 orders."""
    lines: tuple[KeptLine, ...]

    @property
    def as_bytes(self) -> bytes:
        """The whole file."""
        return self.mark + b"".join(line.raw + line.end for line in self.lines)

    def with_lines(self, texts: Sequence[str]) -> "KeptText":
        """More lines at the end, in the file's own encoding and with its own kind of line end."""
        ends = Counter(line.end for line in self.lines if line.end)
        end = ends.most_common(1)[0][0] if ends else "\n".encode(self.encoding)
        has_windows_letters = self.encoding == "utf-8" and any(not _is_utf8(line.raw) for line in self.lines)
        new = [KeptLine(text, self._encoded(text, has_windows_letters), end) for text in texts]
        if new and self.lines and not self.lines[-1].end:
            # A file whose last line has no end goes on like that: taking the lines out restores it.
            last = self.lines[-1]
            new[-1] = KeptLine(new[-1].text, new[-1].raw, b"")
            return self._with((*self.lines[:-1], KeptLine(last.text, last.raw, end), *new))
        return self._with((*self.lines, *new))

    def without_lines(self, line_numbers: Collection[int]) -> "KeptText":
        """The text without these lines; all others keep their order and bytes."""
        kept = [line for number, line in enumerate(self.lines, start=1) if number not in line_numbers]
        if kept and not self.lines[-1].end:
            kept[-1] = KeptLine(kept[-1].text, kept[-1].raw, b"")
        return self._with(tuple(kept))

    def _with(self, lines: tuple[KeptLine, ...]) -> "KeptText":
        return KeptText(self.mark, self.encoding, lines)

    def _encoded(self, text: str, has_windows_letters: bool) -> bytes:
        if has_windows_letters:
            try:
                return text.encode("cp1252")
            except UnicodeEncodeError:
                pass  # Not in Windows letters: this one line is UTF-8, and is read back as such.
        return text.encode(self.encoding)


def read_kept_text(content: bytes) -> KeptText:
    """Split and decode any bytes; none is refused.

    Only broken UTF-16 loses something: there `as_bytes` differs from `content`.
    """
    if encoding := _UTF16_MARKS.get(content[:2]):
        text = content[2:].decode(encoding, errors="replace")
        lines = tuple(
            KeptLine(line, line.encode(encoding), end.encode(encoding))
            for line, end in _LINE.findall(text)
            if line or end
        )
        return KeptText(content[:2], encoding, lines)
    mark = _UTF8_MARK if content.startswith(_UTF8_MARK) else b""
    found = _LINE_BYTES.findall(content[len(mark) :])
    return KeptText(
        mark, "utf-8", tuple(KeptLine(_decoded(raw), raw, end) for raw, end in found if raw or end)
    )


def _decoded(raw: bytes) -> str:
    for encoding in ("utf-8", "cp1252"):
        try:
            return raw.decode(encoding)
        except UnicodeDecodeError:
            continue
    return raw.decode("latin-1")


def _is_utf8(raw: bytes) -> bool:
    try:
        raw.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return True
