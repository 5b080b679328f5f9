"""The torture messages of RFC 4475, and what becomes of each: a call, a status, or silence.

The RFC asks for a 400 in many places where a household would lose a call; those rows say why we do not give it.
"""

import pytest

from agent.sip.stack.abilities import Abilities
from agent.sip.stack.call_events import CallArrived
from agent.sip.stack.message import Request, Response
from agent.sip.stack.reading import read_datagram
from tests.sip.stack.agent_script import AgentScript

SDP = "\r\n".join(
    ("v=0", "o=mhandley 29739 7272939 IN IP4 192.0.2.3", "s=-", "c=IN IP4 192.0.2.4", "t=0 0",
     "m=audio 49217 RTP/AVP 0 12", "m=video 3227 RTP/AVP 31", "a=rtpmap:31 LPC", "")
)  # fmt: skip


def a_message(first: str, *lines: str, body: str = "", length: str | None = None) -> bytes:
    """A message of the RFC, its lines as they stand there."""
    method = first.partition(" ")[0]
    written = "\r\n".join((first, *lines))
    names = {line.partition(":")[0].strip().lower() for line in lines}
    usual = {
        "via": "Via: SIP/2.0/UDP host1.example.com;branch=z9hG4bKkdjuw2349i",
        "to": "To: <sip:user@example.com>",
        "from": "From: <sip:caller@example.net>;tag=2234923",
        "call-id": "Call-ID: torture.0ha0isndaksdj",
        "cseq": f"CSeq: 8 {method}",
        "max-forwards": "Max-Forwards: 70",
    }
    compact = {"via": "v", "to": "t", "from": "f", "call-id": "i"}
    for name, line in usual.items():
        if name not in names and compact.get(name) not in names and f"no {name}" not in names:
            written += f"\r\n{line}"
    written = "\r\n".join(line for line in written.split("\r\n") if not line.startswith("no "))
    if length is None:
        length = f"Content-Length: {len(body)}"
    is_typed = "content-type" in names or not body
    typed = "" if is_typed else "Content-Type: application/sdp\r\n"
    return f"{written}\r\n{typed}{length}\r\n\r\n{body}".encode("utf-8", "surrogateescape")


def outcome(data: bytes, **abilities: tuple[str, ...]) -> str | int:
    """`call`, the status of our answer, or `silence`."""
    script = AgentScript(Abilities(**abilities))  # type: ignore[arg-type]
    events = script.hears(data)
    # Not read by the reader under test: it would not read what copies an unreadable CSeq.
    statuses = [int(packet.data.split(b" ", 2)[1]) for packet in script.agent.take_packets()]
    if any(isinstance(event, CallArrived) for event in events):
        assert statuses == []
        return "call"
    return statuses[0] if statuses else "silence"


INVITE = "INVITE sip:user@example.com SIP/2.0"
OPTIONS = "OPTIONS sip:user@example.com SIP/2.0"
RESPONSE_LINES = ("CSeq: 8 INVITE",)

WSINV = a_message(
    "INVITE sip:vivekg@chair-dnrc.example.com;unknownparam SIP/2.0",
    "TO :", " sip:vivekg@chair-dnrc.example.com ;   tag    = 1918181833n",
    'from   : "J Rosenberg \\\\\\""       <sip:jdrosen@example.com>', "  ;", "  tag = 98asjd8",
    "MaX-fOrWaRdS: 0068", "Call-ID: wsinv.ndaksdj@192.0.2.1", "cseq: 0009", "  INVITE",
    "Via  : SIP  /   2.0", " /UDP", "    192.0.2.2;branch=390skdjuw", "s :",
    "NewFangledHeader:   newfangled value", " continued newfangled value",
    "UnknownHeaderWithUnusualValue: ;;,,;;,;",
    "Route:", " <sip:services.example.com;lr;unknownwith=value;unknown-no-value>",
    "v:  SIP  / 2.0  / TCP     spindle.example.com   ;", "  branch  =   z9hG4bK9ikj8  ,",
    " SIP  /    2.0   / UDP  192.168.255.111   ; branch=", " z9hG4bK30239",
    'm:"Quoted string \\"\\"" <sip:jdrosen@example.com> ; newparam =', "      newvalue ;",
    "  secondparam ; q = 0.33",
    body=SDP,
)  # fmt: skip


