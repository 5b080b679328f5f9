"""The household's allow and deny lists as files that people and programs both edit.

A program adds and takes out lines and changes nothing else: comments, order, letters, line ends
and the file's mode stay, and whoever reads meanwhile sees the old file or the new one.
"""

import errno
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from msgspec.structs import replace

from agent.call.list_entry import BadLine, ListEntry, ListRole
from agent.call.sentence import joined, say, word
from agent.call.user_error import UserError
from agent.disk.fingerprint import Fingerprint, read_whole
from agent.disk.locks import editing
from agent.disk.whole_file import replace_whole
from agent.identify.dial_plan import DialPlan
from agent.identify.phone_number import same_subscriber_forms
from agent.lists.household.entry_text import as_typed, line_of, on_one_line, read_entry, shown
from agent.lists.household.kept_text import KeptText, read_kept_text

_HEADERS = {
    "allow": ("Ceux qui sonnent toujours.", "Callers who always ring."),
    "deny": ("Ceux qui ne sonnent plus jamais.", "Callers who never ring again."),
}
_HEADER = """\
# {french}
# Une entrée par ligne : 01 62 00 00 01, 01 62*, 01 62 ## ## ##, "Nom*" (entre guillemets) ou masqué.
# Ce qui suit un # est une note.
#
# {english}
# One entry a line: 01 62 00 00 01, 01 62*, 01 62 ## ## ##, "Name*" (in quotes) or withheld.
# Whatever follows a # is a note.

"""
_WAYS_OUT = {
    errno.EACCES: say("give the user that runs Tranquille access to it"),
    errno.EPERM: say("give the user that runs Tranquille access to it"),
    errno.ENOSPC: say("free some space on its disk"),
    errno.EDQUOT: say("free some space on its disk"),
    errno.EROFS: say("keep the list on a disk that can be written"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class ListFile:
    """A list file as it stood when it was read."""

    path: Path
    role: ListRole
    plan: DialPlan
    entries: tuple[ListEntry, ...] = ()
    bad_lines: tuple[BadLine, ...] = ()
    fingerprint: Fingerprint | None = None
    """None when there was no file, which is the same as an empty list."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Added:
    """What became of an entry that was to be added."""

    entry: ListEntry
    """The entry as it now stands in the file."""
    already_there: bool = False
    """True when the file had it and was left alone."""


def read_list_file(path: Path, role: ListRole, plan: DialPlan, earlier: ListFile | None = None) -> ListFile:
    """Read a list as people wrote it; a missing file is an empty list.

    `earlier` is the same list read before: its lines are not worked out again, which makes
    reading a long list after a small change fast.

    Raises UserError (the file is there and cannot be read).
    """
    try:
        found = read_whole(path)
    except OSError as error:
        raise _cannot(word("cannot read {path}"), path, error) from error
    if found is None:
        return ListFile(path=path, role=role, plan=plan)
    content, fingerprint = found
    entries, bad_lines = _entries_of(read_kept_text(content), plan, earlier)
    return ListFile(
        path=path, role=role, plan=plan, entries=entries, bad_lines=bad_lines, fingerprint=fingerprint
    )


def add_entry(
    path: Path,
    typed: str,
    note: str,
    plan: DialPlan,
    role: ListRole = "deny",
    earlier: ListFile | None = None,
) -> Added:
    """Put an entry at the end of the list, as typed; a missing file is begun with a short explanation.

    `earlier` as in `read_list_file`.

    Raises UserError (`typed` is no entry, or the file cannot be read or written).
    """
    wanted = entry_from(typed, plan)
    line = line_of(typed, note)
    entry = read_entry(line, plan)
    if not isinstance(entry, ListEntry) or _key(entry) != _key(wanted):
        raise UserError(
            say(
                "{line} would not be read back as {typed}; give the note another wording",
                line=shown(line),
                typed=shown(typed),
            )
        )
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with editing(path):
            text = _text_to_edit(path, role)
            for known in _entries_of(text, plan, earlier)[0]:
                if _key(known) == _key(wanted):
                    return Added(entry=known, already_there=True)
            changed = text.with_lines([line])
            replace_whole(path, changed.as_bytes)
    except OSError as error:
        raise _cannot(word("cannot write {path}"), path, error) from error
    return Added(entry=replace(entry, line_number=len(changed.lines)))


def add_entries(
    path: Path, entries: Iterable[ListEntry], plan: DialPlan, role: ListRole
) -> tuple[int, tuple[ListEntry, ...]]:
    """Put many entries at the end of the list, those that stand there already left out.

    Returns how many were added, and those that the list cannot hold.

    Raises UserError (the file cannot be read or written; nothing was added then).
    """
    lines: list[str] = []
    refused: list[ListEntry] = []
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with editing(path):
            text = _text_to_edit(path, role)
            known = {_key(entry) for entry in _entries_of(text, plan)[0]}
            for entry in entries:
                line = _line_for(entry, plan)
                if not line:
                    refused.append(entry)
                elif _key(entry) not in known:
                    known.add(_key(entry))
                    lines.append(line)
            if lines:
                replace_whole(path, text.with_lines(lines).as_bytes)
    except OSError as error:
        raise _cannot(word("cannot write {path}"), path, error) from error
    return len(lines), tuple(refused)


def remove_entries(
    path: Path, typed: str, plan: DialPlan, earlier: ListFile | None = None
) -> tuple[ListEntry, ...]:
    """Take out every line that means the same as `typed`, however it is written; return those entries.

    Wider entries that also match stay: forgetting a number does not forget its whole prefix.
    `earlier` as in `read_list_file`.

    Raises UserError (`typed` is no entry, or the file cannot be read or written).
    """
    wanted = _key(entry_from(typed, plan))
    try:
        if not path.exists():
            return ()
        with editing(path):
            text = _text_to_edit(path, "deny")
            gone = tuple(entry for entry in _entries_of(text, plan, earlier)[0] if _key(entry) == wanted)
            if gone:
                replace_whole(path, text.without_lines({entry.line_number for entry in gone}).as_bytes)
    except OSError as error:
        raise _cannot(word("cannot write {path}"), path, error) from error
    return gone


def entry_from(typed: str, plan: DialPlan) -> ListEntry:
    """What a person typed, as an entry.

    Raises UserError (it is none; the sentence says what to type instead).
    """
    entry = read_entry(on_one_line(typed), plan)
    if entry is None:
        raise UserError(say("give a number, a prefix such as 0162*, a name in quotes, or withheld"))
    if isinstance(entry, BadLine):
        raise UserError(entry.because)
    return entry


def _entries_of(
    text: KeptText, plan: DialPlan, earlier: ListFile | None = None
) -> tuple[tuple[ListEntry, ...], tuple[BadLine, ...]]:
    known = _by_text(earlier.entries) if earlier is not None and earlier.plan == plan else {}
    entries: list[ListEntry] = []
    bad_lines: list[BadLine] = []
    for line_number, line in enumerate(text.lines, start=1):
        entry: ListEntry | BadLine | None = known.get(line.text)
        if isinstance(entry, ListEntry):
            if entry.line_number != line_number:
                entry = replace(entry, line_number=line_number)
        else:
            entry = read_entry(line.text, plan, line_number)
        if isinstance(entry, BadLine):
            bad_lines.append(entry)
        elif entry is not None:
            entries.append(entry)
    return tuple(entries), tuple(bad_lines)


def _by_text(entries: Iterable[ListEntry]) -> dict[str, ListEntry]:
    return {entry.as_written: entry for entry in entries}


def _text_to_edit(path: Path, role: ListRole) -> KeptText:
    """The file as it stands, or the explanation that a new one begins with."""
    found = read_whole(path)
    french, english = _HEADERS.get(role, _HEADERS["deny"])
    content = found[0] if found else _HEADER.format(french=french, english=english).encode()
    text = read_kept_text(content)
    if text.as_bytes != content:
        raise UserError(
            say("{path} begins like UTF-16 text but is not; save it as UTF-8, then try again", path=path)
        )
    return text


def _key(entry: ListEntry) -> tuple[str, str]:
    """What makes two lines the same entry: a French overseas number has two forms, for one."""
    return entry.kind, same_subscriber_forms(entry.value)[0] if entry.kind == "exact" else entry.value


def _line_for(entry: ListEntry, plan: DialPlan) -> str:
    """A line that is read back as this entry, with its name as a note if that can be; else empty."""
    for note in (entry.label or entry.note, ""):
        line = line_of(as_typed(entry), note)
        read = read_entry(line, plan)
        if isinstance(read, ListEntry) and _key(read) == _key(entry):
            return line
    return ""


def _cannot(do: str, path: Path, error: OSError) -> UserError:
    why = (error.strerror or str(error)).lower()
    way_out = _WAYS_OUT.get(error.errno or 0)
    what = joined("; ", (why, way_out) if way_out else (why,))
    return UserError(joined(": ", (say(do, path=path), what)))
