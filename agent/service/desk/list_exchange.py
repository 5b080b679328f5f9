"""Files of numbers that a person brings to the house or takes away: checked, imported, exported."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from itertools import chain
from pathlib import Path
from typing import BinaryIO

from agent.call.list_entry import BadLine, ListEntry
from agent.call.sentence import say
from agent.call.user_error import UserError
from agent.disk.locks import editing
from agent.disk.whole_file import whole_file
from agent.lists.exports.registry import EXPORTS, export_named
from agent.lists.exports.written import Written
from agent.lists.file_check import FileCheck, check_file, export_file, read_file, refuse_address
from agent.lists.formats.csv_columns import Columns
from agent.lists.formats.parsed import SourceEntry, says_of
from agent.lists.formats.registry import FORMATS
from agent.lists.household.entry_width import how_many
from agent.lists.household.household_lists import HouseholdLists
from agent.lists.household.list_file import add_entries
from agent.lists.shipped import shipped_lists
from agent.lists.sync.hygiene import Sieve, shown_entry
from agent.lists.sync.normalised import line_of, read_kept
from agent.lists.sync.source_state import list_path
from agent.service.desk.callattendant_import import callers_of, is_callattendant_database
from agent.service.desk.imported import ImportAs, Imported, summed_up, what_to_write
from agent.service.lists.index import plans_of
from agent.service.lists.sources import CONTACTS, protected_by
from agent.settings.settings import Settings
from agent.settings.shared_list import SharedListSettings

__all__ = ["EXPORT_NAMES", "FORMAT_NAMES", "Columns", "FileCheck", "ImportAs", "Imported", "Written"]

FORMAT_NAMES = tuple(known.name for known in FORMATS)
EXPORT_NAMES = tuple(known.name for known in EXPORTS)
_PROGRESS_EVERY = 1000
_NUMBERS = ("exact", "prefix", "pattern")


@dataclass(frozen=True, slots=True, kw_only=True)
class FileToRead:
    """A file and how to read it."""

    path: Path
    format_name: str = ""
    """Empty: found out from its content."""
    columns: Columns | None = None
    """For csv."""
    progress: Callable[[int], None] = lambda count: None


def check_list_file(settings: Settings, file: FileToRead) -> FileCheck:
    """Read a file as a shared list would be read, and say what is in it; nothing is kept.

    Raises UserError.
    """
    refuse_address(file.path)
    plan = plans_of(settings)[0]
    if is_callattendant_database(file.path):
        raise UserError(
            say(
                "{path} is a database with two lists: tranquille lists import {path} --as deny takes "
                "those it blocked, --as allow those it permitted",
                path=file.path,
            )
        )
    return check_file(
        file.path,
        plan=plan,
        protected=protected_by(settings, plans_of(settings)),
        format_name=file.format_name,
        columns=file.columns,
        progress=file.progress,
    )


def import_file(settings: Settings, file: FileToRead, as_what: ImportAs, name: str = "") -> Imported:
    """Put the entries of a file on one of the house's lists; `name` is the shared list's.

    What a source says of a caller is heeded: those it calls harmless never get onto the deny list.
    Raises UserError.
    """
    plan = plans_of(settings)[0]
    try:
        if as_what == "list":
            return _as_shared_list(settings, file, name)
        if as_what == "contacts":
            return _as_contacts(file, settings.contacts_path, _entries(settings, file, as_what))
        path = settings.allow_path if as_what == "allow" else settings.deny_path
        imported = Imported(path=path)
        found = _counted(_entries(settings, file, as_what), imported)
        if as_what == "deny":
            found = _that_were_meant(found, imported)
        imported.added, refused = add_entries(path, found, plan, as_what)
        for entry in refused:
            imported.read -= 1
            imported.leave_out(_bad(entry, what_to_write(entry, as_what)))
        return summed_up(imported, file.path)
    except OSError as error:
        raise UserError(f"{error.filename or file.path}: {error.strerror or error}") from error


def export_lists(
    settings: Settings, names: Iterable[str], format_name: str, where: Path | BinaryIO, title: str
) -> Written:
    """Write lists of the house, by name, in another program's format.  Raises UserError."""
    if isinstance(where, Path) and where.name in (each.name for each in settings.shared_lists):
        raise UserError(
            say('"{where}" would be a file of that name; for the list write --list {where}', where=where)
        )
    found = list(chain.from_iterable(_entries_of(name, settings) for name in names))
    if not isinstance(where, Path):
        return export_named(format_name).write(found, where, title)
    try:
        return export_file(found, where, format_name=format_name, title=title)
    except OSError as error:
        raise UserError(
            say("{where} cannot be written: {error}", where=where, error=error.strerror or error)
        ) from error