def test_a_short_tortuous_invite_is_read_to_the_last_blank() -> None:
    request = read_datagram(WSINV)
    assert isinstance(request, Request)
    assert (request.from_tag, request.to_tag, request.call_id) == (
        "98asjd8",
        "1918181833n",
        "wsinv.ndaksdj@192.0.2.1",
    )
    assert (request.cseq.number, request.cseq.method) == (9, "INVITE")
    assert [via.partition(";")[0].split()[-1] for via in request.headers.each("Via")] == [
        "192.0.2.2", "spindle.example.com", "192.168.255.111",
    ]  # fmt: skip
    assert request.via is not None and request.via.branch == "390skdjuw"
    assert request.headers.get("NewFangledHeader") == "newfangled value continued newfangled value"
    assert request.headers.get("UnknownHeaderWithUnusualValue") == ";;,,;;,;"
    assert len(request.headers.each("Contact")) == 1 and request.body == SDP.encode()


VALID = {
    # §3.1.1.1: its To has a tag, so it is in a dialog that nobody knows.
    "wsinv": (WSINV, 481),
    # §3.1.1.2
    "intmeth": (
        a_message(
            "!interesting-Method0123456789_*+`.%indeed'~ sip:1_unusual.URI~(to-be!sure)&isn't+it$/crazy?,/;;*"
            ":&it+has=1,weird!*pas$wo~d_too.(doesn't-it)@example.com SIP/2.0",
            "Via: SIP/2.0/TCP host1.example.com;branch=z9hG4bK-.!%66*_+`'~",
            'To: "BEL:\x07 NUL:\x00 DEL:\x7f" <sip:1_unusual.URI~(to-be!sure)&isn\'t+it$/crazy?,/;;*@example.com>',
            "From: token1~` token2'+_ token3*%!.- <sip:mundane@example.com>;fromParam''~+*_!.-%="
            '"\u0440\u0430\u0431\u043e\u0442\u0430\u044e\u0449\u0438\u0439";tag=_token~1\'+`*%!-.',
            "CSeq: 139122385 !interesting-Method0123456789_*+`.%indeed'~",
            "extensionHeader-!.%*+_`'~: \ufeff\u5927\u505c\u96fb",
        ),
        501,
    ),
    # §3.1.1.3 and after
    "esc01": (
        a_message("INVITE sip:sips%3Auser%40example.com@example.net SIP/2.0", "To: sip:%75se%72@example.com",
                  "Contact:", "  <sip:cal%6Cer@host5.example.net;%6C%72;n%61me=v%61lue%25%34%31>", body=SDP),
        "call",
    ),
    "escnull": (a_message("REGISTER sip:example.com SIP/2.0", "To: sip:null-%00-null@example.com"), 405),
    "esc02": (a_message("RE%47IST%45R sip:registrar.example.com SIP/2.0"), 501),
    "lwsdisp": (a_message(OPTIONS, "From: caller<sip:caller@example.com>;tag=323"), 200),
    "longreq": (
        a_message(
            "INVITE sip:user@example.com SIP/2.0",
            'To: "I have a user name of extreme' + 30 * "long" + '" <sip:user@example.com:6000;unknownparam1='
            + 30 * "very" + "long;longparam" + 30 * "name" + "=shortvalue;very" + 30 * "long"
            + "ParameterNameWithNoValue>",
            *(f"Via: SIP/2.0/TCP sip{number}.example.com" for number in range(33, 0, -1)),
            "F: sip:" + 30 * "amazing" + "username@example.net;tag=12" + 50 * "982" + "424",
            "Unknown-" + 20 * "Long" + "-Name: unknown-" + 20 * "long" + "-value", body=SDP,
        ),
        "call",
    ),
    "dblreq": (a_message(OPTIONS) + a_message(INVITE), 200),
    "semiuri": (a_message("OPTIONS sip:user;par=u%40example.net@example.com SIP/2.0"), 200),
    "transports": (
        a_message(OPTIONS, "Via: SIP/2.0/UDP t1.example.com;branch=z9hG4bKkdjuw",
                  "Via: SIP/2.0/SCTP t2.example.com",
                  "Via: SIP/2.0/TLS t3.example.com", "Via: SIP/2.0/UNKNOWN t4.example.com"),
        200,
    ),
    "mpart01": (
        a_message("MESSAGE sip:kumiko@example.org SIP/2.0",
                  "Content-Type: multipart/mixed;boundary=7a9cbec02ceef655",
                  body="--7a9cbec02ceef655\r\n\r\n\udca2\udcff\r\n--7a9cbec02ceef655--\r\n",
                  length="l: 47"),
        405,
    ),
}  # fmt: skip

