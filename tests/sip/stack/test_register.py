"""A line registers as RFC 3261 has it, whatever the registrar answers, and never in a loop."""

import re
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agent.call.commands import OpenLine
from agent.call.events import LineChanged
from agent.sip.registration import Registration
from agent.sip.stack.digest import Verdict
from agent.sip.stack.register import MOST_REQUESTS, MOST_TOO_BRIEF, Registering
from agent.sip.stack.register_terms import Outcome, Register, Registrant

WHO = Registrant(
    user="tranquille",
    registrar="fritz.box",
    password="secret",
    contact="sip:t1@192.0.2.7:5071",
    expires_seconds=300,
)
CHALLENGE = ("WWW-Authenticate", 'Digest realm="fritz.box", nonce="A1"')
GRANTED = ("Contact", "<sip:t1@192.0.2.7:5071>;expires=300")
VIA = "SIP/2.0/UDP 192.0.2.7:5071;branch=z9hG4bK1"


class ALine:
    """A line at its registrar, and what it sent last."""

    def __init__(self, **differently: Any) -> None:
        who = replace(WHO, **differently)
        self.registering = Registering(who, call_id="c1@home", from_tag="f1")
        self.sent = self.registering.ask("cn")

    def asks_again(self) -> Register:
        self.sent = self.registering.ask("cn")
        return self.sent

    def hears(self, sip_status: int, *fields: tuple[str, str]) -> Register | Outcome | None:
        following = self.registering.take(self.sent.cseq, sip_status, "as it is", fields, "cn")
        if isinstance(following, Register):
            self.sent = following
        return following

    def hears_the_end(self, sip_status: int, *fields: tuple[str, str]) -> Outcome:
        outcome = self.hears(sip_status, *fields)
        assert isinstance(outcome, Outcome), outcome
        return outcome

    def tries_again(self, sip_status: int, *fields: tuple[str, str]) -> Register:
        register = self.hears(sip_status, *fields)
        assert isinstance(register, Register), register
        return register


def every(register: Register, name: str) -> list[str]:
    return [value for known, value in register.fields if known == name]


def test_a_register_names_the_registrar_without_a_user_and_ourselves() -> None:
    sent = ALine().sent
    assert (sent.uri, sent.is_redirected) == ("sip:fritz.box", False)
    assert sent.fields == (
        ("From", "<sip:tranquille@fritz.box>;tag=f1"),
        ("To", "<sip:tranquille@fritz.box>"),
        ("Call-ID", "c1@home"),
        ("CSeq", "1 REGISTER"),
        ("Contact", "<sip:t1@192.0.2.7:5071>;expires=300"),
        ("Expires", "300"),
        ("Supported", "path"),
    )


@pytest.mark.parametrize(
    ("registrar", "transport", "uri", "domain"),
    [
        ("fritz.box:5070", "udp", "sip:fritz.box:5070", "fritz.box"),
        ("sip:Fritz.Box", "tcp", "sip:Fritz.Box;transport=tcp", "fritz.box"),
        ("[2001:db8::1]:5061", "tls", "sip:[2001:db8::1]:5061;transport=tls", "[2001:db8::1]"),
        ("2001:db8::1", "udp", "sip:[2001:db8::1]", "[2001:db8::1]"),
    ],
)
def test_a_registrar_may_have_a_port_an_ipv6_address_and_a_transport(
    registrar: str, transport: str, uri: str, domain: str
) -> None:
    sent = ALine(registrar=registrar, transport=transport).sent
    assert sent.uri == uri
    assert every(sent, "To") == [f"<sip:tranquille@{domain}>"]


def test_a_user_name_that_fits_no_address_is_escaped() -> None:
    assert every(ALine(user="jo ü@home").sent, "To") == ["<sip:jo%20%C3%BC%40home@fritz.box>"]


