"""Files of numbers that a person brings or takes away: checked, imported, exported."""

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

from agent.call.list_entry import BadLine, ListEntry
from agent.call.sentence import say
from agent.call.user_error import UserError
from agent.disk.whole_file import whole_file
from agent.identify.dial_plan import DialPlan
from agent.lists.exports.registry import export_named
from agent.lists.exports.written import Written
from agent.lists.formats.csv_columns import Columns
from agent.lists.formats.number_reader import number_reader
from agent.lists.formats.parsed import HeaderLine, Parsed, says_of
from agent.lists.formats.registry import HEAD_BYTES, Format, detect, format_named, is_html
from agent.lists.sync.hygiene import Protected, Sieve
from agent.lists.sync.report import SyncReport, counted


@dataclass(slots=True)
class FileCheck:
    """What a file holds, before anybody relies on it."""

    format: str
    entries: int = 0
    ranges: int = 0
    names: int = 0
    """Entries that stop callers by display name."""
    unwanted: int = 0
    wanted: int = 0
    labels: int = 0
    headers: dict[str, str] = field(default_factory=dict)
    report: SyncReport = field(default_factory=lambda: SyncReport(name="file", at=datetime.now(UTC)))
    """The report's `left_out` are the lines that cannot be used, and why."""

    @property
    def lines(self) -> tuple[str, ...]:
        """The check in a few lines."""
        lines: list[str] = [
            say(
                "format {format}: {entries}, of them {ranges} ranges, {names} names",
                format=self.format,
                entries=counted(self.entries),
                ranges=self.ranges,
                names=self.names,
            ),
            say(
                "  {unwanted} unwanted, {wanted} wanted, {labels} only named",
                unwanted=self.unwanted,
                wanted=self.wanted,
                labels=self.labels,
            ),
        ]
        lines += [f"  {name}: {value}" for name, value in self.headers.items()]
        if self.report.left_out_count:
            lines.append(say("  {count} cannot be used:", count=self.report.left_out_count))
            lines += [
                say(
                    "    line {number}: {text}: {because}",
                    number=bad.line_number,
                    text=bad.text,
                    because=bad.because,
                )
                for bad in self.report.left_out
            ]
        return tuple(lines)


def check_file(
    path: Path,
    *,
    plan: DialPlan,
    protected: Protected,
    format_name: str = "",
    columns: Columns | None = None,
    progress: Callable[[int], None] = lambda count: None,
) -> FileCheck:
    """Read a file as a shared list would be read, and say what is in it; nothing is kept."""
    known = format_of_file(path, format_name, columns)
    check = FileCheck(format=known.name)
    sieve = Sieve(protected)
    for count, found in enumerate(_parsed(path, known, plan), start=1):
        if isinstance(found, HeaderLine):
            check.headers.setdefault(found.name, found.value)
        elif isinstance(found, BadLine):
            check.report.leave_out(found.line_number, found.text, found.because)
        elif isinstance(found, ListEntry):
            if found.kind != "name" and (because := sieve.objection(found)):
                check.report.leave_out(found.line_number, found.as_written[:120], because)
                continue
            check.entries += 1
            check.ranges += found.kind in ("prefix", "pattern")
            check.names += found.kind == "name"
            check.unwanted += says_of(found) == "unwanted"
            check.wanted += says_of(found) == "wanted"
            check.labels += says_of(found) == "label"
        if count % 10_000 == 0:
            progress(count)
    if not check.entries and not check.report.left_out_count:
        raise UserError(nothing_in(path))
    return check


def refuse_address(path: Path) -> None:
    """Raises UserError for what was meant as an address: `Path` has made one slash of its two."""
    if re.match(r"https?:/", str(path)):
        raise UserError(
            say(
                "{path} is an address and not a file: download it first, or follow it with a [[list]] in your "
                "settings",
                path=path,
            )
        )


def nothing_in(path: Path) -> str:
    """The sentence for a file that was read to its end and holds nothing that could be a number."""
    return say("{path} holds no telephone number: is it the right file?", path=path)


def read_file(
    path: Path, *, plan: DialPlan, format_name: str = "", columns: Columns | None = None
) -> Iterator[ListEntry | BadLine]:
    """Yield the entries of a file a person imports, and the lines that cannot be read.

    For the household's own allow and deny lists and its contacts: their word is not sifted.
    """
    for found in _parsed(path, format_of_file(path, format_name, columns), plan):
        if isinstance(found, ListEntry | BadLine):
            yield found


def export_file(entries: Iterable[ListEntry], path: Path, *, format_name: str, title: str) -> Written:
    """Write entries to a file in another program's format; the file is whole or not there."""
    export = export_named(format_name)
    with whole_file(path) as out:
        return export.write(entries, out, title)


def format_of_file(path: Path, format_name: str = "", columns: Columns | None = None) -> Format:
    """A file's format; UserError says what to do when it is in none."""
    if format_name:
        return format_named(format_name, columns)
    try:
        with path.open("rb") as file:
            head = file.read(HEAD_BYTES)
    except OSError as error:
        raise UserError(
            say(
                "{path} cannot be read ({error}); check the path and its rights",
                path=path,
                error=error.strerror,
            )
        ) from error
    if is_html(head):
        raise UserError(say("{path} is a web page and not a list; download the list itself", path=path))
    if found := detect(head, str(path)):
        return found
    raise UserError(say("{path} is in no format known here; name it with --format", path=path))


def _parsed(path: Path, known: Format, plan: DialPlan) -> Iterator[Parsed]:
    try:
        with path.open("rb") as file:
            yield from known.parse(file, number_reader(plan))
    except OSError as error:
        raise UserError(
            say(
                "{path} cannot be read ({error}); check the path and its rights",
                path=path,
                error=error.strerror,
            )
        ) from error
