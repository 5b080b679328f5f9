"""Short calls that ask the wire what the house does with a caller, and nothing else."""

import time

from tests.peers.raw_call import RawCall
from tests.peers.raw_sip import RawSipCaller
from tests.peers.sip_message import SipMessage

RINGS, ANSWERS = 180, 200


def first_word(call: RawCall) -> int:
    """The first thing the caller is told after 100: 180 when the phones ring, 200 when we answered."""
    return call.wait(_is_a_word, 5, "first word").status


def tries(caller: RawSipCaller, number: str, **more: str) -> tuple[RawCall, int]:
    """One call that is over at once: what it met first, and the call for its Call-ID."""
    call = caller.invite(number, display_name=more.get("display_name", ""))
    status = first_word(call)
    gives_up(call)
    return call, status


def gives_up(call: RawCall) -> None:
    """BYE or CANCEL, whichever fits, and wait until the call is over."""
    finals = [status for status, _ in call.statuses if status >= 200]
    if not finals:
        call.cancel()
        finals = [call.wait_final().status]
    if finals[0] == ANSWERS:
        hangs_up(call)


def hangs_up(call: RawCall) -> None:
    """ACK and BYE until somebody says 200 to it, as over UDP everybody must (RFC 3261, section 17.1.2)."""
    for _ in range(5):
        call.ack()
        try:
            call.bye(limit_seconds=0.8)
            return
        except TimeoutError:
            continue
    raise TimeoutError(f"nobody answers the BYE of {call.call_id}")


def tries_until(
    caller: RawSipCaller, number: str, wanted: int, limit_seconds: float = 2.0, display_name: str = ""
) -> RawCall:
    """Call again and again until the house says `wanted` first; TimeoutError after `limit_seconds`."""
    deadline = time.monotonic() + limit_seconds
    while True:
        call, status = tries(caller, number, display_name=display_name)
        if status == wanted:
            return call
        if time.monotonic() > deadline:
            raise TimeoutError(f"{number} still meets {status} and not {wanted} after {limit_seconds:g} s")


def finals(call: RawCall) -> list[int]:
    """Every final response to the INVITE."""
    return [status for status, _ in call.statuses if status >= 200]


def _is_a_word(message: SipMessage) -> bool:
    return message.status > 100 and message.method == "INVITE"
