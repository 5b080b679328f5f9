"""What comes of an offer and its answer: one sound, where it goes, and who may send (RFC 3264).

Also RFC 3605 (`a=rtcp`), RFC 5761 and 8858 (RTCP on RTP's port), RFC 4733, RFC 6337 on hold.  Of several m-lines
one with sound is taken and the rest are refused in their places; SRTP, fax and video are refused likewise.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum

from agent.sip.stack.formats import Codec, Formats, format_lines, read_formats
from agent.sip.stack.sdp import HELD, HIGHEST_PORT, UNUSABLE, Attribute, Description, Media, read_port

USUAL_PTIME_MS = 20
SHORTEST_PTIME_MS = 10
LONGEST_PTIME_MS = 60
PROTOCOLS = ("RTP/AVP", "RTP/AVPF")
"""Without keys.  `SAVP` and `SAVPF` want SRTP, whose keys we do not exchange."""


class Direction(Enum):
    """Who sends, seen from the side that says it (RFC 8866 §6.7)."""

    SENDRECV = "sendrecv"
    SENDONLY = "sendonly"
    RECVONLY = "recvonly"
    INACTIVE = "inactive"

    @property
    def may_send(self) -> bool:
        return self in (Direction.SENDRECV, Direction.SENDONLY)

    @property
    def may_hear(self) -> bool:
        return self in (Direction.SENDRECV, Direction.RECVONLY)

    @classmethod
    def of(cls, may_send: bool, may_hear: bool) -> "Direction":
        """The word for it."""
        if may_send:
            return cls.SENDRECV if may_hear else cls.SENDONLY
        return cls.RECVONLY if may_hear else cls.INACTIVE


@dataclass(frozen=True, slots=True, kw_only=True)
class OurSide:
    """What we can offer and answer for one call."""

    address: str
    port: int
    """Where we hear RTP."""
    rtcp_port: int | None = None
    """Where we hear RTCP; None for the port after RTP's."""
    rtcp_mux: bool = False
    """True when RTCP may come on RTP's port."""
    codecs: tuple[Codec, ...] = (Codec.PCMA, Codec.PCMU)
    """Which we speak; their order is that of our offers."""
    dtmf_type: int = 101
    """Our number for telephone events in an offer; an answer takes theirs."""
    ptime_ms: int = USUAL_PTIME_MS
    """Named in our offers."""
    direction: Direction = Direction.SENDRECV
    """What we want; the other side may allow less."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Agreed:
    """What both sides said yes to."""

    remote_address: str
    """Where our RTP goes; one of `HELD` when nothing is to be sent."""
    remote_port: int
    rtcp_port: int | None
    """Theirs; None when they have none."""
    rtcp_mux: bool
    codec: Codec
    send_type: int
    """Payload type of the sound we send, as theirs numbers it."""
    receive_type: int
    """Payload type of the sound they send, as our own SDP numbers it."""
    send_dtmf_type: int | None
    """None when they take no telephone events."""
    receive_dtmf_type: int | None
    comfort_noise_type: int | None
    """Of comfort noise they may send; None when they were not told that they may."""
    direction: Direction
    """Ours: who was put on hold by `sendonly` is RECVONLY."""
    ptime_ms: int


def answer(offer: Description, ours: OurSide) -> tuple[tuple[Media, ...], Agreed] | None:
    """The m-lines of our answer, as many as the offer's, and what they agree to; None when it is 488."""
    for index, media in enumerate(offer.media):
        agreed = _agree_to(offer, media, ours)
        if agreed is not None:
            lines = [refused(each) for each in offer.media]
            lines[index] = _answering_line(media, agreed, ours)
            return tuple(lines), agreed
    return None


def offer(ours: OurSide, before: Sequence[Media] = ()) -> tuple[Media, ...]:
    """The m-lines of an offer of ours; `before` are those we said last in this dialog, which keep their places."""
    formats = Formats(tuple((codec, codec.usual_type) for codec in ours.codecs), ours.dtmf_type)
    lines = [refused(media) for media in before]
    index = taken_line(before)
    kept = lines[index] if index is not None else Media("audio", 0, PROTOCOLS[0], ())
    line = _line(kept.protocol, formats, ours, ours.direction, ours.ptime_ms, ours.rtcp_mux)
    if index is None:
        return (*lines, line)
    lines[index] = line
    return tuple(lines)


