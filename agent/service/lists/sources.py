"""What the number index is made of: shipped lists, hunches, contacts, and the lists other people keep."""

import json
import zlib
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path

import msgspec

from agent.call.list_entry import BadLine, ListEntry
from agent.call.sentence import say
from agent.call.user_error import UserError
from agent.disk.fingerprint import fingerprint_of
from agent.identify.dial_plan import DialPlan
from agent.lists.household.entry_text import read_entry
from agent.lists.household.household_lists import HouseholdLists
from agent.lists.list_source import ListSource
from agent.lists.shipped import shipped_folder, shipped_lists
from agent.lists.sync.hygiene import Protected
from agent.lists.sync.normalised import read_kept
from agent.lists.sync.source_state import list_path, side_path
from agent.lists.sync.subscribed import index_inputs, is_in_use, state_of
from agent.settings.settings import Settings

Sources = Iterator[tuple[ListSource, Iterable[ListEntry]]]

CONTACTS = "contacts"
"""The name under which the household's contacts appear in sentences."""
SUSPECTS = "suspect_prefixes"
"""The name under which hunches appear in sentences."""
_RESERVED = ("allow", "deny", CONTACTS)
_SIDES = ("", "labels", "wanted")


def check_names(settings: Settings) -> None:
    """Raise UserError for a list that settings name and nobody has, or two that share a name."""
    for sentence in name_mistakes(settings):
        raise UserError(sentence)


def name_mistakes(settings: Settings) -> Iterator[str]:
    """A sentence for each such list."""
    shipped = sorted(path.stem for path in shipped_folder().glob("*.txt"))
    for setting, names in (
        ("shipped_off", settings.lists.shipped_off),
        ("treatments", settings.lists.treatments),
    ):
        for name in names:
            if name not in shipped:
                yield say(
                    '[lists] {setting} names "{name}"; the shipped lists are: {known}',
                    setting=setting,
                    name=name,
                    known=", ".join(shipped),
                )
    for each in settings.shared_lists:
        if each.name in (*shipped, *_RESERVED):
            yield say(
                '[[list]] "{name}" has the name of another list: call it something else', name=each.name
            )


def index_sources(
    settings: Settings, plans: Sequence[DialPlan], today: date, *, with_shared: bool = True
) -> Sources:
    """Every list with its entries, in the order of the index; what the house itself says comes first.

    Raises UserError, or OSError when a file cannot be read.
    """
    check_names(settings)
    for each in shipped_lists():
        is_protected = each.source.role == "protected"
        if is_protected or (settings.lists.shipped and each.name not in settings.lists.shipped_off):
            # What a shipped list suggests is its rule's default too, so that [rules] may say otherwise.
            treatment = settings.lists.treatments.get(each.name, "")
            yield replace(each.source, treatment=treatment), each.entries
    file = str(settings.config_file) if settings.config_file else ""
    yield ListSource(name=SUSPECTS, role="suspect", file=file), suspects(settings, plans)
    contacts = settings.contacts_path
    yield ListSource(name=CONTACTS, role="contacts", file=str(contacts)), read_kept(contacts)
    if with_shared:
        protected = protected_by(settings, plans)
        yield from index_inputs(settings.shared_lists, settings.shared_lists_folder, today, protected)


def suspects(settings: Settings, plans: Sequence[DialPlan]) -> list[ListEntry]:
    """The household's hunches, as each of its lines reads them.  Raises UserError."""
    found: dict[str, ListEntry] = {}
    for typed in settings.lists.suspect_prefixes:
        for plan in plans:
            entry = suspect(typed, plan)
            found.setdefault(entry.value, entry)
    return list(found.values())


def suspect(typed: str, plan: DialPlan) -> ListEntry:
    """One hunch as a line reads it.  Raises UserError."""
    entry = read_entry(typed.rstrip("* ") + "*", plan)
    if not isinstance(entry, ListEntry) or entry.kind != "prefix":
        why = entry.because if isinstance(entry, BadLine) else say("it is no prefix")
        raise UserError(say('[lists] suspect_prefixes has "{typed}": {why}', typed=typed, why=why))
    return msgspec.structs.replace(entry, as_written=typed)


def recipe_of(settings: Settings, plans: Sequence[DialPlan], today: date) -> str:
    """A word that changes whenever the index would be another one; reads no list, only asks for its state."""
    shared = [
        [
            # A token is no part of an index, and must not be guessed from one.
            msgspec.to_builtins(msgspec.structs.replace(each, key="", key_file="", key_env="")),
            is_in_use(each, settings.shared_lists_folder, today),
            state_of(each, settings.shared_lists_folder).counts_votes,
            [_state(path) for path in _files_of(each.name, settings)],
        ]
        for each in settings.shared_lists
    ]
    shipped = [[path.name, _state(path)] for path in sorted(shipped_folder().glob("*.txt"))]
    contacts = [str(settings.contacts_path), _state(settings.contacts_path)]
    own = [msgspec.to_builtins(settings.lists), str(settings.config_file), [repr(plan) for plan in plans]]
    parts = json.dumps([own, shipped, contacts, shared], sort_keys=True)
    # A checksum tells a changed list from an old one; hashlib would bring 3 MB of OpenSSL into the daemon.
    return f"{zlib.crc32(parts.encode()):08x}{len(parts):x}"


def bytes_to_read(settings: Settings) -> int:
    """How much text an index of all lists is made of, the shipped ones left out."""
    files = [settings.contacts_path]
    for each in settings.shared_lists:
        files += _files_of(each.name, settings)
    return sum(found.size_bytes for path in files if (found := fingerprint_of(path)))


def protected_by(settings: Settings, plans: Sequence[DialPlan]) -> Protected:
    """Whom no shared list may match: emergency services, helplines, this house, and the people it knows.

    `plans` are those of all lines: each line has numbers of its own, and a country whose short numbers count.
    """
    lists = HouseholdLists(settings.allow_path, settings.deny_path, plans[0])
    lists.load()
    entries = [entry for each in shipped_lists() if each.source.role == "protected" for entry in each.entries]
    entries += read_kept(settings.contacts_path)
    for each in settings.shared_lists:
        if each.on and each.role == "contacts":
            entries += read_kept(list_path(settings.shared_lists_folder, each.name))
    allowed = lists.entries_by_file().get(settings.allow_path, ())
    numbers = [entry.value for entry in allowed if entry.kind == "exact" and entry.value.startswith("+")]
    numbers += [own for plan in plans for own in plan.own_numbers]
    return Protected.of(entries, numbers, countries=[plan.country for plan in plans])


def _files_of(name: str, settings: Settings) -> list[Path]:
    folder = settings.shared_lists_folder
    return [side_path(folder, name, side) if side else list_path(folder, name) for side in _SIDES]


def _state(path: Path) -> list[int] | None:
    found = fingerprint_of(path)
    return [found.modified_ns, found.size_bytes] if found else None
