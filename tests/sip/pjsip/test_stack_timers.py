"""What nobody answers is given up after eight seconds and five copies, by the real stack."""

import threading

from agent.call.commands import RingHouse
from agent.call.events import CallArrived, PhoneLost
from agent.sip.pjsip.stack_timers import TRANSACTION_SECONDS
from tests.peers.raw_sip import RawSipCaller
from tests.peers.sip_message import SipMessage
from tests.peers.sip_socket import SipSocket
from tests.sip.engine_under_test import EngineUnderTest

STANDARD_SECONDS = 32.0
"""64 × T1 (RFC 3261 §17.1.1.2): how long PJSIP waits unless it is told otherwise."""


def test_a_phone_that_answers_nothing_is_given_up_in_a_quarter_of_the_standard_time() -> None:
    copies: list[SipMessage] = []
    lost = threading.Event()

    def take(message: SipMessage) -> None:
        if not lost.is_set():
            copies.append(message)

    mute = SipSocket(take)
    phone = f"sip:kitchen@{mute.host}:{mute.port}"
    with EngineUnderTest() as engine:
        engine.open_line(house_phones=(phone,))
        with RawSipCaller(engine.target) as caller:
            call = caller.invite()
            engine.wait_for(CallArrived)
            engine.send(RingHouse(call_id=call.call_id, phones=(phone,)))
            told = engine.wait_for(PhoneLost, limit_seconds=STANDARD_SECONDS / 2)
            lost.set()
    mute.close()
    assert told.sip_status == 408
    assert TRANSACTION_SECONDS == STANDARD_SECONDS / 4
    # After 0, 0.5, 1.5, 3.5 and 7.5 s.
    assert [each.method for each in copies] == ["INVITE"] * 5
