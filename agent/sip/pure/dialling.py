"""Calls a telephone of the house: a UAC's INVITE (RFC 3261 §13.2), by way of the box or straight to it.

What the line's own calls go through (a proxy, a registrar known by its name) is not before a telephone that stands
beside us; that one is called where it stands, and told no proof of the line's password.
"""

import secrets
import time

from agent.sip.addresses import host_of
from agent.sip.engine_error import EngineError
from agent.sip.leg import Leg, LegState
from agent.sip.outgoing_legs import ShownCaller
from agent.sip.pure.call_session import SDP_FIELD
from agent.sip.pure.line import PureLine
from agent.sip.pure.names import Names
from agent.sip.pure.ways import USUAL_PORTS
from agent.sip.stack.headers import Field
from agent.sip.stack.hop import Hop
from agent.sip.stack.requests import new_request
from agent.sip.stack.uri import SIP_SCHEMES, read_uri


def dial(line: PureLine, names: Names, leg_id: str, phone: str, shown: ShownCaller) -> Leg:
    """The leg, on its way.  Raises EngineError."""
    hop, is_by_server = _way(line, names, phone)
    call = line.calls.new_call(leg_id, line.name, LegState.CALLING, hop.address)
    body = call.offer()
    call_id = secrets.token_hex(12)
    fields: list[Field] = [("Contact", line.contact), *line.own_fields]
    if is_by_server:
        line.proofs.for_server(call_id)
        fields += [("Route", route) for route in _routes(line)]
    if shown.asserted_identity:
        fields.append(("P-Asserted-Identity", shown.asserted_identity))
    invite = new_request(
        "INVITE",
        phone,
        from_side=shown.from_header or f"<{line.address_of_record}>",
        from_tag=secrets.token_hex(6),
        to_side=f"<{phone}>",
        call_id=call_id,
        fields=[*fields, SDP_FIELD],
        body=body,
    )
    call.began(line.agent.call(invite, hop, time.monotonic()))
    line.calls.hold(call)
    line.flush()
    return call.leg


def _way(line: PureLine, names: Names, phone: str) -> tuple[Hop, bool]:
    """Where the INVITE goes, and whether that is the line's own server."""
    uri = read_uri(phone)
    if uri is None or uri.scheme not in SIP_SCHEMES or not uri.host:
        raise EngineError(f"{phone} is no SIP address")
    settings = line.settings
    servers = {host_of(settings.registrar), host_of(settings.proxy)} - {""}
    known = {line.addresses[0].split("/")[0]} if settings.registrar else set()
    if uri.host in servers | known:
        hop = line.way_to_server()
        if hop is None:
            raise EngineError("no address is known for the line's server")
        return hop, True
    address = names.address_of(uri.host, time.monotonic())
    if address is None:
        raise EngineError(f"no address is known for {uri.host} yet")
    return line.way_to(address, uri.port or USUAL_PORTS[settings.transport]), False


def _routes(line: PureLine) -> list[str]:
    if line.service_route:
        return list(line.service_route)
    proxy = line.settings.proxy
    return [f"<sip:{proxy.removeprefix('sip:')};lr>"] if proxy else []