BROKEN = {
    # §3.1.2.1: what the quotes hide cannot be told from what follows; the call can be judged by its From.
    "badinv01": (a_message(INVITE, 'Contact: "Joe" <sip:joe@example.org>;;;;', body=SDP), "call"),
    "clerr": (a_message(INVITE, body=SDP, length="Content-Length: 9999"), 400),
    "ncl": (a_message(INVITE, body=SDP, length="Content-Length: -999"), 400),
    "scalar02": (a_message("REGISTER sip:example.com SIP/2.0", "CSeq: 36893488147419103232 REGISTER",
                           "Max-Forwards: 300", "Expires: 10" + 30 * "0"), 400),
    "scalarlg": (a_message("SIP/2.0 503 Service Unavailable", "CSeq: 9292394834772304023312 OPTIONS",
                           "Retry-After: 949302838503028349304023988"), "silence"),
    # A quote that is never closed: the tag is found, and the call counts (RFC: 400).
    "quotbal": (a_message(INVITE, 'To: "Mr. J. User <sip:j.user@example.com>', body=SDP), "call"),
    # The RFC lets an element be lenient with `<…>` around the Request-URI, and with blanks in it.
    "ltgtruri": (a_message("INVITE <sip:user@example.com> SIP/2.0", body=SDP), "call"),
    "lwsruri": (a_message("INVITE sip:user@example.com; lr SIP/2.0", body=SDP), "call"),
    "lwsstart": (a_message("INVITE  sip:user@example.com  SIP/2.0", body=SDP), "call"),
    "trws": (a_message("OPTIONS sip:remote-target@example.com SIP/2.0  "), 200),
    "escruri": (a_message("INVITE sip:user@example.com?Route=%3Csip:example.com%3E SIP/2.0", body=SDP), "call"),
    # Nothing of ours reads a Date.
    "baddate": (a_message(INVITE, "Date: Fri, 01 Jan 2010 16:00:00 EST", body=SDP), "call"),
    "regbadct": (a_message("REGISTER sip:example.com SIP/2.0", "Contact: sip:user@x?Route=%3Csip:x%3E"), 405),
    "badaspec": (a_message(OPTIONS, 'To: "Watson, Thomas" < sip:t.watson@example.org >'), 200),
    "baddn": (a_message(OPTIONS, "From: Bell, Alexander <sip:a.g.bell@example.com>;tag=43"), 200),
    "badvers": (a_message("OPTIONS sip:t.watson@example.org SIP/7.0", "Via: SIP/7.0/UDP c.example.com;branch=z9"),
                "silence"),
    "badvers2": (a_message("OPTIONS sip:t.watson@example.org SIP/7.0"), 505),
    "mismatch01": (a_message(OPTIONS, "CSeq: 8 INVITE"), 400),
    # The CSeq is looked at before the method is.
    "mismatch02": (a_message("NEWMETHOD sip:user@example.com SIP/2.0", "CSeq: 8 INVITE"), 400),
    "bigcode": (a_message("SIP/2.0 4294967301 better not break the receiver", *RESPONSE_LINES), "silence"),
    # §3.2: a branch that is nothing but the cookie is compared as one from before it.
    "badbranch": (a_message(OPTIONS, "Via: SIP/2.0/UDP 192.0.2.1;branch=z9hG4bK"), 200),
    # §3.3
    "insuf": (a_message(INVITE, "no to", "no from", "no call-id", "CSeq: 193942 INVITE", body=SDP), 400),
    "unkscm": (a_message("OPTIONS nobodyKnowsThisScheme:totallyopaquecontent SIP/2.0"), 416),
    "novelsc": (a_message("OPTIONS soap.beep://192.0.2.103:3002 SIP/2.0"), 416),
    "unksm2": (a_message("REGISTER sip:example.com SIP/2.0", "To: isbn:2983792873"), 405),
    "bext01": (a_message(OPTIONS, "Require: nothingSupportsThis, nothingSupportsThisEither",
                         "Proxy-Require: noProxiesSupportThis, norDoAnyProxiesSupportThis"), 420),
    "invut": (a_message(INVITE, "Content-Type: application/unknownformat", body="<audio>"), 415),
    "regaut01": (a_message("REGISTER sip:example.com SIP/2.0", "Authorization: NoOneKnowsThis data=x"), 405),
    "multi01": (a_message(INVITE, "CSeq: 5 INVITE", "CSeq: 59 INVITE", "Call-ID: a", "Call-ID: b", body=SDP), 400),
    "mcl01": (a_message(OPTIONS, "Content-Length: 13", body="hello", length="Content-Length: 5"), 400),
    "bcast": (a_message("SIP/2.0 200 OK", "Via: SIP/2.0/UDP 192.0.2.198;branch=z9hG4bK1324923",
                        "Via: SIP/2.0/UDP 255.255.255.255;branch=z9hG4bK1saber23", *RESPONSE_LINES), "silence"),
    # We are no proxy: whoever we are for may be called with the last hop.
    "zeromf": (a_message(OPTIONS, "Max-Forwards: 0"), 200),
    "cparam01": (a_message("REGISTER sip:example.com SIP/2.0", "Contact: sip:+19725552222@gw1;unknownparam"), 405),
    "inv2543": (a_message("INVITE sip:UserB@example.com SIP/2.0", "Via: SIP/2.0/UDP iftgw.example.com",
                          "From: <sip:+13035551111@ift.client.example.net;user=phone>", body=SDP,
                          length="Subject: no length"), "call"),
}  # fmt: skip


