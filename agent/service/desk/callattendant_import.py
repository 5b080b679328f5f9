"""Brings over whom a callattendant permitted and blocked, when a household moves from it to us."""

from collections.abc import Iterator
from pathlib import Path

from agent.call.list_entry import BadLine
from agent.call.sentence import say
from agent.call.user_error import UserError
from agent.identify.dial_plan import DialPlan
from agent.lists.formats.number_reader import number_reader
from agent.lists.formats.parsed import SourceEntry
from agent.lists.formats.source_text import bad, shown
from agent.store.callattendant_database import callers_in, is_database


def is_callattendant_database(path: Path) -> bool:
    """Tell the database from the text files that other programs write.  Raises UserError."""
    try:
        return is_database(path)
    except OSError as error:
        raise UserError(
            say(
                "{path} cannot be read ({error}); check the path and its rights",
                path=path,
                error=error.strerror,
            )
        ) from error


def callers_of(path: Path, plan: DialPlan) -> Iterator[SourceEntry | BadLine]:
    """Yield each caller with what callattendant thought of them; its numbers are national, as `plan` dials.

    Raises UserError.
    """
    numbers = number_reader(plan)
    try:
        for caller in callers_in(path):
            try:
                value = numbers.exact(caller.number)
            except ValueError as error:
                yield bad(caller.row, caller.number, error)
                continue
            yield SourceEntry(
                kind="exact",
                value=value,
                as_written=shown(caller.number),
                line_number=caller.row,
                label=shown(caller.name),
                note=shown(caller.reason),
                says="wanted" if caller.wanted else "unwanted",
            )
    except ValueError as error:
        raise UserError(f"{path}: {error}") from error
