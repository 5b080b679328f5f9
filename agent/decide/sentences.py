"""How findings speak: the same words for a list entry, an age or an hour in every rule."""

from collections.abc import Iterable
from datetime import datetime, timedelta

from agent.call.finding import Finding
from agent.call.list_entry import ListRole, Match
from agent.call.rule_name import RuleName
from agent.call.sentence import day_and_hour, say, say_count, word
from agent.decide.facts import CallFacts

_LONGEST_ENTRY = 80
"""Characters of an entry repeated in a sentence; the evidence always has all of it."""


def first_match(facts: CallFacts, role: ListRole) -> Match | None:
    """The most specific entry of the lists with this role; of equals, the first one given."""
    return most_specific(match for match in facts.matches if match.role == role)


def most_specific(matches: Iterable[Match]) -> Match | None:
    """The match that says most about the caller, or None without any."""
    return max(matches, key=lambda match: match.specificity, default=None)


def found_on_list(rule: RuleName, because: str, match: Match, case: str = "", asks_for: str = "") -> Finding:
    """A finding that rests on a list entry, which its sentence shows as it was written."""
    return Finding(
        rule,
        say("{because}: {entry}", because=because, entry=entry_and_place(match)),
        evidence=evidence_of(match),
        case=case,
        asks_for=asks_for,
    )


def entry_and_place(match: Match) -> str:
    """`"01 62*  # fake bank" (deny.txt line 3)`: what to look for, and where to find it."""
    written = match.entry.as_written or match.entry.value
    if len(written) > _LONGEST_ENTRY:
        written = written[: _LONGEST_ENTRY - 1] + "…"
    # A name entry is already in quotes, and twice the same quotes would read badly.
    if written.startswith('"'):
        return say("{entry} ({where})", entry=written, where=match.where)
    return say('"{entry}" ({where})', entry=written, where=match.where)


def evidence_of(match: Match) -> tuple[tuple[str, str], ...]:
    """Everything about a match that explains a call when the list has long changed."""
    pairs = (
        (word("list"), match.list_name),
        (word("entry"), match.entry.as_written or match.entry.value),
        (word("file"), match.file),
        (word("line"), str(match.entry.line_number) if match.entry.line_number else ""),
        (word("label"), match.entry.label),
        (word("votes"), str(match.entry.votes) if match.entry.votes else ""),
    )
    return tuple((name, value) for name, value in pairs if value)


def is_within(limit: timedelta, then: datetime | None, now: datetime) -> bool:
    """True when the two moments are at most `limit` apart; a clock set back must not undo it."""
    return then is not None and abs(now - then) <= limit


def ago(then: datetime, now: datetime) -> str:
    """`2 minutes ago`, in the largest unit that is not a fraction."""
    seconds = max(0.0, (now - then).total_seconds())
    if days := int(seconds // 86400):
        return say_count("{count} day ago", "{count} days ago", days)
    if hours := int(seconds // 3600):
        return say_count("{count} hour ago", "{count} hours ago", hours)
    if minutes := int(seconds // 60):
        return say_count("{count} minute ago", "{count} minutes ago", minutes)
    return say("less than a minute ago")


def clock_time(moment: datetime, now: datetime) -> str:
    """`18:00` on the house's clock; with its date when it is not today."""
    local = moment.astimezone(now.tzinfo)
    return local.strftime("%H:%M") if local.date() == now.date() else day_and_hour(local)
