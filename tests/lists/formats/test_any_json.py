"""JSON with numbers in it, wherever they stand."""

import json

import pytest

from tests.lists.formats.lists_for_tests import bad_lines, detected, entries, numbers_in, read

NUMBERS = ["exact +33199001001", "exact +33261911002"]


@pytest.mark.parametrize(
    "shape",
    [
        {"metadata": {"title": "t"}, "numbers": {"+33199001001": {"score": 2}, "+33261911002": {}}},
        {"+33199001001": "Robot", "+33261911002": "x"},
        {"blocked": {"0199001001": 5, "0261911002": 1}},
        ["0199001001", "+33 2 61 91 10 02"],
        [33199001001, 33261911002],
        {"list": ["0199001001", "0261911002"]},
        [{"phoneNumber": "0199001001", "name": "a"}, {"phoneNumber": "0261911002"}],
    ],
)
def test_numbers_are_read_as_keys_as_elements_and_in_objects(shape: object) -> None:
    text = json.dumps(shape)
    assert detected(text) == "json"
    found = read("json", text)
    assert (numbers_in(found), bad_lines(found)) == (NUMBERS, [])


def test_what_stands_beside_a_number_says_who_and_how_many() -> None:
    found = read("json", '{"numbers":{"+33199001001":{"name":"Robot","reports":5}}}')
    assert [(one.label, one.votes) for one in entries(found)] == [("Robot", 5)]
    assert [one.label for one in entries(read("json", '{"+33199001001": "Robot"}'))] == ["Robot"]


def test_a_map_of_many_numbers_is_read_piece_by_piece() -> None:
    many = {f"+3319900{number:04}": {"reports": 1, "comment": "x" * 200} for number in range(5000)}
    assert len(entries(read("json", json.dumps({"numbers": many})))) == 5000


def test_an_element_without_a_number_is_named() -> None:
    assert [line.because for line in bad_lines(read("json", '[{"phone":""},"+33199001001","x"]'))] == [
        "the number is empty",
        "x is not a telephone number",
    ]
