"""Finds a caller among the household's entries without looking at each of them."""

from collections import defaultdict
from collections.abc import Iterable, Iterator

from agent.call.list_entry import Match
from agent.identify.phone_number import same_subscriber_forms
from agent.lists.household.name_pattern import name_matches


class HouseholdIndex:
    """Built once from all entries of both lists, then only read; replaced whole when a file changes."""

    def __init__(self, matches: Iterable[Match]) -> None:
        """`matches` holds one match per entry, as it will be given out."""
        self._exact: dict[str, list[Match]] = defaultdict(list)
        self._beginnings: dict[str, list[Match]] = defaultdict(list)
        self._patterns: dict[str, list[Match]] = defaultdict(list)
        self._whole_names: dict[str, list[Match]] = defaultdict(list)
        self._name_beginnings: dict[str, list[Match]] = defaultdict(list)
        self._name_patterns: list[Match] = []
        self.withheld: list[Match] = []
        """Entries for callers who hide their number."""
        for match in matches:
            self._put(match)
        self._beginning_lengths = sorted({len(value) for value in self._beginnings}, reverse=True)
        self._name_lengths = sorted({len(value) for value in self._name_beginnings}, reverse=True)
        shapes = {(len(value), value.count("#")) for value in self._patterns}
        self._shapes: dict[int, list[int]] = defaultdict(list)
        for length, free_digits in sorted(shapes):
            self._shapes[length].append(free_digits)

    def of_number(self, number: str) -> Iterator[Match]:
        """Entries that match `+33162000001` or a short number such as `3950`, exact ones first."""
        yield from self._exact.get(number, ())
        for free_digits in self._shapes.get(len(number), ()):
            yield from self._patterns.get(number[:-free_digits] + "#" * free_digits, ())
        yield from _that_begin(number, self._beginnings, self._beginning_lengths)

    def of_name(self, name: str) -> Iterator[Match]:
        """Entries that match a name, as `folded` leaves it."""
        yield from self._whole_names.get(name, ())
        yield from _that_begin(name, self._name_beginnings, self._name_lengths)
        for match in self._name_patterns:
            if name_matches(match.entry.value, name):
                yield match

    def _put(self, known: Match) -> None:
        value = known.entry.value
        match known.entry.kind:
            case "exact":
                for form in same_subscriber_forms(value):
                    self._exact[form].append(known)
            case "prefix":
                self._beginnings[value].append(known)
            case "pattern":
                self._patterns[value].append(known)
            case "withheld":
                self.withheld.append(known)
            case "name" if value.endswith("*") and not set(value[:-1]) & {"*", "?"}:
                # By far the commonest form, `"Spam*"`, needs no comparing one by one.
                self._name_beginnings[value[:-1]].append(known)
            case "name" if "*" in value or "?" in value:
                self._name_patterns.append(known)
            case "name":
                self._whole_names[value].append(known)


def _that_begin(text: str, beginnings: dict[str, list[Match]], lengths: list[int]) -> Iterator[Match]:
    for length in lengths:
        if length <= len(text):
            yield from beginnings.get(text[:length], ())
