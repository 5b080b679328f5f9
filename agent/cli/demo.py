"""`tranquille demo`: a whole evening of calls in under a minute, without a telephone."""

import time
from pathlib import Path
from typing import Annotated

import typer
from rich.live import Live
from rich.table import Table

from agent.call.sentence import say
from agent.cli.reader import read_as_set
from agent.cli.terminal import console, shown, styled, treatment_text
from agent.service.desk.rehearsal import STRANGERS, Outcome, begin_rehearsal
from agent.settings.config_file import load_settings


def demo(
    config: Annotated[
        Path | None,
        typer.Option(
            "--config",
            "-c",
            metavar="FILE",
            help="Settings that say in which language to tell it; the house that is called has its own.",
        ),
    ] = None,
) -> int:
    """See it work: the real daemon, ten real SIP calls on this computer, and why each was treated so.

    No box, no account and no network are needed.  Exit code 0 when every call was treated as it should.

    \b
    Example:
      tranquille demo
    """
    if config is not None:
        read_as_set(load_settings(config))
    began_seconds = time.monotonic()
    rehearsal = begin_rehearsal()
    screen = console()
    outcomes: list[Outcome] = []
    screen.print(styled(say("Ten people call a house on this computer.")))
    screen.print(styled(say("Everything is kept in {folder}", folder=rehearsal.folder)), soft_wrap=True)
    screen.print()
    with Live(_table(outcomes), console=screen, refresh_per_second=4) as live:
        for outcome in rehearsal.outcomes(lambda line: None):
            outcomes.append(outcome)
            live.update(_table(outcomes))
    seconds = time.monotonic() - began_seconds
    good = sum(outcome.as_expected for outcome in outcomes)
    told = say(
        "{good} of {count} calls were treated as they should, in {seconds:.0f} s.",
        good=good,
        count=len(STRANGERS),
        seconds=seconds,
    )
    heard = say("What the callers heard: {folder}", folder=rehearsal.recordings)
    screen.print()
    for sentence in (told, heard, say("Every call with its explanation:")):
        screen.print(styled(sentence), soft_wrap=True)
    screen.print(f"  tranquille calls --config {rehearsal.config}", soft_wrap=True)
    return 0 if good == len(STRANGERS) else 1


def _table(outcomes: list[Outcome]) -> Table:
    table = Table(title=None, expand=False)
    for heading in (say("number"), say("who"), say("verdict"), say("because"), say("what happened")):
        table.add_column(shown(heading), overflow="fold")
    table.add_column("s", justify="right")
    table.add_column("")
    for outcome in outcomes:
        record = outcome.record
        stranger = outcome.stranger
        number = (record.number_e164 or record.shown_as or say("hidden")) if record else "?"
        seconds = ""
        if record and record.ended_at:
            lasted = (record.ended_at - record.received_at).total_seconds()
            seconds = shown(say("{seconds:.1f}", seconds=lasted))
        table.add_row(
            styled(number),
            styled(stranger.who),
            treatment_text(record.treatment) if record else styled(say("no record")),
            styled(record.because if record else ""),
            styled(record.done if record else say("responses {statuses}", statuses=outcome.statuses)),
            seconds,
            styled("✓", "green") if outcome.as_expected else styled("✗", "red"),
        )
    waiting = len(STRANGERS) - len(outcomes)
    if waiting:
        table.caption = shown(say("{count} more to come …", count=waiting))
    return table
