"""The names of the house rules: one closed set, so that settings, trails and counters mean the same rule."""

from enum import StrEnum


class RuleName(StrEnum):
    """As it stands in `[rules.NAME]`, in the call log and on every page: mere text, hyphenated."""

    PROTECTED_CALLER = "protected-caller"
    INTERNAL_CALL = "internal-call"
    ALLOW_LIST = "allow-list"
    DENY_LIST = "deny-list"
    SPAM_LABEL = "spam-label"
    CONTACT = "contact"
    EXPECTED_CALL = "expected-call"
    CALLED_THEM = "called-them"
    FAILED_ATTESTATION = "failed-attestation"
    IMPOSSIBLE_NUMBER = "impossible-number"
    REGULATOR_PREFIX = "regulator-prefix"
    SHARED_LIST = "shared-list"
    INSISTING = "insisting"
    BURST = "burst"
    SUSPECT_PREFIX = "suspect-prefix"
    QUIET_HOURS = "quiet-hours"
    WITHHELD = "withheld"
    OTHERWISE = "otherwise"

    NOT_JUDGED = "not-judged"
    """No rule: what stands in a rule's place when something broke and the call rang unjudged."""
