"""One call inside PJSIP, as the handle of its leg: what PJSIP tells is noted, and acted on outside callbacks."""

import time
from dataclasses import dataclass
from typing import Protocol

import pjsua2 as pj

from agent.call.events import DigitPressed, TransferAnswered
from agent.sip.boundary import reports_failures
from agent.sip.edge_text import readable
from agent.sip.leg import Leg, LegState
from agent.sip.outgoing_legs import ShownCaller
from agent.sip.pjsip.audio_tap import TapPool
from agent.sip.pjsip.call_media import CallMedia
from agent.sip.pjsip.deferred_release import DeferredRelease
from agent.sip.pjsip.refusal import tells_refusal

_METHODS = {pj.PJSUA_DTMF_METHOD_RFC2833: "rfc4733", pj.PJSUA_DTMF_METHOD_SIP_INFO: "sip-info"}
_GONE = (pj.PJSIP_SC_REQUEST_TIMEOUT, pj.PJSIP_SC_CALL_TSX_DOES_NOT_EXIST)
"""A box on the way may be the one to say that a telephone answers no more (RFC 3261 §12.2.1.2)."""
_STATES = {
    pj.PJSIP_INV_STATE_NULL: LegState.CALLING,
    pj.PJSIP_INV_STATE_CALLING: LegState.CALLING,
    pj.PJSIP_INV_STATE_INCOMING: LegState.INCOMING,
    pj.PJSIP_INV_STATE_EARLY: LegState.EARLY,
    pj.PJSIP_INV_STATE_CONNECTING: LegState.ANSWERED,
    pj.PJSIP_INV_STATE_CONFIRMED: LegState.CONFIRMED,
    pj.PJSIP_INV_STATE_DISCONNECTED: LegState.OVER,
}


class CallNotes(Protocol):
    """Where a call leaves what must be done when PJSIP is not on the stack."""

    def leg_changed(self, leg: Leg) -> None:
        """Something about this leg is new."""

    def tell(self, event: DigitPressed | TransferAnswered) -> None:
        """Tell the house."""


@dataclass(frozen=True, slots=True)
class CallParts:
    """What every call shares."""

    notes: CallNotes
    taps: TapPool
    release: DeferredRelease


