"""FRITZ!Box phone books."""

from tests.lists.formats.lists_for_tests import GERMAN, bad_lines, detected, entries, numbers_in, read

FILE = """<?xml version="1.0" encoding="utf-8"?>
<phonebooks><phonebook owner="258" name="SPAM"><contact>
  <category>1</category><person><realName>Oma &amp; Opa</realName></person>
  <telephony nid="2"><number type="home" prio="1" id="0">030330759014</number>
  <number type="mobile">0301234*</number><number type="intern">**622</number></telephony>
</contact><contact><person><realName>Kaputt</realName></person>
  <telephony><number type="home">ruf an</number></telephony></contact></phonebook></phonebooks>"""
LAUGHS = """<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;">]>
<phonebooks><phonebook><contact><person><realName>&b;</realName></person></contact></phonebook></phonebooks>"""


def test_numbers_carry_their_contact_and_a_star_is_a_prefix() -> None:
    found = read("fritzbox", FILE, GERMAN)
    assert numbers_in(found) == ["exact +4930330759014", "prefix +49301234"]
    assert {entry.label for entry in entries(found)} == {"Oma & Opa"}
    assert {entry.note for entry in entries(found)} == {"important person"}


def test_phones_inside_the_house_are_left_out_and_nonsense_is_named() -> None:
    assert [line.text for line in bad_lines(read("fritzbox", FILE, GERMAN))] == ["Kaputt: ruf an"]


def test_entities_are_refused() -> None:
    found = read("fritzbox", LAUGHS)
    assert entries(found) == []
    assert bad_lines(found)[-1].cut_short
    assert "entities" in bad_lines(found)[-1].because


def test_an_entity_that_names_a_file_is_refused() -> None:
    outside = LAUGHS.replace('<!ENTITY a "ha">', '<!ENTITY a SYSTEM "file:///etc/passwd">')
    assert "entities" in bad_lines(read("fritzbox", outside))[-1].because


def test_a_file_cut_in_the_middle_keeps_what_came_before() -> None:
    found = read("fritzbox", FILE[:-120], GERMAN)
    assert len(entries(found)) == 2
    assert bad_lines(found)[-1].cut_short


def test_it_is_recognised_by_its_root() -> None:
    assert detected(FILE) == "fritzbox"
