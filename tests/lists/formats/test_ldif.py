"""Contacts in LDIF."""

from tests.lists.formats.lists_for_tests import bad_lines, detected, entries, numbers_in, read

FILE = """dn: cn=Marie Curie,mail=marie@example.org
objectclass: person
cn:: TWFyaWUgQ3VyaWU=
telephoneNumber: 01 40 00 00
  01
mobile: +33 6 12 34 56 78
homePhone: -
homeurl:< file:///etc/passwd

dn: cn=x
sn: Curie
givenName: Pierre
pager: 0140000003
"""


def test_folded_and_encoded_lines_are_read() -> None:
    found = read("ldif", FILE)
    assert numbers_in(found) == ["exact +33140000001", "exact +33612345678", "exact +33140000003"]
    assert [(entry.label, entry.note) for entry in entries(found)] == [
        ("Marie Curie", ""),
        ("Marie Curie", "mobile"),
        ("Pierre Curie", "pager"),
    ]


def test_nonsense_is_named() -> None:
    assert [line.text for line in bad_lines(read("ldif", FILE))] == ["Marie Curie: -"]


def test_it_is_recognised_by_its_first_record() -> None:
    assert detected(FILE) == "ldif"
