"""Writes down, in the XML that sipp reads, what a caller is to do."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from tests.peers.rtp_pcap import digits_pcap, sound_pcap


@dataclass(frozen=True, slots=True, kw_only=True)
class CallPlan:
    """What a sipp caller is to do; durations are counted in milliseconds, as sipp does."""

    from_user: str = "+33612345678"
    to_user: str = "0123456789"
    display_name: str = ""
    from_header: str | None = None
    """The whole value of From without its tag, instead of `from_user` and `display_name`."""
    headers: tuple[str, ...] = ()
    """Whole header lines to add: P-Asserted-Identity, Privacy …"""
    domain: str = "fritz.box"
    payload_types: str = "8 0 101"
    media_port: int | None = None
    """Where the SDP asks for sound, an `RtpEar` for example; None: sipp itself, which throws it away."""
    say: Path | None = None
    """A WAV to play once answered (8 kHz mono 16-bit, as A-law). sipp needs root for it."""
    play: Path | None = None
    """A capture to play from the answer on, as it is. sipp needs root for it."""
    press: str = ""
    """Keys to press after it, by RFC 4733 events. sipp needs root for it."""
    press_info: str = ""
    """Keys to press by SIP INFO."""
    cancel_after_ms: int | None = None
    """Give up so long after 180; None: wait for an answer."""
    hang_up_after_ms: int | None = 500
    """BYE so long after the answer and the talking; None: wait for the other side's BYE."""


def scenario_text(plan: CallPlan, folder: Path) -> str:
    """The plan as sipp's XML; captures of what is to be played are written into `folder`."""
    quoted = f'"{plan.display_name}" ' if plan.display_name else ""
    caller = f"{quoted}<sip:[field0]@{plan.domain}>" if plan.from_header is None else plan.from_header
    steps = [_send(_INVITE, plan, caller)]
    steps += [f'<recv response="{status}" optional="true"/>' for status in (100, 181, 182, 183)]
    if plan.cancel_after_ms is not None:
        steps += [
            '<recv response="180"/>',
            f'<pause milliseconds="{plan.cancel_after_ms}"/>',
            _send(_CANCEL, plan, caller),
            '<recv response="200"/>',
            '<recv response="487"/>',
            _send(_FAILED_ACK, plan, caller),
        ]
    else:
        steps.append('<recv response="180" optional="true"/>')
        steps += [f'<recv response="{status}" optional="true" next="1"/>' for status in _FAILURES]
        steps += ['<recv response="200" rrs="true"/>', _send(_in_dialog("ACK", 1), plan, caller)]
        steps += _talk(plan, caller, folder)
        if plan.hang_up_after_ms is None:
            steps += ['<recv request="BYE"/>', _send(_OK, plan, caller)]
        else:
            steps += [
                f'<pause milliseconds="{plan.hang_up_after_ms}"/>',
                _send(_in_dialog("BYE", 50), plan, caller, retransmit=True),
                '<recv response="200"/>',
            ]
        steps += ['<nop next="2"/>', '<label id="1"/>', _send(_FAILED_ACK, plan, caller), '<label id="2"/>']
    return "\n".join(
        ['<?xml version="1.0" encoding="UTF-8"?>', '<scenario name="caller">', *steps, "</scenario>"]
    )


def _talk(plan: CallPlan, caller: str, folder: Path) -> Iterator[str]:
    if plan.play:
        yield f'<nop><action><exec play_pcap_audio="{plan.play}"/></action></nop>'
    if plan.say:
        capture = sound_pcap(plan.say, folder / "say.pcap")
        # sipp plays in the background, so the pause is as long as the sound: 44 header bytes, 16 bytes a ms.
        yield f'<nop><action><exec play_pcap_audio="{capture}"/></action></nop>'
        yield f'<pause milliseconds="{(plan.say.stat().st_size - 44) // 16 + 20}"/>'
    if plan.press:
        capture = digits_pcap(plan.press, folder / "press.pcap")
        yield f'<nop><action><exec play_pcap_audio="{capture}"/></action></nop>'
        yield f'<pause milliseconds="{300 * len(plan.press) + 100}"/>'
    for number, digit in enumerate(plan.press_info):
        body = f"\n      Signal={digit}\n      Duration=160\n"
        info = _in_dialog("INFO", 10 + number, "Content-Type: application/dtmf-relay\n      ", body)
        yield _send(info, plan, caller, retransmit=True)
        yield '<recv response="200"/>'


