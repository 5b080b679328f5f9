"""Plays the strangers of `tranquille demo`: places real SIP calls and records what each caller hears.

`python -m agent.sip.pure.demo_caller PORT FOLDER` reads one JSON object a line on standard input, `{"key",
"from_uri", "ring_seconds", "after"}`, places the calls in that order, a few at a time, and prints one JSON object
a line when a call is over: `{"key", "statuses", "seconds_heard", "ended_by", "recording"}`.
"""

from __future__ import annotations

import json
import queue
import secrets
import sys
import time
from pathlib import Path
from random import random
from typing import Any

from agent.sip.pure.call_session import SDP_FIELD, CallSession
from agent.sip.pure.leg_sound import PureSound
from agent.sip.pure.media_room import MediaRoom
from agent.sip.pure.poller import Poller
from agent.sip.pure.udp_way import UdpWay
from agent.sip.pure.welcome import Welcome
from agent.sip.stack import call_events as told
from agent.sip.stack.hop import Hop
from agent.sip.stack.reading import Read
from agent.sip.stack.requests import new_request
from agent.sip.stack.user_agent import UserAgent

HERE = "127.0.0.1"
AT_ONCE = 3
GIVE_UP_SECONDS = 25.0
TURN_SECONDS = 0.01


class StrangersCall:
    """One call, with everything that was answered to it."""

    def __init__(self, wish: dict[str, Any], sound: PureSound, folder: Path) -> None:
        self.wish = wish
        self.sound = sound
        self.session = CallSession(sound, HERE, HERE)
        self.recording = folder / f"{wish['key']}.wav"
        self.statuses: list[int] = []
        self.began_seconds = time.monotonic()
        self.heard_since_seconds: float | None = None
        self.over_at_seconds: float | None = None
        self.gave_up = False

    def take(self, event: told.CallEvent, now_seconds: float) -> None:
        """What the user agent tells of this call."""
        if isinstance(event, told.CallProgress | told.CallAnswered | told.CallFailed):
            if event.response.status not in self.statuses:
                self.statuses.append(event.response.status)
            answers = self.heard_since_seconds is None and bool(event.response.body)
            if answers and self.session.take_answer(event.response, now_seconds):
                self.sound.start_recording(str(self.recording), GIVE_UP_SECONDS, now_seconds)
                self.heard_since_seconds = now_seconds
        if isinstance(event, told.CallFailed | told.CallEnded):
            self.over_at_seconds = now_seconds

    @property
    def is_due(self) -> bool:
        """True once: after the ringing a patient caller waits, or when a call never ends."""
        patience_seconds = GIVE_UP_SECONDS if 200 in self.statuses else self.wish["ring_seconds"]
        if self.gave_up or time.monotonic() - self.began_seconds <= patience_seconds:
            return False
        self.gave_up = True
        return True

    def report(self) -> dict[str, Any]:
        """What this caller went through."""
        heard = self.heard_since_seconds
        over = self.over_at_seconds or time.monotonic()
        return {
            "key": self.wish["key"],
            "statuses": self.statuses,
            "seconds_heard": round(over - heard, 2) if heard is not None else 0.0,
            "ended_by": "caller" if self.gave_up else "house",
            "recording": str(self.recording) if heard is not None else "",
        }


class Strangers:
    """Everybody who calls, over one socket."""

    def __init__(self, port: int, folder: Path) -> None:
        self._folder = folder
        self._house = Hop(HERE, port)
        self._poller = Poller()
        self._room = MediaRoom(self._poller)
        self._way = UdpWay(HERE, 0, Welcome((HERE,)), self._poller, self._receive, self._nobody_there)
        self._place = f"{HERE}:{self._way.port}"
        self._agent = UserAgent(
            new_token=lambda: secrets.token_hex(8),
            sent_by=lambda hop: self._place,
            contact=lambda hop: f"<sip:stranger@{self._place}>",
            fraction=random,
        )
        self._calls: dict[int, StrangersCall] = {}

    def place_all(self, wishes: list[dict[str, Any]]) -> None:
        """Place every call, and print what became of each."""
        while wishes or self._calls:
            busy = {call.wish["key"] for call in self._calls.values()}
            while wishes and len(self._calls) < AT_ONCE and wishes[0].get("after") not in busy:
                busy.add(wishes[0]["key"])
                self._call(wishes.pop(0))
            self._poller.wait(TURN_SECONDS)
            self._turn(time.monotonic())

    def _call(self, wish: dict[str, Any]) -> None:
        call = StrangersCall(wish, PureSound(self._room, queue.Queue(1)), self._folder)
        uri = f"sip:house@{HERE}:{self._house.port}"
        invite = new_request(
            "INVITE",
            uri,
            from_side=wish["from_uri"],
            from_tag=secrets.token_hex(6),
            to_side=f"<{uri}>",
            call_id=secrets.token_hex(12),
            fields=[("Contact", f"<sip:stranger@{self._place}>"), SDP_FIELD],
            body=call.session.offer() or b"",
        )
        self._calls[self._agent.call(invite, self._house, time.monotonic())] = call

    def _turn(self, now_seconds: float) -> None:
        self._room.tick(now_seconds)
        for number, call in list(self._calls.items()):
            call.sound.tick(now_seconds)
            if call.is_due:
                self._agent.hang_up(number, now_seconds)
        self._agent.do_what_is_due(now_seconds)
        for event in self._agent.take_events():
            call_it_is = self._calls.get(getattr(event, "call", 0))
            if call_it_is is not None:
                call_it_is.take(event, now_seconds)
        for packet in self._agent.take_packets():
            self._way.send(packet.data, packet.hop, now_seconds)
        for number, call in list(self._calls.items()):
            if call.over_at_seconds is not None:
                call.sound.close(now_seconds)
                del self._calls[number]
                print(json.dumps(call.report()), flush=True)

    def _receive(self, read: Read, source: Hop) -> None:
        self._agent.receive(read, source, time.monotonic())

    def _nobody_there(self, hop: Hop, why: str) -> None:
        self._agent.hop_failed(hop, time.monotonic())


def main() -> None:
    """Place every call that standard input asks for, then leave."""
    strangers = Strangers(int(sys.argv[1]), Path(sys.argv[2]))
    strangers.place_all([json.loads(line) for line in sys.stdin])


if __name__ == "__main__":
    main()
