"""`[rules]`: what a household may change about its house rules: numbers, treatments, on or off.

The order is not here on purpose: it is policy, and stands in `agent/decide/house_rules.py`.
"""

import math

import msgspec

from agent.call.sentence import say
from agent.call.treatment import TREATMENTS

_SIP_STATUSES = (403, 404, 433, 480, 486, 600, 603, 604, 607, 608)
"""Final responses that say "no" to a caller; others would mean something else to the network."""


def _checked_treatment(name: str, setting: str = "treatment") -> None:
    if name not in TREATMENTS:
        raise ValueError(
            say(
                "{setting} must be one of {known}; it is {name!r}",
                setting=setting,
                known=", ".join(TREATMENTS),
                name=name,
            )
        )


def _checked_span(setting: str, amount: float, most: float) -> None:
    # NaN compares false with everything, so the bounds are asked for, not their opposite.
    if not (math.isfinite(amount) and 0 < amount <= most):
        raise ValueError(
            say(
                "{setting} must be more than 0 and at most {most:g}; it is {amount:g}",
                setting=setting,
                most=most,
                amount=amount,
            )
        )


class RuleSettings(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One rule's table, for example `[rules.withheld]`."""

    on: bool = True
    """`false` takes the rule out: the house no longer looks at this."""
    treatment: str = "let-ring"
    """What happens to a call this rule finds: `let-ring`, `announce`, `screen`, `take-message`
    or `reject`."""

    def __post_init__(self) -> None:
        _checked_treatment(self.treatment)


class AnnouncingRule(RuleSettings, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A rule whose callers hear the removal message."""

    treatment: str = "announce"
    """Certain enough to answer in the family's place; see `RuleSettings` for the other words."""


class ScreeningRule(RuleSettings, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A rule that is a suspicion only, so the caller is asked."""

    treatment: str = "screen"
    """A person always gets through a screening; see `RuleSettings` for the other words."""


class ProtectedCallerSettings(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """`[rules.protected-caller]`: always let ring, and no setting can take that away."""

    emergency_hours: float = 1.0
    """After an emergency call from the house every caller rings for this long; at least 1."""

    def __post_init__(self) -> None:
        _checked_span("emergency_hours", self.emergency_hours, most=48)
        if self.emergency_hours < 1:
            raise ValueError(
                say(
                    "emergency_hours must be at least 1, so that an emergency centre can call back; it "
                    "is {hours:g}",
                    hours=self.emergency_hours,
                )
            )


class SpamLabelSettings(AnnouncingRule, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """`[rules.spam-label]`: the box or the network wrote a warning as the caller's name."""

    labels: tuple[str, ...] = (
        "SPAM",
        "Potential Spam",
        "Suspected Spam",
        "Likely Spam",
        "tellows",
        "Robo?",
        "Robocall",
        "Robocaller",
        "Scam",
        "Potential Scam",
        "Fraud?",
        "Fraud:",
        "Fraud Risk",
        "Fraud Alert",
        "Potential Fraud",
        "Fraudulent",
        "Telemarketer",
        "Telemarketing",
    )
    """Words that a name must begin with; capitals and accents do not matter, and a label ends
    where a word ends: `SPAM` finds `SPAM: 0123` and `Spam?` but never `Spampinato`."""

    whole_names: tuple[str, ...] = ("Fraud",)
    """Warnings only when nothing else stands there: a bank's fraud department begins so, too."""

    common_warnings: bool = True
    """Beside these, the warnings that European networks write in their languages, wherever they stand in a
    name: `Vorsicht: Betrug möglich!`, `Sospetto spam`, `Appel indésirable`; never a family's name."""

    def __post_init__(self) -> None:
        super().__post_init__()
        for label in (*self.labels, *self.whole_names):
            if not any(character.isalnum() for character in label):
                raise ValueError(
                    say("labels must each hold a letter or a digit; one is {label!r}", label=label)
                )


class CalledThemSettings(RuleSettings, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """`[rules.called-them]`: whoever we called may call back."""

    within_days: float = 30.0
    """How long a call from the house keeps the door open for that number."""

    def __post_init__(self) -> None:
        super().__post_init__()
        _checked_span("within_days", self.within_days, most=3660)


class SharedListSettings(AnnouncingRule, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """`[rules.shared-list]`: other people reported this number, or its neighbours.

    A list whose own settings name a treatment gets that one for both.
    """

    range_treatment: str = "screen"
    """For a prefix or pattern: most numbers of a range were never reported by anybody."""

    def __post_init__(self) -> None:
        super().__post_init__()
        _checked_treatment(self.range_treatment, "range_treatment")


class InsistingSettings(RuleSettings, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """`[rules.insisting]`: the same number again, at once."""

    within_minutes: float = 3.0
    """A second call within this time is a person in need; telephones themselves use 3 minutes."""

    def __post_init__(self) -> None:
        super().__post_init__()
        _checked_span("within_minutes", self.within_minutes, most=1440)


class BurstSettings(ScreeningRule, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """`[rules.burst]`: many numbers of one block in a day, or one beside our own."""

    neighbours: int = 5
    """Other numbers of the caller's block of 100 that called in 24 hours, from which it is a burst."""
    beside_our_own: bool = True
    """Also find a caller from the same block of 100 as one of our own numbers."""

    def __post_init__(self) -> None:
        super().__post_init__()
        if not 1 <= self.neighbours <= 99:
            raise ValueError(
                say(
                    "neighbours must be from 1 to 99, as a block holds 100; it is {neighbours}",
                    neighbours=self.neighbours,
                )
            )


class QuietHoursRuleSettings(RuleSettings, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """`[rules.quiet-hours]`: the hours themselves are set in their own section."""

    treatment: str = "take-message"
    """What strangers get while the house sleeps; see `RuleSettings` for the other words."""


class OtherwiseSettings(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """`[rules.otherwise]`: nobody said anything about this caller.  Cannot be switched off."""

    treatment: str = "let-ring"
    """On a line beside the box, among the family's phones."""
    front_treatment: str = "screen"
    """On a line in front of the phones, where a screened caller can be put through."""

    def __post_init__(self) -> None:
        _checked_treatment(self.treatment)
        _checked_treatment(self.front_treatment, "front_treatment")


def _table_name(field: str) -> str | None:
    """Tables carry the rule's public name, `[rules.shared-list]`; plain settings keep theirs."""
    return None if field == "reject_sip_status" else field.replace("_", "-")


class RulesSettings(
    msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, rename=_table_name
):
    """`[rules]`: one table per rule, by the name that `tranquille why` prints."""

    reject_sip_status: int = 607
    """Final response where a treatment is `reject`: 607 Unwanted (RFC 8197).  A 6xx stops every
    phone of the house at once; 480 and 486 only end this daemon's own ringing."""
    protected_caller: ProtectedCallerSettings = ProtectedCallerSettings()
    internal_call: RuleSettings = RuleSettings()
    allow_list: RuleSettings = RuleSettings()
    deny_list: AnnouncingRule = AnnouncingRule()
    spam_label: SpamLabelSettings = SpamLabelSettings()
    contact: RuleSettings = RuleSettings()
    expected_call: RuleSettings = RuleSettings()
    called_them: CalledThemSettings = CalledThemSettings()
    failed_attestation: ScreeningRule = ScreeningRule()
    impossible_number: ScreeningRule = ScreeningRule()
    regulator_prefix: AnnouncingRule = AnnouncingRule()
    shared_list: SharedListSettings = SharedListSettings()
    insisting: InsistingSettings = InsistingSettings()
    burst: BurstSettings = BurstSettings()
    suspect_prefix: ScreeningRule = ScreeningRule()
    quiet_hours: QuietHoursRuleSettings = QuietHoursRuleSettings()
    withheld: ScreeningRule = ScreeningRule()
    otherwise: OtherwiseSettings = OtherwiseSettings()

    def __post_init__(self) -> None:
        if self.reject_sip_status not in _SIP_STATUSES:
            known = ", ".join(str(status) for status in _SIP_STATUSES)
            raise ValueError(
                say(
                    "reject_sip_status must be one of {known}; it is {status}",
                    known=known,
                    status=self.reject_sip_status,
                )
            )
