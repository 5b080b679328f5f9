"""Walks through the table of house rules with one call: the first finding settles it, and says why."""

from dataclasses import replace

from agent.call.finding import Finding
from agent.call.rule_name import RuleName
from agent.call.sentence import say, word
from agent.call.treatment import LetRing, Screen, TakeMessage
from agent.call.verdict import Verdict
from agent.decide.facts import CallFacts, Source
from agent.decide.house_rules import HOUSE_RULES, HouseRules
from agent.decide.rule import Rule


def decide(facts: CallFacts, house_rules: HouseRules = HOUSE_RULES) -> Verdict:
    """Ask each rule in turn; the first finding settles the call."""
    passed: list[str] = []
    unseen = ""
    failed, untold = dict(facts.could_not_ask), facts.nobody_tells
    for house_rule in house_rules:
        rule = house_rule.rule
        if why := _reason(rule, failed):
            passed.append(say("{rule} ({why})", rule=rule.name, why=why))
            if isinstance(house_rule.treatment, LetRing):
                unseen = unseen or say("{rule} could not look ({why})", rule=rule.name, why=why)
            continue
        if finding := rule.look_at(facts):
            treatment = house_rule.treatment_of(finding)
            wished = Verdict(treatment, finding, passed=tuple(passed), known_caller=rule.known_caller)
            return _towards_ringing(wished, facts, unseen)
        why = _reason(rule, untold)
        passed.append(say("{rule} ({why})", rule=rule.name, why=why) if why else rule.name)
    # Only a table without its last row, or with that row out of order, ends here: the phone rings.
    nobody = Finding(RuleName.OTHERWISE, say("no house rule said anything about this call"))
    return Verdict(LetRing(), nobody, passed=tuple(passed))


def _reason(rule: Rule, reasons: dict[Source, str]) -> str:
    """The first of these reasons that stands between the rule and what it needs, or empty."""
    return next((reasons[source] for source in rule.needs if source in reasons), "")


def _towards_ringing(wished: Verdict, facts: CallFacts, unseen: str) -> Verdict:
    """Let ring, and say so, where the wished treatment could cost the family a wanted call."""
    if isinstance(wished.treatment, LetRing):
        return wished
    if unseen:
        # A rule that might have let this call ring was blind: nothing below it may end the ringing.
        return _rings_instead(wished, unseen)
    talks_with_the_caller = isinstance(wished.treatment, Screen | TakeMessage)
    if talks_with_the_caller and not facts.household.can_put_through:
        # Answering silences the family's phones; without a way back to them a person is lost.
        return _rings_instead(wished, say("this line cannot put a caller through yet"))
    return wished


def _rings_instead(wished: Verdict, because: str) -> Verdict:
    finding = replace(
        wished.finding,
        because=say("{because}; rings, because {why}", because=wished.because, why=because),
        evidence=(*wished.finding.evidence, (word("would have been"), wished.treatment.name)),
    )
    return replace(wished, treatment=LetRing(), finding=finding)
