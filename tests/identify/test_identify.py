"""From a call's headers to the caller we believe, as real networks and boxes send them."""

import unicodedata
from dataclasses import asdict
from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agent.call.caller import Caller
from agent.call.incoming_call import IncomingCall
from agent.identify.dial_plan import DialPlan
from agent.identify.identify import NOWHERE, Description, identify

FRANCE = DialPlan("FR", own_numbers=("+33140000001",))
DUSSELDORF = DialPlan("DE", "211", own_numbers=("+49211999999",))


def a_call(**headers: Any) -> IncomingCall:
    defaults = {"call_id": "c1", "line": "home", "received_at": datetime(2026, 11, 21, tzinfo=UTC)}
    trusted = {"from_trusted_peer": True, "source_address": "192.168.178.1"}
    return IncomingCall(**{**defaults, **trusted, **headers})


def told(caller: Caller) -> dict[str, Any]:
    """What differs from a caller of whom nothing is known, less the sentence that explains it."""
    unknown = asdict(Caller())
    return {
        name: value
        for name, value in asdict(caller).items()
        if value != unknown[name] and name not in ("believed_because", "as_written")
    }


PARIS = {"number_e164": "+33162000001", "country": "FR", "line_type": "fixed-line"}


@pytest.mark.parametrize(
    ("headers", "expected"),
    [
        # FRITZ!Box: in the phone book, not in the phone book, internal, withheld.
        ({"from_header": '"Mamie" <sip:0162000001@fritz.box>;tag=1'}, PARIS | {"display_name": "Mamie"}),
        ({"from_header": "<sip:0162000001@fritz.box>;tag=1"}, PARIS),
        ({"from_header": '"0162000001" <sip:0162000001@fritz.box>;tag=1'}, PARIS),
        ({"from_header": '"01 62 00 00 01" <sip:+33162000001@fritz.box>'}, PARIS),
        (
            {"from_header": '"SPAM: Panneaux" <sip:0162000001@fritz.box>'},
            PARIS | {"display_name": "SPAM: Panneaux"},
        ),
        (
            {"from_header": '"Haui Mobil" <sip:**622@fritz.box>;tag=1'},
            {"internal": "**622", "display_name": "Haui Mobil"},
        ),
        ({"from_header": "<sip:*21@fritz.box>"}, {"internal": "*21"}),
        ({"from_header": "<sip:%2A%2A622@fritz.box>"}, {"internal": "**622"}),
        ({"from_header": "<sip:fritz.box>;tag=1"}, {"withheld": True}),
        ({"from_header": '"Anonym" <sip:anonymous@fritz.box>;tag=1'}, {"withheld": True}),
        ({"from_header": '"Anonymous" <sip:anonymous@anonymous.invalid>'}, {"withheld": True}),
        ({"from_header": "<sip:unavailable@unknown.invalid>"}, {"withheld": True}),
        ({"from_header": '"Numéro masqué" <sip:asterisk@192.168.1.2>'}, {"withheld": True}),
        ({"from_header": '"" <sip:@192.168.1.2>'}, {"withheld": True}),
        # A word for nobody beside a number is neither a name nor a wish.
        ({"from_header": '"Anonymous" <sip:0162000001@box>'}, PARIS),
        # Every form of one number.
        ({"from_header": "<sip:+33162000001;isup-oli=0@op.example;user=phone>"}, PARIS),
        ({"from_header": "<sip:0033162000001@op.example>"}, PARIS),
        ({"from_header": "<sip:33162000001@op.example>"}, PARIS),
        ({"from_header": "<sip:%2B33162000001@op.example>"}, PARIS),
        ({"from_header": "<sip:01-62-00.00(01)@op.example>"}, PARIS),
        ({"from_header": "<tel:162000001;phone-context=+33>"}, PARIS),
        ({"from_header": "<sip:0162000001;phone-context=+33;postd=p22@op.example>"}, PARIS),
        # Short, impossible and unreadable.
        ({"from_header": "<sip:3950@op.example>"}, {"short_number": "3950", "country": "FR"}),
        ({"from_header": '"3950" <sip:3950@op.example>'}, {"short_number": "3950", "country": "FR"}),
        (
            {"from_header": "<sip:01620@op.example>"},
            {"number_e164": "+3301620", "country": "FR", "possible": False},
        ),
        ({"from_header": "<sip:12345678901234567890@op.example>"}, {"possible": False}),
        ({"from_header": '"Alice" <sip:alice@op.example>'}, {"display_name": "Alice"}),
        ({"from_header": "\x00\xff"}, {}),
        ({}, {}),
        # Overseas, under the one number everybody compares.
        (
            {"from_header": "<sip:0947512345@box>"},
            {"number_e164": "+590947512345", "country": "GP", "line_type": "voip"},
        ),
        # Our own number as caller.
        (
            {"from_header": "<sip:0140000001@box>"},
            {"number_e164": "+33140000001", "country": "FR", "line_type": "fixed-line", "own_number": True},
        ),
        # A name that does more than be read.
        ({"from_header": '"Ma\u202emie\x07" <sip:0162000001@box>'}, PARIS | {"display_name": "Mamie"}),
    ],
)
def test_from_alone(headers: dict[str, Any], expected: dict[str, Any]) -> None:
    caller = identify(a_call(**headers), FRANCE)
    assert told(caller) == expected
    assert caller.believed_because


