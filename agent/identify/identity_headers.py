"""Which headers say who calls, which of them this house may believe, and who forwarded the call to us."""

from dataclasses import dataclass

from agent.call.incoming_call import IncomingCall
from agent.identify.name_addr import NameAddr, read_name_addr, read_name_addrs
from agent.identify.withheld import (
    asks_for_privacy,
    privacy_hides,
    privacy_is_refused,
    remote_party_hides,
)

ASSERTED = "P-Asserted-Identity"
REMOTE_PARTY = "Remote-Party-ID"
FROM = "From"

_OPEN_PRIVACY = ("", "off", "none")


@dataclass(frozen=True, slots=True)
class ShownIdentity:
    """What one header says of the caller."""

    header: str
    """The header's name."""
    address: NameAddr


def shown_identities(call: IncomingCall) -> tuple[ShownIdentity, ...]:
    """Every identity that may be believed, most believed first.

    P-Asserted-Identity is what the network knows (RFC 3325 §9.1), Remote-Party-ID its elder; both count only
    from a peer we trust, since anybody can write them.  From is what the caller's own telephone wrote.
    """
    shown: list[ShownIdentity] = []
    if call.from_trusted_peer:
        for value in call.asserted_identity:
            shown += (ShownIdentity(ASSERTED, address) for address in read_name_addrs(value))
        shown += (ShownIdentity(REMOTE_PARTY, address) for address in _calling_parties(call))
    if call.from_header.strip():
        shown.append(ShownIdentity(FROM, read_name_addr(call.from_header)))
    return tuple(shown)


def ignored_headers(call: IncomingCall) -> tuple[str, ...]:
    """Names of the headers that stood there and were not believed."""
    if call.from_trusted_peer:
        return ()
    present = ((ASSERTED, bool(call.asserted_identity)), (REMOTE_PARTY, bool(call.remote_party_id)))
    return tuple(name for name, is_there in present if is_there)


def wants_privacy(call: IncomingCall) -> bool:
    """True when any header asks that the caller not be known; hiding is believed from everybody.

    `Privacy: none` says in so many words that nobody asked (RFC 3323 §4.2): an anonymous From beside it is the
    network's word for a number that it does not have.
    """
    return (
        privacy_hides(call.privacy)
        or (not privacy_is_refused(call.privacy) and asks_for_privacy(read_name_addr(call.from_header)))
        or any(remote_party_hides(party) for party in _calling_parties(call))
    )


def forwarders(call: IncomingCall) -> tuple[NameAddr, ...]:
    """Everybody the call was made to before us, the first one called first (RFC 5806, RFC 7044)."""
    newest_first = [address for value in call.diversion for address in read_name_addrs(value)]
    history = [address for value in call.history_info for address in read_name_addrs(value)]
    # The last History-Info entry is where the call was sent last: to us.
    return (*reversed(newest_first), *history[:-1])


def may_be_named(forwarder: NameAddr) -> bool:
    """False when the one who forwarded the call asked not to be known (RFC 5806 §5, RFC 7044 §10.1)."""
    return forwarder.parameter("privacy").lower() in _OPEN_PRIVACY


def _calling_parties(call: IncomingCall) -> tuple[NameAddr, ...]:
    """Remote-Party-ID may also name the called party (draft-ietf-sip-privacy-04 §5.1)."""
    parties = [party for value in call.remote_party_id.split("\n") for party in read_name_addrs(value)]
    return tuple(party for party in parties if party.parameter("party").lower() in ("", "calling"))
