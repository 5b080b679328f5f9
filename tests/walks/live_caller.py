"""A caller of the corpus on a real line: speaks over RTP as it hears, loses packets, starts late."""

import random
import struct
import threading
import time
from array import array

import numpy as np

from tests.corpus.caller import Call, CallerOnTheLine
from tests.corpus.signal import silence
from tests.peers.g711 import from_payload, to_a_law
from tests.peers.rtp_ear import RtpEar

FRAME_SECONDS = 0.02
HOUSE_SPEAKS_ABOVE = 500
HOUSE_PAUSES_SECONDS = 0.5


class LiveCaller:
    """Talks through an RtpEar from the moment it is started until it is stopped."""

    def __init__(self, call: Call, ear: RtpEar, *, packets_lost_percent: float = 0.0) -> None:
        self._caller = CallerOnTheLine(call)
        self._ear = ear
        self._lost_percent = packets_lost_percent
        self._random = random.Random(1)
        self._stop = threading.Event()
        self._heard = 0
        self._house_spoke_at = 0.0
        self._house_speaks = False
        self._thread = threading.Thread(target=self._run, name="live caller", daemon=True)

    def start(self) -> "LiveCaller":
        self._thread.start()
        return self

    def stop(self) -> None:
        self._stop.set()
        self._thread.join(2)

    def _run(self) -> None:
        began = time.monotonic()
        target = self._ear.wait_packets(1)[0].source
        timestamp, sequence = 8000, 500
        for number in range(100_000):
            if self._stop.wait(max(0.0, began + FRAME_SECONDS * number - time.monotonic())):
                return
            self._listen()
            before = self._caller.packets
            pcm = array("h", self._caller.frame())
            timestamp, sequence = timestamp + 160, sequence + 1
            is_sent = self._caller.packets > before
            if not is_sent or self._random.uniform(0, 100) < self._lost_percent:
                continue
            header = struct.pack("!BBHII", 0x80, 8, sequence & 0xFFFF, timestamp, 0xCA11)
            self._ear.send_packet(header + to_a_law(pcm), target)

    def _listen(self) -> None:
        """Notice when the house begins and ends a sentence, as a person or a recogniser does."""
        packets = self._ear.packets[self._heard :]
        self._heard += len(packets)
        now = time.monotonic()
        for packet in packets:
            sound = from_payload(packet.payload_type, packet.payload)
            if sound and int(np.abs(np.array(sound)).max()) > HOUSE_SPEAKS_ABOVE:
                self._house_spoke_at = now
                if not self._house_speaks:
                    self._house_speaks = True
                    self._caller.house_starts(silence(1.0))
        if self._house_speaks and now - self._house_spoke_at > HOUSE_PAUSES_SECONDS:
            self._house_speaks = False
            self._caller.house_ends()
