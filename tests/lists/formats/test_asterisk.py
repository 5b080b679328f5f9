"""What an Asterisk prints of its blacklist, and what fills it."""

from agent.lists.formats.parsed import says_of
from tests.lists.formats.lists_for_tests import bad_lines, detected, entries, numbers_in, read

SHOWN = """\
/AMPUSER/201/cidname                              : 0199001009
/blacklist/0199001001                             : 1
/blacklist/0261911002                             : Robot: solar
/blacklist/anonymous                              : 1
/blacklist/dest                                   : app-blackhole,hangup,1
/whitelist/+33353011003                           : Oma
5 results found.
"""


def test_its_blacklist_is_read_and_nothing_else_that_it_keeps() -> None:
    assert detected(SHOWN) == "asterisk"
    found = read("asterisk", SHOWN)
    assert [(one.value, one.label, says_of(one)) for one in entries(found)] == [
        ("+33199001001", "", "unwanted"),
        ("+33261911002", "Robot: solar", "unwanted"),
        ("+33353011003", "Oma", "wanted"),
    ]
    assert ["deny withheld" in line.because for line in bad_lines(found)] == [True]


def test_the_commands_that_fill_it_are_read_back() -> None:
    text = 'database put blacklist +33199001001 1\nasterisk -rx "database put blacklist 0261911002 Robot"\n'
    assert detected(text) == "asterisk"
    assert numbers_in(read("asterisk", text)) == ["exact +33199001001", "exact +33261911002"]


def test_a_key_that_is_no_number_is_named() -> None:
    assert [line.line_number for line in bad_lines(read("asterisk", "/blacklist/robot : 1\n"))] == [1]
