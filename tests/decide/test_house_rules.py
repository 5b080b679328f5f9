"""The table of house rules: its order, its reasons, and what no call and no setting can make of it."""

import re
from dataclasses import replace
from datetime import timedelta
from typing import Any, get_args

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from agent.call.caller import Caller
from agent.call.list_entry import ListEntry, Match
from agent.call.treatment import TREATMENTS, LetRing, Reject, Screen, Treatment
from agent.decide import house_rules
from agent.decide.decide import decide
from agent.decide.facts import CallFacts, Household, Source
from agent.decide.house_rules import HOUSE_RULES, build_house_rules
from agent.settings.rules import (
    AnnouncingRule,
    InsistingSettings,
    OtherwiseSettings,
    RuleSettings,
    RulesSettings,
    ScreeningRule,
    SharedListSettings,
)
from tests.decide.some_facts import NOW, STRANGER, a_caller, a_match, facts, minutes_ago

ORDER = tuple(row.rule.name for row in HOUSE_RULES)
Blind = tuple[tuple[Source, str], ...]
PUT_THROUGH = Household(can_put_through=True, knows_calls_made=True)
PAUSED = replace(PUT_THROUGH, paused_until=minutes_ago(-9))
EXPECTING = replace(PUT_THROUGH, expecting_next=True)
QUIET = replace(PUT_THROUGH, quiet_until=minutes_ago(-9))
AT_ONCE = minutes_ago(1)


def test_the_table_at_the_top_of_the_file_is_the_table_that_decides() -> None:
    written = re.findall(r"^ +(\d+)  (\S+) +([a-z-]+)(?:, .*: ([a-z-]+))?$", house_rules.__doc__ or "", re.M)
    built = [
        (str(number), row.rule.name, row.treatment.name, row.cases[0][1].name if row.cases else "")
        for number, row in enumerate(HOUSE_RULES, start=1)
    ]
    assert written == built and len(built) == 18


def test_every_row_has_its_own_reason() -> None:
    reasons = {row.why for row in HOUSE_RULES}
    assert len(reasons) == len(HOUSE_RULES)
    assert all(len(why) > 40 and why.endswith(".") for why in reasons)


def test_every_rule_has_a_table_in_the_settings() -> None:
    assert {"reject_sip_status", *ORDER} == set(RulesSettings.__struct_encode_fields__)


DENY = a_match("deny", "+33162", "prefix", line=3, written="01 62*")
ALLOW = a_match("allow", "+33162000001", line=1)
REGULATOR = a_match("regulator", "+33162", "prefix")
SHARED = a_match("shared", STRANGER, score=9, direct_threshold=4)
RANGE = a_match("shared", "+3314567", "prefix", score=20, range_threshold=10)
SUSPECT = a_match("suspect", "+3314", "prefix")
PROTECTED = a_match("protected", STRANGER)
CONTACT = a_match("contacts", STRANGER)


