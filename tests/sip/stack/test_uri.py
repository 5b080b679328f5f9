"""Addresses as people's boxes write them."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from agent.sip.stack.name_addr import NameAddr, read_name_addr
from agent.sip.stack.uri import Uri, read_uri, same_address


@settings(deadline=None)
@given(st.text(max_size=60) | st.text('sip:tel@;?=&[]<>"\\,. 1a%', max_size=60))
def test_any_text_is_read_and_what_is_read_is_written_as_read(text: str) -> None:
    for prefix in ("", "sip:", "tel:"):
        uri = read_uri(prefix + text)
        if uri is not None:
            assert read_uri(str(uri)) == read_uri(str(read_uri(str(uri))))
    name_addr = read_name_addr(text)
    assert isinstance(name_addr.tag, str)


@pytest.mark.parametrize(
    ("text", "uri"),
    [
        ("sip:alice@example.com", Uri("sip", "alice", "example.com")),
        ("SIPS:alice:pw@Example.com:5061;transport=TCP;lr?a=b&c=d",
         Uri("sips", "alice", "Example.com", 5061, (("transport", "TCP"), ("lr", None)), "a=b&c=d", "pw")),
        ("sip:box", Uri("sip", "", "box")),
        ("sip:@box", Uri("sip", "", "box")),
        ("sip:620@", Uri("sip", "620")),
        ("sip:", Uri("sip")),
        ("sip:620@:5060", Uri("sip", "620", "", 5060)),
        ("sip:a@[2001:db8::1]:5070", Uri("sip", "a", "2001:db8::1", 5070)),
        ("sip:a@[fe80::1%eth0]", Uri("sip", "a", "fe80::1%eth0")),
        ("sip:a@2001:db8::1", Uri("sip", "a", "2001:db8::1")),
        ("sip:a@b:99999", Uri("sip", "a", "b")),
        ("sip:user;par=u%40x@b", Uri("sip", "user;par=u%40x", "b")),
        ("sip:1_unusual.URI~(to-be!sure)&isn't+it$/crazy?,/;;*:&it+has=1,weird!*pas$wo~d_too.(doesn't-it)@e.com",
         Uri("sip", "1_unusual.URI~(to-be!sure)&isn't+it$/crazy?,/;;*", "e.com",
             password="&it+has=1,weird!*pas$wo~d_too.(doesn't-it)")),
        ("sip:\udcff\udce9@b", Uri("sip", "\udcff\udce9", "b")),
        ("tel:+33612345678;phone-context=fr", Uri("tel", "+33612345678", parameters=(("phone-context", "fr"),))),
        ("urn:service:sos", Uri("urn", "service:sos")),
        ("nobodyKnowsThisScheme:totallyopaquecontent", Uri("nobodyknowsthisscheme", "totallyopaquecontent")),
    ],
)  # fmt: skip
def test_what_an_address_says(text: str, uri: Uri) -> None:
    assert read_uri(text) == uri
    assert read_uri(str(uri)) == uri


@pytest.mark.parametrize("text", ["", "alice", "<sip:a@b>", ":x", "sip", "ä:b", "sip:" + "a" * 5000])
def test_what_is_no_address(text: str) -> None:
    assert read_uri(text) is None


SAME = [
    ("sip:%61lice@atlanta.com;transport=TCP", "sip:alice@AtLanTa.CoM;Transport=tcp"),
    ("sip:carol@chicago.com", "sip:carol@chicago.com;newparam=5"),
    ("sip:carol@chicago.com", "sip:carol@chicago.com;security=on"),
    ("sip:biloxi.com;transport=tcp;method=REGISTER?to=sip:bob%40biloxi.com",
     "sip:biloxi.com;method=REGISTER;transport=tcp?to=sip:bob%40biloxi.com"),
    ("sip:alice@atlanta.com?subject=project%20x&priority=urgent",
     "sip:alice@atlanta.com?priority=urgent&subject=project%20x"),
]  # fmt: skip
OTHER = [
    ("SIP:ALICE@AtLanTa.CoM;Transport=udp", "sip:alice@AtLanTa.CoM;Transport=UDP"),
    ("sip:bob@biloxi.com", "sip:bob@biloxi.com:5060"),
    ("sip:bob@biloxi.com", "sip:bob@biloxi.com;transport=udp"),
    ("sip:bob@biloxi.com", "sip:bob@biloxi.com:6000;transport=tcp"),
    ("sip:carol@chicago.com", "sip:carol@chicago.com?Subject=next%20meeting"),
    ("sip:carol@chicago.com;security=on", "sip:carol@chicago.com;security=off"),
    ("sip:bob@phone21.boxesbybob.com", "sip:bob@192.0.2.4"),
    ("sip:a@b", "sips:a@b"),
]


@pytest.mark.parametrize(
    ("one", "other", "same"), [(*pair, True) for pair in SAME] + [(*pair, False) for pair in OTHER]
)
def test_the_examples_of_the_rfc_compare_as_it_says(one: str, other: str, same: bool) -> None:
    first, second = read_uri(one), read_uri(other)
    assert first is not None and second is not None
    assert same_address(first, second) is same
    assert same_address(second, first) is same


@pytest.mark.parametrize(
    ("text", "name", "address", "tag"),
    [
        ('"Bob" <sip:a@b>;tag=1', "Bob", "sip:a@b", "1"),
        ("sip:a@b;tag=1", "", "sip:a@b", "1"),
        ("Bond, James <sip:jb@x>;tag=7", "Bond, James", "sip:jb@x", "7"),
        ('""unknown"" <sip:+331@x>;tag=2', "unknown", "sip:+331@x", "2"),
        ('"Sami\\" <sip:1@x>;tag=3', "Sami\\", "sip:1@x", "3"),
        ('"a" <sip:1@x;tag=4', "a", "sip:1@x", "4"),
        ("<sip:@box>;tag=5", "", "sip:@box", "5"),
        ('"a < \\"b\\" > c" <sip:x@y>;tag=6', 'a < "b" > c', "sip:x@y", "6"),
        ('"a" <sip:1@x>;tag=8, "b" <sip:2@x>;tag=9', "a", "sip:1@x", "8"),
        ('"a" "b" <sip:1@x>;tag=1', 'a" "b', "sip:1@x", "1"),
        ('"Bob"<sip:a@b> ; TAG = x ;y', "Bob", "sip:a@b", "x"),
        ('"open <sip:a@b>;tag=1', "open", "sip:a@b", "1"),
        ("", "", "", ""),
        ('"', "", "", ""),
        ("<", "", "", ""),
        ("<<>>;tag=q", "", "<", "q"),
    ],
)
def test_name_address_and_tag_are_found(text: str, name: str, address: str, tag: str) -> None:
    read = read_name_addr(text)
    assert (read.display_name, read.address, read.tag) == (name, address, tag)


def test_a_name_is_written_in_quotes() -> None:
    side = NameAddr("sip:a@b", 'say "hi"').with_tag("t")
    assert str(side) == '"say \\"hi\\"" <sip:a@b>;tag=t'
    assert read_name_addr(str(side)) == side
    assert side.uri == Uri("sip", "a", "b")
