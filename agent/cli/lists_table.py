"""The lists of the house as a table."""

from datetime import date, datetime, timedelta

from rich.table import Table

from agent.call.sentence import say, word
from agent.cli.terminal import shown, styled
from agent.service.list_overview import ListOverview

HEADINGS = (
    say("list"), say("kind"), say("role"), say("entries"), say("age"), say("hits"), say("wrong"),
    say("last report"), say("source"),
)  # fmt: skip
KINDS = (word("yours"), word("shipped"), word("shared"))
OUTCOMES = (word("new"), word("unchanged"), word("held"), word("failed"), word("waiting"), word("off"))
ROLES = (
    word("protected"), word("allow"), word("deny"), word("contacts"), word("regulator"), word("shared"),
    word("suspect"),
)  # fmt: skip


def table_of(rows: list[ListOverview], now: datetime) -> Table:
    """One row for each list, as wide as the terminal allows."""
    table = Table(box=None, pad_edge=False)
    for heading in HEADINGS:
        table.add_column(
            shown(heading), justify="right" if heading in ("entries", "hits", "wrong") else "left"
        )
    table.columns[-1].overflow = "fold"
    for row in rows:
        table.add_row(
            styled(row.name),
            styled(say(row.kind)),
            styled(say(row.role) if row.on else say("switched off")),
            styled(say("{count:,}", count=row.entries)),
            styled(age(row.good_at, now) if row.good_at else ""),
            styled(str(row.hits) if row.hits else ""),
            styled(str(row.wrong) if row.wrong else "", "yellow"),
            styled(say(row.report.outcome) if row.report else ""),
            styled(row.source),
        )
    return table


def age(moment: datetime | date, now: datetime) -> str:
    """`3 h`, `12 days`."""
    past = now - moment if isinstance(moment, datetime) else timedelta(days=(now.date() - moment).days)
    if past < timedelta(hours=1):
        return say("{count} min", count=max(int(past.total_seconds()), 0) // 60)
    if past < timedelta(days=2):
        return say("{count} h", count=past // timedelta(hours=1))
    return say("{count} days", count=past.days)
