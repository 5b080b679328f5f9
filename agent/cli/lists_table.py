"""The lists of the house as a table."""

from datetime import date, datetime, timedelta

from rich.table import Table
from rich.text import Text

from agent.call.sentence import say, word
from agent.cli.terminal import shown, styled
from agent.service.desk.list_overview import ListOverview

HEADINGS = (
    say("list"), say("kind"), say("role"), say("entries"), say("age"), say("hits"), say("wrong"),
    say("last report"), say("source"),
)  # fmt: skip
LEAST_WIDTH = {"kind": 90, "source": 110}
"""Columns of a terminal from which the table shows what can be told without."""
KINDS = (word("yours"), word("shipped"), word("shared"))
OUTCOMES = (word("new"), word("unchanged"), word("held"), word("failed"), word("waiting"), word("off"))
ROLES = (
    word("protected"), word("allow"), word("deny"), word("contacts"), word("regulator"), word("shared"),
    word("suspect"),
)  # fmt: skip


def table_of(rows: list[ListOverview], now: datetime, width: int) -> Table:
    """One line for each list; a narrow terminal shows less of it, and `--json` everything."""
    headings = [heading for heading in HEADINGS if width >= LEAST_WIDTH.get(heading, 0)]
    table = Table(box=None, pad_edge=False)
    for heading in headings:
        is_number = heading in ("entries", "hits", "wrong")
        # What is left of the line is the source's, and the source alone is cut to fit.
        table.add_column(
            shown(heading), justify="right" if is_number else "left", no_wrap=heading != "source"
        )
    for row in rows:
        cells: dict[str, Text] = {
            "list": styled(row.name),
            "kind": styled(say(row.kind)),
            "role": styled(say(row.role) if row.on else say("switched off")),
            "entries": styled(say("{count:,}", count=row.entries)),
            "age": styled(age(row.good_at, now) if row.good_at else ""),
            "hits": styled(str(row.hits) if row.hits else ""),
            "wrong": styled(str(row.wrong) if row.wrong else "", "yellow"),
            "last report": styled(say(row.report.outcome) if row.report else ""),
            "source": styled(row.source),
        }
        cells["source"].no_wrap, cells["source"].overflow = True, "ellipsis"
        table.add_row(*(cells[heading] for heading in headings))
    return table


def age(moment: datetime | date, now: datetime) -> str:
    """`3 h`, `12 days`."""
    past = now - moment if isinstance(moment, datetime) else timedelta(days=(now.date() - moment).days)
    if past < timedelta(hours=1):
        return say("{count} min", count=max(int(past.total_seconds()), 0) // 60)
    if past < timedelta(days=2):
        return say("{count} h", count=past // timedelta(hours=1))
    return say("{count} days", count=past.days)
