"""callblocker's lists: every number is a beginning, and names may be listed."""

from datetime import date

from tests.lists.formats.lists_for_tests import bad_lines, detected, entries, numbers_in, read

FILE = """{ "name": "main", "origin": "https://www.example.ch/", "last_update": "2026-10-01",
  "entries": [
    { "name": "Telemarketing X", "number": "+41449999999", "date_modified": "2016-8-21 14:54:2 +0000" },
    { "name": "SPAM*", "number": "", "date_modified": "…" },
    { "name": "*", "number": "" },
    { "name": "broken", "number": "call me" } ] }"""


def test_numbers_are_prefixes_and_an_empty_number_means_the_name() -> None:
    assert numbers_in(read("callblocker", FILE)) == ["prefix +41449999999", "name spam*"]


def test_dates_without_leading_zeros_are_read() -> None:
    assert entries(read("callblocker", FILE))[0].last_reported_on == date(2016, 8, 21)


def test_a_name_that_matches_everybody_is_refused() -> None:
    assert [line.line_number for line in bad_lines(read("callblocker", FILE))] == [5, 6]


def test_it_is_recognised_by_its_entries() -> None:
    assert detected(FILE) == "callblocker"