def test_one_call_id_and_a_rising_cseq_for_all_of_a_lines_life() -> None:
    line = ALine()
    sent = [line.sent, line.tries_again(401, CHALLENGE)]
    line.hears_the_end(200, GRANTED)
    sent += [line.asks_again(), line.registering.leave("cn")]
    assert [each.cseq for each in sent] == [1, 2, 3, 4]
    assert [every(each, "CSeq") for each in sent] == [[f"{number} REGISTER"] for number in (1, 2, 3, 4)]
    assert {value for each in sent for value in every(each, "Call-ID")} == {"c1@home"}


def test_a_challenge_is_answered_and_the_time_that_was_granted_comes_out() -> None:
    line = ALine(auth_user="other")
    again = line.tries_again(401, CHALLENGE)
    (authorization,) = every(again, "Authorization")
    assert 'username="other"' in authorization and 'uri="sip:fritz.box"' in authorization
    outcome = line.hears_the_end(
        200, ("Contact", "<sip:t1@192.0.2.7:5071>;expires=120, <sip:x@y>;expires=900")
    )
    assert (outcome.sip_status, outcome.reason, outcome.expires_seconds) == (200, "as it is", 120)
    assert every(line.asks_again(), "Authorization") != []


def test_a_proxy_that_asks_is_answered_too() -> None:
    again = ALine().tries_again(407, ("Proxy-Authenticate", 'Digest realm="p", nonce="B"'))
    assert len(every(again, "Proxy-Authorization")) == 1 and not every(again, "Authorization")


def test_a_wrong_password_ends_the_exchange_and_says_so() -> None:
    line = ALine()
    line.tries_again(401, CHALLENGE)
    outcome = line.hears_the_end(401, CHALLENGE)
    assert (outcome.sip_status, outcome.verdict) == (401, Verdict.WRONG_PASSWORD)
    assert ALine().hears_the_end(401).verdict is Verdict.UNANSWERABLE


def test_what_was_refused_in_one_exchange_is_not_held_against_the_next() -> None:
    line = ALine()
    for nonce in ("A1", "A2"):
        again = line.tries_again(401, ("WWW-Authenticate", f'Digest realm="fritz.box", nonce="{nonce}"'))
    assert 'username="tranquille"' in every(again, "Authorization")[0]
    line.hears_the_end(200, GRANTED)
    line.asks_again()
    line.tries_again(401, ("WWW-Authenticate", 'Digest realm="fritz.box", nonce="A3"'))


def test_the_nonce_that_a_registrar_names_next_is_used() -> None:
    line = ALine()
    line.tries_again(401, CHALLENGE)
    line.hears_the_end(200, GRANTED, ("Authentication-Info", 'nextnonce="N2"'))
    assert 'nonce="N2"' in every(line.asks_again(), "Authorization")[0]


def test_too_brief_a_time_is_made_longer_and_kept() -> None:
    line = ALine()
    again = line.tries_again(423, ("Min-Expires", "1800"))
    assert every(again, "Expires") == ["1800"] and every(again, "Contact")[0].endswith(";expires=1800")
    assert line.hears_the_end(200).expires_seconds == 1800
    assert every(line.asks_again(), "Expires") == ["1800"]


@pytest.mark.parametrize("wanted", ["300", "60", "0", "x", "86401", "4294967295"])
def test_a_423_that_names_nothing_longer_or_far_too_much_is_a_refusal(wanted: str) -> None:
    line = ALine()
    assert line.hears_the_end(423, ("Min-Expires", wanted)).sip_status == 423
    assert every(line.asks_again(), "Expires") == ["300"]


def test_a_registrar_that_always_wants_longer_is_left() -> None:
    line = ALine()
    for turn in range(MOST_TOO_BRIEF):
        line.tries_again(423, ("Min-Expires", str(1000 + turn)))
    assert line.hears_the_end(423, ("Min-Expires", "2000")).sip_status == 423


def test_a_registrar_that_is_busy_says_for_how_long() -> None:
    outcome = ALine().hears_the_end(503, ("Retry-After", "120 (maintenance)"))
    assert (outcome.sip_status, outcome.expires_seconds, outcome.retry_after_seconds) == (503, 0, 120)
    assert ALine().hears_the_end(408).retry_after_seconds is None


