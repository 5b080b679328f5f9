"""The number index says what a reader of all lists with endless patience would say, or nothing."""

import fcntl
import random
from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from itertools import pairwise
from pathlib import Path
from typing import Any, cast

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from agent.call.list_entry import EntryKind, ListEntry, Match
from agent.lists.formats import plain
from agent.lists.index.build import build_index
from agent.lists.index.number_index import IndexUnusable, NumberIndex
from agent.lists.list_source import ListSource

Whole = tuple[bytes, dict[str, tuple[Match, ...]], Path]
Lists = Sequence[tuple[ListSource, Iterable[ListEntry]]]

A, B = ListSource(name="a", role="shared", weight=0.5), ListSource(name="b", role="deny", file="/b.txt")


def entry(line: str, line_number: int = 1) -> ListEntry:
    (read,) = plain.parse([line])
    assert isinstance(read, ListEntry)
    return replace(read, line_number=line_number)


def index_of(path: Path, lists: Lists) -> NumberIndex:
    build_index(lists, path)
    return NumberIndex.open(path)


def found(index: NumberIndex, number: str) -> list[tuple[str, str]]:
    return [(match.list_name, match.entry.as_written) for match in index.lookup(number)]


def matches(candidate: ListEntry, number: str) -> bool:
    if candidate.kind == "exact":
        return candidate.value == number
    longer_enough = candidate.kind == "prefix" or len(candidate.value) == len(number)
    return number.startswith(candidate.value.rstrip("#")) and longer_enough


def said_once(entries: Iterable[ListEntry]) -> list[ListEntry]:
    """What one list says, each number once: with the most votes, else as first said."""
    kept: dict[tuple[str, str, str], ListEntry] = {}
    for each in entries:
        key = (each.kind, each.value, each.region)
        if key not in kept or each.votes > kept[key].votes:
            kept[key] = each
    return [each for each in entries if kept[each.kind, each.value, each.region] is each]


def naive(lists: Lists, number: str) -> list[Match]:
    all_matches = [
        Match(
            list_name=source.name,
            role=source.role,
            entry=each,
            file=source.file,
            treatment=source.treatment,
            score=each.votes * source.weight,
            direct_threshold=source.direct_threshold,
            range_threshold=source.range_threshold,
        )
        for source, entries in lists
        for each in said_once(entries)
        if matches(each, number)
    ]
    return sorted(all_matches, key=lambda match: -match.specificity)


# --- what people rely on ---------------------------------------------------------------------------


def test_every_list_has_its_say_most_specific_first(tmp_path: Path) -> None:
    index = index_of(
        tmp_path / "index",
        [
            (A, [entry("+33162*"), entry("+33162000001 votes=4 last=2026-01-02  # robot")]),
            (B, [entry("+3316200####"), entry("+33162000001"), entry("+331*"), entry("+331620000011")]),
        ],
    )
    assert found(index, "+33162000001") == [
        ("a", "+33162000001 votes=4 last=2026-01-02  # robot"),
        ("b", "+33162000001"),
        ("b", "+3316200####"),
        ("a", "+33162*"),
        ("b", "+331*"),
    ]
    assert found(index, "+3316200000") == [("a", "+33162*"), ("b", "+331*")]
    assert found(index, "+33199") == [("b", "+331*")]
    assert found(index, "+33270000001") == []
    assert index.entries == 6
    assert [(each.source, each.entries) for each in index.lists] == [(A, 2), (B, 4)]


def test_a_match_carries_the_list_and_the_entry_unchanged(tmp_path: Path) -> None:
    source = ListSource(
        name="street",
        role="shared",
        treatment="screen",
        weight=0.5,
        direct_threshold=4,
        range_threshold=10,
        file="/lists/street.csv",
    )
    written = ListEntry(
        kind="exact",
        value="+4930123456",
        as_written="0049 30/123456;Müller;9",
        line_number=7041,
        note="says “police” \ud800",
        label="Müller",
        votes=9,
        last_reported_on=date(1, 1, 1),
    )
    (match,) = index_of(tmp_path / "index", [(source, [written])]).lookup("+4930123456")
    assert match == Match(
        list_name="street",
        role="shared",
        entry=written,
        file="/lists/street.csv",
        treatment="screen",
        score=4.5,
        direct_threshold=4,
        range_threshold=10,
    )