# Each row: everything the earlier rows do not see, so that the named rule is the one that settles it.
@pytest.mark.parametrize(
    ("known", "rule", "treatment"),
    [
        ({"matches": (DENY, SHARED, PROTECTED)}, "protected-caller", "let-ring"),
        ({"matches": (DENY,), "priority": "psap-callback"}, "protected-caller", "let-ring"),
        ({"matches": (DENY,), "caller": a_caller(None, internal="**9")}, "internal-call", "let-ring"),
        ({"matches": (ALLOW, DENY, SHARED)}, "allow-list", "let-ring"),
        ({"matches": (DENY, CONTACT)}, "deny-list", "announce"),
        ({"caller": a_caller(display_name="SPAM: x", name_from_box=True)}, "spam-label", "announce"),
        ({"matches": (CONTACT, SHARED, REGULATOR)}, "contact", "let-ring"),
        ({"matches": (REGULATOR,), "household": EXPECTING}, "expected-call", "let-ring"),
        ({"caller": a_caller(display_name="SPAM: x"), "household": EXPECTING}, "spam-label", "announce"),
        ({"caller": a_caller(display_name="SPAM: x"), "household": PAUSED}, "expected-call", "let-ring"),
        ({"matches": (DENY,), "household": PAUSED}, "deny-list", "announce"),
        ({"matches": (SHARED,), "called_them_at": minutes_ago(99)}, "called-them", "let-ring"),
        ({"matches": (SHARED,), "caller": a_caller(attestation="failed")}, "failed-attestation", "screen"),
        ({"matches": (SHARED,), "caller": a_caller(possible=False)}, "impossible-number", "screen"),
        ({"matches": (REGULATOR, SHARED), "last_call_at": AT_ONCE}, "regulator-prefix", "announce"),
        ({"matches": (SHARED, RANGE), "last_call_at": AT_ONCE}, "shared-list", "announce"),
        ({"matches": (RANGE,)}, "shared-list", "screen"),
        ({"matches": (SUSPECT,), "last_call_at": AT_ONCE, "neighbours_seen": 9}, "insisting", "let-ring"),
        ({"matches": (SUSPECT,), "neighbours_seen": 9}, "burst", "screen"),
        ({"matches": (SUSPECT,), "household": QUIET}, "suspect-prefix", "screen"),
        (
            {"caller": a_caller(None, withheld=True), "household": QUIET},
            "quiet-hours",
            "take-message",
        ),
        ({"caller": a_caller(None, withheld=True)}, "withheld", "screen"),
        ({}, "otherwise", "let-ring"),
        ({"household": replace(PUT_THROUGH, line_kind="front")}, "otherwise", "screen"),
    ],
)
def test_the_first_rule_that_finds_something_settles_the_call(
    known: dict[str, Any], rule: str, treatment: str
) -> None:
    verdict = decide(facts(**{"household": PUT_THROUGH, **known}))
    assert (verdict.rule, verdict.treatment.name) == (rule, treatment)
    assert verdict.passed == ORDER[: ORDER.index(rule)]


@pytest.mark.parametrize("line_kind", ["beside", "front"])
@pytest.mark.parametrize(
    ("known", "because", "wished"),
    [
        ({"caller": a_caller(None, withheld=True)}, "the caller withheld their number", "screen"),
        ({"matches": (SUSPECT,)}, 'begins like numbers you find suspect: "+3314" (suspect.txt)', "screen"),
        ({"quiet_until": minutes_ago(-9)}, "quiet hours until 16:39", "take-message"),
    ],
)
def test_a_line_that_cannot_put_through_rings_and_says_so(
    known: dict[str, Any], because: str, wished: str, line_kind: str
) -> None:
    of_the_call = {name: value for name, value in known.items() if name != "quiet_until"}
    household = Household(line_kind=line_kind, quiet_until=known.get("quiet_until"))
    verdict = decide(facts(household=household, **of_the_call))
    assert verdict.treatment == LetRing()
    assert verdict.because == f"{because}; rings, because this line cannot put a caller through yet"
    assert ("would have been", wished) in verdict.finding.evidence


def test_a_line_that_cannot_put_through_still_announces() -> None:
    assert decide(facts(matches=(DENY,))).treatment.name == "announce"


def test_a_blind_rule_that_might_have_let_it_ring_keeps_later_rules_from_ending_the_ringing() -> None:
    blind: Blind = (("calls made", "the call log cannot be read"),)
    verdict = decide(facts(matches=(SHARED,), could_not_ask=blind))
    assert verdict.treatment == LetRing() and verdict.rule == "shared-list"
    assert verdict.because.endswith(
        "; rings, because called-them could not look (the call log cannot be read)"
    )
    assert "called-them (the call log cannot be read)" in verdict.passed


def test_a_blind_rule_that_could_only_have_done_harm_is_passed_over() -> None:
    blind: Blind = (("neighbours", "the call log cannot be read"),)
    known: dict[str, Any] = {"matches": (SUSPECT,), "household": PUT_THROUGH, "could_not_ask": blind}
    assert decide(facts(**known)).treatment.name == "screen"


def test_a_blind_rule_below_the_finding_changes_nothing() -> None:
    blind: Blind = (("last call", "the call log cannot be read"),)
    assert decide(facts(matches=(SHARED,), could_not_ask=blind)).treatment.name == "announce"


