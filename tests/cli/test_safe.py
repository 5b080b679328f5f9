"""Nothing a caller writes can paint over, reorder or hide text on the terminal."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agent.cli.safe import safe


@pytest.mark.parametrize(
    ("written", "shown"),
    [
        ("Énergie+ «été» 日本 👵", "Énergie+ «été» 日本 👵"),
        ("\x1b[31mred\x1b[0m \x1b[2J\x1b[1;1Hhome", "red home"),
        ("\x9b31mred", "red"),
        ("\x1b]0;title\x07after", "after"),
        ("\x1b]8;;https://a.example\x1b\\link\x1b]8;;\x1b\\", "link"),
        ("\x1bP1$tx\x1b\\after", "after"),
        ("\x1b]52;c;never ended", ""),
        ("two\r\nlines\ttab", "two lines tab"),
        ("invoice\u202efdp.exe", "invoicefdp.exe"),
        ("a\u2066b\u2069\u200f\ufeff\x00\x07\x7f\ud800c", "abc"),
        ("[bold]markup[/bold]", "[bold]markup[/bold]"),
    ],
)
def test_only_what_can_be_seen_is_left(written: str, shown: str) -> None:
    assert safe(written) == shown


@given(
    st.text(
        st.one_of(st.sampled_from("\x1b[]\x9b\x9d0;mHP\\\x07\u202e\n"), st.characters(exclude_categories=()))
    )
)
def test_no_text_at_all_gets_a_control_character_through(text: str) -> None:
    assert {unicodedata.category(character)[0] for character in safe(text)} <= set("LMNPSZ")
    assert safe(safe(text)) == safe(text)