@pytest.mark.parametrize(
    ("headers", "expected"),
    [
        # The network's word before the caller's.
        (
            {"from_header": "<sip:0612345678@box>", "asserted_identity": ("<tel:+33162000001>",)},
            PARIS | {"other_number_e164": "+33612345678"},
        ),
        (
            {
                "from_header": "<sip:0612345678@box>",
                "asserted_identity": ('"Mairie" <sip:+33162000001@op>, <tel:+33162000001>',),
                "remote_party_id": "<sip:0699999999@op>;party=calling",
            },
            PARIS | {"display_name": "Mairie", "other_number_e164": "+33699999999"},
        ),
        (
            {"from_header": "<sip:0612345678@box>", "remote_party_id": "<sip:0162000001@op>;privacy=off"},
            PARIS | {"other_number_e164": "+33612345678"},
        ),
        # The phone book's name stands in From; the number may come from elsewhere.
        (
            {"from_header": '"Mamie" <sip:0162000001@box>', "asserted_identity": ("<tel:+33162000001>",)},
            PARIS | {"display_name": "Mamie"},
        ),
        # A trunk that asserts its own account, or nobody, says less than a whole number.
        ({"from_header": "<sip:0162000001@pbx>", "asserted_identity": ("<sip:100@pbx>",)}, PARIS),
        ({"from_header": "<sip:0162000001@pbx>", "asserted_identity": ("<sip:trunk@pbx>",)}, PARIS),
        ({"from_header": "<sip:0162000001@pbx>", "asserted_identity": ("<sip:0140000001@pbx>",)}, PARIS),
        ({"from_header": "<sip:0140000001@pbx>", "remote_party_id": "<sip:0162000001@pbx>"}, PARIS),
        # The network knows the number that From only calls unknown.
        (
            {"from_header": "<sip:unknown@unknown.invalid>", "asserted_identity": ("<tel:+33162000001>",)},
            PARIS,
        ),
        # Privacy: the number is there for the house to judge by, and for nobody to see.
        (
            {
                "from_header": '"Anonymous" <sip:anonymous@anonymous.invalid>',
                "asserted_identity": ('"Jean" <tel:+33162000001>',),
                "privacy": "id",
            },
            {"withheld": True, "hidden_number_e164": "+33162000001"},
        ),
        (
            {"from_header": '"Jean" <sip:0162000001@op>', "privacy": "id;critical"},
            {"withheld": True, "hidden_number_e164": "+33162000001"},
        ),
        (
            {
                "from_header": "<sip:op>",
                "remote_party_id": '"Jean" <sip:0162000001@op>;privacy=full;screen=yes',
            },
            {"withheld": True, "hidden_number_e164": "+33162000001"},
        ),
        (
            {"from_header": "<sip:anonymous@op>", "asserted_identity": ("<sip:0140000001@pbx>",)},
            {"withheld": True},
        ),
        ({"from_header": "<sip:0162000001@op>", "privacy": "session"}, PARIS),
        ({"from_header": "<sip:0162000001@op>", "privacy": "none"}, PARIS),
        # Forwarded calls are judged by who called first.
        (
            {
                "from_header": "<sip:0162000001@op>",
                "diversion": (
                    "<tel:+33199000002>;reason=no-answer",
                    "<tel:+33199000003>;reason=unconditional",
                ),
            },
            PARIS | {"diverted_from": "+33199000003"},
        ),
        (
            {
                "from_header": "<sip:0162000001@op>",
                "asserted_identity": ("<tel:+33199000002>",),
                "diversion": ("<tel:+33199000002>;reason=unconditional",),
            },
            PARIS | {"diverted_from": "+33199000002"},
        ),
        (
            {
                "from_header": "<sip:0162000001@op>",
                "history_info": (
                    "<sip:+33199000002@op>;index=1",
                    "<sip:+33140000001@op;cause=302>;index=1.1",
                ),
            },
            PARIS | {"diverted_from": "+33199000002"},
        ),
        (
            {
                "from_header": "<sip:0162000001@op>",
                "history_info": ("<sip:+33140000001@op>;index=1", "<sip:me@192.168.1.9>;index=1.1"),
            },
            PARIS,
        ),
        (
            {"from_header": "<sip:0162000001@op>", "diversion": ("<tel:+33199000002>;privacy=full",)},
            PARIS,
        ),
        (
            {"from_header": "<sip:0162000001@op>", "diversion": ("<sip:office@pbx>",)},
            PARIS | {"diverted_from": "office"},
        ),
        # Attestation, from a peer we trust.
        (
            {"from_header": "<sip:+33162000001;verstat=TN-Validation-Failed@op>"},
            PARIS | {"attestation": "failed"},
        ),
        (
            {
                "from_header": "<sip:0162000001@op>",
                "attestation_headers": ("X-Twilio-VerStat: TN-Validation-Passed-A",),
            },
            PARIS | {"attestation": "passed"},
        ),
        (
            {"from_header": "<sip:anonymous;verstat=TN-Validation-Passed@anonymous.invalid>"},
            {"withheld": True, "attestation": "passed"},
        ),
    ],
)
def test_several_headers(headers: dict[str, Any], expected: dict[str, Any]) -> None:
    assert told(identify(a_call(**headers), FRANCE)) == expected


