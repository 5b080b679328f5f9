"""`tranquille calls`: who called, what the house thought of it, and what happened."""

from datetime import datetime
from typing import Annotated

import msgspec
import typer
from rich.table import Table

from agent.call.call_record import CallRecord
from agent.call.sentence import in_english, joined, say, word
from agent.cli.options import ConfigOption, JsonOption, settings_for
from agent.cli.terminal import console, print_json, shown, styled, treatment_text
from agent.service.desk.call_history import last_calls
from agent.settings.house_time import in_house_time
from agent.settings.settings import Settings

HEADINGS = (say("when"), say("number"), say("who"), say("verdict"), say("because"), say("what happened"))
MONTHS = (
    word("Jan"), word("Feb"), word("Mar"), word("Apr"), word("May"), word("Jun"),
    word("Jul"), word("Aug"), word("Sep"), word("Oct"), word("Nov"), word("Dec"),
)  # fmt: skip


def calls(
    number: Annotated[
        list[str] | None, typer.Argument(metavar="NUMBER", help="Only calls of this number.")
    ] = None,
    last: Annotated[int, typer.Option("--last", "-n", metavar="N", min=1, help="How many.")] = 20,
    as_json: JsonOption = False,
    config: ConfigOption = None,
) -> None:
    """Show the last calls, newest first.

    \b
    Examples:
      tranquille calls --last 5
      tranquille calls 0162000001 --json
    """
    settings = settings_for(config)
    of_number = " ".join(number or ())
    records = last_calls(settings, last, of_number)
    if as_json:
        print_json([msgspec.to_builtins(record, enc_hook=in_english) for record in records])
    elif records:
        console().print(table_of(records, settings))
    else:
        console().print(
            styled(say("no calls of {number} yet", number=of_number) if of_number else say("no calls yet"))
        )


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