def test_a_redirection_to_the_registrars_own_is_followed_once() -> None:
    line = ALine(registrar="sipgate.de")
    again = line.tries_again(302, ("Contact", "<sip:a@evil.org>, <sip:a@sip3.sipgate.de:5070;transport=ws>"))
    assert (again.uri, again.is_redirected) == ("sip:sip3.sipgate.de:5070", True)
    assert every(again, "To") == ["<sip:tranquille@sipgate.de>"]
    proven = line.tries_again(401, CHALLENGE)
    assert proven.is_redirected and 'uri="sip:sip3.sipgate.de:5070"' in every(proven, "Authorization")[0]
    assert line.hears_the_end(301, ("Contact", "<sip:sip4.sipgate.de>")).sip_status == 301
    assert line.asks_again().uri == "sip:sipgate.de"


@pytest.mark.parametrize(
    "address", ["sip:evil.org", "sip:xfritz.box", "sip:fritz.box.evil.org", "tel:1", "*", ""]
)
def test_a_redirection_to_anybody_else_is_a_refusal(address: str) -> None:
    assert ALine().hears_the_end(302, ("Contact", f"<{address}>")).sip_status == 302


def test_leaving_takes_our_own_contact_away_and_nobody_elses() -> None:
    line = ALine()
    line.hears_the_end(200, GRANTED)
    line.sent = line.registering.leave("cn")
    assert every(line.sent, "Contact") == ["<sip:t1@192.0.2.7:5071>;expires=0"]
    assert every(line.sent, "Expires") == ["0"]
    again = line.tries_again(401, CHALLENGE)
    assert every(again, "Contact") == ["<sip:t1@192.0.2.7:5071>;expires=0"]
    outcome = line.hears_the_end(200, ("Contact", "<sip:other@192.0.2.9>;expires=100"))
    assert (outcome.sip_status, outcome.expires_seconds) == (200, 0)


def test_no_time_is_too_brief_for_leaving() -> None:
    line = ALine()
    line.sent = line.registering.leave("cn")
    assert line.hears_the_end(423, ("Min-Expires", "600")).sip_status == 423


def test_routes_that_the_registrar_names_come_out() -> None:
    outcome = ALine().hears_the_end(200, GRANTED, ("Service-Route", "<sip:p;lr>"), ("Path", "<sip:q;lr>"))
    assert (outcome.service_route, outcome.path) == (("<sip:p;lr>",), ("<sip:q;lr>",))


def test_what_is_provisional_late_or_uncalled_for_is_nothing() -> None:
    line = ALine()
    assert line.hears(100) is None
    first = line.sent.cseq
    line.asks_again()
    assert line.registering.take(first, 200, "OK", [GRANTED], "cn") is None
    line.hears_the_end(200, GRANTED)
    assert line.hears(200, GRANTED) is None


# Behind a NAT.


def seen(port: int, address: str = "203.0.113.9") -> tuple[str, str]:
    return "Via", f"{VIA};rport={port};received={address}"


def test_a_line_that_is_seen_elsewhere_than_before_has_moved() -> None:
    line = ALine()
    moves = []
    for via in (seen(40001), seen(40001), ("Via", VIA), seen(40002), seen(40002)):
        moves.append(line.hears_the_end(200, GRANTED, via).has_moved)
        line.asks_again()
    assert moves == [False, False, False, True, False]


