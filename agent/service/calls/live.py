"""The house as it is at this moment, in frozen copies: lines, calls in hand, lists, engine.

Whoever shows the house (a command, later pages) reads one snapshot and never the switchboard's own state.
"""

import threading
from collections.abc import Mapping
from datetime import datetime

import msgspec
from msgspec.structs import replace

from agent.call.call_record import CallRecord
from agent.call.news import (
    CallChanged,
    CallGoesOn,
    EngineStanding,
    LineStanding,
    ListsChanged,
    ListStanding,
    News,
)
from agent.call.sentence import Sentence, said, say
from agent.service.calls.call_doing import SENTENCES


class LineNow(msgspec.Struct, frozen=True, kw_only=True):
    """One line of the settings, and how it stands."""

    name: str
    kind: str
    """`beside` or `front`."""
    registered: bool = False
    sentence: Sentence
    """What happened to it and what comes next."""
    since: datetime | None = None
    """None until there were first news of it."""


class CallNow(msgspec.Struct, frozen=True, kw_only=True):
    """One call in hand: who calls as far as they show it, what was decided and why, what is being done."""

    call_id: str
    line: str
    since: datetime
    number_e164: str = ""
    shown_as: str = ""
    """The name, short number or internal user when there is no number to show."""
    withheld: bool = False
    display_name: str = ""
    region: Sentence
    treatment: str = ""
    rule: str = ""
    because: Sentence
    """Why; for a call that could not be judged, why not."""
    doing: Sentence


class Snapshot(msgspec.Struct, frozen=True, kw_only=True):
    """All of it at one moment."""

    lines: tuple[LineNow, ...] = ()
    """In the order of the settings."""
    calls: tuple[CallNow, ...] = ()
    """Oldest first."""
    lists: tuple[ListStanding, ...] = ()
    engine: EngineStanding


class Live:
    """Told of all news at once, from any thread; `now` may be read from any thread and costs nothing."""

    def __init__(self, line_kinds: Mapping[str, str]) -> None:
        """`line_kinds`: the lines of the settings by name, with their kind."""
        self._changing = threading.Lock()
        self._now = Snapshot(
            lines=tuple(
                LineNow(name=name, kind=kind, sentence=say("waits for the engine"))
                for name, kind in line_kinds.items()
            ),
            engine=EngineStanding(),
        )

    @property
    def now(self) -> Snapshot:
        """The last whole state."""
        return self._now

    def take(self, news: News) -> None:
        """Swap the snapshot for one that knows the news.  Never waits for longer than another swap takes."""
        with self._changing:
            self._now = _after(self._now, news)


def _after(now: Snapshot, news: News) -> Snapshot:
    match news:
        case CallChanged():
            return replace(now, calls=_calls_after(now.calls, news.record))
        case CallGoesOn():
            return replace(
                now,
                calls=tuple(
                    replace(call, doing=news.doing) if call.call_id == news.call_id else call
                    for call in now.calls
                ),
            )
        case LineStanding():
            return replace(
                now,
                lines=tuple(
                    _line_after(line, news) if line.name == news.line else line for line in now.lines
                ),
            )
        case EngineStanding():
            return replace(now, engine=news)
        case ListsChanged():
            return replace(now, lists=news.lists)
    return now


def _line_after(line: LineNow, news: LineStanding) -> LineNow:
    return replace(line, registered=news.registered, sentence=news.sentence, since=news.since)


def _calls_after(calls: tuple[CallNow, ...], record: CallRecord) -> tuple[CallNow, ...]:
    before = next((call for call in calls if call.call_id == record.call_id), None)
    others = tuple(call for call in calls if call is not before)
    if record.ended_at is not None:
        return others
    changed = _call_now(record, before.doing if before else SENTENCES["rings"])
    if before is None:
        return (*calls, changed)
    return tuple(changed if call is before else call for call in calls)


def _call_now(record: CallRecord, doing: Sentence) -> CallNow:
    return CallNow(
        call_id=record.call_id,
        line=record.line,
        since=record.received_at,
        number_e164=record.number_e164,
        shown_as=record.shown_as,
        withheld=record.withheld,
        display_name=record.display_name,
        region=said(record.region),
        treatment=record.treatment,
        rule=record.rule,
        because=said(record.not_judged_because or record.because),
        doing=doing,
    )