def test_a_house_that_nobody_tells_whom_it_called_says_so_and_treats_the_call_no_other_way() -> None:
    told, untold = PUT_THROUGH, replace(PUT_THROUGH, knows_calls_made=False)
    known, unknown = (decide(facts(matches=(SHARED,), household=each)) for each in (told, untold))
    assert (unknown.treatment, unknown.finding) == (known.treatment, known.finding)
    assert "called-them" in known.passed
    assert "called-them (nothing tells this house whom it called)" in unknown.passed
    called = facts(matches=(SHARED,), household=untold, called_them_at=minutes_ago(99))
    assert decide(called).rule == "called-them", "what is known all the same counts"


def test_the_verdict_says_whether_the_house_knows_the_caller() -> None:
    assert decide(facts(matches=(CONTACT,))).known_caller
    assert not decide(facts()).known_caller
    assert {row.rule.name for row in HOUSE_RULES if row.rule.known_caller} == {
        *("protected-caller", "internal-call", "allow-list", "contact"),
        *("expected-call", "called-them", "insisting"),
    }


def test_a_table_that_never_finds_anything_rings() -> None:
    verdict = decide(facts(), house_rules=HOUSE_RULES[:5])
    assert verdict.treatment == LetRing() and verdict.passed == ORDER[:5]
    assert decide(facts(), house_rules=()).treatment == LetRing()


def test_settings_retune_retarget_and_switch_off() -> None:
    settings = RulesSettings(
        insisting=InsistingSettings(within_minutes=20),
        deny_list=AnnouncingRule(treatment="reject"),
        withheld=ScreeningRule(on=False),
        shared_list=SharedListSettings(range_treatment="announce"),
        otherwise=OtherwiseSettings(front_treatment="let-ring"),
        reject_sip_status=603,
    )
    rules = build_house_rules(settings)
    assert tuple(row.rule.name for row in rules) == tuple(name for name in ORDER if name != "withheld")
    assert decide(facts(last_call_at=minutes_ago(19)), rules).rule == "insisting"
    assert decide(facts(matches=(DENY,)), rules).treatment == Reject(sip_status=603)
    assert decide(facts(matches=(RANGE,)), rules).treatment.name == "announce"
    front = Household(line_kind="front", can_put_through=True)
    assert decide(facts(household=front), rules).treatment == LetRing()
    masked = decide(facts(a_caller(None, withheld=True), PUT_THROUGH), rules)
    assert masked.rule == "otherwise" and masked.passed[-1] == "quiet-hours"


@pytest.mark.parametrize(
    ("asked", "treatment"),
    [
        ("", Screen()),
        ("announce", TREATMENTS["announce"]),
        ("let-ring", LetRing()),
        ("reject", Reject(sip_status=604)),
        ("send them flowers", Screen()),  # unknown to us: as the table says
    ],
)
def test_a_lists_own_settings_outweigh_the_tables_treatment(asked: str, treatment: Treatment) -> None:
    rules = build_house_rules(RulesSettings(reject_sip_status=604))
    a_range = msgspec.structs.replace(RANGE, treatment=asked)
    assert decide(facts(matches=(a_range,), household=PUT_THROUGH), rules).treatment == treatment


# From here on: any call at all.

callers = st.builds(
    Caller,
    number_e164=st.sampled_from([None, STRANGER, "+33162000001", "+1", "+"]) | st.none(),
    short_number=st.sampled_from(["", "112", "3950"]),
    as_written=st.text(max_size=5),
    display_name=st.sampled_from(["", "Odile", "SPAM: x", "01 62"]) | st.text(max_size=9),
    name_from_box=st.booleans(),
    withheld=st.booleans(),
    internal=st.sampled_from(["", "", "", "**622"]),
    possible=st.booleans(),
    own_number=st.booleans(),
    attestation=st.sampled_from(["", "passed", "failed", "none"]),
)
roles = st.sampled_from(["allow", "deny", "contacts", "regulator", "shared", "suspect"])


