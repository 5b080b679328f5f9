"""What no list may do: touch protected people, sweep up countries, or change out of all proportion."""

import io
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agent.call.list_entry import EntryKind, ListEntry
from agent.lists.formats.registry import FORMATS
from agent.lists.sync.hygiene import (
    ListShape,
    Protected,
    Sieve,
    country_code_of,
    is_expired,
    ranges_of,
    reason_to_wait,
    too_wide,
)
from tests.lists.formats.lists_for_tests import FRENCH
from tests.lists.lists_in_use import matches


@pytest.mark.parametrize(
    ("prefix", "code", "allowed"),
    [
        ("+3", "3", False),
        ("+33", "33", False),
        ("+331", "33", False),
        ("+3301", "33", False),  # as if written 0 01
        ("+33162", "33", True),
        ("+339475", "33", True),
        ("+5909475", "590", True),
        ("+4930", "49", False),  # Berlin
        ("+4930123", "49", True),
        ("+1212", "1", False),  # Manhattan
        ("+1212555", "1", True),
        ("+34921", "34", False),  # Segovia
        ("+349211", "34", True),
        ("+34400", "34", True),  # kept for sales calls
        ("+390161", "39", False),  # Vercelli
        ("+3901611", "39", True),
        ("+390844", "39", True),  # kept for sales calls
        ("+35312", "353", False),
        ("+3531234", "353", True),
        ("+7", "7", False),
    ],
)
def test_a_range_needs_enough_digits_in_its_country(prefix: str, code: str, allowed: bool) -> None:
    assert country_code_of(prefix) == code
    assert (too_wide(prefix) == "") == allowed


def test_a_refused_range_is_named_with_the_way_out() -> None:
    assert too_wide("+33") == "+33* would match every number of a country; a range needs 3 digits after +33"


OWN = Protected.of(
    [
        ListEntry(kind="exact", value="112"),
        ListEntry(kind="exact", value="110", region="DE"),
        ListEntry(kind="prefix", value="+33800"),
    ],
    ["+33140000001", "+590590123456"],
    countries=["FR"],
)


@pytest.mark.parametrize(
    ("kind", "value", "touched"),
    [
        ("exact", "112", "112"),
        ("exact", "110", ""),  # the police of another country
        ("exact", "+33140000001", "+33140000001"),
        ("exact", "+33140000002", ""),
        ("prefix", "+3314000", "+33140000001"),
        ("pattern", "+3314000####", "+33140000001"),
        ("pattern", "+3314000###", ""),  # of another length
        ("exact", "+33590123456", "+33590123456"),  # the same subscriber, dialled as in France
        ("prefix", "+3380", "+33800*"),
        ("prefix", "+338001", "+33800*"),
        ("exact", "+33800123456", "+33800*"),
        ("exact", "+33810123456", ""),
    ],
)
def test_protected_numbers_cannot_be_matched(kind: EntryKind, value: str, touched: str) -> None:
    assert OWN.touched_by(ListEntry(kind=kind, value=value)) == touched


numbers = st.from_regex(r"\+33[1-3][0-9]{0,3}", fullmatch=True).map(lambda start: (start + "0000000")[:12])
entries = st.one_of(
    st.builds(ListEntry, kind=st.just("exact"), value=numbers),
    st.builds(
        ListEntry, kind=st.just("prefix"), value=st.from_regex(r"\+33[1-3]?[0-9]{0,4}", fullmatch=True)
    ),
    st.builds(
        ListEntry,
        kind=st.just("pattern"),
        value=st.from_regex(r"\+33[1-3][0-9]{0,3}", fullmatch=True).map(lambda start: start.ljust(12, "#")),
    ),
)


@given(protected=st.lists(numbers, max_size=8), entry=entries)
def test_whatever_passes_the_sieve_matches_nobody_protected(protected: list[str], entry: ListEntry) -> None:
    sieve = Sieve(Protected.of([], protected))
    naive = any(matches(entry, number) for number in protected)
    assert bool(sieve.protected.touched_by(entry)) == naive
    if not sieve.objection(entry):
        assert not naive


def test_a_list_from_elsewhere_may_not_name_people() -> None:
    assert "display name" in Sieve().objection(ListEntry(kind="name", value="*a*"))
    assert Sieve().objection(ListEntry(kind="withheld"))


def test_a_list_of_wanted_callers_may_hold_protected_ones() -> None:
    contact = ListEntry(kind="exact", value="+33140000001")
    assert Sieve(OWN).objection(contact)
    assert not Sieve(OWN, wanted=True).objection(contact)


def shape(entries: int, ranges: int = 0) -> ListShape:
    return ListShape(entries=entries, ranges=ranges)


