"""The order in which the house thinks about a call, with the reason for every place.  Read this first.

The first rule that finds something settles the call.  Settings (`[rules.NAME]`) may change a rule's
numbers or its treatment, or switch it off; the order they cannot change, because it is policy.

     1  protected-caller     let-ring
     2  internal-call        let-ring
     3  allow-list           let-ring
     4  deny-list            announce
     5  spam-label           announce
     6  contact              let-ring
     7  expected-call        let-ring
     8  called-them          let-ring
     9  failed-attestation   screen
    10  impossible-number    screen
    11  regulator-prefix     announce
    12  shared-list          announce, a range: screen
    13  insisting            let-ring
    14  burst                screen
    15  suspect-prefix       screen
    16  quiet-hours          take-message
    17  withheld             screen
    18  otherwise            let-ring, in front of the phones: screen
"""

from dataclasses import dataclass

from agent.call.finding import Finding
from agent.call.treatment import TREATMENTS, LetRing, Reject, Treatment
from agent.decide.rule import Rule
from agent.decide.rules.allow_list import AllowList
from agent.decide.rules.burst import Burst
from agent.decide.rules.called_them import CalledThem
from agent.decide.rules.contact import Contact
from agent.decide.rules.deny_list import DenyList
from agent.decide.rules.expected_call import ExpectedCall
from agent.decide.rules.failed_attestation import FailedAttestation
from agent.decide.rules.impossible_number import ImpossibleNumber
from agent.decide.rules.insisting import Insisting
from agent.decide.rules.internal_call import InternalCall
from agent.decide.rules.otherwise import Otherwise
from agent.decide.rules.protected_caller import ProtectedCaller
from agent.decide.rules.quiet_hours import QuietHours
from agent.decide.rules.regulator_prefix import RegulatorPrefix
from agent.decide.rules.shared_list import SharedList
from agent.decide.rules.spam_label import SpamLabel
from agent.decide.rules.suspect_prefix import SuspectPrefix
from agent.decide.rules.withheld import Withheld
from agent.settings.rules import RulesSettings


@dataclass(frozen=True, slots=True, kw_only=True)
class HouseRule:
    """One row of the table: what to see, what follows from it, and why it stands here."""

    rule: Rule
    treatment: Treatment
    why: str
    cases: tuple[tuple[str, Treatment], ...] = ()
    """Treatments for those cases of the rule (`Finding.case`) that are not treated like the rest."""
    reject_sip_status: int = 607

    def treatment_of(self, finding: Finding) -> Treatment:
        """What follows from this finding: the list's own word, else the case's, else the rule's."""
        asked = TREATMENTS.get(finding.asks_for)
        if isinstance(asked, Reject):
            return Reject(sip_status=self.reject_sip_status)
        return asked or dict(self.cases).get(finding.case, self.treatment)


HouseRules = tuple[HouseRule, ...]


def build_house_rules(settings: RulesSettings) -> HouseRules:
    """The table with the household's own numbers and treatments, without what it switched off."""
    s = settings

    def treated(name: str) -> Treatment:
        return Reject(sip_status=s.reject_sip_status) if name == "reject" else TREATMENTS[name]

    def row(rule: Rule, treatment: str, why: str, on: bool = True, **cases: str) -> tuple[bool, HouseRule]:
        return on, HouseRule(
            rule=rule,
            treatment=treated(treatment),
            why=why,
            cases=tuple((case, treated(name)) for case, name in cases.items()),
            reject_sip_status=s.reject_sip_status,
        )

    table = (
        row(
            ProtectedCaller(emergency_hours=s.protected_caller.emergency_hours),
            LetRing().name,
            "Emergency services, helplines, and everybody after an emergency call from the house: "
            "a life outweighs every list and every wish, so no setting can take this row away.",
        ),
        row(
            InternalCall(),
            s.internal_call.treatment,
            "The doorbell and the phone upstairs never come from outside, so no list can mean them.",
            s.internal_call.on,
        ),
        row(
            AllowList(),
            s.allow_list.treatment,
            "The household's own word comes before anything a stranger or a machine says; the most "
            "specific entry of its two lists counts, and a tie lets the call ring.",
            s.allow_list.on,
        ),
        row(
            DenyList(),
            s.deny_list.treatment,
            "The same word, the other way round; a contact whom the household denied stays denied.",
            s.deny_list.on,
        ),
        row(
            SpamLabel(
                labels=s.spam_label.labels,
                whole_names=s.spam_label.whole_names,
                common_warnings=s.spam_label.common_warnings,
            ),
            s.spam_label.treatment,
            "Before contact, which reads the same name as trust: a warning is not a friend's name.",
            s.spam_label.on,
        ),
        row(
            Contact(),
            s.contact.treatment,
            "A phone book is a list of the wanted: no reported range may outweigh a friend.",
            s.contact.on,
        ),
        row(
            ExpectedCall(),
            s.expected_call.treatment,
            "Couriers and clinics call from platforms, so waiting for a call sets the lists aside; the "
            "household's own no and the box's warning stand above it, a pause leaves the no only.",
            s.expected_call.on,
        ),
        row(
            CalledThem(within_days=s.called_them.within_days),
            s.called_them.treatment,
            "Whoever the house called is answering it, even from a number that others reported.",
            s.called_them.on,
        ),
        row(
            FailedAttestation(),
            s.failed_attestation.treatment,
            "A borrowed number says nothing about its owner, so this comes before the lists accuse "
            "that owner; trust in a number the household knows stays above, as networks err too.",
            s.failed_attestation.on,
        ),
        row(
            ImpossibleNumber(),
            s.impossible_number.treatment,
            "Before the lists, as no list can know a number that nobody has; never a block by "
            "itself, as numbering plans grow and gateways mangle.",
            s.impossible_number.on,
        ),
        row(
            RegulatorPrefix(),
            s.regulator_prefix.treatment,
            "The law reserves these ranges, so no vote is needed.",
            s.regulator_prefix.on,
        ),
        row(
            SharedList(),
            s.shared_list.treatment,
            "What other households report weighs more than one caller's behaviour on one line; a "
            "range is screened only, since nobody reported most of its numbers.",
            s.shared_list.on,
            range=s.shared_list.range_treatment,
        ),
        row(
            Insisting(within_minutes=s.insisting.within_minutes),
            s.insisting.treatment,
            "After the lists, because dialers redial too; before the mere suspicions, because a "
            "person in need calls twice.",
            s.insisting.on,
        ),
        row(
            Burst(neighbours=s.burst.neighbours, beside_our_own=s.burst.beside_our_own),
            s.burst.treatment,
            "Seen with our own eyes, so before the hunches.",
            s.burst.on,
        ),
        row(
            SuspectPrefix(),
            s.suspect_prefix.treatment,
            "The household's hunches are wrong often enough to ask first, and never block.",
            s.suspect_prefix.on,
        ),
        row(
            QuietHours(),
            s.quiet_hours.treatment,
            "Everybody the household knows was let through above; strangers can speak to the tape.",
            s.quiet_hours.on,
        ),
        row(
            Withheld(),
            s.withheld.treatment,
            "Masked is not hostile, so only what would also be asked at the door is asked.",
            s.withheld.on,
        ),
        row(
            Otherwise(),
            s.otherwise.treatment,
            "Last, and always finds something: every call gets a verdict, and a stranger rings.",
            front=s.otherwise.front_treatment,
        ),
    )
    return tuple(house_rule for on, house_rule in table if on)


HOUSE_RULES: HouseRules = build_house_rules(RulesSettings())
"""The table as it stands when the household changed nothing."""
