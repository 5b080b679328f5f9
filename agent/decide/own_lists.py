"""Allow against deny: which of the household's own two lists speaks more precisely of a caller."""

from dataclasses import dataclass

from agent.call.finding import Finding
from agent.call.list_entry import Match
from agent.call.rule_name import RuleName
from agent.call.sentence import say
from agent.decide.facts import CallFacts
from agent.decide.sentences import entry_and_place, evidence_of, first_match


@dataclass(frozen=True, slots=True)
class DecidingEntry:
    """The entry that counts, and the most precise one of the other list that it outweighs."""

    match: Match
    outweighs: Match | None = None

    def finding(self, rule: RuleName, because: str) -> Finding:
        """Show the entry that counts, and the one that does not, so that nobody searches long."""
        sentence = say("{because}: {entry}", because=because, entry=entry_and_place(self.match))
        evidence = evidence_of(self.match)
        if self.outweighs is not None:
            other = entry_and_place(self.outweighs)
            sentence = say("{sentence}, which outweighs {other}", sentence=sentence, other=other)
            evidence += tuple(
                (say("outweighed {name}", name=say(name)), v) for name, v in evidence_of(self.outweighs)
            )
        return Finding(rule, sentence, evidence=evidence)


def entry_that_counts(facts: CallFacts) -> DecidingEntry | None:
    """The most specific entry of both lists; of equals, the one that lets the call ring."""
    allowed = first_match(facts, "allow")
    denied = first_match(facts, "deny")
    if allowed and denied:
        if denied.specificity > allowed.specificity:
            return DecidingEntry(denied, outweighs=allowed)
        return DecidingEntry(allowed, outweighs=denied)
    match = allowed or denied
    return DecidingEntry(match) if match else None