def _entries(settings: Settings, file: FileToRead, as_what: ImportAs) -> Iterator[ListEntry | BadLine]:
    refuse_address(file.path)
    plan = plans_of(settings)[0]
    if is_callattendant_database(file.path):
        found: Iterator[ListEntry | BadLine] = callers_of(file.path, plan)
    else:
        found = read_file(file.path, plan=plan, format_name=file.format_name, columns=file.columns)
    for count, entry in enumerate(found):
        if count % _PROGRESS_EVERY == 0:
            file.progress(count)
        if isinstance(entry, SourceEntry):
            says = says_of(entry)
            is_meant = says == "unwanted" if as_what in ("deny", "list") else says == "wanted"
            if not is_meant:
                what = say("wanted") if says == "unwanted" else say("unwanted")
                yield _bad(entry, say("its source does not call it {what}", what=what))
                continue
        yield entry


def _counted(found: Iterable[ListEntry | BadLine], imported: Imported) -> Iterator[ListEntry]:
    for entry in found:
        if isinstance(entry, BadLine):
            imported.leave_out(entry)
        else:
            imported.read += 1
            yield entry


def _that_were_meant(found: Iterable[ListEntry], imported: Imported) -> Iterator[ListEntry]:
    """Without entries that mean a whole network or country: those are denied one by one, and asked for twice."""
    for entry in found:
        if very_many := how_many(entry):
            imported.read -= 1
            because = say(
                "that is {very_many}; if you want it, say tranquille deny {entry} --yes",
                very_many=very_many,
                entry=shown_entry(entry),
            )
            imported.leave_out(_bad(entry, because))
        else:
            yield entry


def _as_contacts(file: FileToRead, path: Path, found: Iterator[ListEntry | BadLine]) -> Imported:
    """Add to the contacts whom they do not have yet; every line that stands there stays as it is."""
    imported = Imported(path=path)
    path.parent.mkdir(parents=True, exist_ok=True)
    with editing(path):
        known = {(entry.kind, entry.value) for entry in read_kept(path)}
        before = path.read_bytes() if path.exists() else b"title: The contacts of this house\n\n"
        with whole_file(path) as out:
            out.write(before if before.endswith(b"\n") or not before else before + b"\n")
            for entry in _counted(found, imported):
                if entry.kind not in _NUMBERS:
                    imported.read -= 1
                    imported.leave_out(_bad(entry, say("a contact needs a number")))
                elif (entry.kind, entry.value) not in known:
                    known.add((entry.kind, entry.value))
                    out.write(line_of(entry))
                    imported.added += 1
            return summed_up(imported, file.path)


def _as_shared_list(settings: Settings, file: FileToRead, name: str) -> Imported:
    """Keep a file as a list in our plain format beside the settings, cleaned as any shared list is."""
    known = next((each for each in settings.shared_lists if each.name == name), None)
    if known is not None and known.url:
        raise UserError(
            say(
                '"{name}" is fetched from {url}; import the file under another name', name=name, url=known.url
            )
        )
    path = Path(known.path) if known else settings.folder / f"{name}.txt"
    try:
        SharedListSettings(name=name, path=str(path))
    except ValueError as error:
        raise UserError(str(error)) from error
    if path.exists() and path.samefile(file.path):
        raise UserError(
            say("{path} is the file itself; it needs no import, only a [[list]] in your settings", path=path)
        )
    imported = Imported(path=path, needs_block=known is None)
    sieve = Sieve(protected_by(settings, plans_of(settings)))
    with whole_file(path) as out:
        out.write(f"title: {name}\n\n".encode())
        for entry in _counted(_entries(settings, file, "list"), imported):
            if because := sieve.objection(entry):
                imported.read -= 1
                imported.leave_out(_bad(entry, because))
            else:
                out.write(line_of(entry))
                imported.added += 1
        return summed_up(imported, file.path)


def _entries_of(name: str, settings: Settings) -> Iterable[ListEntry]:
    if name in ("allow", "deny"):
        lists = HouseholdLists(settings.allow_path, settings.deny_path, plans_of(settings)[0])
        lists.load()
        allow, deny = lists.entries_by_file().values()
        return allow if name == "allow" else deny
    if name == CONTACTS:
        return read_kept(settings.contacts_path)
    shipped = {each.name: each for each in shipped_lists()}
    if name in shipped:
        return shipped[name].entries
    shared = [each.name for each in settings.shared_lists]
    if name in shared:
        return read_kept(list_path(settings.shared_lists_folder, name))
    known = ", ".join(["allow", "deny", CONTACTS, *shipped, *shared])
    raise UserError(say('there is no list "{name}"; the lists are: {known}', name=name, known=known))


def _bad(entry: ListEntry, because: str) -> BadLine:
    return BadLine(line_number=entry.line_number, text=entry.as_written or entry.value, because=because)
