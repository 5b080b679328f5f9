"""Any bytes at all become text that can travel, and their bytes are never lost where they are needed."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agent.sip.edge_text import byte_for_byte, bytes_of, readable


@pytest.mark.parametrize(
    ("raw", "text"),
    [
        (b"", ""),
        ("Télé €".encode(), "Télé €"),
        (b"T\xe9l\xe9 \x80", "Télé €"),
        (b"\x81", "\ufffd"),
        # A surrogate of its own is no UTF-8 either.
        (b"\xed\xa0\x80", "í\xa0€"),
    ],
)
def test_bytes_are_read_as_utf_8_or_else_as_windows_1252(raw: bytes, text: str) -> None:
    assert readable(raw.decode("utf-8", "surrogateescape")) == text


@given(st.binary())
def test_all_bytes_can_travel_and_come_back(raw: bytes) -> None:
    handed_over = raw.decode("utf-8", "surrogateescape")
    assert bytes_of(handed_over) == raw
    assert byte_for_byte(handed_over).encode("iso-8859-1") == raw
    readable(handed_over).encode()


@given(st.text(st.characters(codec=None, exclude_categories=())))
def test_text_that_came_from_no_bytes_can_travel_too(text: str) -> None:
    readable(text).encode()
    byte_for_byte(text).encode()