def accept(offered: Sequence[Media], reply: Description, ours: OurSide) -> Agreed | None:
    """What an answer to our m-lines agrees to; None for one that is wrong, or says no to the sound."""
    index = taken_line(offered)
    if index is None or len(reply.media) != len(offered):
        return None
    line, media = offered[index], reply.media[index]
    mine, theirs = read_formats(line), read_formats(media)
    chosen = next(
        ((codec, number) for codec, number in theirs.sounds if mine.type_of(codec) is not None), None
    )
    if chosen is None or not _is_usable(reply, media) or media.protocol.upper() != line.protocol.upper():
        return None
    codec, send_type = chosen
    receive_type = mine.type_of(codec)
    mux = ours.rtcp_mux and media.attribute("rtcp-mux") is not None
    return Agreed(
        remote_address=reply.address_of(media),
        remote_port=media.port,
        rtcp_port=_rtcp_port(media, mux),
        rtcp_mux=mux,
        codec=codec,
        send_type=send_type,
        receive_type=send_type if receive_type is None else receive_type,
        send_dtmf_type=theirs.events,
        receive_dtmf_type=mine.events if theirs.events is not None else None,
        comfort_noise_type=mine.comfort_noise,
        direction=_direction(reply, media, ours),
        ptime_ms=_ptime_ms(reply, media),
    )


def refused(media: Media) -> Media:
    """An m-line in its place, with port 0 (§6)."""
    return Media(media.kind, 0, media.protocol, media.formats[:1] or ("0",))


def taken_line(lines: Sequence[Media]) -> int | None:
    """Which of our own m-lines carries the sound; None when all are refused."""
    return next((index for index, media in enumerate(lines) if media.port), None)


def _agree_to(description: Description, media: Media, ours: OurSide) -> Agreed | None:
    theirs = read_formats(media)
    chosen = next(((codec, number) for codec, number in theirs.sounds if codec in ours.codecs), None)
    mux_only = media.attribute("rtcp-mux-only") is not None
    if chosen is None or not _is_usable(description, media) or (mux_only and not ours.rtcp_mux):
        return None
    codec, number = chosen
    mux = ours.rtcp_mux and (mux_only or media.attribute("rtcp-mux") is not None)
    return Agreed(
        remote_address=description.address_of(media),
        remote_port=media.port,
        rtcp_port=_rtcp_port(media, mux),
        rtcp_mux=mux,
        codec=codec,
        # An answer takes the offer's numbers (§6.1), so that both ways are the same.
        send_type=number,
        receive_type=number,
        send_dtmf_type=theirs.events,
        receive_dtmf_type=theirs.events,
        comfort_noise_type=theirs.comfort_noise,
        direction=_direction(description, media, ours),
        ptime_ms=_ptime_ms(description, media),
    )


def _is_usable(description: Description, media: Media) -> bool:
    has_way = media.port > 0 and description.address_of(media) != UNUSABLE
    return media.kind.lower() == "audio" and media.protocol.upper() in PROTOCOLS and has_way


def _answering_line(media: Media, agreed: Agreed, ours: OurSide) -> Media:
    formats = Formats(
        ((agreed.codec, agreed.receive_type),), agreed.receive_dtmf_type, agreed.comfort_noise_type
    )
    return _line(media.protocol, formats, ours, agreed.direction, agreed.ptime_ms, agreed.rtcp_mux)


def _line(
    protocol: str, formats: Formats, ours: OurSide, direction: Direction, ptime_ms: int, rtcp_mux: bool
) -> Media:
    numbers, attributes = format_lines(formats)
    more: list[Attribute] = [("ptime", str(ptime_ms)), (direction.value, None)]
    if ours.rtcp_port not in (None, ours.port + 1) and not rtcp_mux:
        more.append(("rtcp", str(ours.rtcp_port)))
    if rtcp_mux:
        more.append(("rtcp-mux", None))
    return Media("audio", ours.port, protocol, numbers, None, (*attributes, *more))


def _direction(description: Description, media: Media, ours: OurSide) -> Direction:
    """Ours: what they say, seen from here, and no more than we want (§6.1)."""
    theirs = (
        _said_direction(media.attributes) or _said_direction(description.attributes) or Direction.SENDRECV
    )
    they_hear = theirs.may_hear and description.address_of(media) not in HELD
    return Direction.of(they_hear and ours.direction.may_send, theirs.may_send and ours.direction.may_hear)


def _said_direction(attributes: Sequence[Attribute]) -> Direction | None:
    words = {direction.value: direction for direction in Direction}
    return next((words[name] for name, _ in attributes if name in words), None)


def _ptime_ms(description: Description, media: Media) -> int:
    """How long their packets should be, in steps of ten milliseconds."""
    wanted = _milliseconds(description.attribute_of(media, "ptime")) or USUAL_PTIME_MS
    longest = _milliseconds(description.attribute_of(media, "maxptime")) or LONGEST_PTIME_MS
    return max(SHORTEST_PTIME_MS, min(wanted, longest, LONGEST_PTIME_MS) // 10 * 10)


def _milliseconds(text: str | None) -> int:
    digits = re.match(r"[0-9]{1,6}", text or "")
    return int(digits[0]) if digits else 0


def _rtcp_port(media: Media, mux: bool) -> int | None:
    """Their port for RTCP.  The address that `a=rtcp` may name is left unread: it is where RTP goes."""
    if mux:
        return media.port
    port = read_port((media.attribute("rtcp") or "").partition(" ")[0]) or media.port + 1
    return port if port <= HIGHEST_PORT else None