@pytest.mark.parametrize("name", [*VALID, *BROKEN])
def test_what_becomes_of_each_torture_message(name: str) -> None:
    data, expected = {**VALID, **BROKEN}[name]
    assert outcome(data) == expected


@pytest.mark.parametrize("reason", ["= 2**3 * 5**2 \u043d\u043e \u0441\u0442\u043e", ""])
def test_odd_reason_phrases_are_read(reason: str) -> None:
    response = read_datagram(a_message(f"SIP/2.0 200 {reason}", *RESPONSE_LINES))
    assert isinstance(response, Response) and (response.status, response.reason) == (200, reason)
    without_blank = read_datagram(a_message("SIP/2.0 100", *RESPONSE_LINES))
    assert isinstance(without_blank, Response) and without_blank.reason == ""


def test_only_the_first_of_two_requests_in_a_datagram_counts() -> None:
    request = read_datagram(VALID["dblreq"][0])
    assert isinstance(request, Request) and request.method == "OPTIONS" and request.body == b""


def test_a_tag_behind_a_quote_that_was_never_closed_is_found() -> None:
    request = read_datagram(a_message(INVITE, 'From: "Bell, Alexander <sip:a@example.com>;tag=43'))
    assert isinstance(request, Request) and request.from_tag == "43"


# IPv6, after RFC 5118.


@pytest.mark.parametrize(
    ("lines", "expected"),
    [
        (
            ("Via: SIP/2.0/UDP [2001:db8::9:1];branch=z9hG4bKas3-111", "Contact: <sip:caller@[2001:db8::1]>"),
            "call",
        ),
        (("Via: SIP/2.0/UDP [2001:db8::9:1]:5070;received=[2001:db8::9:255];branch=z9hG4bKas3",), "call"),
        (("Via: SIP/2.0/UDP [2001:db8::9:1];received=2001:db8::9:255;branch=z9hG4bKas3",), "call"),
        (("Via: SIP/2.0/UDP 2001:db8::9:1;branch=z9hG4bKas3",), "call"),
        (("Via: SIP/2.0/UDP [::ffff:192.0.2.10]:19823;branch=z9hG4bKbh19",), "call"),
    ],
)
def test_addresses_of_ipv6_are_read_with_brackets_and_without(lines: tuple[str, ...], expected: str) -> None:
    for uri in ("sip:user@[2001:db8::10]", "sip:[2001:db8::10]:5070", "sip:2001:db8::10:5070"):
        assert outcome(a_message(f"INVITE {uri} SIP/2.0", *lines, body=SDP)) == expected
