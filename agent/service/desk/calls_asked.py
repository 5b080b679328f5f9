"""The calls that somebody asks for by what they remember: whose, when, why, and what was done."""

import re
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import dataclass
from datetime import datetime

from agent.call.call_record import CallRecord
from agent.call.rule_name import RuleName
from agent.call.sentence import say
from agent.call.treatment import TREATMENTS
from agent.call.user_error import UserError
from agent.service.desk.call_history import known_as
from agent.service.desk.call_search import Sought, searchable
from agent.service.desk.past_time import past_time_from
from agent.service.judging.settings_for_calls import dial_plan_of
from agent.settings.settings import Settings
from agent.store.call_pages import CallPages, CallsWanted
from agent.store.database import StoreUnusable

RULES = tuple(RuleName)
"""Every name that may stand as the rule of a call."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CallsAsked:
    """Which calls somebody wants to see, as they typed it; all of them when nothing is typed."""

    number: str = ""
    """In any form, or a telephone of the house."""
    search: str = ""
    """Part of a number, of a name, of a reason."""
    since: str = ""
    """A day, which counts, or a moment."""
    until: str = ""
    """A day, which counts too, or a moment, which does not."""
    treatment: str = ""
    rule: str = ""


def calls_asked_for(
    settings: Settings, asked: CallsAsked, now: datetime, as_read: Callable[[str], str]
) -> Iterator[CallRecord]:
    """The calls asked for, newest first, read as they are taken; `as_read` gives a sentence in the language of
    whoever asks, whose words may be searched.

    Leaves no trace on the disk.  Raises UserError: at once for what cannot be meant, later when the call log
    cannot be read.
    """
    since = past_time_from(asked.since, now, settings).begins_at if asked.since else None
    until = past_time_from(asked.until, now, settings).ends_at if asked.until else None
    if since and until and since >= until:
        raise UserError(
            say(
                'nothing lies between since "{since}" and until "{until}": the earlier time comes first',
                since=asked.since,
                until=asked.until,
            )
        )
    wanted = CallsWanted(
        number=known_as(asked.number, settings) if asked.number else None,
        since=since,
        until=until,
        treatment=_treatment_called(asked.treatment),
        rule=_rule_called(asked.rule),
    )
    sought = None
    if searchable(asked.search):
        sought = Sought(asked.search, dial_plan_of(settings.line_named(None), settings), as_read)
    return _found(CallPages(settings.call_log_path, read_only=True), wanted, sought)


def _treatment_called(typed: str) -> str:
    if not typed or (name := _as_named(typed)) in TREATMENTS:
        return typed and name
    raise UserError(
        say('no treatment is called "{typed}"; there are {known}', typed=typed, known=", ".join(TREATMENTS))
    )


def _rule_called(typed: str) -> str:
    if not typed or (name := _as_named(typed)) in RULES:
        return typed and name
    raise UserError(
        say('no rule is called "{typed}"; there are {known}', typed=typed, known=", ".join(RULES))
    )


def _as_named(typed: str) -> str:
    """`Let ring` as `let-ring`."""
    return re.sub(r"[\s_]+", "-", typed.strip().casefold())


def _found(log: CallPages, wanted: CallsWanted, sought: Sought | None) -> Iterator[CallRecord]:
    with closing(log):
        try:
            for record in log.matching(wanted):
                if sought is None or sought.is_in(record):
                    yield record
        except StoreUnusable as error:
            raise UserError(say("{error}; are you the user that Tranquille runs as?", error=error)) from error
