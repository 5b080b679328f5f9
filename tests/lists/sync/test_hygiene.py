"""What no list may do: touch protected people, sweep up countries, or change out of all proportion."""

import io
from datetime import date

import phonenumbers
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
    shown_entry,
    too_wide,
)
from tests.call.made_of import made_of
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


@pytest.mark.parametrize("code", sorted(phonenumbers.COUNTRY_CODE_TO_REGION_CODE))
def test_a_country_code_is_as_long_as_the_world_has_it(code: int) -> None:
    assert country_code_of(f"+{code}23456789") == str(code)


@pytest.mark.parametrize(
    ("code", "digits"),
    [
        *(("1", 6), ("33", 3), ("262", 3), ("590", 3), ("594", 3), ("596", 3), ("34", 4), ("39", 5)),
        *(("44", 4), ("49", 5)),
        *(("32", 4), ("7", 4), ("508", 4)),  # as everywhere else
    ],
)
def test_one_digit_less_than_a_country_asks_for_is_too_wide(code: str, digits: int) -> None:
    assert too_wide(f"+{code}" + "1" * digits) == ""
    for given_digits in range(digits):
        prefix = f"+{code}" + "1" * given_digits
        refused = too_wide(prefix)
        assert made_of(refused) == {"prefix": prefix, "least": digits, "code": code}
        assert ("every number of a country" in refused) == (given_digits == 0)


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
        ("exact", "+3314000000", ""),  # a protected number begins so, but it is another number
        ("exact", "114", ""),
        ("prefix", "+33140000001", "+33140000001"),
        ("prefix", "+331400000011", ""),
        ("pattern", "+33800######", "+33800*"),
        ("pattern", "+33801######", ""),
    ],
)
def test_protected_numbers_cannot_be_matched(kind: EntryKind, value: str, touched: str) -> None:
    assert OWN.touched_by(ListEntry(kind=kind, value=value)) == touched


def test_a_protected_list_may_hold_whole_numbers_patterns_and_very_wide_ranges() -> None:
    def touched(protected: ListEntry, kind: EntryKind, value: str) -> str:
        return Protected.of([protected]).touched_by(ListEntry(kind=kind, value=value))

    whole = ListEntry(kind="exact", value="+590590123456")
    assert touched(whole, "exact", "+33590123456") == "+33590123456"
    assert touched(whole, "exact", "+33590123457") == ""
    pattern = ListEntry(kind="pattern", value="+33800######")
    assert touched(pattern, "exact", "+33800123456") == "+33800*"
    assert touched(ListEntry(kind="prefix", value="+7"), "exact", "+79161234567") == "+7*"
    assert touched(ListEntry(kind="prefix", value="+7"), "prefix", "+7916") == "+7*"
    assert touched(ListEntry(kind="name", value="+33800"), "prefix", "+33800") == ""


def test_a_short_number_of_any_country_counts_when_no_country_is_given() -> None:
    police = ListEntry(kind="exact", value="110", region="DE")
    asked = ListEntry(kind="exact", value="110")
    assert Protected.of([police]).touched_by(asked) == "110"
    assert Protected.of([police], countries=["DE"]).touched_by(asked) == "110"
    assert Protected.of([police], countries=["FR"]).touched_by(asked) == ""


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


@pytest.mark.parametrize(
    ("kind", "value", "names"),
    [
        ("exact", "+331", {}),  # a whole number is never a wide one
        ("exact", "3900", {}),
        ("prefix", "+33162", {}),
        ("prefix", "+331", {"prefix": "+331", "least": 3, "code": "33"}),
        ("pattern", "+33162######", {}),
        ("pattern", "+331########", {"prefix": "+331", "least": 3, "code": "33"}),
        ("exact", "112", {"entry": "112", "touched": "112"}),
        ("prefix", "+33140", {"entry": "+33140*", "touched": "+33140000001"}),
    ],
)
def test_each_objection_names_what_was_written_and_what_it_would_match(
    kind: EntryKind, value: str, names: dict[str, object]
) -> None:
    assert made_of(Sieve(OWN).objection(ListEntry(kind=kind, value=value))) == names


