"""`tranquille status`: what the running house is doing right now."""

from collections.abc import Iterator
from datetime import UTC, datetime

import msgspec
from rich.console import Console
from rich.table import Table
from rich.text import Text

from agent.call.news import EngineStanding, ListStanding
from agent.call.sentence import NOTHING, in_english, joined, say, say_count, word
from agent.cli.calls import number_shown, when
from agent.cli.lists_table import age
from agent.cli.options import ConfigOption, JsonOption, settings_for
from agent.cli.terminal import complain, console, print_json, styled, treatment_text
from agent.service.desk.status import CallNow, LineNow, Status, running_status
from agent.settings.house_time import in_house_time
from agent.settings.settings import Settings

NOT_RUNNING = 3
MOST_LINES, MOST_CALLS, MOST_LISTS = 5, 4, 2
"""What a terminal of 24 rows has room for; `--json` has everything."""
KINDS = (word("beside"), word("front"))


def status(as_json: JsonOption = False, config: ConfigOption = None) -> int:
    """Show what the running Tranquille is doing: lines, calls in hand, lists, engine. Changes nothing.

    Exit code 0 when it runs, 3 when none runs with these settings, 2 when it cannot be asked.

    \b
    Examples:
      tranquille status
      tranquille status --json
    """
    settings = settings_for(config)
    found = running_status(settings)
    if found is None:
        if as_json:
            print_json({"running": False})
        complain(
            say(
                "no Tranquille is running with {folder}: tranquille run starts it",
                folder=settings.data_folder,
            )
        )
        return NOT_RUNNING
    if as_json:
        print_json({"running": True, **msgspec.to_builtins(found, enc_hook=in_english)})
        return 0
    out = console()
    for text in _head(found, settings):
        out.print(text, no_wrap=True, overflow="ellipsis")
    out.print(styled(say("lines"), "bold"))
    out.print(_lines(found.now.lines, settings))
    _remark_on_more(len(found.now.lines) - MOST_LINES, out)
    out.print(styled(say("calls in hand") if found.now.calls else say("no calls in hand"), "bold"))
    for call in found.now.calls[:MOST_CALLS]:
        for text in _call(call, settings):
            out.print(text, no_wrap=True, overflow="ellipsis")
    _remark_on_more(len(found.now.calls) - MOST_CALLS, out)
    return 0


def _remark_on_more(count: int, out: Console) -> None:
    if count > 0:
        out.print(_more(count))


def _more(count: int) -> Text:
    return styled(say("{count} more: --json shows all", count=count), "dim", indent=1)


def _head(found: Status, settings: Settings) -> Iterator[Text]:
    watching = say(", only watching") if found.observes else NOTHING
    yield styled(
        say(
            "Tranquille {version} runs since {when}{watching} (process {pid})",
            version=found.version,
            when=when(found.since, settings),
            watching=watching,
            pid=str(found.pid),
        )
    )
    yield _engine(found.now.engine, settings)
    counted = [each for each in found.now.lists if each.on]
    yield styled(
        say(
            "lists: {count} in use, with {entries:,} entries",
            count=len(counted),
            entries=sum(each.entries for each in counted),
        )
    )
    wrong = [each for each in found.now.lists if each.attention]
    for each in wrong[:MOST_LISTS]:
        yield _list(each)
    if len(wrong) > MOST_LISTS:
        yield _more(len(wrong) - MOST_LISTS)


def _engine(engine: EngineStanding, settings: Settings) -> Text:
    if not engine.running:
        why = engine.because or say("it is being started")
        return styled(say("engine: none, so the phones just ring: {why}", why=why), "red")
    restarts = say_count("{count} restart", "{count} restarts", engine.restarts)
    return styled(
        say(
            "engine: {name} {version} since {when}, {restarts}, {calls} calls at once",
            name=engine.stack_name,
            version=engine.stack_version,
            when=when(engine.since, settings) if engine.since else "",
            restarts=restarts,
            calls=engine.calls_limit,
        ),
        "yellow" if engine.restarts else "",
    )


def _list(each: ListStanding) -> Text:
    told = joined(": ", (each.name, each.attention))
    if each.good_at:
        old = age(each.good_at, datetime.now(UTC))
        told = say("{name} ({age} old): {why}", name=each.name, age=old, why=each.attention)
    return styled(told, "yellow", indent=1)


def _lines(lines: tuple[LineNow, ...], settings: Settings) -> Table:
    table = Table(box=None, pad_edge=True, show_header=False)
    for _ in range(4):
        table.add_column(no_wrap=True, overflow="ellipsis", max_width=20)
    # What is left of the row is the sentence's, and the sentence alone is cut to fit.
    table.add_column()
    for line in lines[:MOST_LINES]:
        sentence = styled(line.sentence)
        sentence.no_wrap, sentence.overflow = True, "ellipsis"
        table.add_row(
            styled("✓" if line.registered else "✗", "green" if line.registered else "red"),
            styled(line.name),
            styled(say(line.kind)),
            styled(when(line.since, settings) if line.since else ""),
            sentence,
        )
    return table


def _call(call: CallNow, settings: Settings) -> Iterator[Text]:
    """Two rows, whatever a caller calls itself."""
    since = in_house_time(call.since, settings)
    who = styled(number_shown(call.number_e164, call.shown_as, call.withheld) or say("unknown number"))
    who.truncate(20, overflow="ellipsis")
    parts = (styled(f"{since:%H:%M}"), who, treatment_text(call.treatment), styled(call.doing))
    yield Text("  ").join([Text(""), *parts])
    yield styled(call.because, "dim", indent=9)
