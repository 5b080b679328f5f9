"""What became of a file that was brought in: its sums, and what to do about the lines that could not be used."""

from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal

from agent.call.list_entry import BadLine, ListEntry
from agent.call.sentence import say
from agent.call.user_error import UserError
from agent.lists.file_check import nothing_in

ImportAs = Literal["allow", "deny", "contacts", "list"]
MOST_LEFT_OUT = 10


@dataclass(slots=True, kw_only=True)
class Imported:
    """What became of a file that was brought in."""

    path: Path
    """Where its entries stand now."""
    read: int = 0
    """Entries that could be used."""
    added: int = 0
    """Of these, entries that did not stand there before."""
    already_there: int = 0
    """Of these, entries that stood there, or twice in the file."""
    left_out_count: int = 0
    """Lines that could not be used: with `read`, all that the file holds."""
    left_out: list[BadLine] = field(default_factory=list)
    """The first ten lines that could not be used, and why."""
    needs_block: bool = False
    """True for a shared list that the settings do not name yet."""

    def leave_out(self, bad: BadLine) -> None:
        """Count a line that cannot be used."""
        self.left_out_count += 1
        if len(self.left_out) < MOST_LEFT_OUT:
            self.left_out.append(bad)


def summed_up(imported: Imported, path: Path) -> Imported:
    """Raises UserError for a file with nothing in it that could be a number."""
    if not imported.read and not imported.left_out_count:
        raise UserError(nothing_in(path))
    imported.already_there = imported.read - imported.added
    return imported


def what_to_write(entry: ListEntry, as_what: ImportAs) -> str:
    """What a person can do about an entry that their list would not read back."""
    if entry.kind == "name":
        name = " ".join(entry.value.replace('"', " ").split())
        return say(
            "as a name it has signs that a list cannot hold; say tranquille {list} '\"{name}\"'",
            list=as_what,
            name=name,
        )
    if entry.kind == "pattern":
        return say(
            "no number has that length; for all that begin so, say tranquille {list} {beginning}*",
            list=as_what,
            beginning=entry.value.rstrip("#"),
        )
    return say(
        "no telephone number is written so; look at its digits, then say tranquille {list} and the number",
        list=as_what,
    )