def matches_of(any_role: st.SearchStrategy[str]) -> st.SearchStrategy[Match]:
    return st.builds(
        Match,
        list_name=st.sampled_from(["a", "b"]),
        role=any_role,
        entry=st.builds(
            ListEntry,
            kind=st.sampled_from(["exact", "prefix", "pattern", "name", "withheld"]),
            value=st.sampled_from(["", "+33", "+33162", "+33162######", STRANGER, "odile*"]),
            as_written=st.text(max_size=9),
            line_number=st.integers(0, 9),
        ),
        treatment=st.sampled_from(["", *TREATMENTS, "nonsense"]),
        score=st.floats(-5, 50),
        direct_threshold=st.sampled_from([0.0, 4.0]),
        range_threshold=st.sampled_from([0.0, 10.0]),
    )


moments = st.none() | st.timedeltas(timedelta(days=-40), timedelta(days=40)).map(lambda away: NOW + away)
households = st.builds(
    Household,
    line_kind=st.sampled_from(["beside", "front", "somewhere else"]),
    can_put_through=st.booleans(),
    own_numbers=st.lists(st.sampled_from(["+33145678900", "+49301234"]), max_size=2).map(tuple),
    emergency_call_at=moments,
    expecting_until=moments,
    expecting_next=st.booleans(),
    paused_until=moments,
    quiet_until=moments,
)
blind = st.lists(st.tuples(st.sampled_from(get_args(Source)), st.just("broken")), max_size=2).map(tuple)
any_facts = st.builds(
    CallFacts,
    caller=callers,
    now=st.just(NOW),
    matches=st.lists(matches_of(roles), max_size=4).map(tuple),
    priority=st.sampled_from(["", "urgent", "psap-callback"]),
    last_call_at=moments,
    called_them_at=moments,
    neighbours_seen=st.integers(0, 20),
    household=households,
    could_not_ask=st.just(()) | blind,
)
treatment_names = st.sampled_from(sorted(TREATMENTS))
any_settings = st.builds(
    RulesSettings,
    **{
        field: st.builds(kind, on=st.booleans(), treatment=treatment_names)
        for field, kind in {
            name.replace("-", "_"): type(getattr(RulesSettings(), name.replace("-", "_"))) for name in ORDER
        }.items()
        if issubclass(kind, RuleSettings)
    },
)


@given(any_facts, any_settings)
def test_every_call_gets_a_treatment_a_reason_and_a_trail(known: CallFacts, settings: RulesSettings) -> None:
    rules = build_house_rules(settings)
    order = tuple(row.rule.name for row in rules)
    verdict = decide(known, rules)
    assert verdict.treatment.name in TREATMENTS and verdict.because
    trail = (*(name.partition(" (")[0] for name in verdict.passed), verdict.rule)
    assert trail == order[: len(trail)] or trail == (*order, "otherwise")


@given(any_facts, any_settings)
def test_a_person_is_never_answered_where_no_way_leads_to_the_family(
    known: CallFacts, settings: RulesSettings
) -> None:
    household = replace(known.household, can_put_through=False)
    verdict = decide(replace(known, household=household), build_house_rules(settings))
    assert verdict.treatment.name in ("let-ring", "announce", "reject")


@given(
    any_facts,
    any_settings,
    st.sampled_from(["list", "priority", "emergency"]),
    matches_of(st.just("protected")),
)
def test_a_protected_caller_rings_whatever_else_is_known_or_set(
    known: CallFacts, settings: RulesSettings, how: str, protection: Match
) -> None:
    match how:
        case "list":
            known = replace(known, matches=(*known.matches, protection))
        case "priority":
            known = replace(known, priority="psap-callback")
        case _:
            known = replace(known, household=replace(known.household, emergency_call_at=minutes_ago(59)))
    assert decide(known, build_house_rules(settings)).treatment == LetRing()


@given(any_facts)
def test_the_households_most_specific_word_settles_what_lists_of_others_say(known: CallFacts) -> None:
    allowed = a_match("allow", STRANGER, line=1)
    known = replace(known, matches=(*known.matches, allowed))
    assert decide(known).treatment == LetRing() or any(
        match.role == "deny" and match.specificity > allowed.specificity for match in known.matches
    )


@given(any_facts)
def test_deciding_twice_gives_the_same_verdict(known: CallFacts) -> None:
    assert decide(known) == decide(known)


def test_an_empty_table_speaks_in_the_name_of_its_last_rule() -> None:
    verdict = decide(facts(), house_rules=())
    assert (verdict.rule, verdict.passed) == ("otherwise", ())