def test_an_entry_is_shown_as_people_write_it() -> None:
    assert shown_entry(ListEntry(kind="prefix", value="+33162")) == "+33162*"
    assert shown_entry(ListEntry(kind="exact", value="+33162000001")) == "+33162000001"
    assert shown_entry(ListEntry(kind="pattern", value="+33162######")) == "+33162######"


def test_a_list_of_wanted_callers_may_hold_protected_ones() -> None:
    contact = ListEntry(kind="exact", value="+33140000001")
    assert Sieve(OWN).objection(contact)
    assert not Sieve(OWN, wanted=True).objection(contact)


def shape(entries: int, ranges: int = 0) -> ListShape:
    return ListShape(entries=entries, ranges=ranges)


def changed(did: str, what: str) -> dict[str, object]:
    return {"did": did, "what": what, "share": 0.5}


@pytest.mark.parametrize(
    ("before", "after", "bad_lines", "because"),
    [
        (shape(100), shape(151), 0, changed("it grew from 100 to 151", "entries")),
        (shape(100), shape(150), 0, {}),
        (shape(100), shape(49), 0, changed("it shrank from 100 to 49", "entries")),
        (shape(100), shape(50), 0, {}),
        (shape(3), shape(23), 0, {}),  # few entries may do as they like
        (shape(3), shape(24), 0, changed("it grew from 3 to 24", "entries")),
        (shape(1), shape(30), 0, changed("it grew from 1 to 30", "entries")),
        (shape(0), shape(30), 0, {}),
        (shape(1000, 10), shape(1100, 90), 0, changed("it grew from 10 to 90", "ranges")),
        (shape(100), shape(100), 25, {}),
        (shape(100), shape(100), 26, {"bad": 26, "read": 126}),
        (None, shape(100), 0, {}),
        (None, shape(3), 4, {}),
        (None, shape(3), 5, {"bad": 5, "read": 8}),
    ],
)
def test_a_list_out_of_proportion_waits(
    before: ListShape | None, after: ListShape, bad_lines: int, because: dict[str, object]
) -> None:
    waits = reason_to_wait(before, after, bad_lines=bad_lines, change_share=0.5, bad_share=0.2 + 1e-9)
    assert bool(waits) == bool(because)
    assert made_of(waits) == because


@pytest.mark.parametrize(
    ("before", "waits"), [(None, True), (shape(100), True), (shape(1), True), (shape(0), False)]
)
def test_an_empty_list_waits_unless_it_was_empty_before(before: ListShape | None, waits: bool) -> None:
    because = reason_to_wait(before, shape(0), bad_lines=0, change_share=0.5, bad_share=0.2)
    assert because == ("it is empty" if waits else "")


def test_exactly_the_share_that_is_allowed_is_no_reason_to_wait() -> None:
    def waits(good: int, bad: int) -> bool:
        return bool(reason_to_wait(None, shape(good), bad_lines=bad, change_share=0.5, bad_share=0.5))

    assert not waits(10, 10) and waits(10, 11)
    assert ListShape() == ListShape(entries=0, ranges=0)


@pytest.mark.parametrize(
    ("expires", "today", "expired"),
    [
        (None, date(2026, 11, 21), False),
        (date(2026, 11, 20), date(2026, 11, 21), True),
        (date(2026, 11, 21), date(2026, 11, 21), False),
        (date(2024, 1, 1), date(1970, 1, 1), False),  # a clock that was never set proves nothing
        (date(2025, 1, 1), date(2025, 12, 31), False),  # nor one that stands before this program was made
        (date(2025, 1, 1), date(2026, 1, 1), True),
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
    assert list(ranges_of((f"+4930123450{last}", 2) for last in "1234")) == [
        ListEntry(
            kind="pattern",
            value="+4930123450#",
            as_written="+4930123450#",
            votes=8,
            note="4 numbers of this block of 10 were reported",
        )
    ]


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
