"""The sound of one call inside PJSIP: its place on the conference bridge, and what hangs on it."""

from __future__ import annotations

from typing import Protocol, cast

import pjsua2 as pj

from agent.call.user_error import UserError
from agent.sip.engine_error import EngineError
from agent.sip.leg import Leg, LegSound
from agent.sip.pjsip.audio_tap import AudioTap, TapPool
from agent.sip.pjsip.deferred_release import DeferredRelease
from agent.sip.pjsip.player import Playing, start_playing
from agent.sip.pjsip.recorder import Recording, start_recording
from agent.sip.pjsip.refusal import tells_refusal
from agent.sip.rtp_filter import RtpFilter

BYTES_EACH_SECOND = 8000
"""Of G.711 and G.722 alike, the only codecs on offer."""


class CallOfPjsip(Protocol):
    """The `pj.Call` whose sound this is."""

    leg: Leg

    def getStreamStat(self, stream_index: int) -> pj.StreamStat:
        """RTP statistics.  Raises pj.Error when there is no such stream."""

    def getMedTransportInfo(self, stream_index: int) -> pj.MediaTransportInfo:
        """Where RTP goes to and comes from.  Raises pj.Error when there is no such stream."""


class CallMedia:
    """`LegSound` over PJSIP; everything on the engine's thread."""

    def __init__(self, call: CallOfPjsip, taps: TapPool, release: DeferredRelease) -> None:
        self._call = call
        self._taps = taps
        self._release = release
        self._media: pj.AudioMedia | None = None
        self.greeting: Playing | None = None
        self.recording: Recording | None = None
        self._tap: AudioTap | None = None
        self._rtp_filter = RtpFilter()
        self._sound_from = ""
        """Address in the other side's SDP."""
        self._stream_index = 0
        """Of the call's media streams, which one is the audio."""

    def moved_to(self, stream_index: int, media: pj.AudioMedia, sound_from: str) -> None:
        """The call has this place on the bridge now; safe in a callback, since nothing is done about it yet."""
        self._stream_index, self._media, self._sound_from = stream_index, media, sound_from

    @tells_refusal
    def start_greeting(self, path: str, over_and_over: bool, now_seconds: float) -> None:
        if self._media is None:
            raise EngineError("there is no sound on this call yet")
        try:
            self.greeting = start_playing(path, self._media, now_seconds, over_and_over, self._sent_seconds())
        except (OSError, UserError) as error:
            raise EngineError(str(error)) from error

    def greeting_is_over(self, now_seconds: float) -> bool:
        greeting = self.greeting
        return (
            greeting is not None
            and greeting.is_over(now_seconds)
            and not greeting.wait_for(self._sent_seconds())
        )

    @tells_refusal
    def stop_greeting(self, now_seconds: float) -> None:
        greeting, self.greeting = self.greeting, None
        if greeting is not None:
            self._release.keep(greeting, now_seconds)
            if not self._call.leg.is_over:
                greeting.stop()

    @tells_refusal
    def start_recording(self, path: str, longest_seconds: float, now_seconds: float) -> None:
        if self._media is not None:
            self.recording = start_recording(path, self._media, longest_seconds, now_seconds)

    @tells_refusal
    def also_record(self, other: LegSound) -> None:
        media = cast(CallMedia, other)._media
        if self.recording is not None and media is not None:
            self.recording.also_from(media)

    def stop_recording(self, now_seconds: float) -> None:
        recording, self.recording = self.recording, None
        if recording is not None:
            if not self._call.leg.is_over:
                recording.stop()
            self._release.keep(recording, now_seconds)

    @tells_refusal
    def start_tap(self, call_id: str) -> bool:
        self._tap = self._taps.borrow(call_id) if self._media is not None else None
        if self._tap is None or self._media is None:
            return False
        self._media.startTransmit(self._tap)
        return True

    @tells_refusal
    def stop_tap(self, now_seconds: float) -> None:
        tap, self._tap = self._tap, None
        if tap is None:
            return
        tap.call_id = ""
        self._release.keep(tap, now_seconds, then=lambda: self._taps.give_back(tap))
        if not self._call.leg.is_over and self._media is not None:
            self._media.stopTransmit(tap)

    @property
    def is_tapped(self) -> bool:
        return self._tap is not None

    @property
    def frames_dropped(self) -> int:
        return self._tap.frames_dropped if self._tap is not None else 0

    @tells_refusal
    def connect(self, other: LegSound) -> None:
        ours, theirs = self._media, cast(CallMedia, other)._media
        if ours is not None and theirs is not None:
            ours.startTransmit(theirs)
            theirs.startTransmit(ours)

    @tells_refusal
    def disconnect(self, other: LegSound) -> None:
        ours, theirs = self._media, cast(CallMedia, other)._media
        if ours is not None and theirs is not None:
            ours.stopTransmit(theirs)
            theirs.stopTransmit(ours)

    @tells_refusal
    def media_changed(self) -> None:
        media = self._media
        if media is None:
            return
        # A hold or re-INVITE gives a call another place on the conference bridge.
        if self._tap is not None:
            media.startTransmit(self._tap)
        if self.greeting is not None:
            self.greeting.play_into(media)
        if self.recording is not None:
            self.recording.also_from(media)

    def count_packets(self) -> int:
        if not self._call.leg.has_media or self._call.leg.is_over:
            return self._call.leg.packets_heard
        try:
            count: int = self._call.getStreamStat(self._stream_index).rtcp.rxStat.pkt
        except pj.Error:
            # No stream any more: the last count stands.
            return self._call.leg.packets_heard
        return count

    def lock_sound(self, now_seconds: float) -> None:
        port = int(self._media_transport().localRtpName.rpartition(":")[2])
        named = (self._sound_from, self._call.leg.source.rpartition(":")[0])
        try:
            self._rtp_filter.begin(port, named, self._call.leg.packets_heard, now_seconds)
        except OSError as error:
            raise EngineError(str(error)) from error

    def follow_sound(self, now_seconds: float) -> None:
        # Whoever is on hold may send nothing.
        if self._call.leg.keepalive.on_hold:
            return
        try:
            if self._rtp_filter.feel(self._call.leg.packets_heard, now_seconds):
                self._rtp_filter.believe(self._media_transport().srcRtpName.rpartition(":")[0])
        except OSError as error:
            raise EngineError(str(error)) from error

    @tells_refusal
    def _media_transport(self) -> pj.MediaTransportInfo:
        return self._call.getMedTransportInfo(self._stream_index)

    def _sent_seconds(self) -> float:
        """Sound sent so far, on the clock of the media itself; 0 when there is none to ask."""
        if not self._call.leg.has_media or self._call.leg.is_over:
            return 0.0
        try:
            sent_bytes: int = self._call.getStreamStat(self._stream_index).rtcp.txStat.bytes
        except pj.Error:
            return 0.0
        return sent_bytes / BYTES_EACH_SECOND
