"""A second reading for what PJSIP could not parse: mended, the same message is given to it once more.

PJSIP drops such a message without a word, and with it the caller, their ACK, their CANCEL and their BYE.  It
does tell whoever asks what it drops, while the message still lies in its buffer: there it is mended in its place
and read again.  What even then is no message gets 400 (RFC 3261 §21.4.1) and a line in the journal.
"""

import ctypes
from collections import OrderedDict
from collections.abc import Callable

from agent.sip.arrival import Received
from agent.sip.boundary import reports_failures
from agent.sip.edge_text import bytes_of
from agent.sip.pjsip.mending import explained_offer, mended
from agent.sip.pjsip.native import native
from agent.sip.pjsip.received_data import DroppedData, Packet, packet_of

REMEMBERED = 64
"""Messages whose bytes as they came are kept until the call they began is told; each has 4000 at most."""

_OnDropped = ctypes.CFUNCTYPE(None, ctypes.POINTER(DroppedData))


class AsItCame:
    """What arrived, with the bytes that were on the wire (`agent.sip.arrival.Received`)."""

    def __init__(self, received: Received, reading: "SecondReading") -> None:
        self._received = received
        self._reading = reading

    @property
    def wholeMsg(self) -> str:
        message = bytes_of(self._received.wholeMsg)
        return self._reading.as_it_came(message).decode("utf-8", "surrogateescape")

    @property
    def srcAddress(self) -> str:
        return self._received.srcAddress


class SecondReading:
    """Belongs to the engine's thread; must live as long as the stack."""

    def __init__(self, lost: Callable[[bytes, tuple[str, int]], None]) -> None:
        """`lost` is told every request that stays unreadable, with the address it came from."""
        self._lost = lost
        self._as_it_came: OrderedDict[bytes, bytes] = OrderedDict()
        self._is_second = self._failed_again = False
        self._manager: int | None = None
        self._receive = native(
            "pjsip_tpmgr_receive_packet", ctypes.c_ssize_t, [ctypes.c_void_p, ctypes.c_void_p]
        )
        self._callback = _OnDropped(self._dropped)

    def begin(self) -> bool:
        """Have PJSIP tell what it drops.  False when this wheel does not: what it cannot read is lost."""
        endpoint_of = native("pjsua_get_pjsip_endpt", ctypes.c_void_p, [])
        manager_of = native("pjsip_endpt_get_tpmgr", ctypes.c_void_p, [ctypes.c_void_p])
        register = native("pjsip_tpmgr_set_drop_data_cb", ctypes.c_int, [ctypes.c_void_p, _OnDropped])
        if endpoint_of is None or manager_of is None or register is None or self._receive is None:
            return False
        self._manager = manager_of(endpoint_of())
        done: int = register(self._manager, self._callback)
        return done == 0

    def as_it_came(self, message: bytes) -> bytes:
        """The bytes that were on the wire for this message, which may have been mended since."""
        return self._as_it_came.get(message, message)

    @reports_failures
    def explain_offer(self, received: int) -> None:
        """An INVITE was parsed: PJSIP would refuse its offer for a payload type that nothing explains."""
        packet = Packet(received)
        whole = packet.whole
        if whole.startswith(b"INVITE ") and (better := explained_offer(whole)) != whole:
            self._rewrite(packet, whole, better)

    @reports_failures
    def _dropped(self, dropped: "ctypes._Pointer[DroppedData]") -> None:
        if self._is_second:
            self._failed_again = True
            return
        data = dropped.contents
        packet = packet_of(data)
        if packet is None:
            if data.data and data.length:
                self._lost(ctypes.string_at(data.data, min(data.length, 65535)), ("", 0))
            return
        whole = packet.whole
        better = mended(whole)
        if better == whole or not self._read_again(packet, whole, better):
            self._lost(whole, packet.source)

    def _read_again(self, packet: Packet, whole: bytes, better: bytes) -> bool:
        """True when PJSIP could parse it now."""
        assert self._receive is not None
        self._rewrite(packet, whole, better)
        self._is_second, self._failed_again = True, False
        try:
            self._receive(self._manager, packet.received)
        finally:
            self._is_second = False
        return not self._failed_again

    def _rewrite(self, packet: Packet, whole: bytes, better: bytes) -> None:
        packet.rewrite(better)
        self._as_it_came[better] = self._as_it_came.get(whole, whole)
        while len(self._as_it_came) > REMEMBERED:
            self._as_it_came.popitem(last=False)
