"""An offer gets the answer RFC 3264 has for it, as many m-lines as it had, and one sound."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agent.sip.stack.formats import Codec
from agent.sip.stack.offer_answer import Agreed, Direction, OurSide, accept, answer, offer
from agent.sip.stack.sdp import Description, Media, read_sdp
from tests.sip.stack.sdp_samples import (
    ASTERISK,
    BARE,
    BROWSER,
    CARRIER,
    FAX,
    FRITZBOX,
    FRITZBOX_V6,
    SAMPLES,
    SOFTPHONE_SRTP,
)

OURS = OurSide(address="192.168.178.40", port=4000)
D = Direction


def read(body: bytes) -> Description:
    description = read_sdp(body)
    assert description is not None
    return description


def an_offer(*lines: str, audio: str = "m=audio 5000 RTP/AVP 8", address: str = "192.0.2.1") -> Description:
    head = ["v=0", "o=- 1 1 IN IP4 192.0.2.1", f"c=IN IP4 {address}", "t=0 0", audio]
    return read("\r\n".join([*head, *lines, ""]).encode())


def answered(description: Description, ours: OurSide = OURS) -> tuple[tuple[Media, ...], Agreed]:
    result = answer(description, ours)
    assert result is not None
    return result


A, U = Codec.PCMA, Codec.PCMU


@pytest.mark.parametrize(
    ("body", "where", "codec", "types", "direction", "ptime_ms"),
    [
        (FRITZBOX, ("192.168.178.1", 7078, 7079), A, (8, 101, None), D.SENDRECV, 20),
        (FRITZBOX_V6, ("2001:db8:b0c5::1", 7078, 7079), A, (8, 101, None), D.SENDRECV, 20),
        (ASTERISK, ("198.51.100.20", 14022, 14023), U, (0, 101, None), D.SENDRECV, 20),
        (BARE, ("192.0.2.9", 40000, 40001), A, (8, None, None), D.SENDRECV, 20),
        (CARRIER, ("203.0.113.5", 30002, 30003), A, (8, 96, 13), D.RECVONLY, 30),
    ],
)
def test_what_boxes_offer_is_agreed_to(
    body: bytes,
    where: tuple[str, int, int],
    codec: Codec,
    types: tuple[int, int | None, int | None],
    direction: Direction,
    ptime_ms: int,
) -> None:
    lines, agreed = answered(read(body))
    sound, events, noise = types
    assert (agreed.remote_address, agreed.remote_port, agreed.rtcp_port) == where
    assert (agreed.codec, agreed.direction, agreed.ptime_ms) == (codec, direction, ptime_ms)
    assert (agreed.send_type, agreed.receive_type, agreed.comfort_noise_type) == (sound, sound, noise)
    assert (agreed.send_dtmf_type, agreed.receive_dtmf_type) == (events, events)
    assert lines[0].port == 4000 and lines[0].attribute(direction.value) == ""
    assert lines[0].attribute("ptime") == str(ptime_ms)


@pytest.mark.parametrize("body", [FAX, SOFTPHONE_SRTP, BROWSER])
def test_fax_srtp_and_browsers_without_a_common_sound_are_refused(body: bytes) -> None:
    assert answer(read(body), OURS) is None


@pytest.mark.parametrize(
    "offered",
    [
        an_offer(audio="m=audio 5000 RTP/AVP 9 18"),
        an_offer(audio="m=audio 5000 RTP/AVP"),
        an_offer(audio="m=audio 0 RTP/AVP 8"),
        an_offer(audio="m=audio 5000 RTP/SAVP 8"),
        an_offer(audio="m=audio 5000 TCP/RTP/AVP 8"),
        an_offer(audio="m=video 5000 RTP/AVP 8"),
        an_offer(address="phone.example.org"),
        an_offer("a=rtcp-mux-only", "a=rtcp-mux"),
        read(b"v=0\nm=audio 5000 RTP/AVP 8\n"),
        read(b"v=0\nc=IN IP4 192.0.2.1\n"),
    ],
)
def test_an_offer_without_a_way_or_a_sound_of_ours_is_refused(offered: Description) -> None:
    assert answer(offered, OURS) is None


def test_one_sound_is_taken_and_the_rest_refused_in_their_places() -> None:
    offered = an_offer(
        "m=image 5002 udptl t38",
        "m=audio 5004 RTP/AVPF 0 101",
        "a=rtpmap:101 telephone-event/8000",
        "m=audio 5006 RTP/AVP 8",
        "m=video 0 RTP/AVP 99",
        audio="m=audio 5000 RTP/SAVP 8 0",
    )
    lines, agreed = answered(offered)
    assert [(each.kind, each.port, each.protocol, each.formats) for each in lines] == [
        ("audio", 0, "RTP/SAVP", ("8",)),
        ("image", 0, "udptl", ("t38",)),
        ("audio", 4000, "RTP/AVPF", ("0", "101")),
        ("audio", 0, "RTP/AVP", ("8",)),
        ("video", 0, "RTP/AVP", ("99",)),
    ]
    assert (agreed.remote_port, agreed.codec) == (5004, U)


def test_keys_beside_plain_rtp_are_left_aside() -> None:
    _, agreed = answered(an_offer("a=crypto:1 AES_CM_128_HMAC_SHA1_80 inline:abc"))
    assert agreed.codec is A


def test_names_are_understood_in_any_case_and_answered_as_they_came() -> None:
    lines, _ = answered(an_offer(audio="m=AUDIO 5000 rtp/avp 8"))
    assert lines[0].protocol == "rtp/avp"


def test_only_a_codec_that_is_wanted_is_taken_in_the_order_of_the_offer() -> None:
    offered = an_offer(audio="m=audio 5000 RTP/AVP 0 8")
    assert answered(offered)[1].codec is U
    assert answered(offered, replace(OURS, codecs=(A,)))[1].codec is A
    assert answered(offered)[0][0].formats == ("0",)


@pytest.mark.parametrize(
    ("lines", "address", "direction"),
    [
        (["a=sendonly"], "192.0.2.1", D.RECVONLY),
        (["a=recvonly"], "192.0.2.1", D.SENDONLY),
        (["a=inactive"], "192.0.2.1", D.INACTIVE),
        (["a=sendrecv"], "192.0.2.1", D.SENDRECV),
        ([], "192.0.2.1", D.SENDRECV),
        ([], "0.0.0.0", D.RECVONLY),
        (["a=sendonly"], "0.0.0.0", D.RECVONLY),
        (["a=recvonly"], "0.0.0.0", D.INACTIVE),
        (["a=inactive"], "0.0.0.0", D.INACTIVE),
        (["c=IN IP6 ::"], "192.0.2.1", D.RECVONLY),
    ],
)
def test_a_hold_is_mirrored_in_all_its_ways(lines: list[str], address: str, direction: Direction) -> None:
    said, agreed = answered(an_offer(*lines, address=address))
    assert agreed.direction is direction
    assert said[0].attribute(direction.value) == ""


def test_we_send_and_hear_no_more_than_we_want() -> None:
    held = replace(OURS, direction=D.SENDONLY)
    assert answered(an_offer(), held)[1].direction is D.SENDONLY
    assert answered(an_offer("a=sendonly"), held)[1].direction is D.INACTIVE


@pytest.mark.parametrize(
    ("lines", "ptime_ms"),
    [
        ([], 20),
        (["a=ptime:10"], 10),
        (["a=ptime:30"], 30),
        (["a=ptime:60"], 60),
        (["a=ptime:90"], 60),
        (["a=ptime:5"], 10),
        (["a=ptime:25"], 20),
        (["a=ptime:20.0"], 20),
        (["a=ptime:0"], 20),
        (["a=ptime:many"], 20),
        (["a=ptime"], 20),
        (["a=maxptime:10"], 10),
        (["a=ptime:60", "a=maxptime:40"], 40),
        (["a=ptime:30", "a=maxptime:140"], 30),
        (["a=ptime:30", "a=maxptime:0"], 30),
    ],
)
def test_packets_are_as_long_as_they_want_within_reason(lines: list[str], ptime_ms: int) -> None:
    said, agreed = answered(an_offer(*lines))
    assert agreed.ptime_ms == ptime_ms
    assert said[0].attribute("ptime") == str(ptime_ms)


@pytest.mark.parametrize(
    ("lines", "audio", "rtcp_port"),
    [
        ([], "m=audio 5000 RTP/AVP 8", 5001),
        (["a=rtcp:6001"], "m=audio 5000 RTP/AVP 8", 6001),
        (["a=rtcp:6001 IN IP4 198.51.100.66"], "m=audio 5000 RTP/AVP 8", 6001),
        (["a=rtcp:99999"], "m=audio 5000 RTP/AVP 8", 5001),
        ([], "m=audio 65535 RTP/AVP 8", None),
    ],
)
def test_their_rtcp_goes_to_the_port_they_name(lines: list[str], audio: str, rtcp_port: int | None) -> None:
    _, agreed = answered(an_offer(*lines, audio=audio))
    assert (agreed.rtcp_port, agreed.remote_address) == (rtcp_port, "192.0.2.1")


def test_rtcp_on_the_port_of_rtp_is_agreed_to_only_by_who_can() -> None:
    offered = an_offer("a=rtcp-mux", "a=rtcp:6001")
    lines, agreed = answered(offered)
    assert lines[0].attribute("rtcp-mux") is None and (agreed.rtcp_mux, agreed.rtcp_port) == (False, 6001)
    can = replace(OURS, rtcp_mux=True)
    lines, agreed = answered(offered, can)
    assert lines[0].attribute("rtcp-mux") == "" and (agreed.rtcp_mux, agreed.rtcp_port) == (True, 5000)
    lines, agreed = answered(an_offer(), can)
    assert lines[0].attribute("rtcp-mux") is None and (agreed.rtcp_mux, agreed.rtcp_port) == (False, 5001)
    assert answered(an_offer("a=rtcp-mux-only"), can)[1].rtcp_mux


@pytest.mark.parametrize(("port", "said"), [(None, None), (4001, None), (4777, "4777")])
def test_our_own_rtcp_port_is_named_when_it_is_not_the_next(port: int | None, said: str | None) -> None:
    ours = replace(OURS, rtcp_port=port)
    assert answered(an_offer(), ours)[0][0].attribute("rtcp") == said
    assert offer(ours)[0].attribute("rtcp") == said


# Our own offers.


def test_an_offer_of_ours_names_both_laws_and_keys() -> None:
    (line,) = offer(OURS)
    assert (line.kind, line.port, line.protocol) == ("audio", 4000, "RTP/AVP")
    assert line.formats == ("8", "0", "101")
    assert line.values("rtpmap") == ["8 PCMA/8000", "0 PCMU/8000", "101 telephone-event/8000"]
    assert line.attribute("sendrecv") == "" and line.attribute("ptime") == "20"


def test_each_side_keeps_its_own_number_for_keys_and_sound() -> None:
    reply = an_offer(
        "a=rtpmap:98 PCMU/8000", "a=rtpmap:96 telephone-event/8000", audio="m=audio 5000 RTP/AVP 98 96"
    )
    agreed = accept(offer(OURS), reply, OURS)
    assert agreed is not None
    assert (agreed.codec, agreed.send_type, agreed.receive_type) == (U, 98, 0)
    assert (agreed.send_dtmf_type, agreed.receive_dtmf_type) == (96, 101)


def test_an_answer_without_keys_has_none_both_ways() -> None:
    agreed = accept(offer(OURS), an_offer(), OURS)
    assert agreed is not None
    assert (agreed.send_dtmf_type, agreed.receive_dtmf_type, agreed.comfort_noise_type) == (None, None, None)


@pytest.mark.parametrize(
    "reply",
    [
        an_offer(audio="m=audio 0 RTP/AVP 8"),
        an_offer(audio="m=audio 5000 RTP/AVP 9"),
        an_offer(audio="m=audio 5000 RTP/SAVP 8"),
        an_offer(audio="m=audio 5000 RTP/AVPF 8"),
        an_offer(audio="m=video 5000 RTP/AVP 8"),
        an_offer(address="phone.example.org"),
        an_offer("m=video 5002 RTP/AVP 99"),
        read(b"v=0\nc=IN IP4 192.0.2.1\n"),
    ],
)
def test_a_wrong_answer_agrees_to_nothing(reply: Description) -> None:
    assert accept(offer(OURS), reply, OURS) is None


def test_an_answer_to_nothing_agrees_to_nothing() -> None:
    assert accept((), read(b"v=0\nc=IN IP4 192.0.2.1\n"), OURS) is None
    assert accept(answered(an_offer())[0][:0], an_offer(), OURS) is None


def test_an_answer_with_a_codec_we_did_not_offer_agrees_to_nothing() -> None:
    ours = replace(OURS, codecs=(U,))
    assert accept(offer(ours), an_offer(), ours) is None


def test_an_answer_may_spell_its_names_as_it_likes_and_cannot_want_what_was_not_offered() -> None:
    reply = an_offer("a=rtcp-mux", audio="m=Audio 5000 rtp/avp 8")
    agreed = accept(offer(OURS), reply, OURS)
    assert agreed is not None and (agreed.rtcp_mux, agreed.rtcp_port) == (False, 5001)


def test_an_answer_to_our_offer_is_mirrored_too() -> None:
    agreed = accept(offer(OURS), an_offer("a=sendonly", "a=ptime:30", "a=rtcp:7000"), OURS)
    assert agreed is not None
    assert (agreed.direction, agreed.ptime_ms, agreed.rtcp_port) == (D.RECVONLY, 30, 7000)


def test_a_later_offer_keeps_the_places_of_all_that_were_said() -> None:
    said, _ = answered(an_offer("m=audio 5004 RTP/AVPF 8", audio="m=video 5000 RTP/AVP 99"))
    again = offer(OURS, said)
    assert [(each.kind, each.port, each.protocol) for each in again] == [
        ("video", 0, "RTP/AVP"),
        ("audio", 4000, "RTP/AVPF"),
    ]


some_lines = st.lists(
    st.sampled_from([line for sample in SAMPLES for line in sample.splitlines()]) | st.binary(max_size=20),
    max_size=40,
).map(b"\n".join)


@given(some_lines | st.binary(max_size=200), st.booleans())
def test_any_offer_is_refused_or_gets_as_many_m_lines_in_the_same_order(body: bytes, mux: bool) -> None:
    offered = read_sdp(b"v=0\nc=IN IP4 192.0.2.1\n" + body)
    if offered is None:
        return
    ours = replace(OURS, rtcp_mux=mux)
    accept(offer(ours), offered, ours)
    result = answer(offered, ours)
    if result is not None:
        lines, agreed = result
        assert [(each.kind, each.protocol) for each in lines] == [(m.kind, m.protocol) for m in offered.media]
        assert [each.port for each in lines if each.port] == [4000]
        assert all(each.formats for each in lines)
        assert 0 < agreed.remote_port < 65536 and 10 <= agreed.ptime_ms <= 60
