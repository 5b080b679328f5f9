"""Not a byte of what people wrote is changed."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agent.lists.household.kept_text import read_kept_text

LINES = st.lists(
    st.sampled_from([b"0162000001", b"caf\xe9", "café".encode(), b"", b" # x", b"\x00\xff"]), max_size=6
)
ENDS = st.sampled_from([b"\n", b"\r\n", b"\r"])
SOME_FILES = st.builds(
    lambda mark, lines, ends, last: mark + b"".join(a + b for a, b in zip(lines, ends, strict=False)) + last,
    st.sampled_from([b"", b"\xef\xbb\xbf"]),
    LINES,
    st.lists(ENDS, min_size=6, max_size=6),
    st.sampled_from([b"", b"no end"]),
)


@pytest.mark.parametrize(
    ("content", "texts"),
    [
        (b"", []),
        (b"a\nb\r\nc\rd", ["a", "b", "c", "d"]),
        (b"\xef\xbb\xbfa\n", ["a"]),
        ("masqué\n".encode(), ["masqué"]),
        ("masqué\n".encode("latin-1"), ["masqué"]),
        (b"caf\xe9\n\xc3\xa9t\xc3\xa9\n", ["café", "été"]),
        (b"\x81\n", ["\x81"]),
        ("\ufeffa\r\né".encode("utf-16-le"), ["a", "é"]),
        ("\ufeffa\n".encode("utf-16-be"), ["a"]),
        (b"\n\n", ["", ""]),
    ],
)
def test_lines_of_any_editor(content: bytes, texts: list[str]) -> None:
    assert [line.text for line in read_kept_text(content).lines] == texts


@given(st.binary() | SOME_FILES)
def test_reading_keeps_every_byte_but_of_broken_utf_16(content: bytes) -> None:
    text = read_kept_text(content)
    assert text.as_bytes == content or text.encoding.startswith("utf-16")


@given(st.binary() | SOME_FILES, st.sampled_from(["0162000001", "masqué", "\u0416"]))
def test_a_line_put_in_and_taken_out_leaves_the_same_bytes(content: bytes, line: str) -> None:
    text = read_kept_text(content)
    if text.as_bytes != content:
        return
    longer = read_kept_text(text.with_lines([line]).as_bytes)
    assert [each.text for each in longer.lines] == [each.text for each in text.lines] + [line]
    assert longer.without_lines({len(longer.lines)}).as_bytes == content


@given(SOME_FILES, st.sets(st.integers(0, 7)))
def test_taking_lines_out_leaves_the_others_alone(content: bytes, line_numbers: set[int]) -> None:
    text = read_kept_text(content)
    kept = [line.raw for number, line in enumerate(text.lines, start=1) if number not in line_numbers]
    assert [line.raw for line in text.without_lines(line_numbers).lines] == kept


@pytest.mark.parametrize(
    ("content", "longer"),
    [
        (b"", b"new\n"),
        (b"a\n", b"a\nnew\n"),
        (b"a\r\nb\r\n", b"a\r\nb\r\nnew\r\n"),
        (b"a\nb\r\nc\r\n", b"a\nb\r\nc\r\nnew\r\n"),
        (b"a", b"a\nnew"),
        ("\ufeffa\r\n".encode("utf-16-le"), "\ufeffa\r\nnew\r\n".encode("utf-16-le")),
    ],
)
def test_a_new_line_ends_like_its_neighbours(content: bytes, longer: bytes) -> None:
    assert read_kept_text(content).with_lines(["new"]).as_bytes == longer


@pytest.mark.parametrize(
    ("content", "line", "raw"),
    [
        (b"a\n", "é", "é".encode()),
        (b"caf\xe9\n", "é", b"\xe9"),
        (b"caf\xe9\n", "\u0416", "\u0416".encode()),
    ],
)
def test_a_new_line_is_written_in_the_letters_of_the_file(content: bytes, line: str, raw: bytes) -> None:
    assert read_kept_text(content).with_lines([line]).as_bytes == content + raw + b"\n"
