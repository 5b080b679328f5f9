"""The household's own two lists together: asked at every call, followed while people edit them."""

import logging
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from msgspec.structs import replace

from agent.call.caller import Caller
from agent.call.list_entry import BadLine, ListEntry, Match
from agent.call.sentence import said, say
from agent.call.user_error import UserError
from agent.disk.fingerprint import fingerprint_of
from agent.identify.dial_plan import DialPlan
from agent.identify.phone_number import same_subscriber_forms
from agent.lists.household.household_index import HouseholdIndex
from agent.lists.household.list_file import ListFile, add_entry, entry_from, read_list_file, remove_entries
from agent.lists.household.name_pattern import folded

log = logging.getLogger(__name__)

_NOT_SHOWN = say("an entry that is not shown, because the caller hides their number")


@dataclass(frozen=True, slots=True, kw_only=True)
class Placed:
    """What became of an entry that the household put on one of its lists."""

    match: Match
    already_there: bool = False
    """True when the list had this entry and was left alone."""
    taken_off: tuple[Match, ...] = ()
    """The same entry on the other list, taken out there: the household's latest word counts."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Forgotten:
    """What was taken out of both lists, and what still knows the number."""

    removed: tuple[Match, ...] = ()
    still_matching: tuple[Match, ...] = ()
    """Wider entries that were not asked to go, most specific first."""


class HouseholdLists:
    """Used by one thread; editing is safe beside other processes and people's editors."""

    def __init__(self, allow_path: Path, deny_path: Path, plan: DialPlan) -> None:
        """Both lists are empty until `load`."""
        self._plan = plan
        self._allow = ListFile(path=allow_path, role="allow", plan=plan)
        self._deny = ListFile(path=deny_path, role="deny", plan=plan)
        self._index = HouseholdIndex(())
        self._emptied: set[Path] = set()
        self._troubles: dict[Path, str] = {}

    @property
    def bad_lines(self) -> tuple[tuple[Path, BadLine], ...]:
        """Lines that could not be read, with their file; everything else works."""
        return tuple((file.path, bad) for file in self._files for bad in file.bad_lines)

    @property
    def troubles(self) -> tuple[str, ...]:
        """A sentence for each file that changed and cannot be read: its last good state still serves."""
        return tuple(self._troubles.values())

    def entries_by_file(self) -> dict[Path, tuple[ListEntry, ...]]:
        """What each file holds, allow first."""
        return {file.path: file.entries for file in self._files}

    def load(self) -> None:
        """Read both files; a missing one is empty.

        Raises UserError (one is there and cannot be read).
        """
        self._allow, self._deny = (self._read(file) for file in self._files)
        self._troubles.clear()
        self._emptied.clear()
        self._index_anew()

    def reload_if_changed(self) -> bool:
        """Read what was edited since; True when other entries are in use now.

        Never raises: of a file that cannot be read, the last good state goes on serving.
        """
        before = self._files
        self._allow, self._deny = (self._newest(file) for file in before)
        if all(old is new for old, new in zip(before, self._files, strict=True)):
            return False
        self._index_anew()
        return True

    def matches(self, caller: Caller) -> tuple[Match, ...]:
        """Every entry of both lists that knows this caller, most specific first, of equals allow first."""
        index = self._index
        found = dict.fromkeys(self._of_numbers(caller.number_e164, caller.other_number_e164))
        if caller.short_number:
            found |= dict.fromkeys(index.of_number(caller.short_number))
        if caller.display_name:
            found |= dict.fromkeys(index.of_name(folded(caller.display_name)))
        if caller.withheld:
            found |= dict.fromkeys(index.withheld)
            # A friend who hides still rings, but no sentence and no record may say who it was.
            found |= dict.fromkeys(_not_shown(match) for match in self._of_numbers(caller.hidden_number_e164))
        return tuple(sorted(found, key=lambda match: (-match.specificity, match.role)))

    def allow(self, typed: str, note: str = "") -> Placed:
        """Put an entry on the allow list, and take the same entry off the deny list.

        Raises UserError (it is no entry, or a file cannot be written).
        """
        return self._place(self._allow, self._deny, typed, note)

    def deny(self, typed: str, note: str = "") -> Placed:
        """Put an entry on the deny list, and take the same entry off the allow list.

        Raises UserError (it is no entry, or a file cannot be written).
        """
        return self._place(self._deny, self._allow, typed, note)

    def forget(self, typed: str) -> Forgotten:
        """Take an entry out of both lists.

        Raises UserError (it is no entry, or a file cannot be written).
        """
        removed = [
            _match(file, entry)
            for file in self._files
            for entry in remove_entries(file.path, typed, self._plan, file)
        ]
        self.load()
        return Forgotten(removed=tuple(removed), still_matching=self._knowing(entry_from(typed, self._plan)))

    @property
    def _files(self) -> tuple[ListFile, ListFile]:
        return self._allow, self._deny

    def _place(self, file: ListFile, other: ListFile, typed: str, note: str) -> Placed:
        # Added first: if the second step fails, the entry is on both lists, and a tie rings.
        added = add_entry(file.path, typed, note, self._plan, file.role, file)
        taken_off = remove_entries(other.path, typed, self._plan, other)
        self.load()
        return Placed(
            match=_match(file, added.entry),
            already_there=added.already_there,
            taken_off=tuple(_match(other, entry) for entry in taken_off),
        )

    def _knowing(self, entry: ListEntry) -> tuple[Match, ...]:
        """What the lists know of the number or name that an entry stands for."""
        if entry.kind == "exact":
            is_short = not entry.value.startswith("+")
            caller = Caller(short_number=entry.value) if is_short else Caller(number_e164=entry.value)
        elif entry.kind == "name":
            caller = Caller(display_name=entry.value)
        elif entry.kind == "withheld":
            caller = Caller(withheld=True)
        else:
            caller = Caller(number_e164=entry.value)
        return self.matches(caller)

    def _of_numbers(self, *numbers: str | None) -> Iterator[Match]:
        for number in numbers:
            if number:
                for form in same_subscriber_forms(number):
                    yield from self._index.of_number(form)

    def _newest(self, file: ListFile) -> ListFile:
        """The file as it is now, or the very same object when there is nothing new or nothing better."""
        try:
            fingerprint = fingerprint_of(file.path)
            if fingerprint == file.fingerprint:
                self._emptied.discard(file.path)
                self._troubles.pop(file.path, None)
                return file
            is_empty = fingerprint is None or fingerprint.size_bytes == 0
            if is_empty and file.entries and file.path not in self._emptied:
                # Many editors empty or remove a file before they write it; look once more first.
                self._emptied.add(file.path)
                return file
            newest = self._read(file)
        except (UserError, OSError) as error:
            if self._troubles.get(file.path) != str(error):
                log.warning("%s", say("{error}; its last good state goes on serving", error=said(error)))
            self._troubles[file.path] = str(error)
            return file
        self._emptied.discard(file.path)
        self._troubles.pop(file.path, None)
        for bad in newest.bad_lines:
            told = say(
                "{path} line {number} is skipped: {because}",
                path=file.path,
                number=str(bad.line_number),
                because=bad.because,
            )
            log.warning("%s", told)
        return newest

    def _read(self, file: ListFile) -> ListFile:
        return read_list_file(file.path, file.role, self._plan, earlier=file)

    def _index_anew(self) -> None:
        self._index = HouseholdIndex(_match(file, entry) for file in self._files for entry in file.entries)


def _match(file: ListFile, entry: ListEntry) -> Match:
    return Match(list_name=file.role, role=file.role, entry=entry, file=str(file.path))


def _not_shown(match: Match) -> Match:
    entry = replace(match.entry, as_written=_NOT_SHOWN, line_number=0, note="")
    return replace(match, entry=entry)