@pytest.mark.parametrize(
    ("before", "after", "bad_lines", "because"),
    [
        (None, shape(100), 0, ""),
        (None, shape(0), 0, "it is empty"),
        (shape(0), shape(0), 0, ""),
        (shape(100), shape(0), 0, "it is empty"),
        (shape(100), shape(151), 0, "it grew from 100 to 151 entries, more than the 50% you allow"),
        (shape(100), shape(150), 0, ""),
        (shape(100), shape(49), 0, "it shrank from 100 to 49 entries, more than the 50% you allow"),
        (shape(3), shape(20), 0, ""),  # few entries may do as they like
        (shape(1000, 10), shape(1100, 90), 0, "it grew from 10 to 90 ranges, more than the 50% you allow"),
        (shape(100), shape(100), 25, ""),
        (shape(100), shape(100), 26, "26 of its 126 entries cannot be used"),
        (None, shape(3), 4, ""),
        (None, shape(3), 5, "5 of its 8 entries cannot be used"),
    ],
)
def test_a_list_out_of_proportion_waits(
    before: ListShape | None, after: ListShape, bad_lines: int, because: str
) -> None:
    assert (
        reason_to_wait(before, after, bad_lines=bad_lines, change_share=0.5, bad_share=0.2 + 1e-9) == because
    )


@pytest.mark.parametrize(
    ("expires", "today", "expired"),
    [
        (None, date(2026, 11, 21), False),
        (date(2026, 11, 20), date(2026, 11, 21), True),
        (date(2026, 11, 21), date(2026, 11, 21), False),
        (date(2024, 1, 1), date(1970, 1, 1), False),  # a clock that was never set proves nothing
        (date(2025, 1, 1), date(2025, 6, 1), False),  # nor one that stands before this program was made
    ],
)
def test_expiry(expires: date | None, today: date, expired: bool) -> None:
    assert is_expired(expires, today) == expired


def test_ranges_of_ten_and_hundred_follow_phoneblocks_rule() -> None:
    def blocks(*endings: str) -> dict[str, int]:
        return {
            entry.value: entry.votes for entry in ranges_of((f"+493012345{ending}", 2) for ending in endings)
        }

    assert blocks("01", "02", "03") == {}
    assert blocks("01", "02", "03", "04") == {"+4930123450#": 8}
    four = ["1", "2", "3", "4"]
    assert blocks(*("0" + one for one in four), *("1" + one for one in four), "20") == {
        "+4930123450#": 8,
        "+4930123451#": 8,
    }
    three_tens = blocks(*(ten + one for ten in "012" for one in four), "99")
    assert three_tens["+493012345##"] == 26


WRITTEN = st.sampled_from(
    [
        *(
            "+33140000001",
            "0033140000001",
            "0140000001",
            "01 40 00 00 01",
            "+33(0)140000001",
            "33140000001",
            "112",
            "15",
        ),
        *(
            "+3314*",
            "+33140000*",
            "014*",
            "0*",
            "+*",
            "*",
            "+331400000##",
            "+###########",
            "33140######",
            "+590590123456",
        ),
        *(
            "0590123456",
            "+33590123456",
            "tel:+33-1-40-00-00-01",
            "\u202a+33140000001\u202c",
            "+33162000001",
            "+33800*",
        ),
    ]
)
SHAPES = st.sampled_from(
    [
        "{}\n{}\n",
        "number,description\n{},x\n{},y\n",
        "callNumber,nature,type\n{},international,incomingBlackList\n{},x,incomingBlackList\n",
        '{{"numbers":[{{"phone":"{}","votes":9}},{{"phone":"{}","wildcard":true}}]}}',
        '{{"patterns":[{{"action":"block","pattern":"{}"}},{{"action":"block","pattern":"{}"}}]}}',
        '{{"entries":[{{"number":"{}","name":"a"}},{{"number":"{}","name":"*"}}]}}',
        "BEGIN:VCARD\nTEL:{}\nTEL:{}\nEND:VCARD\n",
        "<phonebooks><phonebook><contact><number>{}</number><number>{}</number></contact></phonebook></phonebooks>",
        "^{}\n{}\n",
    ]
)


@given(shape=SHAPES, first=WRITTEN, second=WRITTEN)
def test_however_a_list_writes_it_nobody_protected_is_ever_matched(
    shape: str, first: str, second: str
) -> None:
    raw = shape.format(first, second).encode()
    sieve = Sieve(OWN)
    for known in FORMATS:
        for found in known.parse(io.BytesIO(raw), FRENCH):
            if isinstance(found, ListEntry) and not sieve.objection(found):
                for number in ("+33140000001", "+590590123456", "+33590123456", "+33800123456", "112"):
                    assert not matches(found, number), (known.name, found)
