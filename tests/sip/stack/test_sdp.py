"""SDP is read with good will, within limits, and from any bytes at all."""

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from agent.sip.stack.sdp import (
    HELD,
    MOST_ATTRIBUTES,
    MOST_BYTES,
    MOST_FORMATS,
    MOST_MEDIA,
    Description,
    Media,
    read_address,
    read_port,
    read_sdp,
    write_sdp,
)
from tests.sip.stack.sdp_samples import ASTERISK, BARE, CARRIER, FRITZBOX, FRITZBOX_V6, SAMPLES


def read(body: bytes) -> Description:
    description = read_sdp(body)
    assert description is not None
    return description


@pytest.mark.parametrize(
    ("body", "address", "port", "formats"),
    [
        (FRITZBOX, "192.168.178.1", 7078, "9 8 0 2 102 100 99 97 120 121 101"),
        (FRITZBOX_V6, "2001:db8:b0c5::1", 7078, "9 8 0 2 102 100 99 97 120 121 101"),
        (ASTERISK, "198.51.100.20", 14022, "0 8 101"),
        (BARE, "192.0.2.9", 40000, "8"),
    ],
)
def test_what_boxes_send_is_read(body: bytes, address: str, port: int, formats: str) -> None:
    description = read(body)
    audio = description.media[0]
    assert (audio.kind, audio.protocol, description.address_of(audio)) == ("audio", "RTP/AVP", address)
    assert (audio.port, " ".join(audio.formats)) == (port, formats)


def test_what_is_said_for_all_holds_where_an_m_line_says_nothing() -> None:
    description = read(
        b"v=0\nc=IN IP4 192.0.2.1\na=inactive\na=ptime:30\nm=audio 1 RTP/AVP 0\nm=audio 2 RTP/AVP 0\n"
        b"c=IN IP4 192.0.2.2\na=ptime:10\na=sendrecv\n"
    )
    first, second = description.media
    assert [description.address_of(each) for each in (first, second)] == ["192.0.2.1", "192.0.2.2"]
    assert [description.attribute_of(each, "ptime") for each in (first, second)] == ["30", "10"]
    assert first.attribute("sendrecv") is None and second.attribute("sendrecv") == ""


@pytest.mark.parametrize(
    ("text", "address"),
    [
        ("IN IP4 192.0.2.1", "192.0.2.1"),
        ("in ip4  192.0.2.1", "192.0.2.1"),
        ("IN IP4 192.0.2.1/127", "192.0.2.1"),
        ("IN IP4 0.0.0.0", HELD[0]),
        ("IN IP6 0:0:0:0:0:0:0:0", HELD[1]),
        ("IN IP6 2001:DB8::0:1", "2001:db8::1"),
        ("IN IP4 2001:db8::1", "2001:db8::1"),
        ("IN IP6 ::ffff:192.0.2.1", "192.0.2.1"),
        ("IN IP4 phone.example.org", ""),
        ("IN IP4 224.2.1.1/127/3", ""),
        ("IN IP6 ff15::101", ""),
        ("IN IP4 255.255.255.255", ""),
        ("IN IP6 fe80::1%eth0", ""),
        ("IN IP4 192.0.2.1.5", ""),
        ("IN IP4 3221225985", ""),
        ("IN IP4", ""),
        ("ATM IP4 192.0.2.1", ""),
        ("", ""),
    ],
)
def test_an_address_is_one_machine_and_never_a_name(text: str, address: str) -> None:
    assert read_address(text) == address


@pytest.mark.parametrize(
    ("text", "port"),
    [("7078", 7078), ("7078/2", 7078), ("65535", 65535), ("65536", 0), ("-1", 0), ("²", 0), ("9" * 99, 0)],
)  # fmt: skip
def test_a_port_is_one_or_none(text: str, port: int) -> None:
    assert read_port(text) == port