def _send(text: str, plan: CallPlan, caller: str, retransmit: bool = False) -> str:
    media = "[auto_media_port]" if plan.media_port is None else str(plan.media_port)
    extra = "".join(f"{header}\n      " for header in plan.headers)
    for word, value in {
        "@FROM@": caller,
        "@TO@": f"<sip:{plan.to_user}@{plan.domain}>",
        "@USER@": plan.to_user,
        "@EXTRA@": extra,
        "@MEDIA@": media,
        "@TYPES@": plan.payload_types,
    }.items():
        text = text.replace(word, value)
    retrans = ' retrans="500"' if retransmit or text.lstrip().startswith("INVITE") else ""
    return f"<send{retrans}><![CDATA[\n{text}\n  ]]></send>"


_FAILURES = (
    *(
        300,
        301,
        302,
        400,
        401,
        403,
        404,
        405,
        406,
        407,
        408,
        410,
        413,
        415,
        416,
        420,
        421,
        422,
        423,
        429,
        433,
    ),
    *(480, 481, 482, 483, 484, 485, 486, 487, 488, 491, 493, 500, 501, 502, 503, 504, 505, 513),
    *(600, 603, 604, 606, 607, 608),
)

_INVITE = """
      INVITE sip:@USER@@[remote_ip]:[remote_port] SIP/2.0
      Via: SIP/2.0/[transport] [local_ip]:[local_port];branch=[branch]
      Max-Forwards: 70
      From: @FROM@;tag=[pid]c[call_number]
      To: @TO@
      Call-ID: [call_id]
      CSeq: 1 INVITE
      Contact: <sip:caller@[local_ip]:[local_port]>
      @EXTRA@Content-Type: application/sdp
      Content-Length: [len]

      v=0
      o=sipp 1 1 IN IP4 [local_ip]
      s=-
      c=IN IP4 [media_ip]
      t=0 0
      m=audio @MEDIA@ RTP/AVP @TYPES@
      a=rtpmap:8 PCMA/8000
      a=rtpmap:0 PCMU/8000
      a=rtpmap:101 telephone-event/8000
      a=fmtp:101 0-15
      a=ptime:20
"""
_CANCEL = """
      CANCEL sip:@USER@@[remote_ip]:[remote_port] SIP/2.0
      [last_Via:]
      Max-Forwards: 70
      From: @FROM@;tag=[pid]c[call_number]
      To: @TO@
      Call-ID: [call_id]
      CSeq: 1 CANCEL
      Content-Length: 0
"""
_FAILED_ACK = """
      ACK sip:@USER@@[remote_ip]:[remote_port] SIP/2.0
      [last_Via:]
      Max-Forwards: 70
      [last_From:]
      [last_To:]
      Call-ID: [call_id]
      CSeq: 1 ACK
      Content-Length: 0
"""
_OK = """
      SIP/2.0 200 OK
      [last_Via:]
      [last_From:]
      [last_To:]
      [last_Call-ID:]
      [last_CSeq:]
      Content-Length: 0
"""


def _in_dialog(method: str, cseq: int, extra: str = "", body: str = "") -> str:
    return f"""
      {method} [next_url] SIP/2.0
      Via: SIP/2.0/[transport] [local_ip]:[local_port];branch=[branch]
      [routes]
      Max-Forwards: 70
      [last_From:]
      [last_To:]
      Call-ID: [call_id]
      CSeq: {cseq} {method}
      {extra}Content-Length: [len]
{body}"""
