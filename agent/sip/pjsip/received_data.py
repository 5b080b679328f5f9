"""The bytes of a message as they lie in PJSIP's memory, and where they came from.

The structures are those of pjsip/sip_transport.h and pj/ioqueue.h, as they have been since 2011.  Whoever
follows a pointer here has it from PJSIP, and `packet_at` proves the layout before anybody writes.
"""

import ctypes

PACKET_BYTES = 4000
"""PJSIP_MAX_PKT_LEN."""


class _KeyOfOperation(ctypes.Structure):
    """pjsip_rx_data_op_key around pj_ioqueue_op_key_t."""

    _fields_ = (("internal", ctypes.c_void_p * 34), ("received", ctypes.c_void_p))


class ReceivedData(ctypes.Structure):
    """The beginning of pjsip_rx_data."""

    _fields_ = (
        ("pool", ctypes.c_void_p),
        ("transport", ctypes.c_void_p),
        ("transport_data", ctypes.c_void_p),
        ("operation", _KeyOfOperation),
        ("at", ctypes.c_long * 2),
        ("packet", ctypes.c_char * PACKET_BYTES),
        ("zero", ctypes.c_uint32),
        ("length", ctypes.c_ssize_t),
        ("source", ctypes.c_ubyte * 28),
        ("source_length", ctypes.c_int),
        ("source_name", ctypes.c_char * 46),
        ("source_port", ctypes.c_int),
    )


class DroppedData(ctypes.Structure):
    """pjsip_tp_dropped_data."""

    _fields_ = (
        ("transport", ctypes.c_void_p),
        ("data", ctypes.c_void_p),
        ("length", ctypes.c_size_t),
        ("status", ctypes.c_int),
    )


class Packet:
    """One message in PJSIP's own buffer."""

    def __init__(self, received: int) -> None:
        """`received`: the address of a pjsip_rx_data."""
        self._data = ReceivedData.from_address(received)
        self.received = received

    @property
    def source(self) -> tuple[str, int]:
        """Address and port it came from."""
        return self._data.source_name.decode("ascii", "replace"), self._data.source_port

    @property
    def whole(self) -> bytes:
        """All of it; empty when the layout is not the one we know."""
        length = self._data.length
        return ctypes.string_at(self._start, length) if 0 < length < PACKET_BYTES else b""

    def rewrite(self, whole: bytes) -> None:
        """Write other bytes over it.  Raises ValueError when they are not as many."""
        if len(whole) != self._data.length or len(whole) >= PACKET_BYTES:
            raise ValueError(f"{len(whole)} bytes do not fit in the place of {self._data.length}")
        ctypes.memmove(self._start, whole, len(whole))

    @property
    def _start(self) -> int:
        return self.received + ReceivedData.packet.offset


def packet_of(dropped: DroppedData) -> Packet | None:
    """The packet that was dropped whole; None for a part of a stream, or a layout that is not ours."""
    if not dropped.data:
        return None
    received = dropped.data - ReceivedData.packet.offset
    data = ReceivedData.from_address(received)
    is_whole = data.transport == dropped.transport and data.length == dropped.length
    return Packet(received) if is_whole else None
