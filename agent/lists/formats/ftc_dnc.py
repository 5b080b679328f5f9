"""Complaints to the US Federal Trade Commission: one row per complaint, so rows are votes.

Daily file `DNC_Complaint_Numbers_YYYY-MM-DD.csv`; numbers are ten digits of the North American plan.
"""

from dataclasses import dataclass
from datetime import date
from typing import BinaryIO

from agent.call.list_entry import ListEntry
from agent.call.sentence import say
from agent.identify.dial_plan import DialPlan
from agent.lists.formats.number_reader import NumberReader
from agent.lists.formats.parsed import ParsedEntries
from agent.lists.formats.source_text import Row, bad, day_of, header_columns, rows_of, shown

NAME = "ftc-dnc"
TITLE = "FTC Do-Not-Call complaints (CSV)"

_NUMBER = "company_phone_number"
_NORTH_AMERICA = NumberReader(DialPlan(country="US"))


@dataclass(slots=True)
class _Complaints:
    first_line: int
    as_written: str
    votes: int = 0
    robocalls: int = 0
    last_on: date | None = None
    subject: str = ""


def looks_like(head: bytes, name: str) -> bool:
    """Tell the file by its first column."""
    return header_columns(head)[:1] == [_NUMBER]


def parse(source: BinaryIO, numbers: NumberReader) -> ParsedEntries:
    """Yield each number once, with as many votes as it has complaints."""
    columns: dict[str, int] = {}
    found: dict[str, _Complaints] = {}
    for row in rows_of(source):
        if not columns:
            columns = {cell.strip().lower(): index for index, cell in enumerate(row.cells)}
            if _NUMBER not in columns:
                yield bad(
                    row.line_number, row.text, say("the first line must name a column Company_Phone_Number")
                )
                columns[_NUMBER] = 0
            continue
        written = row.cell(columns[_NUMBER])
        if not written:
            continue  # the file has a row for every complaint, also for those that name no number
        try:
            # Ten digits are a whole number there, also those that nobody can have and robots show.
            is_national = len(written) == 10 and written.isascii() and written.isdigit()
            value = _NORTH_AMERICA.exact(f"+1{written}" if is_national else written)
            if not value.startswith("+1"):
                raise ValueError(say("{written!r} is not a North American number", written=written))
        except ValueError as error:
            yield bad(row.line_number, row.text, error)
            continue
        _count(found.setdefault(value, _Complaints(row.line_number, written)), row, columns)
    for value, complaints in found.items():
        yield ListEntry(
            kind="exact",
            value=value,
            as_written=complaints.as_written,
            line_number=complaints.first_line,
            note=f"{complaints.robocalls} as robocall" if complaints.robocalls else "",
            label=complaints.subject,
            votes=complaints.votes,
            last_reported_on=complaints.last_on,
        )


def _count(complaints: _Complaints, row: Row, columns: dict[str, int]) -> None:
    complaints.votes += 1
    complaints.robocalls += row.cell(columns.get("recorded_message_or_robocall", -1)).upper() == "Y"
    on = day_of(row.cell(columns.get("created_date", -1))[:10])
    if complaints.last_on is None or (on is not None and on >= complaints.last_on):
        complaints.last_on = on or complaints.last_on
        complaints.subject = shown(" ".join(row.cell(columns.get("subject", -1)).split()))
