"""Identity headers are read however they are written, and no text at all can break the reading."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agent.identify.name_addr import MAX_HEADER_CHARACTERS, NameAddr, read_name_addr, read_name_addrs


@pytest.mark.parametrize(
    ("header", "display_name", "scheme", "user", "host"),
    [
        ('"Haui Mobil" <sip:**622@fritz.box>;tag=8ab', "Haui Mobil", "sip", "**622", "fritz.box"),
        ("<sip:0152000001@fritz.box>;tag=1", "", "sip", "0152000001", "fritz.box"),
        ("sip:0152000001@fritz.box;tag=1", "", "sip", "0152000001", "fritz.box"),
        ("<sip:+4921181994861@ims.colt.net;user=phone>", "", "sip", "+4921181994861", "ims.colt.net"),
        (
            '"Anonymous" <sip:anonymous@anonymous.invalid>',
            "Anonymous",
            "sip",
            "anonymous",
            "anonymous.invalid",
        ),
        ("<sip:fritz.box>;tag=2", "", "sip", "", "fritz.box"),
        ("<sip:@fritz.box>", "", "sip", "", "fritz.box"),
        ("<sip:192.168.178.1:5060>", "", "sip", "", "192.168.178.1"),
        ("<sip:0162000001>", "", "sip", "0162000001", ""),  # no host: still a number
        ("Jean Dupont <sip:0162000001@box>", "Jean Dupont", "sip", "0162000001", "box"),
        ('"Dupont, Jean" <sip:0162000001@box>', "Dupont, Jean", "sip", "0162000001", "box"),
        (r'"A \"quoted\" name \\" <sip:1@box>', 'A "quoted" name \\', "sip", "1", "box"),
        ('"<sip:trap@evil>" <sip:0162000001@box>', "<sip:trap@evil>", "sip", "0162000001", "box"),
        ("<tel:+33-1-62-00-00-01>", "", "tel", "+33-1-62-00-00-01", ""),
        ("tel:+33162000001;phone-context=+33", "", "tel", "+33162000001", ""),
        (
            "<SIPS:%2B33162000001:secret@Box.Example:5061;transport=tls>",
            "",
            "sips",
            "+33162000001",
            "box.example",
        ),
        ("<sip:0162000001@[fd00::1]:5060>", "", "sip", "0162000001", "fd00::1"),
        (
            "<sip:+15612345678;verstat=TN-Validation-Passed@foo.com;user=phone>",
            "",
            "sip",
            "+15612345678",
            "foo.com",
        ),
        ("0162000001", "", "", "0162000001", ""),
        ("<0162000001@box>", "", "", "0162000001", "box"),
        # Broken in every way.
        ('"Jean <sip:0162000001@box>', "Jean", "sip", "0162000001", "box"),
        ('"Jean" <sip:0162000001@box', "Jean", "sip", "0162000001", "box"),
        ('"Jean" sip:0162000001@box', "Jean", "sip", "0162000001", "box"),
        ('"Jean', "", "", "Jean", ""),
        ("gibberish", "", "", "gibberish", ""),
        ("<>", "", "", "", ""),
        ("", "", "", "", ""),
        (";;;", "", "", "", ""),
        ("<sip:>", "", "sip", "", ""),
        ("<sip:0123@a@b>", "", "sip", "0123", "a@b"),
    ],
)
def test_a_header_is_read(header: str, display_name: str, scheme: str, user: str, host: str) -> None:
    found = read_name_addr(header)
    assert (found.display_name, found.scheme, found.user, found.host) == (display_name, scheme, user, host)


@pytest.mark.parametrize(
    ("header", "name", "value"),
    [
        (
            "<sip:+1561;verstat=TN-Validation-Passed@foo.com;user=phone>;tag=9",
            "verstat",
            "TN-Validation-Passed",
        ),
        ("<sip:+1561@foo.com;user=phone;verstat=No-TN-Validation>", "verstat", "No-TN-Validation"),
        ("<tel:+1561;VerStat=TN-Validation-Failed>", "verstat", "TN-Validation-Failed"),
        ("<sip:1@h>;party=calling;privacy=full;screen=yes", "privacy", "full"),
        ('<sip:1@h>;privacy="full"', "privacy", "full"),
        ('<sip:1@h>;reason="no;answer";counter=2', "counter", "2"),
        ("<sip:1@h?Reason=SIP%3Bcause%3D302&Privacy=history>;index=1", "privacy", "history"),
        ("<sip:1@h?Reason=SIP%3Bcause%3D302>;index=1", "reason", "SIP;cause=302"),
        ("<sip:0162000001;phone-context=%2B33@box>", "phone-context", "+33"),
        ("<sip:1@h>", "tag", ""),
    ],
)
def test_parameters_are_found_wherever_they_stand(header: str, name: str, value: str) -> None:
    assert read_name_addr(header).parameter(name) == value


def test_as_written_keeps_what_the_network_wrote() -> None:
    assert read_name_addr("<sip:%2B33162000001;isup-oli=0@box>").as_written == "%2B33162000001;isup-oli=0"


def test_two_identities_in_one_header_are_two() -> None:
    found = read_name_addrs('"A, B" <sip:+33162000001@op.example>, <tel:+33162000001>')
    assert [(each.display_name, each.scheme, each.user) for each in found] == [
        ("A, B", "sip", "+33162000001"),
        ("", "tel", "+33162000001"),
    ]


def test_a_header_of_commas_says_nothing() -> None:
    assert read_name_addrs(", ,,") == ()
    assert read_name_addr(", ,,") == NameAddr()


def test_an_endless_header_is_cut() -> None:
    assert len(read_name_addrs("<sip:1@h>," * MAX_HEADER_CHARACTERS)) < MAX_HEADER_CHARACTERS


@given(st.text(alphabet='"<>\\;,@:=?%sipte0123+* a\x00\ud800\u202e', max_size=80) | st.text(max_size=80))
def test_no_text_breaks_the_reading(text: str) -> None:
    for found in read_name_addrs(text):
        assert isinstance(found.parameter("tag"), str)
    read_name_addr(text)


names = st.text(max_size=30).filter(lambda name: name == name.strip())


@given(names, st.from_regex(r"[+*]?[0-9]{1,15}", fullmatch=True))
def test_what_is_quoted_comes_back(name: str, user: str) -> None:
    quoted = name.replace("\\", "\\\\").replace('"', '\\"')
    found = read_name_addr(f'"{quoted}" <sip:{user}@box.example;user=phone>;tag=1')
    assert (found.display_name, found.user, found.host) == (name, user, "box.example")
