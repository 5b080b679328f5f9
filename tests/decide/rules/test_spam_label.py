"""A warning in place of a name is seen, and people whose names only look like one are not."""

import pytest

from agent.decide.decide import decide
from agent.decide.facts import Household
from agent.decide.rules.spam_label import SpamLabel
from agent.settings.rules import SpamLabelSettings
from tests.decide.some_facts import a_caller, facts, minutes_ago

SHIPPED = SpamLabelSettings()
RULE = SpamLabel(
    labels=SHIPPED.labels, whole_names=SHIPPED.whole_names, common_warnings=SHIPPED.common_warnings
)


@pytest.mark.parametrize(
    "display_name",
    [
        "SPAM: 0162000001",
        "Spam?",
        "spam",
        "SPAM Verdacht",
        "tellows Score 8",
        "Tellows:9",
        "Robo?",
        "ROBO? 0162",
        "Robocall",
        "Robocaller",
        "[Scam] Energy",
        "Scam Likely",
        "Potential Spam",
        "Fraud?",
        "Fraud: bank",
        "Fraud",
        "[FRAUD] ",
        "Fraud Risk",
        "Fraudulent Call",
        "(SPAM) Crédit",
        "Telemarketer",
        "\uff33\uff30\uff21\uff2d\uff1a x",
        "  spam  ",
        "Vorsicht: Betrug möglich!",
        "Sospetto spam",
    ],
)
def test_labels_are_seen(display_name: str) -> None:
    finding = RULE.look_at(facts(a_caller(display_name=display_name)))
    assert finding is not None and f'"{display_name}"' in finding.because


@pytest.mark.parametrize(
    "display_name",
    [
        "",
        "Spampinato",
        "Mme Spam",
        "Scampi Grill",
        "Robotti",
        "Robo",
        "Fraude & Fils",
        "Fraud Department Mybank",
        "Fraudreau",
        "Anti-Spam Hotline",
    ],
)
def test_names_that_only_resemble_a_label_are_not(display_name: str) -> None:
    assert RULE.look_at(facts(a_caller(display_name=display_name))) is None


def test_own_labels_replace_the_shipped_ones_and_ignore_accents() -> None:
    rule = SpamLabel(labels=("Démarchage",))
    assert rule.look_at(facts(a_caller(display_name="DEMARCHAGE isolation"))) is not None
    assert rule.look_at(facts(a_caller(display_name="SPAM: x"))) is None


def test_while_screening_is_paused_a_warning_is_only_a_name() -> None:
    caller = a_caller(display_name="SPAM: x")
    assert RULE.look_at(facts(caller, Household(paused_until=minutes_ago(-1)))) is None
    assert RULE.look_at(facts(caller, Household(paused_until=minutes_ago(0)))) is not None


def test_common_warnings_can_be_switched_off() -> None:
    rule = SpamLabel(labels=SHIPPED.labels, whole_names=SHIPPED.whole_names, common_warnings=False)
    assert rule.look_at(facts(a_caller(display_name="Betrugsverdacht"))) is None
    assert rule.look_at(facts(a_caller(display_name="Spam"))) is not None


def test_a_warning_in_the_place_of_a_contact_is_no_contact() -> None:
    caller = a_caller(display_name="Indésirable", name_from_box=True)
    assert decide(facts(caller)).rule == "spam-label"
    assert decide(facts(a_caller(display_name="Marie Fraudin", name_from_box=True))).rule == "contact"