class LineCall(pj.Call):  # type: ignore[misc]
    """Whoever drops the last reference hangs it up, so `parts.release` keeps it for a while after its end."""

    def __init__(
        self, account: pj.Account, pj_call_id: int, call_id: str, line: str, parts: CallParts
    ) -> None:
        super().__init__(account, pj_call_id)
        self._parts = parts
        incoming = pj_call_id != pj.PJSUA_INVALID_ID
        state = LegState.INCOMING if incoming else LegState.CALLING
        self._sound = CallMedia(self, parts.taps, parts.release)
        self.leg = Leg(call_id=call_id, line=line, handle=self, sound=self._sound, state=state)

    # What PJSIP tells.

    @reports_failures
    def onCallState(self, prm: pj.OnCallStateParam) -> None:
        info = self.getInfo()
        self.leg.state = _STATES[info.state]
        self.leg.last_status = info.lastStatusCode
        self._parts.notes.leg_changed(self.leg)

    @reports_failures
    def onCallTsxState(self, prm: pj.OnCallTsxStateParam) -> None:
        event = prm.e
        if event.type != pj.PJSIP_EVENT_TSX_STATE:
            return
        change, keepalive = event.body.tsxState, self.leg.keepalive
        # The other side may ask the same at the same moment.
        is_ours = change.tsx.role == pj.PJSIP_ROLE_UAC
        if keepalive.asked and is_ours and change.tsx.method == "OPTIONS" and change.tsx.statusCode >= 200:
            said_gone = change.tsx.statusCode in _GONE
            keepalive.answered(change.type == pj.PJSIP_EVENT_RX_MSG and not said_gone, time.monotonic())
            self._parts.notes.leg_changed(self.leg)
            return
        if self.leg.answer:
            return
        was_sent = change.type == pj.PJSIP_EVENT_TX_MSG
        if was_sent and change.tsx.method == "INVITE" and change.tsx.statusCode == 200:
            self.leg.answer = change.src.tdata.wholeMsg

    @reports_failures
    def onCallMediaState(self, prm: pj.OnCallMediaStateParam) -> None:
        # Named, because SWIG frees an unnamed CallInfo while its media are still being read.
        info, leg = self.getInfo(), self.leg
        for place, media in enumerate(info.media):
            if media.type == pj.PJMEDIA_TYPE_AUDIO and media.status in (
                pj.PJSUA_CALL_MEDIA_ACTIVE,
                pj.PJSUA_CALL_MEDIA_REMOTE_HOLD,
            ):
                # The list leaves out what is switched off, the streams do not: video before the audio counts.
                stream = self.getStreamInfo(media.index)
                leg.codec = readable(stream.codecName)
                named = stream.remoteRtpAddress.rpartition(":")[0]
                self._sound.moved_to(media.index, self.getAudioMedia(place), named)
                leg.has_media = True
                leg.keepalive.on_hold = media.status == pj.PJSUA_CALL_MEDIA_REMOTE_HOLD
                break
        else:
            leg.has_media = False
            leg.keepalive.on_hold = True
        self._parts.notes.leg_changed(leg)

    @reports_failures
    def onCallTransferStatus(self, prm: pj.OnCallTransferStatusParam) -> None:
        if prm.finalNotify:
            self._parts.notes.tell(TransferAnswered(self.leg.call_id, prm.statusCode))

    @reports_failures
    def onDtmfDigit(self, prm: pj.OnDtmfDigitParam) -> None:
        digit = readable(prm.digit)
        self._parts.notes.tell(DigitPressed(self.leg.call_id, digit, _METHODS.get(prm.method, "rfc4733")))

    # Toll fraud: by default PJSIP obeys a REFER from the caller and dials whatever it names.
    @reports_failures
    def onCallTransferRequest(self, prm: pj.OnCallTransferRequestParam) -> None:
        prm.statusCode = pj.PJSIP_SC_DECLINE

    @reports_failures
    def onCallReplaceRequest(self, prm: pj.OnCallReplaceRequestParam) -> None:
        prm.statusCode = pj.PJSIP_SC_DECLINE

    def onCallRedirected(self, prm: pj.OnCallRedirectedParam) -> int:
        redirect: int = pj.PJSIP_REDIRECT_STOP
        return redirect

    def call(self, phone: str, shown: ShownCaller) -> None:
        """Send the INVITE of a leg of ours.  Raises pj.Error."""
        param = pj.CallOpParam(True)
        if shown.from_header:
            param.txOption.localUri = shown.from_header
        if shown.asserted_identity:
            header = pj.SipHeader()
            header.hName, header.hValue = "P-Asserted-Identity", shown.asserted_identity
            param.txOption.headers.append(header)
        self.makeCall(phone, param)

    # What the engine tells PJSIP (`LegHandle`), on its own thread and outside callbacks.

    @tells_refusal
    def respond(self, sip_status: int) -> None:
        param = pj.CallOpParam(True)
        param.statusCode = sip_status
        if sip_status < 300:
            self.answer(param)
        else:
            self.hangup(param)

    @tells_refusal
    def hang_up(self) -> None:
        self.hangup(pj.CallOpParam())

    @tells_refusal
    def ask_options(self) -> None:
        request = pj.CallSendRequestParam()
        request.method = "OPTIONS"
        self.sendRequest(request)

    @tells_refusal
    def refer(self, target: str) -> None:
        self.xfer(target, pj.CallOpParam(True))

    @tells_refusal
    def press(self, digits: str) -> None:
        self.dialDtmf(digits)

    def let_go(self) -> None:
        """Nothing of this call is used any more, and PJSIP may give its number to another."""
        self.leg.let_go()
        del self.leg, self._sound
