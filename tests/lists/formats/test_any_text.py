"""Any text with one number a line is a list."""

import pytest

from agent.call.list_entry import ListEntry
from agent.lists.formats.parsed import HeaderLine
from tests.lists.formats.lists_for_tests import FRENCH, GERMAN, bad_lines, detected, entries, numbers_in, read


@pytest.mark.parametrize(
    ("text", "numbers", "values"),
    [
        (
            "03023125001\n04066969001\n022147109001\n",
            GERMAN,
            ["+493023125001", "+494066969001", "+4922147109001"],
        ),
        ("0199001001\n0261911002\n", FRENCH, ["+33199001001", "+33261911002"]),
        ("33199001001\n33261911002\n", FRENCH, ["+33199001001", "+33261911002"]),
        ("01 99 00 10 01\n02.61.91.10.02\n", FRENCH, ["+33199001001", "+33261911002"]),
        ('"0199001001"\n"0261911002"\n', FRENCH, ["+33199001001", "+33261911002"]),
        ("0199001001  # solar\n# a note\n\n0261911002 votes=3\n", FRENCH, ["+33199001001", "+33261911002"]),
        ("Numéros à refuser\n0199001001\n", FRENCH, ["+33199001001"]),
        ("0199001001\r\n0261911002", FRENCH, ["+33199001001", "+33261911002"]),
    ],
)
def test_one_number_a_line_is_recognised_and_read_in_the_lists_country(
    text: str, numbers: object, values: list[str]
) -> None:
    for raw in (text.encode(), text.encode("utf-16"), text.encode("utf-8-sig"), text.encode("cp1252")):
        assert detected(raw) in ("plain", "csv", "ncid")
        found = read("plain", raw, GERMAN if numbers is GERMAN else FRENCH)
        assert [one.value for one in entries(found)] == values
        assert bad_lines(found) == []


def test_beginnings_without_a_sign_are_named_and_no_short_numbers() -> None:
    text = "0162\n0270\n0377\n018480\n07568\n0189623\n33162\n"
    assert detected(text) == "plain"
    found = read("plain", text)
    assert entries(found) == []
    assert [line.line_number for line in bad_lines(found)] == [1, 2, 3, 4, 5, 6, 7]
    assert "for all that begin so, write 0162*" in bad_lines(found)[0].because


def test_what_a_line_says_beside_its_number_is_kept() -> None:
    (entry,) = entries(read("plain", '01 99 00 10 01 votes=12 last=2026-11-02 kind="a b"  # solar\n'))
    assert isinstance(entry, ListEntry)
    assert (entry.value, entry.votes, entry.label, entry.note) == ("+33199001001", 12, "a b", "solar")
    assert entry.as_written.startswith("01 99 00 10 01 votes=12")


def test_a_line_may_have_a_country_of_its_own() -> None:
    assert numbers_in(read("plain", "030 23125001 country=DE\n110 country=DE\n")) == [
        "exact +493023125001",
        "exact 110",
    ]


def test_what_stands_above_the_numbers_is_their_title() -> None:
    assert read("plain", "Mes refus\n0199001001\n")[0] == HeaderLine(name="title", value="Mes refus")


def test_a_shared_list_may_hold_overseas_numbers_in_either_form() -> None:
    text = "title: t\n\n+33692399800 votes=12\n+3369239981# votes=20\n+33692399820\n262692399830 votes=12\n"
    assert numbers_in(read("plain", text)) == [
        "exact +33692399800",
        "pattern +3369239981#",
        "exact +33692399820",
        "exact +262692399830",
    ]


@pytest.mark.parametrize(
    "text",
    ["<config><port>5060</port></config>", '{"a": 1}', "[1, 2]", "2026-11-21\n2026-11-22\n", "Dear Jo,\n"],
)
def test_what_holds_no_number_is_no_list(text: str) -> None:
    assert detected(text) == ""