def test_a_stranger_is_not_believed_about_anybody_else() -> None:
    call = a_call(
        from_header="<sip:+33162000001;verstat=TN-Validation-Passed@op>",
        asserted_identity=("<tel:+33612345678>",),
        remote_party_id="<sip:0612345678@op>",
        attestation_headers=("Verstat: TN-Validation-Passed",),
        from_trusted_peer=False,
        source_address="203.0.113.9",
    )
    caller = identify(call, FRANCE)
    assert told(caller) == PARIS
    assert "203.0.113.9 is not trusted" in caller.believed_because
    assert "P-Asserted-Identity and Remote-Party-ID not believed" in caller.believed_because


def test_a_spoofed_number_on_a_german_line_does_not_hide_the_one_the_network_knows() -> None:
    """A call centre showed a number of its choice; Telekom's own number came along."""
    spoofed = "<sip:+4921181994861@ims.colt.net;user=phone>;tag=3"
    asserted = identify(a_call(from_header=spoofed, asserted_identity=("<tel:+4921154089170>",)), DUSSELDORF)
    assert (asserted.number_e164, asserted.other_number_e164) == ("+4921154089170", "+4921181994861")
    assert asserted.believed_because == (
        "P-Asserted-Identity, because 192.168.178.1 vouches for it; the call also shows +4921181994861"
    )


@pytest.mark.parametrize(
    ("from_header", "name"),
    [
        ('"021181994861 (021154089170)" <sip:021181994861@fritz.box>', ""),
        ('"Werbung (021154089170)" <sip:021181994861@fritz.box>', "Werbung"),
        ('"(021154089170)" <sip:021181994861@fritz.box>', ""),
        ("<sip:021181994861(021154089170)@fritz.box>", ""),
        ('"021154089170" <sip:021181994861@fritz.box>', ""),
    ],
)
def test_both_numbers_of_a_fritzbox_are_kept(from_header: str, name: str) -> None:
    """CLIP no screening: the caller's choice first, the network's number in brackets."""
    caller = identify(a_call(from_header=from_header), DUSSELDORF)
    assert (caller.number_e164, caller.other_number_e164) == ("+4921181994861", "+4921154089170")
    assert caller.display_name == name
    assert "also shows +4921154089170" in caller.believed_because


