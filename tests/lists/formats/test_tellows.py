"""tellows' export."""

from agent.lists.formats.parsed import says_of
from tests.lists.formats.lists_for_tests import GERMAN, bad_lines, detected, entries, numbers_in, read

FILE = (
    "Score;Anruftyp;Land;Nummer\n"
    "9;Aggressive Werbung;49;030123456\n"
    "5;Unbekannt;DE;+4930123457\n"
    "2;Arzt;0049;004930123458\n"
    "x;y;z;1\n"
)


def test_a_score_of_seven_and_more_is_unwanted_and_a_neutral_one_only_a_label() -> None:
    found = read("tellows", FILE, GERMAN)
    assert numbers_in(found) == ["exact +4930123456", "exact +4930123457", "exact +4930123458"]
    assert [says_of(entry) for entry in entries(found)] == ["unwanted", "label", "wanted"]
    assert entries(found)[0].note == "tellows score 9"


def test_a_row_without_a_score_is_bad() -> None:
    assert [line.line_number for line in bad_lines(read("tellows", FILE, GERMAN))] == [5]


def test_it_is_recognised_by_its_columns() -> None:
    assert detected(FILE) == "tellows"
