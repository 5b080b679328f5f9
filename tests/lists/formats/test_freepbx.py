"""FreePBX's blacklist export."""

from tests.lists.formats.lists_for_tests import bad_lines, detected, entries, numbers_in, read

FILE = 'number,description\n0162000001,"Robot, solar"\n+442079460000,London\n*30,code\n'


def test_numbers_are_whole_and_keep_their_description() -> None:
    found = read("freepbx", FILE)
    assert numbers_in(found) == ["exact +33162000001", "exact +442079460000"]
    assert entries(found)[0].note == "Robot, solar"


def test_a_feature_code_is_no_number() -> None:
    assert [line.line_number for line in bad_lines(read("freepbx", FILE))] == [4]


def test_it_is_recognised_by_its_columns() -> None:
    assert detected(FILE) == "freepbx"
