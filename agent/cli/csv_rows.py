"""Writes calls as a table for spreadsheets: the columns of `calls_view`, times on the household's clock."""

import csv
import re
import sys
from collections.abc import Iterable
from datetime import datetime
from itertools import chain, islice

from agent.call.call_record import CallRecord
from agent.cli.safe import safe
from agent.settings.house_time import in_house_time
from agent.settings.settings import Settings

COLUMNS = (
    "received_at", "ended_at", "lasted_seconds", "line", "number", "name", "withheld", "region", "carrier",
    "attestation", "treatment", "rule", "because", "done", "heard", "ended_by", "message_version",
    "seconds_played", "call_id",
)  # fmt: skip

# A spreadsheet takes a cell that begins so for a formula and runs it; also one that begins so behind a
# semicolon, where it takes semicolons for the ends of cells.  Full-width signs count too.
_FORMULA = re.compile(r"(^|;)(\s*)(?=[=+\-@＝＋－＠])")
_NUMBER = re.compile(r"\+\d+")


def write_calls(calls: Iterable[CallRecord], settings: Settings) -> None:
    """Write the calls to stdout as they come: RFC 4180, UTF-8 with the mark by which spreadsheets know it."""
    rows = iter(calls)
    # A log that cannot be read is told before anything is written.
    first = list(islice(rows, 1))
    sys.stdout.flush()
    out = sys.stdout.buffer
    out.write(b"\xef\xbb\xbf")
    table = csv.writer(_Encoded(), lineterminator="\r\n")
    table.writerow(COLUMNS)
    for call in chain(first, rows):
        table.writerow(_cells(call, settings))
    out.flush()


class _Encoded:
    """Stdout for `csv`, in UTF-8 whatever the terminal speaks."""

    def write(self, text: str) -> None:
        sys.stdout.buffer.write(text.encode("utf-8", "replace"))


def _cells(call: CallRecord, settings: Settings) -> list[str | int | float]:
    ended = call.ended_at
    values = (
        _clock(call.received_at, settings),
        _clock(ended, settings) if ended else "",
        round((ended - call.received_at).total_seconds(), 1) if ended else "",
        call.line,
        call.number_e164 or ("" if call.withheld else call.shown_as),
        call.display_name,
        int(call.withheld),
        call.region,
        call.carrier,
        call.attestation,
        call.treatment,
        call.rule,
        call.not_judged_because or call.because,
        call.done,
        call.heard,
        call.ended_by,
        call.message_version,
        call.seconds_played,
        call.call_id,
    )
    return [harmless(value) if isinstance(value, str) else value for value in values]


def harmless(text: str) -> str:
    """The text on one line, with an apostrophe where a spreadsheet would see a formula."""
    # Our own numbers begin with + and are no formulas; other programs shall read them as they are.
    if _NUMBER.fullmatch(text):
        return text
    return _FORMULA.sub(r"\1\2'", (text if text.isprintable() else safe(text)).strip())


def _clock(moment: datetime, settings: Settings) -> str:
    """`2026-11-21 09:00:00`, which spreadsheets take for a time."""
    return f"{in_house_time(moment, settings):%Y-%m-%d %H:%M:%S}"
