"""Decides whose packets are the other side's sound, and where ours go: strangers neither speak nor listen in.

Symmetric RTP (RFC 4961, RFC 3550 §8) with a lock.  Before anything was heard only the address in the other side's
SDP, or the one its SIP came from, may speak; then only the very address, port and SSRC that did.  That moves by a
new offer, or after a silence, which is longer the less we know of whoever wants to be followed.
"""

import math
from collections.abc import Iterable
from enum import Enum, auto
from functools import lru_cache
from ipaddress import IPv6Address, ip_address

from agent.sip.media.rtp import RtpPacket

Address = tuple[str, int]

PROBATION_PACKETS = 2
"""So many in a row before a new source is believed (RFC 3550 A.1, MIN_SEQUENTIAL)."""


class Kinship(Enum):
    """How well we know somebody who is not the source we hear."""

    SAME_PORT = auto()
    """Another SSRC from the same address and port: a box that put us through to another of its devices."""
    SAME_ADDRESS = auto()
    """Another port of the same machine, or an address that SDP or SIP named: a mapping in a router changed."""
    STRANGER = auto()
    """Another address: a box that moved, or somebody who guessed our port.  Followed once in each negotiation."""


_PATIENCE_SECONDS = {Kinship.SAME_PORT: 0.2, Kinship.SAME_ADDRESS: 1.0, Kinship.STRANGER: 3.0}
"""How long the source we hear must have been silent."""
FIRST_PATIENCE_SECONDS = 1.0
"""A box may let its sound come from an address that nothing named: believed when nothing else comes by then."""


@lru_cache(64)
def plain_address(text: str) -> str:
    """An address as sockets write it, IPv4 in IPv6 as IPv4; empty for a name, and for 0.0.0.0 and ::."""
    try:
        address = ip_address(text.partition("%")[0].strip("[]"))
    except ValueError:
        return ""
    if isinstance(address, IPv6Address) and address.ipv4_mapped:
        address = address.ipv4_mapped
    return "" if address.is_unspecified else str(address)


class RemoteSource:
    """One leg's."""

    def __init__(self) -> None:
        self._named: frozenset[str] = frozenset()
        self._wants_nothing = False
        """Their address is 0.0.0.0 or ::, the old way to put on hold (RFC 3264 §8.4)."""
        self._told: Address | None = None
        """Where SDP says that our sound should go."""
        self._source: Address | None = None
        """Where their sound comes from; None before anything was heard."""
        self._ssrc: int | None = None
        """None when any of that source is welcome."""
        self._heard_at_seconds = math.inf
        """When the source last spoke, or a silence began to count."""
        self._may_follow_stranger = True
        self._is_loose = False
        """A new offer came: whoever it names is followed without a silence."""
        self._on_hold = False
        self._candidate: tuple[Address, int] | None = None
        self._candidate_next = 0
        self._candidate_packets = 0
        self.packets_refused = 0

    def named(self, address: str, port: int, sip_source: str, on_hold: bool, now_seconds: float) -> None:
        """An offer or answer says where they are.  `on_hold`: they may send nothing, and no silence counts."""
        told = (plain_address(address), port)
        place = told if told[0] and 0 < port < 65536 else None
        named = _addresses((address, sip_source))
        self._wants_nothing = address.strip("[]") in ("0.0.0.0", "::")
        if place != self._told or named != self._named:
            self._is_loose = self._source is not None
            self._may_follow_stranger = True
        if self._source is None or self._on_hold != on_hold or self._is_loose:
            self._heard_at_seconds = now_seconds
        self._told, self._named, self._on_hold = place, named, on_hold

    @property
    def destination(self) -> Address | None:
        """Where our sound goes: back to where theirs comes from, else where SDP says; None when nobody knows."""
        if self._wants_nothing:
            return None
        return self._told if self._source is None or self._is_loose else self._source

    @property
    def is_locked(self) -> bool:
        """True once somebody was heard."""
        return self._source is not None

    def accepts(self, packet: RtpPacket, source: Address, now_seconds: float) -> bool:
        """True when this packet is theirs."""
        if source == self._source and packet.ssrc == self._ssrc:
            if self._is_loose and now_seconds - self._heard_at_seconds >= FIRST_PATIENCE_SECONDS:
                # What the new offer names never spoke: behind a router it names an address that nobody sees.
                self._is_loose = False
            if not self._is_loose:
                self._heard_at_seconds = now_seconds
            return True
        if self._is_welcome(source, now_seconds) and self._is_steady(packet, source):
            self._follow(packet, source, now_seconds)
            return True
        self.packets_refused += 1
        return False

    def is_known(self, source: Address) -> bool:
        """True for the machine whose sound we hear, or one that was named: its RTCP is read."""
        address = plain_address(source[0])
        return address in self._named or (
            self._source is not None and address == plain_address(self._source[0])
        )

    def _is_welcome(self, source: Address, now_seconds: float) -> bool:
        silent_seconds = now_seconds - self._heard_at_seconds
        is_named = plain_address(source[0]) in self._named
        if self._source is None:
            return is_named or (not self._on_hold and silent_seconds >= FIRST_PATIENCE_SECONDS)
        if is_named and (self._is_loose or plain_address(self._source[0]) not in self._named):
            # Who was named wins back what a stranger was given.
            return True
        kinship = self._kinship(source, is_named)
        if kinship is Kinship.STRANGER and (self._on_hold or not self._may_follow_stranger):
            return False
        return silent_seconds >= _PATIENCE_SECONDS[kinship]

    def _kinship(self, source: Address, is_named: bool) -> Kinship:
        if source == self._source:
            return Kinship.SAME_PORT
        if is_named or (self._source is not None and source[0] == self._source[0]):
            return Kinship.SAME_ADDRESS
        return Kinship.STRANGER

    def _is_steady(self, packet: RtpPacket, source: Address) -> bool:
        """Packets that follow each other, from one source; the very first named one is believed at once."""
        if self._source is None and plain_address(source[0]) in self._named:
            return True
        follows = self._candidate == (source, packet.ssrc) and packet.sequence == self._candidate_next
        self._candidate_packets = self._candidate_packets + 1 if follows else 1
        self._candidate = (source, packet.ssrc)
        self._candidate_next = (packet.sequence + 1) & 0xFFFF
        return self._candidate_packets >= PROBATION_PACKETS

    def _follow(self, packet: RtpPacket, source: Address, now_seconds: float) -> None:
        if self._source is not None and self._kinship(source, plain_address(source[0]) in self._named) is (
            Kinship.STRANGER
        ):
            self._may_follow_stranger = False
        self._source, self._ssrc = source, packet.ssrc
        self._heard_at_seconds = now_seconds
        self._is_loose = False
        self._candidate = None


def _addresses(names: Iterable[str]) -> frozenset[str]:
    return frozenset(filter(None, map(plain_address, names)))