def test_behind_a_nat_our_contact_becomes_what_the_registrar_sees() -> None:
    line = ALine(follows_mapping=True, contact="sip:t1@10.0.0.2:5071;ob")
    again = line.tries_again(200, ("Contact", "<sip:t1@10.0.0.2:5071;ob>;expires=300"), seen(40001))
    assert every(again, "Contact") == [
        "<sip:t1@203.0.113.9:40001;ob>;expires=300",
        "<sip:t1@10.0.0.2:5071;ob>;expires=0",
    ]
    outcome = line.hears_the_end(200, ("Contact", "<sip:t1@203.0.113.9:40001;ob>;expires=90"), seen(40001))
    assert (outcome.expires_seconds, outcome.has_moved, outcome.seen_from) == (
        90,
        False,
        ("203.0.113.9", 40001),
    )
    assert line.registering.contact == "sip:t1@203.0.113.9:40001;ob"
    assert every(line.asks_again(), "Contact") == ["<sip:t1@203.0.113.9:40001;ob>;expires=300"]


def test_a_nat_that_changes_with_every_packet_is_followed_once_in_an_exchange() -> None:
    line = ALine(follows_mapping=True)
    line.tries_again(200, GRANTED, seen(40001))
    assert line.hears_the_end(200, GRANTED, seen(40002)).has_moved


def test_without_a_nat_nothing_is_followed() -> None:
    line = ALine(follows_mapping=True)
    line.hears_the_end(200, GRANTED, ("Via", f"{VIA};rport=5071"))
    line = ALine(follows_mapping=True, contact="sip:t1@[2001:db8::7]")
    line.hears_the_end(200, GRANTED, ("Via", "SIP/2.0/UDP [2001:DB8::7]:5060;rport=5060"))
    line = ALine()
    line.hears_the_end(200, GRANTED, seen(40001))


# Together with the policy, and with anything at all.


def test_an_outcome_is_what_the_policy_of_registration_takes() -> None:
    news: list[LineChanged] = []
    settings = OpenLine(line="home", registrar="fritz.box", user="tranquille", contact_user="t1")
    policy = Registration(settings, port=5071, is_local=False, tell=news.append)
    line = ALine()
    policy.asked(0.0)
    line.tries_again(401, CHALLENGE)
    outcome = line.hears_the_end(200, ("Contact", "<sip:t1@192.0.2.7:5071>;expires=120"))
    policy.answered(outcome.sip_status, outcome.reason, outcome.expires_seconds, 1.0)
    assert policy.is_registered and policy.seconds_until_due(1.0) == 60.0
    assert [each.registered for each in news] == [True]


NUMBERS = range(6)
SOME_FIELDS = [
    *(
        (f"{who}-Authenticate", f'Digest realm="r{number}", nonce="n{other}", stale={stale}')
        for who in ("WWW", "Proxy")
        for number in NUMBERS
        for other in NUMBERS
        for stale in ("true", "false")
    ),
    *(("Min-Expires", str(number * 500)) for number in NUMBERS),
    *(("Contact", f"<sip:t1@x{number}.fritz.box>;expires={number}") for number in NUMBERS),
    *(("Via", f"{VIA};rport={number};received=203.0.113.{number}") for number in NUMBERS),
]
some_status = st.sampled_from([100, 200, 301, 302, 401, 407, 423, 503])
some_field = st.sampled_from(SOME_FIELDS) | st.tuples(
    st.sampled_from(["Contact", "Via", "Service-Route", "WWW-Authenticate"]), st.text(max_size=20)
)
some_answer = st.tuples(some_status, st.lists(some_field, max_size=2))


@given(st.lists(some_answer, min_size=MOST_REQUESTS, max_size=MOST_REQUESTS + 4), st.booleans())
def test_whatever_a_registrar_answers_the_exchange_ends(
    heard: list[tuple[int, list[tuple[str, str]]]], follows: bool
) -> None:
    line = ALine(follows_mapping=follows)
    for sip_status, fields in heard:
        following = line.hears(sip_status, *fields)
        if isinstance(following, Register):
            assert following.cseq <= MOST_REQUESTS
            assert re.fullmatch(r"sip:(x[0-5]\.)?fritz\.box", following.uri)
            assert not any("*" in value for value in every(following, "Contact"))
        elif following is not None:
            return
    # Only provisional ones, then, of which there may be many.
    assert line.sent.cseq + sum(sip_status < 200 for sip_status, _ in heard) > len(heard)
