"""What PJSIP cannot parse is mended without a byte more or less; what is sound stays as it is."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agent.sip.pjsip.mending import explained_offer, mended


def an_invite(
    caller: str = "<sip:1@box>;tag=a", uri: str = "sip:t@h", more: str = "", body: str = ""
) -> bytes:
    lines = [f"INVITE {uri} SIP/2.0", "Via: SIP/2.0/UDP 192.168.1.1:5060;branch=z9hG4bK1", f"From: {caller}"]
    return "\r\n".join([*lines, "To: <sip:2@box>", *([more] if more else []), "", body]).encode("latin-1")


@pytest.mark.parametrize(
    "caller",
    [
        "<sip:1@box>;tag=a",
        '"Bond, James" <sip:+33199001122@box:5060;user=phone>;tag=a;x="y"',
        "Bond, James <sip:1@box>",
        "sip:1@box;tag=a",
        "<tel:+33199001122>;tag=a",
        "<sip:box>;tag=a",
        "<sip:1@[fd00::1]:5060>",
        '"<sip:trap@evil>" <sip:1@box>',
        r'"a \"quoted\" name" <sip:1@box>',
        "<sips:#31#0199@box>",
    ],
)
def test_what_is_sound_stays_as_it_is(caller: str) -> None:
    assert mended(an_invite(caller)) == an_invite(caller)


@pytest.mark.parametrize(
    ("caller", "better"),
    [
        ('""unknown"" <sip:1@box>;tag=a', "<sip:a>;tag=a"),
        ('"Sami\\" <sip:1@box>;tag=a', "<sip:a>;tag=a"),
        ("<sip:1@box> <sip:1@box>", "<sip:a>"),
        ("<anonymous@anonymous.invalid>; TAG = b", "<sip:a>;tag=b"),
        ("<sip:@box>;tag=a", "<sip:a>;tag=a"),
        ("<sip:1@box;tag=a", "<sip:a>;tag=a"),
        ("<sip:1\xe8@box>;tag=a", "<sip:a>;tag=a"),
        ('"Sami\r\n Ben" <sip:1@box>', '"Sami   Ben" <sip:1@box>'),
        ("x@y;tag=a", "<sip:a>;tag=a"),
    ],
)
def test_an_address_that_cannot_be_parsed_becomes_one_that_can_and_keeps_its_tag(
    caller: str, better: str
) -> None:
    whole = mended(an_invite(caller))
    assert len(whole) == len(an_invite(caller))
    value = next(line for line in whole.split(b"\r\n") if line.lower().startswith((b"from:", b"f:")))
    assert value.partition(b":")[2].strip().decode() == better


@pytest.mark.parametrize(
    ("uri", "better"),
    [("sip:0123@", "sip:aaaaa"), ("0123456789", "sip:aaaaaa"), ("sip:", "sip:"), ("sip:t@h", "sip:t@h")],
)
def test_a_request_uri_that_cannot_be_parsed_becomes_one_as_long(uri: str, better: str) -> None:
    assert mended(an_invite(uri=uri)).startswith(f"INVITE {better} SIP/2.0\r\n".encode())


def test_a_contact_that_cannot_be_parsed_leads_to_where_the_request_was_sent_from() -> None:
    whole = mended(an_invite(more='Contact: ""x"" <sip:box@192.168.1.1:5060>'))
    assert b"\r\nContact:<sip:192.168.1.1:5060>" in whole


@pytest.mark.parametrize(
    "message",
    [
        b"",
        b"SIP/2.0 200 OK\r\nFrom: <sip:@box>\r\n\r\n",
        b"INVITE sip:x SIP/2.0\r\nFrom: <sip:@box>",
        b"\r\n\r\n",
    ],
)
def test_what_is_no_whole_request_is_left_alone(message: bytes) -> None:
    assert mended(message) == message


@pytest.mark.parametrize(
    ("media", "better"),
    [
        ("m=video 9999 RTP/AVP 96", "m=video 9999 RTP/AVP 34"),
        ("m=audio 4000 RTP/AVP 8 97", "m=audio 4000 RTP/AVP 8 19"),
        ("m=video 9999 RTP/AVP 127", "m=video 9999 RTP/AVP 034"),
        ("m=audio 4000 RTP/AVP 8 101\r\na=rtpmap:101 telephone-event/8000",) * 2,
        ("m=audio 4000 RTP/AVP 8 0",) * 2,
        ("m=audio 4000 RTP/AVP x",) * 2,
    ],
)
def test_a_payload_type_that_nothing_explains_becomes_one_that_needs_nothing(media: str, better: str) -> None:
    assert explained_offer(an_invite(body=media + "\r\n")) == an_invite(body=better + "\r\n")


words = (
    b"INVITE sip:",
    b"From:",
    b"To:",
    b"\r\n",
    b"\r\n ",
    b"<",
    b">",
    b'"',
    b";tag=",
    b"m=audio 1 RTP/AVP",
)
pieces = st.sampled_from([*words, b" 99"])


@given(st.lists(pieces | st.binary(max_size=8)).map(b"".join))
def test_any_bytes_stay_as_many(message: bytes) -> None:
    for whole in (message, b"INVITE sip:@ SIP/2.0\r\n" + message + b"\r\n\r\n" + message):
        assert len(mended(whole)) == len(whole)
        assert len(explained_offer(whole)) == len(whole)
