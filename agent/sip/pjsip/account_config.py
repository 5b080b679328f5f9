"""How PJSIP is told about a line: who we are there, what it must not do by itself, which way packets go."""

import msgspec
import pjsua2 as pj

from agent.call.commands import OpenLine
from agent.sip.addresses import host_of


class Place(msgspec.Struct, frozen=True):
    """Where a line lives: its socket, and the addresses it hears from."""

    transport_id: int
    local_address: str
    port: int
    addresses: tuple[str, ...]
    is_local: bool
    """True when all of them are on a home network."""


def account_config(settings: OpenLine, place: Place) -> pj.AccountConfig:
    """What `pj.Account.create` is given."""
    registrar = settings.registrar
    config = pj.AccountConfig()
    transport = "" if settings.transport == "udp" else f";transport={settings.transport}"
    # The random user part of our Contact: whoever does not know it was not sent by the box.
    contact = f"sip:{settings.contact_user}@{place.local_address}:{place.port}{transport}"
    config.sipConfig.transportId = place.transport_id
    config.mediaConfig.transportConfig.boundAddress = place.local_address
    config.mediaConfig.lockCodecEnabled = False
    config.natConfig.iceEnabled = False
    config.natConfig.udpKaIntervalSec = 15
    config.mediaConfig.srtpUse = pj.PJMEDIA_SRTP_OPTIONAL if settings.srtp else pj.PJMEDIA_SRTP_DISABLED
    config.mediaConfig.srtpSecureSignaling = 0
    config.presConfig.publishEnabled = False
    config.mwiConfig.enabled = False
    if not registrar:
        config.idUri = f"sip:{settings.contact_user}@{place.local_address}:{place.port}"
        config.regConfig.registerOnAdd = False
        return config
    config.idUri = f"<sip:{settings.user}@{host_of(registrar)}>"
    config.regConfig.registrarUri = f"sip:{registrar.removeprefix('sip:')}{transport}"
    config.regConfig.timeoutSec = settings.expires_seconds
    config.regConfig.registerOnAdd = False
    # Trying again is our own work: PJSIP has one fixed interval and no back-off.
    config.regConfig.retryIntervalSec = config.regConfig.firstRetryIntervalSec = 0
    config.regConfig.dropCallsOnFail = False
    config.sipConfig.authCreds.append(
        pj.AuthCredInfo("digest", "*", settings.auth_user or settings.user, 0, settings.password)
    )
    if place.is_local:
        config.sipConfig.contactForced = contact
        config.natConfig.contactRewriteUse = 0
        config.natConfig.sipOutboundUse = 0
    if settings.proxy:
        config.sipConfig.proxies.append(f"sip:{settings.proxy.removeprefix('sip:')};lr{transport}")
    elif host_of(registrar) not in place.addresses:
        # Our own resolver found the address; PJSIP's would hold up every call while it asks.
        port = registrar.rpartition(":")[2] if ":" in registrar else "5060"
        config.sipConfig.proxies.append(f"sip:{place.addresses[0]}:{port};lr;hide{transport}")
    return config
