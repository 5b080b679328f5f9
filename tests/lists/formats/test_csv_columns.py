"""Any table: columns found by name or chosen."""

import io
from datetime import date

from agent.lists.formats.csv_columns import Columns
from agent.lists.formats.registry import format_named
from tests.lists.formats.lists_for_tests import FRENCH, bad_lines, detected, entries, numbers_in, read

FILE = (
    "Nom;Téléphone;Votes;Date\n"
    "Robot;01 62 00 00 01;12;2026-11-02\n"
    "Plage;0163*;;\n"
    "Motif;+33270######;x;nope\n"
    "Rien;;1;\n"
)


def test_columns_with_usual_names_are_found() -> None:
    found = read("csv", FILE)
    assert numbers_in(found) == ["exact +33162000001", "prefix +33163", "pattern +33270######"]
    first = entries(found)[0]
    assert (first.label, first.votes, first.last_reported_on) == ("Robot", 12, date(2026, 11, 2))


def test_an_empty_number_is_a_bad_line() -> None:
    assert [line.because for line in bad_lines(read("csv", FILE))] == ["the number is empty"]


def test_columns_can_be_chosen_by_name_or_by_position() -> None:
    chosen = format_named("csv", Columns(number="2", label="a"))
    found = list(chosen.parse(io.BytesIO(b"a,b\nx,+33140000001\n"), FRENCH))
    assert numbers_in(found) == ["exact +33140000001"]
    assert entries(found)[0].label == "x"


def test_it_is_recognised_by_a_number_column() -> None:
    assert detected(FILE.encode()) == "csv"
