"""Digits come out of anything people and networks write; what is no number comes out as None."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agent.identify.written_number import WrittenNumber, percent_decoded, read_written_number


@pytest.mark.parametrize(
    ("typed", "digits", "international"),
    [
        ("0162000001", "0162000001", False),
        ("  01 62 00 00 01\n", "0162000001", False),
        ("01.62.00.00.01", "0162000001", False),
        ("01-62-00-00-01", "0162000001", False),
        ("01/62 00 00 01", "0162000001", False),
        ("01\u00a062\u202f00\u200900\u201001", "0162000001", False),
        ("(0211) 54089170", "021154089170", False),
        ("+33 1 62 00 00 01", "33162000001", True),
        ("\u202a+33162000001\u202c", "33162000001", True),  # copied from a phone's contacts
        ("＋３３１６２０００００１", "33162000001", True),  # full-width keyboard
        ("٠١٦٢٠٠٠٠٠١", "0162000001", False),  # Arabic digits
        ("tel:+33-1-62-00-00-01", "33162000001", True),
        ("TEL:0162000001;phone-context=example.com", "0162000001", False),
        ("sip:%2B33162000001@box.example;user=phone", "33162000001", True),
        ("sips:+33162000001;isup-oli=0;postd=p22@box", "33162000001", True),
        ("+15612345678;verstat=TN-Validation-Passed", "15612345678", True),
        ("callto:0162000001", "0162000001", False),
    ],
)
def test_digits_are_read_from(typed: str, digits: str, international: bool) -> None:
    assert read_written_number(typed) == WrittenNumber(digits, international)


@pytest.mark.parametrize(
    "typed",
    [
        "",
        " ",
        "+",
        "alice",
        "sip:alice@box",
        "**622",
        "0162a",
        "++33",
        "3+3",
        "1" * 129,
        "½",
    ],
)
def test_no_number_is_read_from(typed: str) -> None:
    assert read_written_number(typed) is None


@pytest.mark.parametrize(
    ("typed", "context"),
    [
        ("7042;phone-context=+33", "33"),
        ("7042;PHONE-CONTEXT=%2B33", "33"),
        ("863-1234;phone-context=+1-914-555", "1914555"),
        ("7042;phone-context=example.com", ""),
        ("7042;phone-context=+x", ""),
        ("+33162000001;phone-context=+49", ""),  # a global number needs no context
    ],
)
def test_only_a_global_context_counts(typed: str, context: str) -> None:
    found = read_written_number(typed)
    assert found is not None
    assert found.context == context


@pytest.mark.parametrize(
    ("text", "decoded"),
    [
        ("%2B33", "+33"),
        ("%2b33", "+33"),
        ("50%", "50%"),
        ("%", "%"),
        ("%%41", "%A"),
        ("%+1", "%+1"),
        ("No%C3%ABl", "Noël"),
        ("%FF", "\ufffd"),
    ],
)
def test_percent_decoding(text: str, decoded: str) -> None:
    assert percent_decoded(text) == decoded


@given(st.text(max_size=200))
def test_any_text_is_read_or_refused(text: str) -> None:
    found = read_written_number(text)
    assert found is None or (found.digits.isascii() and found.digits.isdigit())
    percent_decoded(text)
