"""All formats together: none ever raises, and each file is given to the right one."""

import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agent.call.list_entry import DroppedEntry, ListEntry
from agent.call.user_error import UserError
from agent.lists.formats.parsed import HeaderLine
from agent.lists.formats.registry import FORMATS, detect, format_named, is_html
from tests.lists.formats.lists_for_tests import FRENCH, bad_lines, detected, entries, numbers_in, read

# Pieces that make random text look like a list often enough to reach every branch.
PIECES = st.sampled_from(
    [
        *(
            '{"numbers":[',
            '{"phone":"+4930123456","votes":4}',
            '{"patterns":[',
            '{"pattern":"33162######"}',
            ",",
        ),
        *(
            "]}",
            "[",
            "BEGIN:VCARD",
            "END:VCARD",
            "TEL:0140000001",
            "\n",
            "\r\n",
            "dn: x",
            "telephoneNumber: 1",
            " ",
        ),
        *(
            "PhoneNo,Name,Reason",
            "number,description",
            "score;nummer",
            "blocknames:",
            '  "a.*b": c',
            "^1?999",
            '"',
        ),
        *(
            "<phonebooks><phonebook>",
            "<contact>",
            "<number>",
            "</number>",
            "</contact>",
            "&",
            "<!ENTITY",
            "+33162*",
        ),
        *(
            "#= x",
            "callNumber,nature,type",
            "company_phone_number",
            "²³",
            "٣٣",
            "\x00",
            "\x85",
            "1" * 30,
            "PBBL",
        ),
    ]
)
TEXTS = st.lists(st.one_of(PIECES, st.text(max_size=8)), max_size=30).map("".join)


@given(raw=st.one_of(st.binary(max_size=400), TEXTS.map(lambda text: text.encode("utf-8", "surrogatepass"))))
def test_no_format_ever_raises_and_all_it_finds_can_be_used(raw: bytes) -> None:
    for known in FORMATS:
        for found in known.parse(io.BytesIO(raw), FRENCH):
            if isinstance(found, ListEntry | DroppedEntry) and found.kind != "name":
                assert found.value.strip("+#").isascii() and found.value.strip("+#").isdigit()


@given(raw=st.binary(max_size=300))
def test_a_binary_list_with_any_records_is_read_without_raising(raw: bytes) -> None:
    head = b"PBBL\x01\x00\x00\x00" + (len(raw) // 8).to_bytes(4, "little") + b"\x01\x00\x00\x00"
    assert all(found is not None for found in read("phoneblock-binary", head + raw))


@given(raw=st.binary(max_size=300))
def test_detecting_never_raises(raw: bytes) -> None:
    found = detect(raw, "x")
    assert found is None or found in FORMATS


def test_our_own_format_is_recognised_and_its_header_passed_on() -> None:
    raw = "title: Test\nupdated: 2026-11-02\n\n+33162*  # ranges\n"
    assert detected(raw) == "plain"
    found = read("plain", raw)
    assert HeaderLine(name="updated", value="2026-11-02") in found
    assert numbers_in(found) == ["prefix +33162"]


def test_prose_is_no_list() -> None:
    assert detected("Dear customer,\nplease find attached nothing at all.\n") == ""


def test_an_unknown_name_is_answered_with_the_known_ones() -> None:
    with pytest.raises(UserError, match=r"no list format 'plane'; the formats are .*plain"):
        format_named("plane")


@pytest.mark.parametrize("page", ["<!DOCTYPE html><html>", "\ufeff  <HTML lang=en>", "<!-- x --><html>"])
def test_a_web_page_is_known_as_one(page: str) -> None:
    assert is_html(page.encode())


@pytest.mark.parametrize(
    "raw",
    [
        "number,description\n0162000001,é\n".encode("utf-16"),
        "number,description\n0162000001,é\n".encode("cp1252"),
        "number,description\r\n0162000001,é\r\n".encode("utf-8-sig"),
    ],
)
def test_charsets_in_the_wild_are_read(raw: bytes) -> None:
    found = read("freepbx", raw)
    assert numbers_in(found) == ["exact +33162000001"]
    assert entries(found)[0].note == "é"


def test_a_line_of_a_hundred_megabytes_costs_one_bad_line() -> None:
    raw = b"number,description\n" + b"1" * 100_000 + b"\n0162000001,ok\n"
    found = read("freepbx", raw)
    assert numbers_in(found) == ["exact +33162000001"]
    assert [(line.line_number, len(line.text)) for line in bad_lines(found)] == [(2, 121)]


def test_deeply_nested_json_is_refused_not_followed() -> None:
    found = read("phoneblock", '{"numbers":[' + "[" * 100_000)
    assert bad_lines(found)[-1].cut_short
