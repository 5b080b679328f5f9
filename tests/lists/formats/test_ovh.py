"""OVH's lists of a line."""

from agent.lists.formats.parsed import says_of
from tests.lists.formats.lists_for_tests import bad_lines, detected, entries, numbers_in, read

FILE = """callNumber,nature,type
+33162,international,incomingBlackList
+33140000001,international,incomingWhiteList
+1,international,outgoingBlackList
0899,special,somethingElse
"""


def test_numbers_are_beginnings_and_keep_their_side() -> None:
    found = read("ovh", FILE)
    assert numbers_in(found) == ["prefix +33162", "prefix +33140000001"]
    assert [says_of(entry) for entry in entries(found)] == ["unwanted", "wanted"]


def test_what_the_house_may_not_call_is_not_our_business() -> None:
    assert [line.line_number for line in bad_lines(read("ovh", FILE))] == [5]


def test_it_is_recognised_by_its_columns() -> None:
    assert detected(FILE) == "ovh"
