"""`tranquille lists`: all lists of the house, brought up to date, searched, taken in and given away."""

import os
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Annotated, Any

import msgspec
import typer
from rich.table import Table

from agent.call.list_entry import Match
from agent.cli.lists_files import check, export, import_
from agent.cli.lists_publishing import keygen, merge, publish
from agent.cli.options import ConfigOption, JsonOption, settings_for
from agent.cli.terminal import console, counting, print_json, remark, styled
from agent.service.list_mistakes import switch_list
from agent.service.list_overview import ListOverview, list_overview, who_knows
from agent.service.list_sync import accept_list, sync_lists

USER_CAN_FIX = 2
_LEAST_WIDTH = {"kind": 90, "source": 110}
"""Columns of a terminal from which the table shows what can be told without."""

lists = typer.Typer(
    rich_markup_mode=None,
    invoke_without_command=True,
    help="""The lists of the house: yours, those that came with Tranquille, and those other people keep.

\b
Examples:
  tranquille lists                      where each is from, how old, what it did
  tranquille lists sync --now           ask all sources again
  tranquille lists search 0162000001    which lists know this number, and why
""",
)


@lists.callback()
def overview(context: typer.Context, as_json: JsonOption = False, config: ConfigOption = None) -> None:
    if context.invoked_subcommand is not None:
        return
    rows = list_overview(settings_for(config))
    if as_json:
        print_json([as_plain_values(row) for row in rows])
        return
    out = console()
    out.print(table_of(rows, datetime.now(UTC), out.width))
    for row in rows:
        if row.report is not None and row.on and row.report.needs_attention:
            out.print(styled(row.report.sentence, "yellow"), soft_wrap=True)
        if row.off_because:
            out.print(
                styled(
                    f"{row.name} is switched off: {row.off_because}; "
                    f"on again: tranquille lists on {row.name}",
                    "yellow",
                ),
                soft_wrap=True,
            )
        if row.held_because:
            out.print(
                styled(f"look at it, then: tranquille lists accept {row.name}", "yellow"), soft_wrap=True
            )


@lists.command()
def sync(
    name: Annotated[str, typer.Argument(metavar="[NAME]", help="Only this list.")] = "",
    now: Annotated[bool, typer.Option("--now", help="Ask sources that are not due yet, too.")] = False,
    as_json: JsonOption = False,
    config: ConfigOption = None,
) -> int:
    """Ask the sources of shared lists for news. A running house takes the news up by itself.

    Exit code 0 when every list is current, 2 when one is not.

    \b
    Examples:
      tranquille lists sync
      tranquille lists sync --now phoneblock
    """
    settings = settings_for(config)
    with counting("indexing") as progress:
        reports = sync_lists(
            settings,
            now=lambda: datetime.now(UTC),
            environment=os.environ,
            force=now,
            only=name,
            progress=progress,
        )
    if as_json:
        print_json([msgspec.to_builtins(report) for report in reports])
    else:
        for report in reports:
            for line in report.text.splitlines():
                console().print(styled(line), soft_wrap=True)
        if not reports:
            remark("no [[list]] in your settings is switched on; config.example.toml shows how to subscribe")
    return USER_CAN_FIX if any(report.needs_attention for report in reports) else 0


@lists.command()
def search(
    number: Annotated[list[str], typer.Argument(metavar="NUMBER", help="In any form.")],
    as_json: JsonOption = False,
    config: ConfigOption = None,
) -> None:
    """Show every entry of every list that knows NUMBER, and whether it is enough to decide.

    \b
    Example:
      tranquille lists search 01 62 00 00 01
    """
    understood, matches = who_knows(settings_for(config), " ".join(number), datetime.now(UTC))
    if as_json:
        print_json({"number": understood, "matches": [match_as_plain_values(match) for match in matches]})
        return
    out = console()
    out.print(styled(understood, "bold"))
    if not matches:
        out.print(styled("no list knows it"))
    for match in matches:
        out.print(styled(f"{match.list_name}, {match.role}: {match.entry.as_written}", indent=2))
        about = [match.where, *_enough(match)]
        out.print(styled(", ".join(about), "dim", indent=4), soft_wrap=True)


