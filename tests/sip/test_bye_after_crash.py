"""The BYE for a call of an engine now dead belongs to that very dialog (RFC 3261 §12.2.1.1)."""

import pytest

from agent.call.commands import ByeAfterCrash
from agent.sip.bye_after_crash import bye, dialog_parts
from agent.sip.messages import read_headers, request_uri, several
from agent.sip.wire import commands_reader, pack

INVITE = "\r\n".join(
    [
        "INVITE sip:t1@192.168.1.5:5071 SIP/2.0",
        "Record-Route: <sip:192.168.1.1;lr>, <sip:10.0.0.1:5080;lr>",
        "Record-Route: <sip:10.0.0.2;lr>",
        'From: "Caller, One" <sip:+33162000001@box>;tag=theirs',
        "To: <sip:0123456789@box>",
        "Call-ID: c1@box",
        'Contact: "box" <sip:caller@192.168.1.1:5060;transport=udp>;expires=60',
        "CSeq: 7 INVITE",
        "",
        "",
    ]
)
ANSWER = "\r\n".join(
    [
        "SIP/2.0 200 OK",
        'f: "Caller, One" <sip:+33162000001@box>;tag=theirs',
        "t: <sip:0123456789@box>;tag=ours",
        "i: c1@box",
        "",
        "",
    ]
)


def test_the_bye_has_the_dialogs_tags_target_and_routes_and_goes_where_the_call_came_from() -> None:
    datagram, address = bye(dialog_parts(INVITE, ANSWER, "192.168.1.1:5060"), "192.168.1.5:5071")
    message = datagram.decode()
    headers = read_headers(message)
    assert message.startswith("BYE ")
    assert request_uri(message) == "sip:caller@192.168.1.1:5060;transport=udp"
    assert headers["from"] == ["<sip:0123456789@box>;tag=ours"]
    assert headers["to"] == ['"Caller, One" <sip:+33162000001@box>;tag=theirs']
    assert headers["call-id"] == ["c1@box"]
    assert headers["cseq"] == ["1000 BYE"]
    # In the order in which they were recorded: we are the one who was called (RFC 3261 §12.1.1).
    assert several(headers, "route") == (
        "<sip:192.168.1.1;lr>",
        "<sip:10.0.0.1:5080;lr>",
        "<sip:10.0.0.2;lr>",
    )
    assert headers["via"][0].startswith("SIP/2.0/UDP 192.168.1.5:5071;branch=z9hG4bK")
    assert headers["content-length"] == ["0"]
    assert message.endswith("\r\n\r\n")
    assert address == ("192.168.1.1", 5060)


def test_a_bye_carries_the_very_bytes_of_the_dialog_whatever_text_they_are() -> None:
    every_byte = bytes(set(range(256)) - set(b'\r\n\\"'))
    dialog = b"%s@box" % every_byte
    long_name = b'"%s" <sip:+33162000001@box>;tag=theirs\xe9\x85\xa0' % (every_byte * 8)
    answer = ANSWER.encode().replace(b"c1@box", dialog).replace(
        b'"Caller, One" <sip:+33162000001@box>;tag=theirs', long_name
    )  # fmt: skip
    words = dialog_parts(INVITE, answer.decode("utf-8", "surrogateescape"), "192.168.1.1:5060")
    # Fit for the wire to the house, and back.
    (kept,) = commands_reader().feed(pack(ByeAfterCrash("home", words)))
    assert isinstance(kept, ByeAfterCrash)
    datagram, _ = bye(kept.dialog, "192.168.1.5:5071")
    assert b"\r\nCall-ID: " + dialog + b"\r\n" in datagram
    assert b"\r\nTo: " + long_name + b"\r\n" in datagram


def test_two_byes_are_two_transactions() -> None:
    dialog = dialog_parts(INVITE, ANSWER, "192.168.1.1:5060")
    assert bye(dialog, "192.168.1.5:5071")[0] != bye(dialog, "192.168.1.5:5071")[0]


@pytest.mark.parametrize(
    ("contact", "target"),
    [
        ("Contact: <sip:a@b>", "sip:a@b"),
        ("m: sip:a@b;expires=5", "sip:a@b"),
    ],
)
def test_a_contact_is_read_with_brackets_and_without(contact: str, target: str) -> None:
    invite = f"INVITE sip:x SIP/2.0\r\n{contact}\r\n\r\n"
    assert dict(dialog_parts(invite, ANSWER, "a:1"))["target"] == target


def test_a_call_without_routes_gets_a_bye_without_them() -> None:
    invite = "INVITE sip:x SIP/2.0\r\nContact: <sip:a@b>\r\n\r\n"
    datagram, _ = bye(dialog_parts(invite, ANSWER, "127.0.0.1:5060"), "127.0.0.1:5071")
    assert b"Route" not in datagram


@pytest.mark.parametrize(
    ("invite", "answer", "peer"),
    [
        ("INVITE sip:x SIP/2.0\r\n\r\n", ANSWER, "127.0.0.1:5060"),
        (INVITE, "SIP/2.0 200 OK\r\n\r\n", "127.0.0.1:5060"),
        (INVITE, ANSWER, "127.0.0.1"),
        (INVITE, ANSWER, "127.0.0.1:sip"),
        (INVITE, ANSWER, ""),
    ],
)
def test_an_incomplete_dialog_sends_nothing(invite: str, answer: str, peer: str) -> None:
    with pytest.raises(ValueError, match="does not say where"):
        bye(dialog_parts(invite, answer, peer), "127.0.0.1:5071")


def test_a_house_that_kept_nothing_sends_nothing() -> None:
    with pytest.raises(ValueError, match="does not say where"):
        bye((), "127.0.0.1:5071")
