"""The least that pjsua2 can do with a call, to measure beside: no lists, no house, no second process.

`python -m tests.benchmarks.bare_pjsua2 PORT` rejects every call with 603, or lets it ring (180) when it is
for the user `ring`.  It does so outside PJSIP's callback, like everybody who wants to live.
"""

import sys
import time
from collections import deque

import pjsua2 as pj

REST_SECONDS = 1.0


class _Call(pj.Call):  # type: ignore[misc]
    """Held until PJSIP has surely forgotten it."""

    is_over = False

    def onCallState(self, prm: pj.OnCallStateParam) -> None:
        info = self.getInfo()
        self.is_over = info.state == pj.PJSIP_INV_STATE_DISCONNECTED


class _Account(pj.Account):  # type: ignore[misc]
    def __init__(self) -> None:
        super().__init__()
        self.arrived: list[tuple[_Call, bool]] = []

    def onIncomingCall(self, prm: pj.OnIncomingCallParam) -> None:
        rings = prm.rdata.wholeMsg.startswith("INVITE sip:ring@")
        self.arrived.append((_Call(self, prm.callId), rings))


def main() -> None:
    """Serve until killed; says READY when it does."""
    endpoint = pj.Endpoint()
    endpoint.libCreate()
    config = pj.EpConfig()
    config.logConfig.level = config.logConfig.consoleLevel = 0
    config.uaConfig.threadCnt = 0
    config.uaConfig.mainThreadOnly = True
    config.medConfig.sndAutoCloseTime = -1
    endpoint.libInit(config)
    transport = pj.TransportConfig()
    transport.boundAddress, transport.port = "127.0.0.1", int(sys.argv[1])
    endpoint.transportCreate(pj.PJSIP_TRANSPORT_UDP, transport)
    endpoint.libStart()
    endpoint.audDevManager().setNullDev()
    account_config = pj.AccountConfig()
    account_config.idUri = "sip:bare@127.0.0.1"
    account = _Account()
    account.create(account_config, True)
    print("READY", flush=True)
    held: deque[tuple[float, _Call]] = deque()
    while True:
        endpoint.libHandleEvents(50)
        arrived, account.arrived = account.arrived, []
        for call, rings in arrived:
            answer = pj.CallOpParam(True)
            answer.statusCode = pj.PJSIP_SC_RINGING if rings else pj.PJSIP_SC_DECLINE
            if rings:
                call.answer(answer)
            else:
                call.hangup(answer)
            held.append((time.monotonic() + REST_SECONDS, call))
        while held and held[0][0] < time.monotonic() and held[0][1].is_over:
            held.popleft()


if __name__ == "__main__":
    main()
