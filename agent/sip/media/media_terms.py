"""What an offer and its answer settled about a leg's sound (RFC 3264): numbers, places, and who may send."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import Enum

from agent.sip.media.g711_frames import LAWS, Law

COMFORT_NOISE_TYPE = 13
"""RFC 3551 table 4."""


class Direction(Enum):
    """Ours, after the answer: who is put on hold by `sendonly` may only receive."""

    SENDRECV = "sendrecv"
    SENDONLY = "sendonly"
    RECVONLY = "recvonly"
    INACTIVE = "inactive"

    @property
    def may_send(self) -> bool:
        """We send."""
        return self in (Direction.SENDRECV, Direction.SENDONLY)

    @property
    def may_hear(self) -> bool:
        """The other side sends."""
        return self in (Direction.SENDRECV, Direction.RECVONLY)


@dataclass(frozen=True, slots=True, kw_only=True)
class ReceivedTypes:
    """Payload types as our own SDP numbers them: what comes in bears these."""

    laws: Mapping[int, Law] = field(default_factory=lambda: LAWS)
    events: int | None = 101
    """RFC 4733; None when keys come by SIP INFO only."""
    comfort_noise: int | None = COMFORT_NOISE_TYPE


@dataclass(frozen=True, slots=True, kw_only=True)
class RemoteTerms:
    """What the other side's SDP says."""

    address: str
    """Of the `c=` line; 0.0.0.0 is an old way to put on hold."""
    port: int
    law: Law
    """What we send."""
    payload_type: int | None = None
    """As theirs numbers it; None for the usual number of that law."""
    events: int | None = None
    """Theirs for telephone events; None when they take none."""
    direction: Direction = Direction.SENDRECV
    rtcp_port: int | None = None
    """`a=rtcp` (RFC 3605); None for the port after that of RTP."""
    sip_source: str = ""
    """Address its SIP comes from."""

    @property
    def sound_type(self) -> int:
        """Payload type of the sound we send."""
        return self.law.payload_type if self.payload_type is None else self.payload_type
