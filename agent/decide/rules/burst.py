"""Bursts: a call centre walks through its block of numbers, or pretends to be our neighbour."""

from dataclasses import dataclass
from typing import ClassVar

from agent.call.finding import Finding
from agent.call.rule_name import RuleName
from agent.call.sentence import say, word
from agent.decide.facts import CallFacts, Source

_BLOCK_DIGITS = 2
"""Numbers that differ in their last two digits only are one block of 100."""


@dataclass(frozen=True, slots=True)
class Burst:
    """Many numbers of the caller's block in 24 hours, or a caller from our own block."""

    name: ClassVar = RuleName.BURST
    known_caller: ClassVar = False
    needs: ClassVar[tuple[Source, ...]] = ("neighbours",)

    neighbours: int
    beside_our_own: bool

    def look_at(self, facts: CallFacts) -> Finding | None:
        number = facts.caller.number_e164
        if number is None:
            return None
        if facts.neighbours_seen >= self.neighbours:
            return Finding(
                self.name,
                say(
                    "{count} other numbers of the same block of 100 called in 24 hours",
                    count=facts.neighbours_seen,
                ),
                evidence=(("block", _block_of(number)),),
            )
        if self.beside_our_own:
            for own in facts.household.own_numbers:
                if number != own and _block_of(number) == _block_of(own):
                    return Finding(
                        self.name,
                        say(
                            "the number shown is a neighbour of our own {own}, which dialers like to fake",
                            own=own,
                        ),
                        evidence=((word("own number"), own),),
                    )
        return None


def _block_of(number_e164: str) -> str:
    """The number with its last two digits open; numbers of another length are no neighbours."""
    return number_e164[:-_BLOCK_DIGITS] + "#" * _BLOCK_DIGITS
