"""NCID's blacklist and whitelist."""

from tests.lists.formats.lists_for_tests import AMERICAN, bad_lines, detected, entries, numbers_in, read

FILE = """# my list
^1?999  ^1?800555   # toll
2125550123 #= Solar robot
"TOLL FREE" PRIVATE
^OUT-OF
(9|8)00
555
"""


def test_beginnings_numbers_and_names_are_read() -> None:
    assert numbers_in(read("ncid", FILE, AMERICAN)) == [
        "prefix +1999",
        "prefix +1800555",
        "exact +12125550123",
        "name *toll free*",
        "name *private*",
        "name out-of*",
    ]


def test_the_match_name_becomes_the_label() -> None:
    assert entries(read("ncid", FILE, AMERICAN))[2].label == "Solar robot"


def test_what_could_match_anybody_is_refused() -> None:
    assert [line.text for line in bad_lines(read("ncid", FILE, AMERICAN))] == ["(9|8)00", "555"]


def test_it_is_recognised_by_its_anchors_or_its_name() -> None:
    assert detected(FILE) == "ncid"
    assert detected("something", "/etc/ncid/ncidd.blacklist") == "ncid"
