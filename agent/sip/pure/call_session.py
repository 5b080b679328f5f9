"""What a call's offers and answers come to, put into effect on its sound (RFC 3264)."""

import secrets

from agent.sip.media import media_terms as media
from agent.sip.media.g711_frames import A_LAW, LAWS, MU_LAW
from agent.sip.media.media_terms import COMFORT_NOISE_TYPE, ReceivedTypes, RemoteTerms
from agent.sip.pure.leg_sound import PureSound
from agent.sip.stack.bodies import FoundBody, find_sdp
from agent.sip.stack.formats import Codec
from agent.sip.stack.message import Request, Response
from agent.sip.stack.negotiation import Negotiation
from agent.sip.stack.offer_answer import Agreed, OurSide, answer
from agent.sip.stack.sdp import read_sdp

BAD_REQUEST, NOT_ACCEPTABLE = 400, 488
SDP_FIELD = ("Content-Type", "application/sdp")
_LAWS = {Codec.PCMA: A_LAW, Codec.PCMU: MU_LAW}
_NO_PORT_YET = 9
"""The discard port: asked whether there would be an answer, before there is a socket."""


def sdp_in(message: Request | Response) -> FoundBody:
    """The session description in a message, alone or among others."""
    headers = message.headers
    return find_sdp(
        message.body,
        headers.get("Content-Type"),
        content_encoding=headers.get("Content-Encoding") or "",
        content_disposition=headers.get("Content-Disposition") or "",
    )


def refusal_of(invite: Request) -> int:
    """The status that an INVITE is refused with because of what it offers; 0 for one that can be answered."""
    found = sdp_in(invite)
    if found.sdp is None:
        return found.sip_status
    description = read_sdp(found.sdp)
    if description is None:
        return BAD_REQUEST
    ours = OurSide(address="0.0.0.0", port=_NO_PORT_YET)
    return NOT_ACCEPTABLE if answer(description, ours) is None else 0


class CallSession:
    """One call's; belongs to the engine's thread.  Raises EngineError where there is no port for its sound."""

    def __init__(self, sound: PureSound, local_address: str, sip_source: str) -> None:
        """`sip_source`: the address that the other side's SIP comes from."""
        self._sound = sound
        self._local_address = local_address
        self._sip_source = sip_source
        self._negotiation: Negotiation | None = None

    @property
    def agreed(self) -> Agreed | None:
        """What holds now; None before there is an answer."""
        return self._negotiation.agreed if self._negotiation is not None else None

    @property
    def is_offering(self) -> bool:
        """True while an offer of ours waits."""
        return self._negotiation is not None and self._negotiation.is_offering

    def answer(self, offer: bytes, now_seconds: float) -> bytes | None:
        """Our answer, which holds from now on; None for an offer that must be refused."""
        said = self._open().take_offer(offer)
        if said is not None:
            self._settle(now_seconds)
        return said

    def offer(self) -> bytes | None:
        """An offer of ours; None while one waits."""
        return self._open().offer()

    def take_answer(self, message: Request | Response, now_seconds: float) -> bool:
        """Their answer to our offer; False when it is missing or wrong."""
        sdp = sdp_in(message).sdp
        if sdp is None or self._open().take_answer(sdp) is None:
            return False
        self._settle(now_seconds)
        return True

    def withdraw(self) -> None:
        """Our offer was refused: what held before holds on."""
        if self._negotiation is not None:
            self._negotiation.withdraw()

    def _open(self) -> Negotiation:
        if self._negotiation is None:
            ours = OurSide(address=self._local_address, port=self._sound.port_on(self._local_address))
            self._negotiation = Negotiation(ours, secrets.randbits(62))
        return self._negotiation

    def _settle(self, now_seconds: float) -> None:
        agreed = self.agreed
        if agreed is None:
            return
        law = _LAWS[agreed.codec]
        types = ReceivedTypes(
            # Boxes change the law in the middle of a talk, by the numbers that everybody knows.
            laws={**LAWS, agreed.receive_type: law},
            events=agreed.receive_dtmf_type,
            comfort_noise=agreed.comfort_noise_type or COMFORT_NOISE_TYPE,
        )
        terms = RemoteTerms(
            address=agreed.remote_address,
            port=agreed.remote_port,
            law=law,
            payload_type=agreed.send_type,
            events=agreed.send_dtmf_type,
            direction=media.Direction(agreed.direction.value),
            rtcp_port=agreed.rtcp_port,
            sip_source=self._sip_source,
        )
        self._sound.settled(types, terms, now_seconds)
