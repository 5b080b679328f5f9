"""Shared lists: other people were called by this number, or by its neighbours, and said so."""

from dataclasses import dataclass
from typing import ClassVar

from agent.call.finding import Finding
from agent.call.list_entry import Match
from agent.call.rule_name import RuleName
from agent.call.sentence import say
from agent.decide.facts import CallFacts, Source
from agent.decide.sentences import found_on_list


@dataclass(frozen=True, slots=True)
class SharedList:
    """The number itself from its list's direct threshold, a range from its range threshold.

    A list with no threshold (0) speaks by knowing the number at all.  Each list is heard by
    itself: a number that one list took from another would otherwise count twice.
    """

    name: ClassVar = RuleName.SHARED_LIST
    known_caller: ClassVar = False
    needs: ClassVar[tuple[Source, ...]] = ("lists",)

    def look_at(self, facts: CallFacts) -> Finding | None:
        heard = [match for match in facts.matches if match.role == "shared" and _is_enough(match)]
        if not heard:
            return None
        match = max(heard, key=_weight)
        on_list = say("on the shared list {name}", name=match.list_name)
        label = say(" as {label}", label=match.entry.label) if match.entry.label else ""
        if _is_range(match):
            on_list = say(
                "{on_list}{label} with its whole range{score}",
                on_list=on_list,
                label=label,
                score=_score_against(match),
            )
            return found_on_list(self.name, on_list, match, case="range", asks_for=match.treatment)
        on_list = say("{on_list}{label}{score}", on_list=on_list, label=label, score=_score_against(match))
        return found_on_list(self.name, on_list, match, asks_for=match.treatment)


def _is_range(match: Match) -> bool:
    return match.entry.kind != "exact"


def _threshold(match: Match) -> float:
    return match.range_threshold if _is_range(match) else match.direct_threshold


def _is_enough(match: Match) -> bool:
    return match.score >= _threshold(match)


def _weight(match: Match) -> tuple[bool, float, int]:
    """The number itself before any range, then what most people reported, then precision."""
    return not _is_range(match), match.score, match.specificity


def _score_against(match: Match) -> str:
    return (
        say(" (score {score:g}, enough from {threshold:g})", score=match.score, threshold=_threshold(match))
        if _threshold(match)
        else ""
    )
