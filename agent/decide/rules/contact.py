"""Contacts: the household's phone book knows this caller."""

from dataclasses import dataclass
from typing import ClassVar

from agent.call.finding import Finding
from agent.call.rule_name import RuleName
from agent.call.sentence import say, word
from agent.decide.facts import CallFacts, Source
from agent.decide.sentences import first_match, found_on_list


@dataclass(frozen=True, slots=True)
class Contact:
    """An entry of a phone book, or a name that the box found in its own."""

    name: ClassVar = RuleName.CONTACT
    known_caller: ClassVar = True
    needs: ClassVar[tuple[Source, ...]] = ("lists",)

    def look_at(self, facts: CallFacts) -> Finding | None:
        caller = facts.caller
        if match := first_match(facts, "contacts"):
            who = match.entry.label or caller.display_name
            because = say("{who} is in your contacts", who=who) if who else say("in your contacts")
            return found_on_list(self.name, because, match)
        # Boxes look names up by number: without one, the name shown is "Anonymous" or the like.
        has_number = bool(caller.number_e164 or caller.short_number) and not caller.withheld
        is_a_name = any(character.isalpha() for character in caller.display_name)
        if caller.name_from_box and has_number and is_a_name:
            return Finding(
                self.name,
                say('your box knows this caller as "{display_name}"', display_name=caller.display_name),
                evidence=((word("display name"), caller.display_name),),
            )
        return None
