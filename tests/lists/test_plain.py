"""Our own list format: what people write is understood, what we write can be read again."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from agent.call.list_entry import BadLine, EntryKind, ListEntry
from agent.lists.formats import plain
from agent.lists.formats.plain import ListHeader

DIGITS = "0123456789"


def only_entry(line: str) -> ListEntry:
    (entry,) = plain.parse([line])
    assert isinstance(entry, ListEntry), entry
    return entry


def entries_of(lines: list[str]) -> list[ListEntry]:
    """What the lines mean, when each of them means something."""
    read = list(plain.parse(lines))
    assert [line for line in read if isinstance(line, BadLine)] == []
    return [line for line in read if isinstance(line, ListEntry)]


@pytest.mark.parametrize(
    ("line", "kind", "value"),
    [
        ("+33140000001", "exact", "+33140000001"),
        ("+33 1 40 00 00 01", "exact", "+33140000001"),
        ("+1-202-555-0123 # with dashes", "exact", "+12025550123"),
        ("+33162*", "prefix", "+33162"),
        ("+33 162*  # grouped", "prefix", "+33162"),
        ("+33162######", "pattern", "+33162######"),
        ("+33162###### # six free digits", "pattern", "+33162######"),
        ("110 country=DE", "exact", "110"),
        ("061", "exact", "061"),
        ("\ufeff+33140000001\r\n", "exact", "+33140000001"),
    ],
)
def test_numbers_are_read_as_people_write_them(line: str, kind: str, value: str) -> None:
    entry = only_entry(line)
    assert (entry.kind, entry.value) == (kind, value)


@pytest.mark.parametrize(
    ("line", "because"),
    [
        ("0140000001", "country code"),
        ("0033140000001", "country code"),
        ("+33162", "end it with *"),
        ("+3314000000123456", "15 digits"),
        ("+33 (0)1 40 00 00 01", "not a number"),
        ("+33162#", None),
        ("*", "not a number"),
        ("+*", "not a number"),
        ("Spam*", "not a number"),
        ("+٣٣١٤٠٠٠٠٠٠١", "not a number"),
        ("+33140000001 votes=many", "count of people"),
        ("+33140000001 votes=-1", "count of people"),
        ("+33140000001 last=2026-02-30", "2026-11-21"),
        ("110 country=Germany", "two letters"),
        ("+33140000001 fraud", "followed by votes="),
        ("+33140000001 " + "#" * 1000, "1000 characters"),
    ],
)
def test_a_line_that_cannot_be_read_says_why(line: str, because: str | None) -> None:
    (read,) = plain.parse([line])
    if because is None:
        assert isinstance(read, ListEntry)
    else:
        assert isinstance(read, BadLine)
        assert because in read.because
        assert read.line_number == 1


def test_everything_known_of_a_number_is_read() -> None:
    line = '+33140000001 votes=12 last=2026-11-02 kind="ping call" later=x  # rings # once'
    assert only_entry(line) == ListEntry(
        kind="exact",
        value="+33140000001",
        as_written=line,
        line_number=1,
        note="rings # once",
        label="ping call",
        votes=12,
        last_reported_on=date(2026, 11, 2),
    )


def test_bad_lines_leave_the_others_in_peace() -> None:
    read = list(plain.parse(["title: A list", "", "# for people", "+33140000001", "who?", "+33162*"]))
    assert [(type(line), line.line_number) for line in read] == [
        (ListEntry, 4),
        (BadLine, 5),
        (ListEntry, 6),
    ]


def test_a_header_is_read_and_its_mistakes_are_named() -> None:
    lines = [
        "title: A list",
        "updated: yesterday",
        "region: fr",
        "expires: 2027-01-01",
        "role: friend",
        "colour: red",
    ]
    assert plain.read_header(lines) == ListHeader(title="A list", region="FR", expires=date(2027, 1, 1))
    assert [line.line_number for line in plain.parse(lines)] == [2, 5, 6]


def test_a_header_after_the_first_entry_is_no_header() -> None:
    lines = ["+33140000001", "title: late"]
    assert plain.read_header(lines) == ListHeader()
    assert isinstance(list(plain.parse(lines))[1], BadLine)


def test_hidden_characters_never_reach_a_terminal() -> None:
    entry = only_entry("+33140000001  # \x1b[31mred\x07 \u202egnol")
    assert entry.note.isprintable()
    assert entry.as_written.isprintable()


@pytest.mark.parametrize(
    "entry",
    [
        ListEntry(kind="name", value="spam*"),
        ListEntry(kind="withheld"),
        ListEntry(kind="exact", value="+33162"),
        ListEntry(kind="prefix", value=""),
        ListEntry(kind="pattern", value="+33162"),
    ],
)
def test_what_has_no_place_in_a_shared_list_is_not_written(entry: ListEntry) -> None:
    with pytest.raises(ValueError):
        list(plain.write([entry]))


def words(max_size: int) -> st.SearchStrategy[str]:
    return st.text(max_size=max_size).map(plain.printable)


whole_numbers = st.text(DIGITS, min_size=7, max_size=15).map("+{}".format)
short_numbers = st.text(DIGITS, min_size=2, max_size=6)
prefixes = st.text(DIGITS, min_size=1, max_size=15).map("+{}".format)
patterns = st.builds(
    "+{}{}".format, st.text(DIGITS, min_size=1, max_size=8), st.sampled_from(["#", "###", "######"])
)
EXACT: EntryKind = "exact"
PREFIX: EntryKind = "prefix"
PATTERN: EntryKind = "pattern"
numbers = st.one_of(
    st.tuples(st.just(EXACT), whole_numbers | short_numbers),
    st.tuples(st.just(PREFIX), prefixes),
    st.tuples(st.just(PATTERN), patterns),
)


@st.composite
def entries(draw: st.DrawFn) -> ListEntry:
    kind, value = draw(numbers)
    return ListEntry(
        kind=kind,
        value=value,
        note=draw(words(40)),
        label=draw(words(20)),
        votes=draw(st.integers(0, plain.MAX_VOTES)),
        last_reported_on=draw(st.none() | st.dates()),
        region=draw(st.sampled_from(["", "FR", "DE"])),
    )


headers = st.builds(
    ListHeader,
    title=words(40),
    region=st.sampled_from(["", "FR"]),
    source=words(40),
    licence=words(10),
    updated=st.none() | st.dates(),
    expires=st.none() | st.dates(),
    treatment=st.sampled_from(["", "announce", "reject"]),
    role=st.sampled_from(["", "shared", "regulator"]),
)


@given(st.lists(entries(), max_size=20), headers)
def test_what_is_written_can_be_read_again(written: list[ListEntry], header: ListHeader) -> None:
    lines = list(plain.write(written, header))
    assert plain.read_header(lines) == header
    read = entries_of(lines)
    for entry in read:
        assert entry.as_written == lines[entry.line_number - 1]
    assert [replace(entry, as_written="", line_number=0) for entry in read] == written


@given(st.lists(entries(), max_size=20))
def test_writing_what_was_read_changes_nothing(written: list[ListEntry]) -> None:
    lines = list(plain.write(written))
    assert list(plain.write(entries_of(lines))) == lines


nearly_lines = st.text('+0123456789#* ="\\votescountrykindlast:-\n\x00', max_size=60)


@given(st.lists(st.text() | nearly_lines, max_size=20))
def test_no_text_makes_the_reader_raise(lines: list[str]) -> None:
    plain.read_header(lines)
    for read in plain.parse(lines):
        assert isinstance(read, ListEntry | BadLine)
        assert read.line_number >= 1


@given(
    st.sampled_from(
        ["+33162000001", "+0123456", "+123456", "+123456789012345", "+1234567890123456", "+331 62"]
    ),
    st.sampled_from(["", " votes=0", " votes=12", " votes=9999999999", " votes=-1"]),
    st.sampled_from(["", " last=2026-11-02", " last=2026-02-30", " last=2026-1-1"]),
    st.sampled_from(["", " kind=fraud", " kind=a\\b", ' kind="a b"', " kind=é"]),
)
def test_a_usual_line_means_what_it_means_among_unusual_ones(
    number: str, votes: str, last: str, kind: str
) -> None:
    """A word of a later version of the format makes the line unusual, and changes nothing else."""
    line = number + votes + last + kind
    (usual,) = plain.parse([line])
    (unusual,) = plain.parse([line + " later=1"])
    if isinstance(unusual, ListEntry):
        assert usual == replace(unusual, as_written=line)
    else:
        assert isinstance(usual, BadLine)
        assert usual.because == unusual.because
