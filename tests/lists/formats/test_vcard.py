"""Contacts in vCards of every version."""

import pytest

from tests.lists.formats.lists_for_tests import bad_lines, detected, entries, numbers_in, read

V3 = (
    "BEGIN:VCARD\r\n"
    "VERSION:3.0\r\n"
    "FN:Marie\\, née\r\n"
    "  Curie\r\n"
    "item1.TEL;TYPE=CELL:06 12 34 56 78\r\n"
    "TEL:abc\r\n"
    "END:VCARD\r\n"
)
V4 = (
    "BEGIN:VCARD\n"
    "VERSION:4.0\n"
    "N:Curie;Marie;;;\n"
    "TEL;VALUE=uri;PREF=1:tel:+33-1-40-00-00-01;ext=102\n"
    "END:VCARD\n"
)
V21 = (
    "BEGIN:VCARD\n"
    "VERSION:2.1\n"
    "FN;CHARSET=UTF-8;ENCODING=QUOTED-PRINTABLE:Andr=C3=A9\n"
    "TEL;HOME:0140000002\n"
    "END:VCARD\n"
)
SPAM = "BEGIN:VCARD\nVERSION:3.0\nFN:SPAM: 0301...\nCATEGORIES:SPAM\nTEL;TYPE=WORK:+4930123*\nEND:VCARD\n"


@pytest.mark.parametrize(
    ("card", "number", "name"),
    [
        (V3, "exact +33612345678", "Marie, née Curie"),
        (V4, "exact +33140000001", "Curie Marie"),
        (V21, "exact +33140000002", "André"),
        (SPAM, "prefix +4930123", "SPAM: 0301..."),
    ],
)
def test_each_version_gives_number_and_name(card: str, number: str, name: str) -> None:
    found = read("vcard", card)
    assert numbers_in(found) == [number]
    assert entries(found)[0].label == name
    assert detected(card) == "vcard"


def test_nonsense_is_named_with_its_person() -> None:
    assert [line.text for line in bad_lines(read("vcard", V3))] == ["Marie, née Curie: abc"]


def test_a_card_without_an_end_says_so() -> None:
    assert bad_lines(read("vcard", V4[:-12]))[-1].cut_short


def test_soft_line_ends_and_charsets_of_old_cards_are_undone() -> None:
    card = (
        "BEGIN:VCARD\nVERSION:2.1\n"
        "FN;CHARSET=UTF-8;ENCODING=QUOTED-PRINTABLE:=45=6C=65=6F=6E=6F=72=65=20=E2=9A=BD=E2=\n=9A=BD\n"
        "TEL;CELL:06-39-98-00-01\n"
        "NOTE;ENCODING=QUOTED-PRINTABLE:=54=65=\n=20=66\nEND:VCARD\n"
        "BEGIN:VCARD\nVERSION:2.1\nFN;CHARSET=ISO-8859-1;ENCODING=QUOTED-PRINTABLE:Lef=E8vre\n"
        "TEL:0199001001\nEND:VCARD\n"
    )
    assert [(one.label, one.value) for one in entries(read("vcard", card))] == [
        ("Eleonore ⚽⚽", "+262639980001"),
        ("Lefèvre", "+33199001001"),
    ]


def test_a_soft_line_end_never_eats_the_end_of_its_card() -> None:
    card = "BEGIN:VCARD\nTEL:0199001001\nNOTE;ENCODING=QUOTED-PRINTABLE:x=\nEND:VCARD\n"
    card += "BEGIN:VCARD\nTEL:0261911002\n"
    assert "+33261911002" in str(read("vcard", card + "END:VCARD\n"))


def test_what_stands_around_a_number_falls_away_in_each_version() -> None:
    card = (
        "BEGIN:VCARD\nVERSION:4.0\nFN:a\nTEL;VALUE=uri;TYPE=work:tel:+33-1-99-00-10-01;ext=12\n"
        "item1.TEL:+33 (0)1 99 00 10 02 poste 3\nTEL:+33199001003,,12#\nTEL:+33199001004 x136\nEND:VCARD\n"
    )
    assert numbers_in(read("vcard", card)) == [f"exact +3319900100{last}" for last in "1234"]
