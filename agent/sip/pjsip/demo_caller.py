"""Plays the strangers of `tranquille demo`: places real SIP calls and records what each caller hears.

`python -m agent.sip.pjsip.demo_caller PORT FOLDER` reads one JSON object a line on standard input, `{"key",
"from_uri", "ring_seconds"}`, places the calls in that order, a few at a time, and prints one JSON
object a line when a call is over: `{"key", "statuses", "seconds_heard", "ended_by", "recording"}`.
"""

import json
import sys
import time
from pathlib import Path
from typing import Any

import pjsua2 as pj

from agent.sip.boundary import reports_failures
from agent.sip.pjsip.endpoint import leave_process, start_endpoint

AT_ONCE = 3
GIVE_UP_SECONDS = 25.0
REST_SECONDS = 0.5
"""A recorder is closed this long after its call, when PJSIP's bridge has let go of it."""


class Stranger(pj.Account):  # type: ignore[misc]
    """An identity that calls once."""

    def __init__(self, from_uri: str, transport_id: int) -> None:
        super().__init__()
        config = pj.AccountConfig()
        config.idUri = from_uri
        config.regConfig.registerOnAdd = False
        config.sipConfig.transportId = transport_id
        config.mediaConfig.transportConfig.boundAddress = "127.0.0.1"
        config.mediaConfig.lockCodecEnabled = False
        self.create(config)


class StrangersCall(pj.Call):  # type: ignore[misc]
    """One call, with everything that was answered to it."""

    def __init__(self, wish: dict[str, Any], account: Stranger, folder: Path) -> None:
        super().__init__(account)
        self.wish = wish
        self.account = account
        self.recording = folder / f"{wish['key']}.wav"
        self.statuses: list[int] = []
        self.began_seconds = time.monotonic()
        self.heard_since_seconds: float | None = None
        self.over_at_seconds: float | None = None
        self.gave_up = False
        self._media: pj.AudioMedia | None = None
        self._recorder: pj.AudioMediaRecorder | None = None

    @reports_failures
    def onCallState(self, prm: pj.OnCallStateParam) -> None:
        info = self.getInfo()
        if info.lastStatusCode and info.lastStatusCode not in self.statuses:
            self.statuses.append(info.lastStatusCode)
        if info.state == pj.PJSIP_INV_STATE_DISCONNECTED:
            self.over_at_seconds = time.monotonic()

    @reports_failures
    def onCallMediaState(self, prm: pj.OnCallMediaStateParam) -> None:
        # Connected later, outside the callback.
        self._media = self.getAudioMedia(-1)

    def record(self) -> None:
        """Begin to record once there is something to hear."""
        if self._recorder is not None or self._media is None or self.over_at_seconds is not None:
            return
        self._recorder = pj.AudioMediaRecorder()
        self._recorder.createRecorder(str(self.recording))
        self._media.startTransmit(self._recorder)
        self.heard_since_seconds = time.monotonic()

    def close_recording(self) -> bool:
        """Close the file some time after the call, or nobody can play it; True once it is closed."""
        rested_seconds = time.monotonic() - (self.over_at_seconds or self.began_seconds)
        if rested_seconds > REST_SECONDS:
            self._recorder = None
        # PJSIP writes the header on its own clock.
        return rested_seconds > REST_SECONDS * 2

    def give_up_when_due(self) -> None:
        """CANCEL after the ringing a patient caller waits, BYE when a call never ends."""
        if self.gave_up or self.over_at_seconds is not None:
            return
        waited_seconds = time.monotonic() - self.began_seconds
        patience_seconds = GIVE_UP_SECONDS if 200 in self.statuses else self.wish["ring_seconds"]
        if waited_seconds > patience_seconds:
            self.gave_up = True
            self.hangup(pj.CallOpParam())

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


def main() -> None:
    """Place every call that standard input asks for, then leave."""
    port, folder = int(sys.argv[1]), Path(sys.argv[2])
    wishes = [json.loads(line) for line in sys.stdin]
    endpoint = start_endpoint("Tranquille demo caller")
    transport = pj.TransportConfig()
    transport.boundAddress = "127.0.0.1"
    transport_id = endpoint.transportCreate(pj.PJSIP_TRANSPORT_UDP, transport)
    under_way: list[StrangersCall] = []
    kept: list[StrangersCall] = []
    while wishes or under_way or not all([call.close_recording() for call in kept]):
        while wishes and len(under_way) < AT_ONCE:
            if wishes[0].get("after") in {call.wish["key"] for call in under_way}:
                break
            wish = wishes.pop(0)
            call = StrangersCall(wish, Stranger(wish["from_uri"], transport_id), folder)
            call.makeCall(f"sip:house@127.0.0.1:{port}", pj.CallOpParam(True))
            under_way.append(call)
        endpoint.libHandleEvents(20)
        for call in list(under_way):
            call.record()
            call.give_up_when_due()
            if call.over_at_seconds is not None:
                print(json.dumps(call.report()), flush=True)
                under_way.remove(call)
                call.account.shutdown()
                kept.append(call)
    leave_process(0)


if __name__ == "__main__":
    main()
