"""Only the family reaches the menu: calls from inside, and everything that pretends to be one."""

from datetime import UTC, datetime

import pytest

from agent.call.incoming_call import IncomingCall
from agent.identify.dial_plan import DialPlan
from agent.identify.from_inside import dialled_by_family, dialled_inside
from agent.identify.identify import identify

NOON = datetime(2026, 11, 21, 12, 0, tzinfo=UTC)
UPSTAIRS = '"Upstairs" <sip:**620@fritz.box>'
OUTSIDE = "<sip:0612345678@fritz.box>"
US = "<sip:tranquille@fritz.box>"
OUR_NUMBER = "<sip:0123456789@fritz.box>"
BOX, PBX, STRANGE = "192.168.1.1", "192.168.1.20", "203.0.113.9"
PLAN = DialPlan(country="FR", own_numbers=("+33123456789",))


def asked(
    from_header: str = UPSTAIRS,
    to_header: str = US,
    called_party: str = "",
    source: str = BOX,
    is_beside: bool = True,
    request_uri: str = "sip:t0123456789abcdef@192.168.1.5:5060",
    **more: object,
) -> str:
    headers: dict[str, object] = {
        "from_header": from_header,
        "to_header": to_header,
        "called_party": called_party,
        "request_uri": request_uri,
        **more,
    }
    call = IncomingCall(
        call_id="c1",
        line="home",
        received_at=NOON,
        source_address=source,
        from_trusted_peer=source in (BOX, PBX),
        **headers,  # type: ignore[arg-type]
    )
    caller = identify(call, PLAN)
    return dialled_inside(call, caller, is_beside=is_beside, own_user="tranquille", peers=[PBX])


@pytest.mark.parametrize(
    ("call", "asks_for"),
    [
        ({}, "menu"),
        ({"called_party": "<sip:**624@fritz.box>"}, "menu"),
        ({"to_header": "<sip:menu@fritz.box>"}, "menu"),
        ({"called_party": "<sip:**9@fritz.box>"}, "**9"),
        ({"to_header": "<sip:**9@fritz.box>"}, "**9"),
        ({"to_header": "<sip:*30@fritz.box>"}, "*30"),
        ({"to_header": "<sip:%2A32@fritz.box>"}, "*32"),
        ({"to_header": "<sip:s@pbx>", "request_uri": "sip:*31@192.168.1.5"}, "*31"),
        # A PBX, whose phones have no star.
        ({"source": PBX, "from_header": "<sip:101@pbx>", "to_header": "<sip:menu@pbx>"}, "menu"),
        ({"source": PBX, "from_header": "<sip:101@pbx>", "to_header": "<sip:*30@pbx>"}, "*30"),
        ({"source": PBX, "from_header": OUR_NUMBER, "to_header": "<sip:*30@pbx>"}, "*30"),
        ({"source": PBX, "to_header": "<sip:*30@pbx>", "is_beside": False}, "*30"),
    ],
)
def test_a_phone_of_the_house_that_dials_us_is_served(call: dict[str, object], asks_for: str) -> None:
    assert asked(**call) == asks_for  # type: ignore[arg-type]


@pytest.mark.parametrize(
    "call",
    [
        # From outside the box names the number of the house, whatever the caller shows.
        {"from_header": OUTSIDE, "called_party": OUR_NUMBER},
        {"from_header": UPSTAIRS, "called_party": OUR_NUMBER},
        {"from_header": OUTSIDE},
        {"from_header": OUTSIDE, "to_header": "<sip:*30@fritz.box>"},
        {"from_header": OUTSIDE, "to_header": "<sip:menu@fritz.box>"},
        {"from_header": "<sip:anonymous@anonymous.invalid>"},
        {"from_header": "<sip:anonymous@anonymous.invalid>", "to_header": "<sip:*30@fritz.box>"},
        {"from_header": ""},
        # The provider vouches for the number, the star is the caller's own invention.
        {"from_header": UPSTAIRS, "asserted_identity": (OUTSIDE,)},
        # In front, callers write what they like.
        {"is_beside": False},
        {"is_beside": False, "to_header": "<sip:*30@fritz.box>"},
        {"source": STRANGE},
        {"source": STRANGE, "to_header": "<sip:*30@fritz.box>"},
        {"source": "", "to_header": "<sip:menu@fritz.box>"},
        # Forwarded to the house by somebody.
        {"diversion": ("<sip:0142000001@fritz.box>",)},
        # A phone of the house that calls another one, or the house's own number.
        {"to_header": "<sip:salon@fritz.box>"},
        {"to_header": OUR_NUMBER},
        {"to_header": "", "request_uri": ""},
        # What a PBX hands on from outside.
        {"source": PBX, "from_header": OUTSIDE, "to_header": "<sip:*30@pbx>"},
        {"source": PBX, "from_header": OUTSIDE, "to_header": "<sip:menu@pbx>"},
        {"source": PBX, "from_header": "<sip:anonymous@anonymous.invalid>", "to_header": "<sip:menu@pbx>"},
        {"source": PBX, "from_header": "<sip:101@pbx>", "called_party": OUR_NUMBER},
        {"source": PBX, "from_header": "<sip:101@pbx>", "to_header": "<sip:tranquille@pbx>"},
    ],
)
def test_nobody_else_is_whatever_they_write(call: dict[str, object]) -> None:
    assert asked(**call) == ""  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("from_header", "source", "is_beside", "dialled"),
    [
        (UPSTAIRS, BOX, True, "112"),
        ("<sip:101@pbx>", PBX, False, "112"),
        (OUTSIDE, BOX, True, ""),
        (OUTSIDE, PBX, False, ""),
        (UPSTAIRS, BOX, False, ""),
        (UPSTAIRS, STRANGE, True, ""),
        ("<sip:101@pbx>", STRANGE, False, ""),
    ],
)
def test_only_a_phone_of_the_house_is_said_to_have_dialled_something(
    from_header: str, source: str, is_beside: bool, dialled: str
) -> None:
    call = IncomingCall(
        call_id="c1",
        line="home",
        received_at=NOON,
        source_address=source,
        from_trusted_peer=source in (BOX, PBX),
        from_header=from_header,
        to_header="<sip:112@fritz.box>",
    )
    assert dialled_by_family(call, identify(call, PLAN), is_beside=is_beside, peers=[PBX]) == dialled
