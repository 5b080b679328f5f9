"""The SDP of a call is found wherever it stands in a body, and foreign bodies are refused only if they must be."""

import base64

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agent.sip.stack.bodies import MOST_BYTES, MOST_PARTS, NOT_UNDERSTOOD, NOTHING, FoundBody, find_sdp

SDP = b"v=0\r\no=- 1 1 IN IP4 192.0.2.1\r\ns=-\r\nc=IN IP4 192.0.2.1\r\nt=0 0\r\nm=audio 4000 RTP/AVP 8\r\n"
REFUSED = FoundBody(None, NOT_UNDERSTOOD)


def mixed(*parts: bytes, boundary: str = "b1", end: bytes = b"\r\n--b1--\r\n") -> bytes:
    return b"".join(b"\r\n--" + boundary.encode() + b"\r\n" + part for part in parts) + end


def part(kind: str, content: bytes, *headers: str) -> bytes:
    return "\r\n".join([f"Content-Type: {kind}", *headers, "", ""]).encode() + content


@pytest.mark.parametrize(
    "kind", ["application/sdp", "Application/SDP; charset=utf-8", " application/sdp ", None]
)
def test_sdp_alone_is_found_also_when_nobody_says_what_it_is(kind: str | None) -> None:
    assert find_sdp(SDP, kind) == FoundBody(SDP)


@pytest.mark.parametrize("body", [b"", b"\r\n", b"\0\r\n "])
def test_an_empty_body_is_no_body(body: bytes) -> None:
    assert find_sdp(body, "application/x-unknown") == NOTHING


@pytest.mark.parametrize(
    "kind", ["text/plain", "application/isup;version=itu-t92+", None, "application/sdpx"]
)
def test_a_foreign_body_is_refused_unless_it_may_be_ignored(kind: str | None) -> None:
    assert find_sdp(b"hello", kind) == REFUSED
    assert find_sdp(b"hello", kind, content_disposition="render;handling=Optional") == NOTHING


def test_a_body_of_another_kind_is_no_sdp_whatever_it_looks_like() -> None:
    assert find_sdp(SDP, "text/plain") == REFUSED


def test_a_compressed_body_is_refused() -> None:
    assert find_sdp(SDP, "application/sdp", content_encoding="gzip") == REFUSED
    assert find_sdp(SDP, "application/sdp", content_encoding=" Identity ") == FoundBody(SDP)


@pytest.mark.parametrize(
    "kind", ["multipart/mixed;boundary=b1", 'multipart/mixed; boundary="b1"', "multipart/related;Boundary=b1"]
)
def test_sdp_beside_isup_is_found(kind: str) -> None:
    isup = part("application/isup;version=itu-t92+", b"\x01\x00\r\n\r\n\x49", "Content-Disposition: signal")
    body = mixed(isup, part("application/sdp", SDP))
    assert find_sdp(body, kind) == FoundBody(SDP)


def test_a_part_that_must_be_understood_and_is_not_refuses_the_whole() -> None:
    needed = part("application/x-secret", b"x", "Content-Disposition: signal;handling=required")
    assert find_sdp(mixed(part("application/sdp", SDP), needed), "multipart/mixed;boundary=b1") == REFUSED


def test_parts_without_sdp_are_refused() -> None:
    assert find_sdp(mixed(part("text/plain", b"x")), "multipart/mixed;boundary=b1") == REFUSED


@pytest.mark.parametrize(
    "body",
    [
        b"--b1\nContent-Type: application/sdp\n\n" + SDP + b"\n--b1--",
        b"preamble\r\n--b1  \r\ncontent-type:\r\n application/sdp\r\n\r\n" + SDP + b"\r\n--b1--\r\nepilogue",
        b"--b1\r\n\r\n" + SDP + b"\r\n--b1--",
        b"--b1\r\nContent-Type: application/sdp\r\n\r\n" + SDP,
        b"--b1\r\nContent-Type: text/plain\r\n\r\n--b1x and b1\r\n--b1\r\nContent-Type: application/sdp\r\n\r\n"
        + SDP
        + b"\r\n--b1--",
    ],
)
def test_parts_are_told_apart_however_they_are_written(body: bytes) -> None:
    assert find_sdp(body, "multipart/mixed;boundary=b1") == FoundBody(SDP)


def test_of_alternatives_the_last_that_is_understood_counts() -> None:
    other = SDP.replace(b"4000", b"5000")
    body = mixed(part("application/sdp", other), part("application/sdp", SDP), part("text/html", b"x"))
    assert find_sdp(body, "multipart/alternative;boundary=b1") == FoundBody(SDP)
    assert find_sdp(body, "multipart/mixed;boundary=b1") == FoundBody(other)


def test_an_early_session_is_another_session() -> None:
    early = part("application/sdp", SDP.replace(b"4000", b"5000"), "Content-Disposition: early-session")
    assert find_sdp(mixed(early, part("application/sdp", SDP)), "multipart/mixed;boundary=b1") == FoundBody(
        SDP
    )


@pytest.mark.parametrize(
    ("encoding", "written"),
    [
        ("base64", base64.encodebytes(SDP)),
        ("Quoted-Printable", SDP.replace(b"=", b"=3D")),
        ("8bit", SDP),
        ("binary", SDP),
    ],
)
def test_an_encoded_part_is_decoded(encoding: str, written: bytes) -> None:
    body = mixed(part("application/sdp", written, f"Content-Transfer-Encoding: {encoding}"))
    assert find_sdp(body, "multipart/mixed;boundary=b1") == FoundBody(SDP)


def test_an_encoding_that_nobody_knows_or_that_is_broken_is_refused() -> None:
    for encoding, written in (("uuencode", SDP), ("base64", b"AAAAA")):
        body = mixed(part("application/sdp", written, f"Content-Transfer-Encoding: {encoding}"))
        assert find_sdp(body, "multipart/mixed;boundary=b1") == REFUSED


def nested(depth: int) -> bytes:
    body = part("application/sdp", SDP)
    for level in range(depth):
        inside = mixed(body, boundary=f"n{level}", end=b"\r\n--n%d--" % level)
        body = part(f"multipart/mixed;boundary=n{level}", inside)
    return body.partition(b"\r\n\r\n")[2]


def test_parts_in_parts_are_read_to_a_depth() -> None:
    assert find_sdp(nested(2), "multipart/mixed;boundary=n1") == FoundBody(SDP)
    assert find_sdp(nested(9), "multipart/mixed;boundary=n8") == REFUSED


def test_there_is_an_end_to_parts_and_bytes() -> None:
    many = [part("text/plain", b"x")] * MOST_PARTS
    assert find_sdp(mixed(*many, part("application/sdp", SDP)), "multipart/mixed;boundary=b1") == REFUSED
    assert find_sdp(SDP + b"a=x\r\n" * (MOST_BYTES // 5), "application/sdp") == REFUSED


@given(
    st.binary(max_size=200)
    | st.lists(st.sampled_from([b"--b1", b"\r\n", b"--", SDP, b"Content-", b":"])).map(b"".join),
    st.text(max_size=30) | st.sampled_from(["multipart/mixed;boundary=b1", 'multipart/x;boundary="', None]),
    st.text(max_size=20),
    st.text(max_size=20) | st.sampled_from(["base64", "quoted-printable"]),
)  # fmt: skip
def test_any_bytes_are_read_without_a_failure(
    body: bytes, kind: str | None, disposition: str, encoding: str
) -> None:
    found = find_sdp(
        body, kind, content_disposition=disposition, transfer_encoding=encoding, content_encoding=disposition
    )
    assert found.sip_status in (0, NOT_UNDERSTOOD)
