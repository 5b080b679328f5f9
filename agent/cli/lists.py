"""`tranquille lists`: all lists of the house, brought up to date, searched, taken in and given away."""

import os
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated, Any

import msgspec
import typer

from agent.call.list_entry import Match
from agent.call.sentence import in_english, joined, say, say_count
from agent.cli.lists_files import check, export, import_
from agent.cli.lists_publishing import keygen, merge, publish
from agent.cli.lists_table import table_of
from agent.cli.options import ConfigOption, JsonOption, settings_for
from agent.cli.terminal import console, counting, print_json, remark, styled
from agent.service.desk.list_mistakes import switch_list
from agent.service.desk.list_overview import ListOverview, list_overview, who_knows
from agent.service.desk.list_updates import accept_list, sync_lists

USER_CAN_FIX = 2

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
                    say(
                        "{name} is switched off: {because}; on again: tranquille lists on {name}",
                        name=row.name,
                        because=row.off_because,
                    ),
                    "yellow",
                ),
                soft_wrap=True,
            )
        if row.held_because:
            out.print(
                styled(say("look at it, then: tranquille lists accept {name}", name=row.name), "yellow"),
                soft_wrap=True,
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
    with counting(say("indexing")) as progress:
        reports = sync_lists(
            settings,
            now=lambda: datetime.now(UTC),
            environment=os.environ,
            force=now,
            only=name,
            progress=progress,
        )
    if as_json:
        print_json([msgspec.to_builtins(report, enc_hook=in_english) for report in reports])
    else:
        for report in reports:
            for line in report.lines:
                console().print(styled(line, indent=len(line) - len(line.lstrip())), soft_wrap=True)
        if not reports:
            remark(
                say("no [[list]] in your settings is switched on; config.example.toml shows how to subscribe")
            )
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
        out.print(styled(say("no list knows it")))
    for match in matches:
        out.print(
            styled(
                say(
                    "{name}, {role}: {entry}",
                    name=match.list_name,
                    role=say(match.role),
                    entry=match.entry.as_written,
                ),
                indent=2,
            )
        )
        about = [match.where, *_enough(match)]
        out.print(styled(joined(", ", about), "dim", indent=4), soft_wrap=True)


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
    with counting(say("indexing")):
        entries = accept_list(settings_for(config), name, datetime.now(UTC))
    console().print(
        styled(
            say_count("{name}: {count} entry in use", "{name}: {count} entries in use", entries, name=name)
        )
    )


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
    with counting(say("indexing")):
        is_new = switch_list(settings_for(config), name, on=on, now=datetime.now(UTC))
    if on:
        told = say("{name} is switched on", name=name)
    else:
        told = say("{name} is switched off", name=name)
    console().print(styled(told if is_new else say("{told} already", told=told)))


for command in (check, export, publish, merge, keygen):
    lists.command()(command)
lists.command("import")(import_)


def as_plain_values(row: ListOverview) -> dict[str, Any]:
    """A list for a program."""
    values: dict[str, Any] = msgspec.to_builtins(row, enc_hook=in_english)
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
        return [say("only names the caller")]
    score, least = match.score, _threshold(match)
    if score >= least:
        return [say("score {score:g}, enough (from {least:g})", score=score, least=least)]
    return [say("score {score:g}, not enough (from {least:g})", score=score, least=least)]
