"""Headers are read as RFC 3261 writes them, and no text at all makes the reading fail."""

from datetime import UTC, datetime

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from agent.call.incoming_call import IncomingCall
from agent.identify.dial_plan import DialPlan
from agent.identify.identify import identify
from agent.sip.messages import (
    MAX_HEADER_CHARACTERS,
    MAX_VALUES,
    caller_shown,
    first,
    incoming_call,
    read_headers,
    request_uri,
    several,
    split_values,
)

NOON = datetime(2026, 11, 21, 12, 0, tzinfo=UTC)


def an_invite(*header_lines: str, body: str = "") -> str:
    return "\r\n".join(["INVITE sip:t1@127.0.0.1:5071 SIP/2.0", *header_lines, "", body])


def call_of(message: str) -> IncomingCall:
    return incoming_call(
        message,
        call_id="c1",
        line="home",
        received_at=NOON,
        source_address="127.0.0.1",
        from_trusted_peer=True,
    )


@pytest.mark.parametrize(
    ("lines", "name", "values"),
    [
        (["From: <sip:1@a>"], "from", ["<sip:1@a>"]),
        (["f: <sip:1@a>"], "from", ["<sip:1@a>"]),
        (["FROM :<sip:1@a>  "], "from", ["<sip:1@a>"]),
        (["t:x", "i: c1", "m: <sip:c@a>"], "call-id", ["c1"]),
        (["v: one", "Via: two"], "via", ["one", "two"]),
        (["From: one", "  two", "\tthree", "To: x"], "from", ["one two three"]),
        ([" folded before any header", "From: x"], "from", ["x"]),
        (["no colon at all", "From: x"], "from", ["x"]),
        (["From: a: b"], "from", ["a: b"]),
        (["From:"], "from", [""]),
    ],
)
def test_headers_have_one_name_whatever_their_case_form_and_folding(
    lines: list[str], name: str, values: list[str]
) -> None:
    assert read_headers(an_invite(*lines))[name] == values


def test_each_header_is_text_for_itself_as_utf_8_or_else_as_windows_1252() -> None:
    raw = an_invite("From: 1", "To: 2", "User-Agent: 3").encode()
    raw = raw.replace(b" 1", b' "Soci\xe9t\xe9 \x80" <sip:1@a>').replace(b" 2", " é".encode())
    raw = raw.replace(b" 3", b" box \x81\xa0")
    call = call_of(raw.decode("utf-8", "surrogateescape"))
    assert call.from_header == '"Société €" <sip:1@a>'
    assert call.to_header == "é"
    # 0x81 stands for nothing in Windows-1252, and 0xA0 is a letter's byte like others, not a blank.
    assert call.user_agent == "box \ufffd\xa0"


def test_the_body_is_not_read_as_headers() -> None:
    headers = read_headers(an_invite("From: x", body="Privacy: id\r\n"))
    assert list(headers) == ["from"]


def test_lone_line_feeds_separate_headers_too() -> None:
    assert read_headers("INVITE sip:a SIP/2.0\nFrom: x\nTo: y\n\nz: 1") == {"from": ["x"], "to": ["y"]}


@pytest.mark.parametrize(
    ("line", "values"),
    [
        ("<sip:1@a>, <tel:+1>", ["<sip:1@a>", "<tel:+1>"]),
        ('"Doe, John" <sip:1@a>', ['"Doe, John" <sip:1@a>']),
        (r'"a \", b" <sip:1@a>,<sip:2@a>', [r'"a \", b" <sip:1@a>', "<sip:2@a>"]),
        (r'"a\\", <sip:2@a>', [r'"a\\"', "<sip:2@a>"]),
        ("<sip:1@a?x=1,2>, <sip:2@a>", ["<sip:1@a?x=1,2>", "<sip:2@a>"]),
        ('"<", b', ['"<"', "b"]),
        ("a,,b,", ["a", "b"]),
        ('"never closed, b', ['"never closed, b']),
        ("", []),
        ("Bond, James <sip:1@a>, <tel:+1>", ["Bond, James <sip:1@a>", "<tel:+1>"]),
        ("<sip:1@a>, Dupont, Jean <sip:2@a>", ["<sip:1@a>", "Dupont, Jean <sip:2@a>"]),
        ("0162000001, <tel:+1>", ["0162000001", "<tel:+1>"]),
    ],
)
def test_a_comma_separates_values_only_outside_quotes_and_brackets(line: str, values: list[str]) -> None:
    assert split_values(line) == values


def test_what_is_too_long_or_too_much_is_cut() -> None:
    headers = read_headers(an_invite("From: " + "x" * 5000, "Diversion: " + ",".join("abcdefghijk")))
    assert first(headers, "from") == "x" * MAX_HEADER_CHARACTERS
    assert several(headers, "diversion") == tuple("abcdefgh")
    assert len(several(headers, "diversion")) == MAX_VALUES
    assert first(headers, "to") == ""
    assert several(headers, "to") == ()