def test_an_m_line_that_names_no_port_is_as_good_as_refused() -> None:
    assert read(b"v=0\nm=audio none RTP/AVP 0\n").media == (Media("audio", 0, "RTP/AVP", ("0",)),)


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"hello",
        b"v\n=0",
        b"v=0\nm=audio 4000\n",
        b"v=0\nm=\n",
        b"v=0\nm=\xff 4000 RTP/AVP 0\n",
        b"v=0\n" + b"m=audio 1 RTP/AVP 0\n" * (MOST_MEDIA + 1),
        b"v=0\n" + b"\n" * 3000,
        b"v=0\na=" + b"x" * MOST_BYTES,
    ],
)
def test_what_is_no_description_or_too_much_is_none(body: bytes) -> None:
    assert read_sdp(body) is None


def test_there_is_an_end_to_attributes_and_formats() -> None:
    lines = b"a=x:1\n" * 300
    audio = b"m=audio 1 RTP/AVP " + b"0 " * 200 + b"\n"
    description = read(b"v=0\n" + lines + audio + lines)
    assert len(description.attributes) == len(description.media[0].attributes) == MOST_ATTRIBUTES
    assert len(description.media[0].formats) == MOST_FORMATS


def test_odd_spacing_line_ends_and_case_are_read() -> None:
    description = read(
        b"\r\n v=0\r  o=- 1 2 IN IP4 192.0.2.1\nC=no\nc= IN IP4 192.0.2.1 \n"
        b"m= audio\t5 RTP/AVP  0\nA\na=SendOnly \0"
    )
    audio = description.media[0]
    assert (description.address, audio.port, audio.attribute("sendonly")) == ("192.0.2.1", 5, "")
    assert description.origin == "- 1 2 IN IP4 192.0.2.1"


def test_what_is_said_once_for_all_is_read_once_and_above_the_m_lines() -> None:
    late = b"m=audio 5 RTP/AVP 0\no=- 9 9 IN IP4 192.0.2.9\nt=9 9\nc=IN IP4 192.0.2.2\nc=IN IP4 192.0.2.3\n"
    description = read(
        b"v=0\no=- 1 2 IN IP4 192.0.2.1\nt=1 2\nc=IN IP4 192.0.2.1\nc=IN IP4 192.0.2.4\n" + late
    )
    assert (description.origin, description.timing) == ("- 1 2 IN IP4 192.0.2.1", "1 2")
    assert (description.address, description.media[0].address) == ("192.0.2.1", "192.0.2.2")


@pytest.mark.parametrize("timing", ["x 0", "0", "-1 0", "0 0\x00x", "1" * 30 + " 0"])
def test_a_time_that_is_none_is_for_ever(timing: str) -> None:
    assert read(f"v=0\nt={timing}\n".encode()).timing == "0 0"


@pytest.mark.parametrize("body", SAMPLES)
def test_what_was_read_is_written_and_read_again_the_same(body: bytes) -> None:
    description = read(body)
    assert read(write_sdp(description)) == description


def test_a_description_is_written_in_the_order_of_the_rfc() -> None:
    description = Description(
        "- 1 2 IN IP6 2001:db8::1",
        (Media("audio", 4000, "RTP/AVP", ("8", "101"), None, (("ptime", "20"), ("sendrecv", None))),),
        "2001:db8::1",
    )
    assert write_sdp(description) == (
        b"v=0\r\no=- 1 2 IN IP6 2001:db8::1\r\ns=-\r\nc=IN IP6 2001:db8::1\r\nt=0 0\r\n"
        b"m=audio 4000 RTP/AVP 8 101\r\na=ptime:20\r\na=sendrecv\r\n"
    )


some_lines = st.lists(
    st.sampled_from([*CARRIER.splitlines(), *FRITZBOX.splitlines(), b"m=", b"a=", b"a=\xff:\xfe", b"="])
    | st.binary(max_size=20)
).map(b"\n".join)  # fmt: skip


@given(st.binary(max_size=300) | some_lines | some_lines.map(lambda lines: b"v=0\n" + lines))
@example(b"v=0\nc=IN IP6 fe80::1%\xff\n")
def test_any_bytes_give_a_description_or_none(body: bytes) -> None:
    description = read_sdp(body)
    if description is not None:
        again = read(write_sdp(description))
        assert [each.formats for each in again.media] == [each.formats for each in description.media]
