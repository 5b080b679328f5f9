"""Asks everything that can know a caller: the household's own lists, and the index of all others."""

from collections.abc import Callable, Iterator

from agent.call.caller import Caller
from agent.call.list_entry import Match
from agent.identify.subscriber import same_subscriber_forms
from agent.lists.household.household_lists import HouseholdLists
from agent.lists.index.number_index import IndexUnusable, NumberIndex


class KnownCallers:
    """The lists as one line sees them; `matches` raises OSError when the shared index cannot be read."""

    def __init__(
        self, household: HouseholdLists, index: NumberIndex, country: str, on_damage: Callable[[], None]
    ) -> None:
        """`country` decides what short numbers mean; `on_damage` is told when the index proves damaged."""
        self._household = household
        self._index = index
        self._country = country
        self._on_damage = on_damage

    def matches(self, caller: Caller) -> tuple[Match, ...]:
        """Every entry of every list that knows the caller."""
        return (*self._household.matches(caller), *self._indexed(caller))

    def _indexed(self, caller: Caller) -> Iterator[Match]:
        try:
            yield from self._of(caller.number_e164, caller.other_number_e164, caller.short_number)
            # A number that its owner hides may only speak for the call, never against it.
            for match in self._of(caller.hidden_number_e164):
                if match.role in ("protected", "contacts"):
                    yield match
        except IndexUnusable as error:
            self._on_damage()
            raise OSError(str(error)) from error

    def _of(self, *numbers: str | None) -> dict[Match, None]:
        """Every entry for one of these numbers, in any form in which a list may have written it."""
        forms = (form for number in numbers if number for form in same_subscriber_forms(number))
        return dict.fromkeys(match for form in forms for match in self._index.lookup(form, self._country))
