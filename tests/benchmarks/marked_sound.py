"""Two ends of a telephone connection that send numbered frames and know when each of them arrives.

Every RTP packet carries its number in its first samples, in A-law words that a bridge passes on unchanged.  The
receiver finds them in the sound itself, so a frame that a jitter buffer moved, dropped or made up is seen.  The
kernel tells when a packet came (SO_TIMESTAMPNS), and one thread serves all ends.
"""

import gc
import itertools
import random
import select
import socket
import struct
import time
from collections.abc import Sequence
from dataclasses import dataclass, field

from tests.peers.ports import free_port

FRAME_BYTES = 160
FRAME_SECONDS = 0.02
_SO_TIMESTAMPNS = 35
_MARK = b"\x2a\xaa\x2a\xaa\x2a"
"""The loudest samples there are, in turns (A-law, even bits inverted)."""
_DIGITS = 6
_ZERO = 0x85
_IDLE = b"\xd5"


@dataclass(slots=True)
class End:
    """One side of a call: a socket, what it sent and what came."""

    port: int
    socket: socket.socket
    target: tuple[str, int] | None = None
    """Where it sends; None until the first packet came from there."""
    sent_at_ns: list[int] = field(default_factory=list)
    due_at_ns: list[int] = field(default_factory=list)
    """When each frame would have left without jitter."""
    arrived: list[tuple[int, int, bytes]] = field(default_factory=list)
    """Sequence number, the kernel's time, payload."""
    jitter_seconds: float = 0.0
    """Each packet leaves up to so much late, in its order."""
    packets_before: int = 0
    """Sent in talks before this one: a stream of RTP goes on where it was."""

    def begin_anew(self) -> None:
        """Forget what was counted; the stream goes on."""
        self.packets_before += len(self.sent_at_ns)
        for counted in (self.sent_at_ns, self.due_at_ns, self.arrived):
            counted.clear()


@dataclass(frozen=True, slots=True)
class Journey:
    """What became of the frames of one direction."""

    sent: int
    delays_ms: list[float]
    """One for each frame that was found, in order of arrival: sent to playable."""
    lost: int
    """Frames that never arrived."""
    filled_in: int
    """Frames in the received sound that nobody sent, put in while the sender was late."""
    gaps_over_40_ms: int
    """How often the receiver waited for the next packet twice as long as it should."""


def open_end() -> End:
    """A UDP socket on loopback, on an even port."""
    port = free_port(2)
    receiver = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
    receiver.bind(("127.0.0.1", port))
    receiver.setsockopt(socket.SOL_SOCKET, _SO_TIMESTAMPNS, 1)
    receiver.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4 << 20)
    receiver.setblocking(False)
    return End(port, receiver)


def talk(ends: Sequence[End], lasting_seconds: float, chance: random.Random | None = None) -> None:
    """All ends send and receive for so long; then what is still on its way is awaited."""
    chance = chance or random.Random(1)
    gc.disable()
    began = time.monotonic()
    frames = round(lasting_seconds / FRAME_SECONDS)
    # Each end has a phase of its own, as two telephones have.
    starts = [began + 0.1 + FRAME_SECONDS * place / len(ends) for place in range(len(ends))]
    late = [0.0 for _ in ends]
    wall_ns = time.time_ns() - time.monotonic_ns()
    finish = began + lasting_seconds + 0.6
    while (now := time.monotonic()) < finish:
        next_at = finish
        for place, end in enumerate(ends):
            number = len(end.sent_at_ns)
            if number >= frames:
                continue
            due = starts[place] + FRAME_SECONDS * number
            if due + late[place] <= now and end.target is not None:
                end.due_at_ns.append(int(due * 1e9) + wall_ns)
                _send(end, number)
                late[place] = chance.uniform(0, end.jitter_seconds)
                due += FRAME_SECONDS
            next_at = min(next_at, due + late[place])
        pause_seconds = min(0.02, max(0.0, next_at - time.monotonic()))
        for ready in select.select([end.socket for end in ends], [], [], pause_seconds)[0]:
            _receive(next(end for end in ends if end.socket is ready))
    gc.enable()


def journey(sender: End, receiver: End) -> Journey:
    """Find every frame of `sender` in what `receiver` heard."""
    packets = sorted(receiver.arrived)
    sound = b"".join(payload for _, _, payload in packets)
    delays_ms: list[float] = []
    found: set[int] = set()
    first_place = last_place = -1
    place = sound.find(_MARK)
    while place >= 0:
        number = _number(sound[place + len(_MARK) : place + len(_MARK) + _DIGITS])
        if number is not None and number < len(sender.due_at_ns) and number not in found:
            found.add(number)
            first_place, last_place = (place if first_place < 0 else first_place), place
            arrived_ns = packets[place // FRAME_BYTES][1]
            into_packet_ns = place % FRAME_BYTES * 125_000
            delays_ms.append((arrived_ns + into_packet_ns - sender.due_at_ns[number]) / 1e6)
        place = sound.find(_MARK, place + 1)
    length = (last_place - first_place) / FRAME_BYTES + 1 if found else 0.0
    spanned = max(found) - min(found) + 1 if found else 0
    lost = spanned - len(found)
    times = sorted(at_ns for _, at_ns, _ in packets)
    gaps = sum(after - before > 40_000_000 for before, after in itertools.pairwise(times))
    return Journey(len(sender.sent_at_ns), delays_ms, lost, max(0, round(length - spanned + lost)), gaps)


def _send(end: End, number: int) -> None:
    digits = bytes(_ZERO ^ (number >> 4 * (_DIGITS - 1 - place) & 15) << 3 for place in range(_DIGITS))
    payload = (_MARK + digits).ljust(FRAME_BYTES, _IDLE)
    place = end.packets_before + number
    first_has_marker = 8 if place else 0x88
    header = struct.pack(
        "!BBHII", 0x80, first_has_marker, place & 0xFFFF, place * FRAME_BYTES & 0xFFFFFFFF, end.port
    )
    end.sent_at_ns.append(time.time_ns())
    if end.target is not None:
        end.socket.sendto(header + payload, end.target)


def _number(digits: bytes) -> int | None:
    number = 0
    for word in digits:
        digit = (word ^ _ZERO) >> 3
        if digit > 15 or (word ^ _ZERO) & 7:
            return None
        number = number << 4 | digit
    return number if len(digits) == _DIGITS else None


def _receive(end: End) -> None:
    while True:
        try:
            packet, extras, _, source = end.socket.recvmsg(2048, 128)
        except (BlockingIOError, ConnectionError):
            return
        if len(packet) < 12 or packet[1] & 0x7F != 8:
            continue
        end.target = end.target or source
        arrived_ns = time.time_ns()
        for level, kind, value in extras:
            if level == socket.SOL_SOCKET and kind == _SO_TIMESTAMPNS:
                seconds, nanoseconds = struct.unpack("ll", value[:16])
                arrived_ns = seconds * 1_000_000_000 + nanoseconds
        sequence = struct.unpack("!H", packet[2:4])[0]
        # Ten minutes are 30 000 packets: the number of one that came cannot have been used twice yet.
        last = end.arrived[-1][0] if end.arrived else sequence
        unwrapped = last + ((sequence - last + 0x8000) & 0xFFFF) - 0x8000
        end.arrived.append((unwrapped, arrived_ns, packet[12:]))
