"""One call on a line: what PJSIP tells of it is noted here, and acted on only outside its callbacks."""

import time
from typing import Protocol

import pjsua2 as pj

from agent.call.events import DigitPressed, TransferAnswered
from agent.sip.dialog_keepalive import Pulse
from agent.sip.pjsip.audio_tap import AudioTap
from agent.sip.pjsip.boundary import reports_failures
from agent.sip.pjsip.player import Playing
from agent.sip.pjsip.recorder import Recording
from agent.sip.rtp_filter import SoundLock

BYTES_EACH_SECOND = 8000
"""Of G.711 and G.722 alike, the only codecs on offer."""

_METHODS = {pj.PJSUA_DTMF_METHOD_RFC2833: "rfc4733", pj.PJSUA_DTMF_METHOD_SIP_INFO: "sip-info"}
_GONE = (pj.PJSIP_SC_REQUEST_TIMEOUT, pj.PJSIP_SC_CALL_TSX_DOES_NOT_EXIST)
"""A box on the way may be the one to say that a telephone answers no more (RFC 3261 §12.2.1.2)."""
_DISCONNECTED: int = pj.PJSIP_INV_STATE_DISCONNECTED


class CallNotes(Protocol):
    """Where a call leaves what must be done when PJSIP is not on the stack."""

    def call_changed(self, call: "LineCall") -> None:
        """Something about this call is new."""

    def say(self, event: DigitPressed | TransferAnswered) -> None:
        """Tell the house."""


class LineCall(pj.Call):  # type: ignore[misc]
    """A call that came in.  Whoever drops the last reference hangs it up, so the engine keeps it."""

    def __init__(
        self, account: pj.Account, pj_call_id: int, call_id: str, line: str, notes: CallNotes
    ) -> None:
        super().__init__(account, pj_call_id)
        self.call_id = call_id
        self.line = line
        self._notes = notes
        self.invite = ""
        """The INVITE's text, kept until it is answered."""
        self.source = ""
        """`address:port` the INVITE came from."""
        self.arrived_at_seconds = 0.0
        self.answer_text = ""
        self.state: int = pj.PJSIP_INV_STATE_INCOMING
        self.told_answered = False
        self.told_what_to_do = False
        self.hang_up_when_confirmed = False
        self.ended_by_house = False
        self.rang = False
        self.early = False
        self.media: pj.AudioMedia | None = None
        self.media_active = False
        self.playing: Playing | None = None
        self.waiting_greeting: tuple[str, bool] | None = None
        """Asked for before the media was up: path, and whether over and over."""
        self.recording: Recording | None = None
        self.partner: LineCall | None = None
        """The call it is bridged with."""
        self.parent_id = ""
        """For a leg to a phone of the house: the call it was made for; else empty."""
        self.phone = ""
        self.tap: AudioTap | None = None
        self.wants_ear = False
        self.told_deaf = False
        self.packets_heard = 0
        self.pulse = Pulse()
        self.sound_lock = SoundLock()
        self.sound_from = ""
        """Address in the other side's SDP."""
        self._audio_index = 0
        self.codec = ""
        self.last_status = 0

    @property
    def is_over(self) -> bool:
        return self.state == _DISCONNECTED

    @reports_failures
    def onCallState(self, prm: pj.OnCallStateParam) -> None:
        info = self.getInfo()
        self.state = info.state
        self.last_status = info.lastStatusCode
        self._notes.call_changed(self)

    @reports_failures
    def onCallTsxState(self, prm: pj.OnCallTsxStateParam) -> None:
        event = prm.e
        if event.type != pj.PJSIP_EVENT_TSX_STATE:
            return
        change = event.body.tsxState
        # The other side may ask the same at the same moment.
        is_ours = change.tsx.role == pj.PJSIP_ROLE_UAC
        if self.pulse.asked and is_ours and change.tsx.method == "OPTIONS" and change.tsx.statusCode >= 200:
            said_gone = change.tsx.statusCode in _GONE
            self.pulse.answered(change.type == pj.PJSIP_EVENT_RX_MSG and not said_gone, time.monotonic())
            self._notes.call_changed(self)
            return
        if self.answer_text:
            return
        was_sent = change.type == pj.PJSIP_EVENT_TX_MSG
        if was_sent and change.tsx.method == "INVITE" and change.tsx.statusCode == 200:
            self.answer_text = change.src.tdata.wholeMsg

    @reports_failures
    def onCallMediaState(self, prm: pj.OnCallMediaStateParam) -> None:
        # Named, because SWIG frees an unnamed CallInfo while its media are still being read.
        info = self.getInfo()
        for index, media in enumerate(info.media):
            if media.type == pj.PJMEDIA_TYPE_AUDIO and media.status in (
                pj.PJSUA_CALL_MEDIA_ACTIVE,
                pj.PJSUA_CALL_MEDIA_REMOTE_HOLD,
            ):
                self._audio_index = index
                self.media = self.getAudioMedia(index)
                stream = self.getStreamInfo(index)
                self.codec = stream.codecName
                self.sound_from = stream.remoteRtpAddress.rpartition(":")[0]
                self.media_active = True
                self.pulse.on_hold = media.status == pj.PJSUA_CALL_MEDIA_REMOTE_HOLD
                break
        else:
            self.media_active = False
            self.pulse.on_hold = True
        self._notes.call_changed(self)

    @reports_failures
    def onCallTransferStatus(self, prm: pj.OnCallTransferStatusParam) -> None:
        if prm.finalNotify:
            self._notes.say(TransferAnswered(self.call_id, prm.statusCode))

    @reports_failures
    def onDtmfDigit(self, prm: pj.OnDtmfDigitParam) -> None:
        self._notes.say(DigitPressed(self.call_id, prm.digit, _METHODS.get(prm.method, "rfc4733")))

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

    def ask_whether_there(self) -> None:
        """An OPTIONS inside the call.  Raises pj.Error when PJSIP will not send it."""
        self.pulse.asked = True
        request = pj.CallSendRequestParam()
        request.method = "OPTIONS"
        self.sendRequest(request)

    def count_packets(self) -> int:
        """RTP packets received so far."""
        if self.media_active and not self.is_over:
            try:
                statistics = self.getStreamStat(0)
            except pj.Error:
                # No stream any more: the last count stands.
                return self.packets_heard
            self.packets_heard = statistics.rtcp.rxStat.pkt
        return self.packets_heard

    def lock_sound(self, now_seconds: float) -> None:
        """Only who we talk with may send us sound.  Raises pj.Error without media, OSError when refused."""
        port = int(self._media_transport().localRtpName.rpartition(":")[2])
        named = (self.sound_from, self.source.rpartition(":")[0])
        self.sound_lock.begin(port, named, self.packets_heard, now_seconds)

    def feel_sound_lock(self, now_seconds: float) -> None:
        """Let the lock follow what comes; whoever is on hold may send nothing.  Raises as `lock_sound`."""
        if not self.pulse.on_hold and self.sound_lock.feel(self.packets_heard, now_seconds):
            self.sound_lock.believe(self._media_transport().srcRtpName.rpartition(":")[0])

    def _media_transport(self) -> pj.MediaTransportInfo:
        return self.getMedTransportInfo(self._audio_index)

    def sent_seconds(self) -> float:
        """Sound sent so far, on the clock of the media itself; 0 when there is none to ask."""
        if not self.media_active or self.is_over:
            return 0.0
        try:
            sent_bytes: int = self.getStreamStat(0).rtcp.txStat.bytes
        except pj.Error:
            return 0.0
        return sent_bytes / BYTES_EACH_SECOND
