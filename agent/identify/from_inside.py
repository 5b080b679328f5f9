"""Tells a call from the family to the daemon itself from every other call: only the family gets the menu.

A call counts when it comes from inside the house and dials us and nobody else.  A caller outside reaches us
over a number of the house, which the box names in P-Called-Party-ID; pretending to be `**620` changes nothing
about that.
"""

import ipaddress
from collections.abc import Sequence

from agent.call.caller import Caller
from agent.call.incoming_call import IncomingCall
from agent.identify.name_addr import read_name_addr

MENU = "menu"
GROUP_CALL = "**9"
"""A FRITZ!Box calls everybody by this, and names it even when our own number was dialled."""
CODES = ("*30", "*31", "*32")
"""Deny the last caller, allow the last caller, say who it was: dialled directly, as on many PBXs."""


def dialled_inside(
    call: IncomingCall, caller: Caller, *, is_beside: bool, own_user: str, peers: Sequence[str] = ()
) -> str:
    """What somebody in the house asks of us: `menu`, one of `CODES`, `**9`, or empty for any other call.

    `is_beside`: the line is one of the box's telephones, so that a caller with `*` was named by the box.
    `own_user`: our user name at the box.  `peers`: addresses and networks of `[menu] peers`.
    """
    dialled = _dialled(call)
    if _is_named_by_box(call, caller, is_beside):
        if dialled == GROUP_CALL or dialled in CODES:
            return dialled
        # `**624`, our number inside the box, is as good as the name we registered with.
        is_us = dialled.startswith("**") or dialled in (MENU, own_user)
        return MENU if dialled and is_us else ""
    if _is_from_peer(call, caller, peers):
        return dialled if dialled in (MENU, *CODES) else ""
    return ""


def dialled_by_family(
    call: IncomingCall, caller: Caller, *, is_beside: bool, peers: Sequence[str] = ()
) -> str:
    """What a telephone of the house dialled, whoever it was meant for; empty for calls from outside."""
    is_inside = _is_named_by_box(call, caller, is_beside) or _is_from_peer(call, caller, peers)
    return _dialled(call) if is_inside else ""


def _is_named_by_box(call: IncomingCall, caller: Caller, is_beside: bool) -> bool:
    is_direct = not caller.diverted_from and not caller.withheld
    return is_direct and is_beside and call.from_trusted_peer and caller.internal.startswith("*")


def _is_from_peer(call: IncomingCall, caller: Caller, peers: Sequence[str]) -> bool:
    # A peer may hand on calls from outside as well: these show a number, or dial something else.
    shows_outside_number = caller.number_e164 is not None and not caller.own_number
    is_direct = not caller.diverted_from and not caller.withheld
    return is_direct and _is_one_of(call.source_address, peers) and not shows_outside_number


def _dialled(call: IncomingCall) -> str:
    """The user part that was dialled, as far as the call still tells."""
    if call.called_party:
        return read_name_addr(call.called_party).user
    to_user, request_user = (read_name_addr(each).user for each in (call.to_header, call.request_uri))
    return request_user if request_user in CODES else to_user or request_user


def _is_one_of(address: str, peers: Sequence[str]) -> bool:
    try:
        source = ipaddress.ip_address(address)
    except ValueError:
        return False
    return any(source in ipaddress.ip_network(peer, strict=False) for peer in peers)