@lists.command()
def accept(
    name: Annotated[str, typer.Argument(metavar="NAME", help="The list whose new state waits.")],
    config: ConfigOption = None,
) -> None:
    """Put a list in use that was held back because it looked odd: it shrank, it grew, or had bad lines.

    \b
    Example:
      tranquille lists accept neighbours
    """
    with counting("indexing"):
        entries = accept_list(settings_for(config), name, datetime.now(UTC))
    console().print(styled(f"{name}: {entries} {'entry' if entries == 1 else 'entries'} in use"))


@lists.command()
def on(
    name: Annotated[str, typer.Argument(metavar="NAME", help="A shared list that is switched off.")],
    config: ConfigOption = None,
) -> None:
    """Believe a list again that was switched off, by you or because it was wrong too often.

    What it was wrong about until now is forgiven.

    \b
    Example:
      tranquille lists on neighbours
    """
    _switch(name, config, on=True)


@lists.command()
def off(
    name: Annotated[str, typer.Argument(metavar="NAME", help="A shared list.")], config: ConfigOption = None
) -> None:
    """Ask a list about nobody any more, without forgetting it. `lists on` undoes that.

    \b
    Example:
      tranquille lists off neighbours
    """
    _switch(name, config, on=False)


def _switch(name: str, config: Path | None, *, on: bool) -> None:
    with counting("indexing"):
        is_new = switch_list(settings_for(config), name, on=on, now=datetime.now(UTC))
    now = "" if is_new else " already"
    console().print(styled(f"{name} is switched {'on' if on else 'off'}{now}"))


for command in (check, export, publish, merge, keygen):
    lists.command()(command)
lists.command("import")(import_)


def table_of(rows: list[ListOverview], now: datetime, width: int) -> Table:
    """One line for each list; a narrow terminal shows less of it, and `--json` everything."""
    headings = ["list", "kind", "role", "entries", "age", "hits", "wrong", "last report", "source"]
    shown = [name for name in headings if width >= _LEAST_WIDTH.get(name, 0)]
    table = Table(box=None, pad_edge=False)
    for name in shown:
        is_number = name in ("entries", "hits", "wrong")
        # What is left of the line is the source's, and the source alone is cut to fit.
        table.add_column(name, justify="right" if is_number else "left", no_wrap=name != "source")
    for row in rows:
        cells = {
            "list": styled(row.name),
            "kind": styled(row.kind),
            "role": styled(row.role if row.on else "switched off"),
            "entries": styled(f"{row.entries:,}"),
            "age": styled(age(row.good_at, now) if row.good_at else ""),
            "hits": styled(str(row.hits) if row.hits else ""),
            "wrong": styled(str(row.wrong) if row.wrong else "", "yellow"),
            "last report": styled(row.report.outcome if row.report else ""),
            "source": styled(row.source),
        }
        cells["source"].no_wrap, cells["source"].overflow = True, "ellipsis"
        table.add_row(*(cells[name] for name in shown))
    return table


def age(moment: datetime | date, now: datetime) -> str:
    """`3 h`, `12 days`."""
    past = now - moment if isinstance(moment, datetime) else timedelta(days=(now.date() - moment).days)
    if past < timedelta(hours=1):
        return f"{max(int(past.total_seconds()), 0) // 60} min"
    return f"{past // timedelta(hours=1)} h" if past < timedelta(days=2) else f"{past.days} days"


def as_plain_values(row: ListOverview) -> dict[str, Any]:
    """A list for a program."""
    values: dict[str, Any] = msgspec.to_builtins(row)
    return values


def match_as_plain_values(match: Match) -> dict[str, Any]:
    """What a list knows of a number, for a program."""
    return {
        "list": match.list_name,
        "role": match.role,
        "entry": match.entry.as_written,
        "value": match.entry.value,
        "kind": match.entry.kind,
        "label": match.entry.label,
        "votes": match.entry.votes,
        "score": match.score,
        "enough_from": _threshold(match),
        "file": match.file,
        "line_number": match.entry.line_number,
    }


def _threshold(match: Match) -> float:
    return match.direct_threshold if match.entry.kind == "exact" else match.range_threshold


def _enough(match: Match) -> list[str]:
    """How its score stands against its threshold, where the list counts votes."""
    if match.role != "shared" or not _threshold(match):
        return []
    if _threshold(match) > 1e9:
        return ["only names the caller"]
    enough = "enough" if match.score >= _threshold(match) else "not enough"
    return [f"score {match.score:g}, {enough} (from {_threshold(match):g})"]
