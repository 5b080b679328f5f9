"""`tranquille demo`: a whole evening of calls in under a minute, without a telephone."""

import tempfile
import time
from pathlib import Path

from rich.live import Live
from rich.table import Table

from agent.cli.terminal import console, styled, treatment_text
from agent.service.rehearsal import STRANGERS, Outcome, Rehearsal


def demo() -> int:
    """See it work: the real daemon, ten real SIP calls on this computer, and why each was treated so.

    No box, no account and no network are needed.  Exit code 0 when every call was treated as it should.

    \b
    Example:
      tranquille demo
    """
    began_seconds = time.monotonic()
    folder = Path(tempfile.mkdtemp(prefix="tranquille-demo-"))
    rehearsal = Rehearsal(folder)
    screen = console()
    outcomes: list[Outcome] = []
    screen.print("Ten people call a house on this computer.")
    screen.print(f"Everything is kept in {folder}\n", soft_wrap=True)
    with Live(_table(outcomes), console=screen, refresh_per_second=4) as live:
        for outcome in rehearsal.outcomes(lambda line: None):
            outcomes.append(outcome)
            live.update(_table(outcomes))
    seconds = time.monotonic() - began_seconds
    good = sum(outcome.as_expected for outcome in outcomes)
    screen.print(f"\n{good} of {len(STRANGERS)} calls were treated as they should, in {seconds:.0f} s.")
    screen.print(f"What the callers heard: {rehearsal.recordings}", soft_wrap=True)
    screen.print("Every call with its explanation:", soft_wrap=True)
    screen.print(f"  tranquille calls --config {rehearsal.config}", soft_wrap=True)
    return 0 if good == len(STRANGERS) else 1


def _table(outcomes: list[Outcome]) -> Table:
    table = Table(title=None, expand=False)
    for heading in ("number", "who", "verdict", "because", "what happened"):
        table.add_column(heading, overflow="fold")
    table.add_column("s", justify="right")
    table.add_column("")
    for outcome in outcomes:
        record = outcome.record
        stranger = outcome.stranger
        number = (record.number_e164 or record.shown_as or "hidden") if record else "?"
        seconds = ""
        if record and record.ended_at:
            seconds = f"{(record.ended_at - record.received_at).total_seconds():.1f}"
        table.add_row(
            styled(number),
            styled(stranger.who),
            treatment_text(record.treatment) if record else styled("no record"),
            styled(record.because if record else ""),
            styled(record.done if record else f"responses {outcome.statuses}"),
            seconds,
            styled("✓", "green") if outcome.as_expected else styled("✗", "red"),
        )
    waiting = len(STRANGERS) - len(outcomes)
    if waiting:
        table.caption = f"{waiting} more to come …"
    return table
