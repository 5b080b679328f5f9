"""The tables of a Kamailio."""

from tests.lists.formats.lists_for_tests import bad_lines, detected, entries, numbers_in, read

HTABLE = (
    "id(int,auto) key_name(string) key_type(int) value_type(int) key_value(string) expires(string)\n"
    "1:33199001001:0:0:solar\\: a\\\\b:0\n"
    "2:robot:0:0:1:0\n"
)


def test_whole_numbers_of_an_htable_are_read_with_their_label() -> None:
    assert detected(HTABLE) == "kamailio"
    found = read("kamailio", HTABLE)
    assert [(one.value, one.label) for one in entries(found)] == [("+33199001001", "solar: a\\b")]
    assert [line.line_number for line in bad_lines(found)] == [3]


def test_beginnings_of_an_mtree_are_read() -> None:
    text = "id(int,auto) tprefix(string) tvalue(string)\n1:33162:1\n2:33199001001:x\n"
    assert detected(text) == "kamailio"
    assert numbers_in(read("kamailio", text)) == ["prefix +33162", "prefix +33199001001"]
