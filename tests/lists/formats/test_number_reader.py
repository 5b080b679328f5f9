"""One reader for every format: a beginning without + is the same in each, and never has its country code twice."""

import pytest

from agent.identify.dial_plan import DialPlan
from agent.lists.formats.number_reader import NumberReader, number_reader
from tests.lists.formats.lists_for_tests import FRENCH, GERMAN, bad_lines, numbers_in, read

PREFIXES = ["prefix +33162", "prefix +33163", "prefix +33270"]


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("csv", "number;label\n33162*;a\n0163*;b\n0033270*;c\n"),
        ("freepbx", "number,description\n33162*,a\n0163*,b\n0033270*,c\n"),
        ("callblocker", '{"entries":[{"number":"33162"},{"number":"0163"},{"number":"+33270"}]}'),
        ("ovh", "".join(f"{one},x,incomingBlackList\n" for one in ("33162", "0163", "+33270"))),
        ("ncid", "^33162 # a\n^0163 #= b\n^+33270\n"),
        (
            "fritzbox",
            "<phonebooks><contact><number>33162*</number><number>0163*</number><number>0033270*</number>"
            "</contact></phonebooks>",
        ),
        ("vcard", "BEGIN:VCARD\nTEL:33162*\nTEL:0163*\nTEL:+33 (0)2 70*\nEND:VCARD\n"),
        ("ldif", "dn: x\ntelephoneNumber: 33162*\nmobile: 0163*\nhomePhone: 0033270*\n"),
        ("callattendant", 'blocknumbers:\n  "^33162": a\n  "^0163": b\n  "^\\+33270": c\n'),
        (
            "begone",
            "<plist><array>"
            + "".join(
                f"<dict><key>number</key><string>{number}</string></dict>"
                for number in ("33162*", "0163*", "270")
            ).replace("270", "+33270*")
            + "</array></plist>",
        ),
        ("json", '{"numbers":{"33162*":1,"0163*":1,"+33270*":1}}'),
        ("asterisk", "/blacklist/33162*  : 1\n/blacklist/0163*  : 1\n/blacklist/+33270*  : 1\n"),
        ("phoneblock", '{"numbers":[{"phone":"33162*"},{"phone":"0163*"},{"phone":"+33270*"}]}'),
        ("plain", "33162*\n0163*\n0033270*\n"),
    ],
)
def test_a_beginning_without_plus_is_read_alike_in_every_format(name: str, text: str) -> None:
    found = read(name, text)
    assert (numbers_in(found), bad_lines(found)) == (PREFIXES, [])


def test_a_german_beginning_keeps_its_country_code_once() -> None:
    assert numbers_in(read("csv", "number;label\n4941555*;a\n", GERMAN)) == ["prefix +4941555"]


@pytest.mark.parametrize("typed", ["+33199001001", "+262692399800", "+12125550123", "+3955512345678"])
def test_a_number_that_is_as_usual_is_read_at_once_and_right(typed: str) -> None:
    assert FRENCH.ranged(typed) == ("exact", typed)


@pytest.mark.parametrize(
    ("typed", "value"),
    [
        ("+330199001001", "+33199001001"),
        ("+33692399800", "+262692399800"),
        ("+4907111234567", "+497111234567"),
    ],
)
def test_a_number_with_plus_that_needs_a_second_look_gets_it(typed: str, value: str) -> None:
    assert FRENCH.exact(typed) == value


def test_only_whole_numbers_are_taken_where_only_whole_ones_count() -> None:
    for typed, because in (
        ("3950", "short number"),
        ("0162*", "only whole numbers"),
        ("0162", "no whole number"),
    ):
        with pytest.raises(ValueError, match=because):
            FRENCH.exact(typed)


def test_a_list_may_say_its_country_by_code_or_by_name() -> None:
    assert FRENCH.of_calling_code("49").exact("03023125001") == "+493023125001"
    assert FRENCH.of_calling_code("999") is FRENCH
    assert FRENCH.of_country("DE") == NumberReader(DialPlan("DE"))
    assert FRENCH.of_country("QQ") is FRENCH


def test_a_country_without_a_numbering_plan_reads_what_has_its_plus() -> None:
    nowhere = number_reader(DialPlan("QQ"))
    assert nowhere.exact("+33199001001") == "+33199001001"
    with pytest.raises(ValueError, match="no numbering plan"):
        nowhere.prefix("0162")
