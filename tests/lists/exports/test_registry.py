"""What we write for others can be read back, and says what it could not write."""

import io
import re
from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agent.call.list_entry import ListEntry
from agent.call.user_error import UserError
from agent.identify.dial_plan import DialPlan
from agent.identify.listed_number import read_listed_number
from agent.lists.exports.registry import EXPORTS, export_named
from agent.lists.formats.parsed import SourceEntry, says_of
from tests.lists.formats.lists_for_tests import FRENCH, bad_lines, detected, entries, numbers_in, read

ENTRIES = [
    ListEntry(kind="exact", value="+33162000001", label="solar; robot: \\ 1", votes=12, note='says "hello"'),
    ListEntry(kind="prefix", value="+33163", label="<b>&"),
    ListEntry(kind="pattern", value="+33270######", label="ARCEP"),
    ListEntry(kind="name", value="*spam*"),
    ListEntry(kind="exact", value="3950"),
]


def written(name: str, of: Sequence[ListEntry] = ENTRIES) -> tuple[bytes, str]:
    out = io.BytesIO()
    done = export_named(name).write(of, out, "Unwanted")
    return out.getvalue(), done.sentence


@pytest.mark.parametrize(
    ("name", "read_as", "numbers"),
    [
        ("plain", "plain", ["exact +33162000001", "prefix +33163", "pattern +33270######", "exact 3950"]),
        ("vcard", "vcard", ["exact +33162000001", "prefix +33163", "prefix +33270"]),
        ("fritzbox", "fritzbox", ["exact +33162000001", "prefix +33163", "prefix +33270"]),
        ("csv", "csv", ["exact +33162000001", "prefix +33163", "pattern +33270######", "exact 3950"]),
        ("freepbx", "freepbx", ["exact +33162000001"]),
        ("asterisk", "asterisk", ["exact +33162000001"]),
        ("kamailio-htable", "kamailio", ["exact +33162000001"]),
        ("kamailio-mtree", "kamailio", ["prefix +33162000001", "prefix +33163", "prefix +33270"]),
        ("phoneblock-binary", "phoneblock-binary", ["exact +33162000001", "prefix +33163", "prefix +33270"]),
    ],
)
def test_what_is_written_can_be_read_back(name: str, read_as: str, numbers: list[str]) -> None:
    assert detected(written(name)[0]) == read_as
    found = read(read_as, written(name)[0])
    assert numbers_in(found) == numbers
    assert bad_lines(found) == []


def test_labels_survive_every_character_a_format_gives_a_meaning() -> None:
    for name in ("plain", "vcard", "fritzbox", "csv"):
        labels = [entry.label for entry in entries(read(name, written(name, ENTRIES[:2])[0]))]
        assert labels == ["solar; robot: \\ 1", "<b>&"], name


def test_a_table_keeps_short_numbers_votes_and_notes() -> None:
    (first, *_, short) = entries(read("csv", written("csv", [*ENTRIES[:3]])[0]))
    assert (first.votes, first.note) == (12, 'says "hello"')
    assert short.value == "+33270######"


def test_a_table_never_holds_a_formula() -> None:
    raw, _ = written("csv", [ListEntry(kind="exact", value="+33162000001", label="=1+1", note="@cmd")])
    assert b",'=1+1,,,'@cmd" in raw


def test_asterisk_gets_digits_only_and_no_text_of_the_list() -> None:
    raw, sentence = written("asterisk")
    assert raw == b"database put blacklist +33162000001 1\n"
    assert sentence == "1 entry written; 4 left out, which this format cannot express"


def dbtext_rows(raw: bytes) -> list[list[str]]:
    """Rows as Kamailio's db_text reads them: columns end at a colon that no backslash protects."""
    rows = [re.split(r"(?<!\\):", line.replace("\\\\", "\x00")) for line in raw.decode().splitlines()[1:]]
    return [[cell.replace("\\:", ":").replace("\x00", "\\") for cell in row] for row in rows]


def test_kamailio_tables_have_the_columns_their_first_line_names() -> None:
    htable, _ = written("kamailio-htable")
    assert dbtext_rows(htable) == [["1", "33162000001", "0", "0", "solar; robot: \\ 1", "0"]]
    mtree, sentence = written("kamailio-mtree")
    assert [row[1] for row in dbtext_rows(mtree)] == ["33162000001", "33163", "33270"]
    assert "1 of them as a prefix" in sentence


def test_wanted_wins_over_unwanted_in_a_binary_list() -> None:
    both = [
        SourceEntry(kind="exact", value="+33162000001", says=says)
        for says in ("unwanted", "wanted", "unwanted")
    ]
    assert [
        says_of(entry) for entry in entries(read("phoneblock-binary", written("phoneblock-binary", both)[0]))
    ] == ["wanted"]


# As this house keeps them: with nothing in them that is dialled at home only.
numbers = st.from_regex(r"\+[1-9][0-9]{6,14}", fullmatch=True).filter(
    lambda number: read_listed_number(number, DialPlan("FR")) == ("exact", number)
)


@given(of=st.lists(st.builds(ListEntry, kind=st.just("exact"), value=numbers, label=st.text(max_size=40))))
def test_whole_numbers_survive_every_export_that_we_can_read(of: list[ListEntry]) -> None:
    values = [entry.value for entry in of]
    for name in ("plain", "csv", "vcard", "fritzbox", "freepbx"):
        assert [entry.value for entry in entries(read(name, written(name, of)[0], FRENCH))] == values, name
    assert [
        e.value for e in entries(read("phoneblock-binary", written("phoneblock-binary", of)[0]))
    ] == sorted(set(values), key=lambda value: value[1:].ljust(16, " "))


def test_every_export_answers_for_every_kind_of_entry() -> None:
    for export in EXPORTS:
        out = io.BytesIO()
        done = export.write(ENTRIES, out, "Unwanted")
        assert done.count + done.left_out == len(ENTRIES), export.name


def test_an_unknown_export_is_answered_with_the_known_ones() -> None:
    with pytest.raises(UserError, match="the exports are plain"):
        export_named("word")
