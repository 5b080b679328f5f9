"""Looking a caller up gives what looking at every entry would give."""

from hypothesis import given
from hypothesis import strategies as st

from agent.call.list_entry import EntryKind, ListEntry, Match
from agent.lists.household.household_index import HouseholdIndex
from agent.lists.household.name_pattern import name_matches

DIGITS = st.text("12", min_size=1, max_size=6)


def a_match(kind: EntryKind, value: str) -> Match:
    return Match(list_name="deny", role="deny", entry=ListEntry(kind=kind, value=value))


NUMBER_ENTRIES = (
    st.builds(lambda digits: a_match("exact", f"+{digits}"), DIGITS)
    | st.builds(lambda digits: a_match("prefix", f"+{digits}"), DIGITS)
    | st.builds(lambda digits, free: a_match("pattern", f"+{digits}{'#' * free}"), DIGITS, st.integers(1, 4))
)
NAME_ENTRIES = st.builds(lambda name: a_match("name", name), st.text("ab*?", min_size=1, max_size=4))


def naive(entry: ListEntry, number: str) -> bool:
    value = entry.value
    match entry.kind:
        case "exact":
            return number == value
        case "prefix":
            return number.startswith(value)
        case _:
            return len(number) == len(value) and number.startswith(value.rstrip("#"))


@given(st.lists(NUMBER_ENTRIES, max_size=12), DIGITS)
def test_numbers_are_found_as_a_scan_of_all_entries_would(matches: list[Match], digits: str) -> None:
    found = list(HouseholdIndex(matches).of_number(f"+{digits}"))
    expected = [match for match in matches if naive(match.entry, f"+{digits}")]
    assert sorted(found, key=repr) == sorted(expected, key=repr)


@given(st.lists(NAME_ENTRIES, max_size=12), st.text("ab", max_size=5))
def test_names_are_found_as_a_scan_of_all_entries_would(matches: list[Match], name: str) -> None:
    found = list(HouseholdIndex(matches).of_name(name))
    expected = [match for match in matches if name_matches(match.entry.value, name)]
    assert sorted(found, key=repr) == sorted(expected, key=repr)


def test_both_forms_of_a_french_overseas_number_are_found() -> None:
    index = HouseholdIndex([a_match("exact", "+590947512345")])
    assert list(index.of_number("+33947512345")) == list(index.of_number("+590947512345")) != []