def test_short_numbers_mean_something_in_their_country(tmp_path: Path) -> None:
    police, sales = entry("110 country=DE  # police"), entry("110 country=XX  # sales")
    index = index_of(tmp_path / "index", [(A, [entry("112"), police, sales, entry("+1101234567")])])
    assert [match.entry for match in index.lookup("110", "DE")] == [police]
    assert [match.entry for match in index.lookup("110", "FR")] == []
    assert [match.entry for match in index.lookup("110")] == [police, sales]
    assert len(index.lookup("112", "FR")) == 1
    assert index.lookup("+112") == index.lookup("1101234567") == ()


def test_a_number_said_twice_by_one_list_counts_once(tmp_path: Path) -> None:
    lines = [
        "+33140000001 votes=2",
        "+33140000001 votes=9",
        "+33140000001 votes=9  # later",
        "+3314* votes=1",
        "+3314*",
    ]
    report = build_index([(A, [entry(line) for line in lines])], tmp_path / "index")
    index = NumberIndex.open(tmp_path / "index")
    assert found(index, "+33140000001") == [("a", "+33140000001 votes=9"), ("a", "+3314* votes=1")]
    assert (report.entries, report.repeated, index.entries) == (2, 3, 2)


def test_a_flood_of_one_number_does_not_fill_the_answer(tmp_path: Path) -> None:
    flood = (ListEntry(kind="exact", value="+33140000001", votes=votes) for votes in range(3000))
    index = index_of(tmp_path / "index", [(A, flood), (B, [entry("+33140000001")])])
    assert [match.entry.votes for match in index.lookup("+33140000001")] == [2999, 0]


def test_what_is_no_number_is_left_out_and_reported(tmp_path: Path) -> None:
    odd_ones = [
        ListEntry(kind="name", value="spam*"),
        ListEntry(kind="withheld"),
        ListEntry(kind="exact", value="+"),
        ListEntry(kind="exact", value="+" + "1" * 16),
        ListEntry(kind="exact", value="+33 1"),
        ListEntry(kind="exact", value="+٣٣١"),
        ListEntry(kind="prefix", value="33162"),
        ListEntry(kind="prefix", value="+"),
        ListEntry(kind="pattern", value="+33#1##"),
    ]
    report = build_index([(A, [*odd_ones, entry("+33140000001")])], tmp_path / "index")
    assert report.left_out == tuple(("a", each) for each in odd_ones)
    assert (report.left_out_count, report.entries) == (9, 1)


def test_thousands_of_notes_come_back_word_for_word(tmp_path: Path) -> None:
    entries = [entry(f"+3314{n:07}  # note number {n}", line_number=3 * n + 1) for n in range(6000)]
    index = index_of(tmp_path / "index", [(A, entries)])
    for each in random.Random(1).sample(entries, 300) + entries[-300:]:
        assert [match.entry for match in index.lookup(each.value)] == [each]


def test_line_numbers_come_back_whatever_the_gaps(tmp_path: Path) -> None:
    gaps = random.Random(2)
    line_number, entries = 0, []
    for n in range(500):
        line_number += gaps.choice([0, 1, 1, 1, 2, 2, 7])
        entries.append(entry(f"+3314{n:07}", line_number))
    index = index_of(tmp_path / "index", [(A, entries), (B, entries[::-1])])
    for each in entries:
        assert [match.entry for match in index.lookup(each.value)] == [each, each]


def test_an_empty_index_knows_nobody(tmp_path: Path) -> None:
    for index in (
        NumberIndex.empty(),
        index_of(tmp_path / "index", []),
        index_of(tmp_path / "index", [(A, [])]),
    ):
        assert index.lookup("+33162000001") == index.lookup("112") == ()
        assert index.entries == 0
        index.verify()


@pytest.mark.parametrize("number", ["", "+", "anonymous", "+33 162", "+٣٣١٦٢", "**622", "+" + "1" * 5000])
def test_what_is_no_number_is_on_no_list(tmp_path: Path, number: str) -> None:
    assert index_of(tmp_path / "index", [(A, [entry("+33162*"), entry("112")])]).lookup(number) == ()


def test_the_same_lists_make_the_same_file(tmp_path: Path) -> None:
    lists = [(A, [entry("+33162*"), entry("+33140000001")]), (B, [entry("112")])]
    build_index(lists, tmp_path / "one")
    build_index(lists, tmp_path / "two")
    assert (tmp_path / "one").read_bytes() == (tmp_path / "two").read_bytes()


def test_an_index_goes_on_answering_when_another_takes_its_place(tmp_path: Path) -> None:
    old = index_of(tmp_path / "index", [(A, [entry("+33140000001")])])
    new = index_of(tmp_path / "index", [(A, [entry("+33140000002")])])
    assert found(old, "+33140000001") == [("a", "+33140000001")]
    assert found(new, "+33140000001") == []
    assert [path.name for path in tmp_path.iterdir()] == ["index"]