@pytest.mark.parametrize(
    ("headers", "because"),
    [
        ({"from_header": "<sip:0162000001@op>"}, "From, the only header that shows a caller"),
        (
            {"from_header": "<sip:0162000001@op>", "asserted_identity": ("<sip:trunk@op>",)},
            "From, because P-Asserted-Identity shows no number, or only ours or that of a forwarder",
        ),
        (
            {"from_header": "<sip:x@op>", "remote_party_id": "<sip:0162000001@op>"},
            "Remote-Party-ID, because 192.168.178.1 vouches for it",
        ),
        ({"from_header": "<sip:**1@op>"}, "From: a number that begins with * lives inside the house"),
        ({"from_header": "<sip:1@op>", "privacy": "id"}, "the caller asked for privacy (Privacy: id)"),
        ({"from_header": "<sip:anonymous@op>"}, "the caller asked for privacy"),
        ({"from_header": "<sip:op>"}, "From says that there is no number to show"),
        ({"from_header": "<sip:alice@op>"}, "From holds no telephone number that can be read"),
        ({}, "no header says who is calling"),
    ],
)
def test_belief_has_a_reason(headers: dict[str, Any], because: str) -> None:
    assert identify(a_call(**headers), FRANCE).believed_because == because


class FixedRegions:
    def describe(self, number_e164: str) -> Description:
        return Description("Ville-Dieu", "Godstown", f"carrier of {number_e164}")


def test_regions_describe_the_number_that_is_shown() -> None:
    caller = identify(a_call(from_header="<sip:0162000001@op>"), FRANCE, FixedRegions())
    assert (caller.region_fr, caller.region_en, caller.carrier) == (
        "Ville-Dieu",
        "Godstown",
        "carrier of +33162000001",
    )


@pytest.mark.parametrize(
    "from_header", ["<sip:3950@op>", "<sip:**622@op>", "<sip:anonymous@op>", "<sip:alice@op>"]
)
def test_regions_are_not_asked_without_a_number(from_header: str) -> None:
    caller = identify(a_call(from_header=from_header), FRANCE, FixedRegions())
    assert (caller.region_fr, caller.region_en, caller.carrier) == ("", "", "")


def test_a_hidden_number_leaves_no_trace_in_what_is_shown() -> None:
    call = a_call(
        from_header='"Jean Dupont" <sip:0162000001@op>',
        asserted_identity=('"Jean Dupont" <tel:+33162000001>',),
        privacy="id",
    )
    shown = asdict(identify(call, FRANCE, FixedRegions()))
    assert shown.pop("hidden_number_e164") == "+33162000001"
    assert not any("62000001" in str(value) or "Dupont" in str(value) for value in shown.values())
    assert not (shown["country"] or shown["region_fr"] or shown["line_type"])


def test_nowhere_knows_no_place() -> None:
    assert NOWHERE.describe("+33162000001") == Description()


header_text = st.text(
    alphabet='"<>\\;,@:=?%()*+0123456789siptelanonymous.invalid \x00\u202e\ud800', max_size=60
) | st.text(max_size=60)


@given(
    call=st.builds(
        a_call,
        from_header=header_text,
        to_header=header_text,
        request_uri=header_text,
        asserted_identity=st.lists(header_text, max_size=2).map(tuple),
        remote_party_id=header_text,
        privacy=st.sampled_from(["", "id", "none", "\x00", "user;header"]),
        diversion=st.lists(header_text, max_size=2).map(tuple),
        history_info=st.lists(header_text, max_size=3).map(tuple),
        called_party=header_text,
        attestation_headers=st.lists(header_text, max_size=2).map(tuple),
        from_trusted_peer=st.booleans(),
    ),
    plan=st.sampled_from([FRANCE, DUSSELDORF, DialPlan("US", "212"), DialPlan("IT")]),
)
def test_whatever_the_headers_hold_there_is_a_caller_and_a_reason(call: IncomingCall, plan: DialPlan) -> None:
    caller = identify(call, plan, FixedRegions())
    assert caller.believed_because
    assert not (caller.withheld and caller.number_e164)
    assert caller.withheld or not caller.hidden_number_e164
    for text in (caller.display_name, caller.as_written, caller.internal, caller.diverted_from):
        assert len(text) <= 64
        assert not any(unicodedata.category(character) in ("Cc", "Cs") for character in text)
