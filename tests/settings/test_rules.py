"""`[rules]` says in one sentence what it does not understand, and protects what must not be set."""

import tomllib

import msgspec
import pytest

from agent.settings.rules import RulesSettings


def loaded(toml: str) -> RulesSettings:
    return msgspec.convert(tomllib.loads(toml)["rules"], RulesSettings)


def test_a_table_is_named_like_its_rule() -> None:
    settings = loaded(
        """
        [rules]
        reject_sip_status = 603
        [rules.insisting]
        within_minutes = 5
        on = true
        [rules.shared-list]
        treatment = "screen"
        range_treatment = "let-ring"
        [rules.spam-label]
        labels = ["Werbung"]
        """
    )
    assert settings.insisting.within_minutes == 5.0
    assert settings.shared_list.treatment == "screen" and settings.shared_list.range_treatment == "let-ring"
    assert settings.spam_label.labels == ("Werbung",)
    assert settings.reject_sip_status == 603
    assert settings.deny_list == RulesSettings().deny_list


def test_an_empty_section_is_the_default() -> None:
    assert loaded("[rules]") == RulesSettings()


@pytest.mark.parametrize(
    ("toml", "sentence"),
    [
        ('[rules.withheld]\ntreatment = "hang-up"', "treatment must be one of let-ring, reject, announce"),
        ('[rules.otherwise]\nfront_treatment = "x"', "front_treatment must be one of let-ring"),
        ('[rules.shared-list]\nrange_treatment = "x"', "range_treatment must be one of let-ring"),
        (
            "[rules.insisting]\nwithin_minutes = 0",
            "within_minutes must be more than 0 and at most 1440; it is 0",
        ),
        ("[rules.insisting]\nwithin_minutes = nan", "within_minutes must be more than 0"),
        (
            "[rules.called-them]\nwithin_days = inf",
            "within_days must be more than 0 and at most 3660; it is inf",
        ),
        ("[rules.burst]\nneighbours = 100", "neighbours must be from 1 to 99"),
        ('[rules.spam-label]\nlabels = ["?"]', "labels must each hold a letter or a digit"),
        ("[rules.protected-caller]\nemergency_hours = 0.5", "emergency_hours must be at least 1"),
        ("[rules.protected-caller]\non = false", "unknown field `on`"),
        ('[rules.protected-caller]\ntreatment = "announce"', "unknown field `treatment`"),
        ("[rules.otherwise]\non = false", "unknown field `on`"),
        ("[rules]\nreject_sip_status = 200", "reject_sip_status must be one of 403"),
        ("[rules.with-held]", "unknown field `with-held`"),
        ("[rules.withheld]\nminutes = 3", "unknown field `minutes`"),
        ('[rules.withheld]\non = "no"', "Expected `bool`"),
    ],
)
def test_a_mistake_is_named_with_its_value_and_the_way_out(toml: str, sentence: str) -> None:
    with pytest.raises(msgspec.ValidationError, match=sentence):
        loaded(toml)
