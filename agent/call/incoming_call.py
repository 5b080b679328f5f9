"""A call as it arrived: the raw headers, believed by nobody yet."""

from datetime import datetime

import msgspec


class IncomingCall(msgspec.Struct, frozen=True, kw_only=True):
    """The headers of one INVITE as they were written, and where it really came from."""

    call_id: str
    """The SIP Call-ID (RFC 3261 §8.1.1.4); unique enough to name the call everywhere."""
    line: str
    """Name of the `[[line]]` the call came in on."""
    received_at: datetime
    source_address: str = ""
    """IP address the INVITE came from, without port."""
    from_trusted_peer: bool = False
    """True when that address is the line's registrar or one of its `trusted_peers`."""
    request_uri: str = ""
    from_header: str = ""
    to_header: str = ""
    asserted_identity: tuple[str, ...] = ()
    """P-Asserted-Identity values (RFC 3325), one `sip:` and one `tel:` at most, as written."""
    remote_party_id: str = ""
    """Remote-Party-ID (draft-ietf-sip-privacy-04), still sent by many boxes; several stand one on each line."""
    privacy: str = ""
    """Privacy header (RFC 3323), for example `id;critical`."""
    diversion: tuple[str, ...] = ()
    """Diversion values (RFC 5806), newest first, as written."""
    history_info: tuple[str, ...] = ()
    """History-Info values (RFC 7044), oldest first, as written."""
    called_party: str = ""
    """P-Called-Party-ID (RFC 7315 §4.2): the number of the house that was dialled."""
    priority: str = ""
    """Priority (RFC 3261 §20.26, RFC 7090), for example `psap-callback`."""
    attestation_headers: tuple[str, ...] = ()
    """`Name: value` of every header that carries an attestation (verstat, X-Twilio-VerStat …)."""
    user_agent: str = ""
    unreadable_because: str = ""
    """Why none of the above could be read; empty for every call that could.  Such a call rings."""
