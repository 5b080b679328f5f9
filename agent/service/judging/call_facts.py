"""Gathers what the house rules may look at, the same way for a live call and for `tranquille why`."""

from collections.abc import Callable, Iterable, Sequence
from datetime import datetime, timedelta
from typing import Protocol, TypeVar

from agent.call.caller import Caller
from agent.call.list_entry import Match
from agent.decide.facts import CallFacts, Household, Source
from agent.identify.subscriber import same_subscriber_forms

Answer = TypeVar("Answer")

BURST_WINDOW = timedelta(hours=24)


class CallHistory(Protocol):
    """What is known of earlier calls; every question may raise OSError."""

    def last_call_at(self, key: str, before: datetime) -> datetime | None:
        """When this caller last called before that moment."""

    def neighbours_seen(self, number: str, since: datetime) -> int:
        """How many other numbers of its block of 100 called since then."""

    def called_them_at(self, number: str) -> datetime | None:
        """When the house last called this number."""


class KnowsCallers(Protocol):
    """Lists that can be asked about a caller; may raise OSError."""

    def matches(self, caller: Caller) -> Iterable[Match]:
        """Every entry that knows this caller."""


def gather_facts(
    caller: Caller,
    *,
    now: datetime,
    lists: KnowsCallers,
    history: CallHistory,
    household: Household,
    priority: str = "",
    said_elsewhere: Sequence[Match] = (),
) -> CallFacts:
    """Ask lists and history about a caller; what cannot answer is named in `could_not_ask`.

    `said_elsewhere` are entries that somebody was asked for beyond our own lists.

    `now` is the call's arrival, in the time zone in which the household reads the clock.
    """
    failed: list[tuple[Source, str]] = []

    def asked(of_nothing: Answer, source: Source, ask: Callable[[], Answer]) -> Answer:
        try:
            return ask()
        except OSError as error:
            failed.append((source, str(error)))
            return of_nothing

    nobody: tuple[Match, ...] = ()
    never: datetime | None = None
    matches = asked(nobody, "lists", lambda: (*lists.matches(caller), *said_elsewhere))
    key, number = history_key(caller), caller.number_e164
    last_call_at, called_them_at, neighbours = never, never, 0
    if key:
        last_call_at = asked(never, "last call", lambda: _latest(key, lambda k: history.last_call_at(k, now)))
    if number:
        called_them_at = asked(never, "calls made", lambda: _latest(number, history.called_them_at))
        neighbours = asked(0, "neighbours", lambda: history.neighbours_seen(number, now - BURST_WINDOW))
    return CallFacts(
        caller=caller,
        now=now,
        matches=tuple(sorted(matches, key=lambda match: match.specificity, reverse=True)),
        priority=priority,
        last_call_at=last_call_at,
        called_them_at=called_them_at,
        neighbours_seen=neighbours,
        household=household,
        could_not_ask=tuple(failed),
    )


def _latest(key: str, ask: Callable[[str], datetime | None]) -> datetime | None:
    """The latest answer for any of a subscriber's numbers: a network may have shown another one before."""
    answers = (ask(form) for form in same_subscriber_forms(key))
    return max((answer for answer in answers if answer is not None), default=None)


def shown_as(caller: Caller) -> str:
    """What stands in the call record where there is no number to show."""
    return caller.short_number or caller.internal or caller.as_written


def history_key(caller: Caller) -> str:
    """By what the same caller is known again; empty for those who hide, who are never the same.

    Nor are those who show a word: `sip:asterisk@…` and `sip:trunk@…` are a gateway's name for everybody.
    Else the same word that the call log derives from a record made with `shown_as`.
    """
    if caller.withheld:
        return ""
    shows_number = any(character.isdecimal() for character in caller.as_written)
    return caller.number_e164 or caller.short_number or caller.internal or (caller.as_written * shows_number)
