"""`tranquille calls`: who called, what the house thought of it, and what happened."""

from datetime import UTC, datetime
from itertools import islice
from typing import Annotated

import msgspec
import typer
from rich.table import Table

from agent.call.call_record import CallRecord
from agent.call.sentence import in_english, joined, say, word
from agent.call.user_error import UserError
from agent.cli.csv_rows import write_calls
from agent.cli.options import ConfigOption, JsonOption, settings_for
from agent.cli.reader import reader
from agent.cli.terminal import (
    console,
    print_json,
    print_json_line,
    shown,
    styled,
    treatment_text,
    until_the_reader_leaves,
)
from agent.service.desk.calls_asked import CallsAsked, calls_asked_for
from agent.settings.house_time import in_house_time
from agent.settings.settings import Settings

DEFAULT_LAST = 20
HEADINGS = (say("when"), say("number"), say("who"), say("verdict"), say("because"), say("what happened"))
MONTHS = (
    word("Jan"), word("Feb"), word("Mar"), word("Apr"), word("May"), word("Jun"),
    word("Jul"), word("Aug"), word("Sep"), word("Oct"), word("Nov"), word("Dec"),
)  # fmt: skip


def calls(
    number: Annotated[
        list[str] | None, typer.Argument(metavar="NUMBER", help="Only calls of this number.")
    ] = None,
    last: Annotated[
        int | None,
        typer.Option(
            "--last",
            "-n",
            metavar="N",
            min=1,
            max=1_000_000_000,
            help="How many; 20, or all with --since, --csv or --ndjson.",
        ),
    ] = None,
    search: Annotated[
        str, typer.Option(metavar="TEXT", help="Only calls with this in the number, the name or the reason.")
    ] = "",
    since: Annotated[
        str,
        typer.Option(metavar="TIME", help='From then on: 2026-11-29, 29/11, yesterday, "3 days ago", 18:30.'),
    ] = "",
    until: Annotated[str, typer.Option(metavar="TIME", help="Until then; a day counts whole.")] = "",
    treatment: Annotated[str, typer.Option(metavar="NAME", help="Only these: let-ring, announce …")] = "",
    rule: Annotated[str, typer.Option(metavar="NAME", help="Only what this rule decided.")] = "",
    as_json: JsonOption = False,
    as_csv: Annotated[bool, typer.Option("--csv", help="Print a table for a spreadsheet.")] = False,
    as_ndjson: Annotated[bool, typer.Option("--ndjson", help="Print one JSON object a line.")] = False,
    config: ConfigOption = None,
) -> None:
    """Show the last calls, newest first.

    \b
    Examples:
      tranquille calls --last 5
      tranquille calls 0162000001 --json
      tranquille calls --search solar --since "3 days ago"
      tranquille calls --treatment announce --csv > calls.csv
    """
    if as_json + as_csv + as_ndjson > 1:
        raise UserError(say("--json, --csv and --ndjson are three answers: choose one"))
    settings = settings_for(config)
    asked = CallsAsked(
        number=" ".join(number or ()),
        search=search,
        since=since,
        until=until,
        treatment=treatment,
        rule=rule,
    )
    most = last or (None if since or as_csv or as_ndjson else DEFAULT_LAST)
    found = islice(calls_asked_for(settings, asked, datetime.now(UTC), reader().said), most)
    if as_csv:
        with until_the_reader_leaves():
            write_calls(found, settings)
    elif as_ndjson:
        with until_the_reader_leaves():
            for record in found:
                print_json_line(msgspec.to_builtins(record, enc_hook=in_english))
    elif as_json:
        print_json([msgspec.to_builtins(record, enc_hook=in_english) for record in found])
    elif records := list(found):
        console().print(table_of(records, settings))
    else:
        console().print(styled(_none_of(asked)))


def _none_of(asked: CallsAsked) -> str:
    if asked == CallsAsked():
        return say("no calls yet")
    if asked == CallsAsked(number=asked.number):
        return say("no calls of {number} yet", number=asked.number)
    return say("no such call is remembered")


def table_of(records: list[CallRecord], settings: Settings) -> Table:
    """One row for each call, as wide as the terminal allows."""
    table = Table(*map(shown, HEADINGS), box=None, pad_edge=False)
    for column, least in zip(table.columns, (11, 13, 8, 8, 12, 12), strict=True):
        column.overflow, column.min_width = "fold", least
    for record in records:
        who = joined(", ", (known for known in (record.display_name, record.region) if known))
        table.add_row(
            styled(when(record.received_at, settings)),
            styled(number_shown(record.number_e164, record.shown_as, record.withheld)),
            styled(who),
            treatment_text(record.treatment),
            styled(record.not_judged_because or record.because),
            styled(record.done),
        )
    return table


def number_shown(number_e164: str, shown_as: str, withheld: bool) -> str:
    """Who calls, as far as they show it."""
    return number_e164 or (say("withheld") if withheld else shown_as)


def when(moment: datetime, settings: Settings) -> str:
    """Day and hour on the household's clock."""
    local = in_house_time(moment, settings)
    month = say(MONTHS[local.month - 1])
    return say("{day} {month} {hour}", day=f"{local:%d}", month=month, hour=f"{local:%H:%M}")
