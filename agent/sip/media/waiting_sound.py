"""Sound that came and was not heard yet, in the order it was spoken, whatever the size of its packets."""

from bisect import bisect_left, insort

from agent.sip.media.g711_frames import FRAME_SAMPLES

MOST_PACKETS = 100
LONGEST_PAYLOAD_BYTES = 1280
"""160 ms in one packet: nobody's telephone sends more."""


class WaitingSound:
    """Coded samples by their place on the sender's clock; bounded in count and size."""

    def __init__(self) -> None:
        self._packets: list[tuple[int, bytes]] = []

    def __len__(self) -> int:
        """Packets that wait."""
        return len(self._packets)

    @property
    def start(self) -> int:
        """Place of the first sample; only while something waits."""
        return self._packets[0][0]

    @property
    def end(self) -> int:
        """Place after the last packet's; only while something waits."""
        start, payload = self._packets[-1]
        return start + len(payload)

    def add(self, start: int, payload: bytes) -> bool:
        """Keep it; False for a duplicate, and for what is too large or too much."""
        packets = self._packets
        if len(payload) > LONGEST_PAYLOAD_BYTES or len(packets) >= MOST_PACKETS or not payload:
            return False
        if not packets or start > packets[-1][0]:
            packets.append((start, payload))
            return True
        place = bisect_left(packets, (start, b""))
        if place < len(packets) and packets[place][0] == start:
            return False
        insort(packets, (start, payload))
        return True

    def clear(self) -> None:
        """Forget it all."""
        self._packets.clear()

    def drop_before(self, place: int) -> None:
        """Forget packets that end before this place."""
        packets = self._packets
        while packets and packets[0][0] + len(packets[0][1]) <= place:
            del packets[0]

    def take(self, start: int, filler: bytes) -> bytes:
        """The frame that begins at `start`; what did not come is taken from `filler`, a whole frame."""
        packets = self._packets
        if packets and packets[0][0] == start and len(packets[0][1]) == FRAME_SAMPLES:
            return packets.pop(0)[1]
        pieces: list[bytes] = []
        place, end = start, start + FRAME_SAMPLES
        while packets and place < end and packets[0][0] < end:
            begins, payload = packets.pop(0)
            if begins < place:
                begins, payload = place, payload[place - begins :]
            elif begins > place:
                pieces.append(filler[place - start : begins - start])
                place = begins
            fits = payload[: end - place]
            pieces.append(fits)
            place += len(fits)
            if len(payload) > len(fits):
                packets.insert(0, (end, payload[len(fits) :]))
        pieces.append(filler[place - start :])
        return b"".join(pieces)

    def has(self, place: int) -> bool:
        """True when the sample at this place has come."""
        return any(start <= place < start + len(payload) for start, payload in self._packets)

    def has_any_of(self, start: int) -> bool:
        """True when some of the frame that begins there has come."""
        return bool(self._packets) and self._packets[0][0] < start + FRAME_SAMPLES