def test_a_source_that_breaks_leaves_the_old_index_alone(tmp_path: Path) -> None:
    def breaking() -> Iterator[ListEntry]:
        yield entry("+33140000001")
        raise OSError("the line went dead")

    build_index([(A, [entry("+33162*")])], tmp_path / "index")
    before = (tmp_path / "index").read_bytes()
    with pytest.raises(OSError, match="line went dead"):
        build_index([(A, breaking())], tmp_path / "index")
    assert (tmp_path / "index").read_bytes() == before
    assert [path.name for path in tmp_path.iterdir()] == ["index"]


def test_what_a_killed_build_left_is_cleared_away_but_not_a_build_at_work(tmp_path: Path) -> None:
    (tmp_path / ".index.killed").write_bytes(b"half an index")
    with (tmp_path / ".index.at-work").open("wb") as at_work:
        fcntl.flock(at_work, fcntl.LOCK_EX)
        build_index([(A, [entry("+33162*")])], tmp_path / "index")
        assert sorted(path.name for path in tmp_path.iterdir()) == [".index.at-work", "index"]


# --- against a naive scan --------------------------------------------------------------------------

# Few digits, so that entries meet, nest and repeat.
digits = st.text("012", min_size=1, max_size=7)
values = st.one_of(
    st.tuples(st.just("exact"), digits.map("+{}".format) | digits),
    st.tuples(st.just("prefix"), digits.map("+{}".format)),
    st.tuples(st.just("pattern"), st.builds("+{}{}".format, digits, st.text("#", max_size=8))),
)


@st.composite
def entries(draw: st.DrawFn) -> ListEntry:
    kind, value = draw(values)
    bare = ListEntry(
        kind=cast(EntryKind, kind),
        value=value,
        line_number=draw(st.integers(0, 9)),
        note=draw(st.sampled_from(["", "", "a note", "ø"])),
        label=draw(st.sampled_from(["", "fraud", "ping call"])),
        votes=draw(st.integers(0, 3) | st.just(2**40)),
        last_reported_on=draw(st.none() | st.dates()),
        region=draw(st.sampled_from(["", "FR"])) if value[0] != "+" else "",
    )
    around = draw(st.sampled_from(["plain", "<{}>", "{}", "nothing of it", ""]))
    if around != "plain":
        return replace(bare, as_written=around.format(value))
    shown, words = plain.shown_number(kind, value), plain.written_words(bare.label, bare.region, bare.note)
    known = plain.written_votes(bare.votes) + plain.written_date(bare.last_reported_on)
    return replace(bare, as_written=shown + known + words)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None, max_examples=80)
@given(
    st.lists(st.lists(entries(), max_size=25), max_size=4),
    st.lists(st.text("012", min_size=1, max_size=16), max_size=10),
)
def test_a_lookup_says_what_a_naive_scan_says(tmp_path: Path, entry_lists: Any, others: Any) -> None:
    lists = [
        (ListSource(name=f"list {place}", role="shared", weight=place + 1), entries)
        for place, entries in enumerate(entry_lists)
    ]
    index = index_of(tmp_path / "index", lists)
    mentioned = [each.value.replace("#", "0") for _, entries in lists for each in entries]
    for number in {
        *mentioned,
        *(n[:-1] for n in mentioned),
        *(n + "1" for n in mentioned),
        *others,
        *map("+{}".format, others),
    }:
        assert list(index.lookup(number)) == naive(lists, number), number
    index.verify()


# --- damage ----------------------------------------------------------------------------------------