def test_several_remote_parties_stand_one_on_each_line() -> None:
    call = call_of(
        an_invite("Remote-Party-ID: Bond, James <sip:1@a>", "remote-party-id: <sip:2@a>;privacy=full")
    )
    assert call.remote_party_id == "Bond, James <sip:1@a>\n<sip:2@a>;privacy=full"


@pytest.mark.parametrize(
    ("message", "shown"),
    [
        (an_invite('From: "Sami" <sip:@box>').encode(), '"Sami" <sip:@box>'),
        (b'INVITE sip: SIP/2.0\r\nf: "Lef\xe8vre\x07\x1b[2J"\r\n\r\n', '"Lefèvre  [2J"'),
        (b"INVITE sip: SIP/2.0\r\n\r\n", "INVITE sip: SIP/2.0"),
        (b"From: " + b"x" * 500, "From: " + "x" * 74),
    ],
)
def test_a_sentence_shows_the_sender_of_any_bytes_short_and_printable(message: bytes, shown: str) -> None:
    assert caller_shown(message) == shown


def test_an_invite_becomes_a_call_with_its_headers_as_written() -> None:
    call = call_of(
        an_invite(
            'f: "Télé" <sip:+33162000001@box>;tag=1',
            "To: <sip:0123456789@box>",
            "P-Asserted-Identity: <sip:+33162000001@box>,",
            "  <tel:+33162000001>",
            "Privacy: id",
            "Privacy: critical",
            "History-Info: <sip:1@a>;index=1, <sip:2@a>;index=1.1",
            "Priority: psap-callback",
            "Identity: abc",
            "X-Twilio-VerStat: TN-Validation-Failed",
            "User-Agent: box",
        )
    )
    assert call.request_uri == "sip:t1@127.0.0.1:5071"
    assert call.from_header == '"Télé" <sip:+33162000001@box>;tag=1'
    assert call.asserted_identity == ("<sip:+33162000001@box>", "<tel:+33162000001>")
    assert call.privacy == "id;critical"
    assert call.history_info == ("<sip:1@a>;index=1", "<sip:2@a>;index=1.1")
    assert call.attestation_headers == ("x-twilio-verstat: TN-Validation-Failed", "identity: abc")
    assert (call.priority, call.user_agent, call.diversion) == ("psap-callback", "box", ())


@pytest.mark.parametrize("message", ["", "INVITE", "INVITE sip:a", "\r\n\r\n"])
def test_a_first_line_that_is_none_has_no_address(message: str) -> None:
    assert request_uri(message) == ""


header_like = st.from_regex(r"([A-Za-z-]{1,12} ?:|[ \t])[^\r\n]{0,40}", fullmatch=True)


@given(st.text() | st.lists(header_like).map(lambda lines: an_invite(*lines)))
@example(":")
@example(' \n\t\n,<"\\')
def test_no_text_makes_the_reading_fail(message: str) -> None:
    call = call_of(message)
    assert all("\n" not in value for value in (call.from_header, call.privacy, *call.diversion))
    assert len(call.user_agent) <= MAX_HEADER_CHARACTERS


@given(st.text('ab,"\\<> ', max_size=40))
def test_splitting_loses_nothing_but_commas_and_spaces_at_the_edges(line: str) -> None:
    joined = "".join("".join(split_values(line)).split())
    kept = "".join(line.split())
    assert joined.replace(",", "") == kept.replace(",", "")


LONG = 3000


@pytest.mark.parametrize("length", [900, 1019, 1023, 1024, 1025, LONG, 60_000])
@pytest.mark.parametrize("name", ["0612345678", "112", "<sip:0612345678@box>", '\\" <sip:0612345678@box>'])
@pytest.mark.parametrize("header", ["From", "P-Asserted-Identity", "Remote-Party-ID"])
def test_a_name_of_any_length_is_never_the_number(header: str, name: str, length: int) -> None:
    value = f'"{name.ljust(length)}" <sip:0162000001@box>;tag=1'
    told = incoming_call(
        f"INVITE sip:a@b SIP/2.0\r\n{header}: {value}\r\n\r\n",
        call_id="c",
        line="home",
        received_at=datetime(2026, 11, 30, tzinfo=UTC),
        source_address="",
        from_trusted_peer=True,
    )
    read = {"From": told.from_header, "P-Asserted-Identity": "".join(told.asserted_identity)}.get(
        header, told.remote_party_id
    )
    caller = identify(
        IncomingCall(call_id="c", line="home", received_at=told.received_at, from_header=read),
        DialPlan(country="FR"),
    )
    assert caller.number_e164 == "+33162000001"


@pytest.mark.parametrize("value", ['"' + "0" * LONG, "0" * LONG, f'"a" {"0612345678 " * 500}<sip:1@a'])
def test_what_is_too_long_and_has_no_address_says_nobody(value: str) -> None:
    told = incoming_call(
        f"INVITE sip:a@b SIP/2.0\r\nFrom: {value}\r\n\r\n",
        call_id="c",
        line="home",
        received_at=datetime(2026, 11, 30, tzinfo=UTC),
        source_address="",
        from_trusted_peer=True,
    )
    assert told.from_header == ""