def test_ranges_are_found_between_thousands_of_whole_numbers_of_several_lengths(tmp_path: Path) -> None:
    chance = random.Random(4)
    lines = [f"+4{chance.randrange(10**7):07}" for _ in range(1200)]
    lines += [f"+4{chance.randrange(10**9):09}" for _ in range(1200)]
    lines += [f"+4{chance.randrange(10**7)!s:0>7}"[: chance.randint(3, 8)] + "*" for _ in range(250)]
    lines += [f"+4{chance.randrange(10**7)!s:0>7}"[: chance.randint(3, 8)] + "##" for _ in range(250)]
    entries = [entry(line, place) for place, line in enumerate(dict.fromkeys(lines), start=1)]
    lists = [(A, entries)]
    index = index_of(tmp_path / "index", lists)
    asked = [each.value for each in entries if each.kind == "exact"][::40]
    asked += [
        f"+4{chance.randrange(10**length):0{length}}" for length in (4, 7, 8, 9, 12, 14) for _ in range(25)
    ]
    answers = [index.lookup(number) for number in asked]
    assert sum(any(match.entry.kind != "exact" for match in answer) for answer in answers) > 50
    assert [list(answer) for answer in answers] == [naive(lists, number) for number in asked]


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> Whole:
    """An index with every kind of section in it, and what it says when it is whole."""
    path = tmp_path_factory.mktemp("whole") / "index"
    lines = [f"+3314{n:07} votes={n % 5} last=2026-01-{n % 28 + 1:02}  # {n}" for n in range(0, 6000, 7)]
    lines += ["+331*", "+3314*", "+3314####### kind=robot", "+33140*", "+33140000###", "112"]
    some = [entry(line, line_number) for line_number, line in enumerate(lines, start=1)]
    odd = [ListEntry(kind="exact", value=f"+44{n:06}", as_written=f"own words {n}") for n in range(4200)]
    index = index_of(path, [(A, some), (B, [*some[::3], *odd])])
    numbers = [each.value.replace("#", "0") for each in [*some[::9], *some[-6:], *odd[::97], *odd[-9:]]]
    return path.read_bytes(), {number: index.lookup(number) for number in numbers}, path


def answers_or_refuses(content: bytes, path: Path, said: dict[str, tuple[Match, ...]]) -> None:
    """Look everything up in a damaged file: each answer is refused, or holds nothing that was never said."""
    path.write_bytes(content)
    try:
        index = NumberIndex.open(path)
    except IndexUnusable:
        return
    for number, matches_when_whole in said.items():
        try:
            matches_now = index.lookup(number)
        except IndexUnusable:
            continue
        assert set(matches_now) <= set(matches_when_whole), number


def test_a_missing_or_foreign_file_is_unusable(tmp_path: Path) -> None:
    with pytest.raises(IndexUnusable):
        NumberIndex.open(tmp_path / "nowhere")
    with pytest.raises(IndexUnusable):
        NumberIndex.open(tmp_path)
    for content in (b"", b"+33140000001\n", bytes(5000), b"TRQNUMIX" + bytes(5000)):
        (tmp_path / "index").write_bytes(content)
        with pytest.raises(IndexUnusable):
            NumberIndex.open(tmp_path / "index")


def test_a_file_cut_anywhere_is_unusable(whole: Whole, tmp_path: Path) -> None:
    content, _, _ = whole
    lengths = [*range(0, 600, 7), *(len(content) * tenth // 10 for tenth in range(10)), len(content) - 1]
    for length in lengths:
        (tmp_path / "index").write_bytes(content[:length])
        with pytest.raises(IndexUnusable):
            NumberIndex.open(tmp_path / "index")
    (tmp_path / "index").write_bytes(content + b"\0")
    with pytest.raises(IndexUnusable):
        NumberIndex.open(tmp_path / "index")


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None, max_examples=80)
@given(st.data())
def test_a_damaged_file_never_says_what_no_list_said(
    whole: Whole, tmp_path: Path, data: st.DataObject
) -> None:
    content, said, _ = whole
    damaged = bytearray(content)
    for _ in range(data.draw(st.integers(1, 4), label="places")):
        place = data.draw(st.integers(0, len(content) - 1), label="place")
        damaged[place] ^= data.draw(st.integers(1, 255), label="flipped bits")
    answers_or_refuses(bytes(damaged), tmp_path / "index", said)


@pytest.mark.parametrize("filler", [b"\0", b"\xff"])
def test_a_block_lost_by_the_disk_never_says_what_no_list_said(
    whole: Whole, tmp_path: Path, filler: bytes
) -> None:
    content, said, _ = whole
    for start in range(0, len(content), 4096):
        lost = content[start : start + 4096]
        answers_or_refuses(
            content[:start] + filler * len(lost) + content[start + 4096 :], tmp_path / "index", said
        )


def test_checking_the_whole_file_finds_damage_anywhere(whole: Whole, tmp_path: Path) -> None:
    content, _, _ = whole
    for place in range(2000, len(content), len(content) // 50):
        damaged = bytearray(content)
        damaged[place] ^= 4
        (tmp_path / "index").write_bytes(damaged)
        with pytest.raises(IndexUnusable):
            NumberIndex.open(tmp_path / "index").verify()
    (tmp_path / "index").write_bytes(content)
    NumberIndex.open(tmp_path / "index").verify()


def test_ordering_is_never_broken_by_a_list_that_comes_later(whole: Whole) -> None:
    _, said, _ = whole
    for answer in said.values():
        assert all(one.specificity >= next_one.specificity for one, next_one in pairwise(answer))
