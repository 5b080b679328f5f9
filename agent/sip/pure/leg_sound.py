"""The sound of one leg: `LegSound` over a `MediaSession` and its two sockets."""

from __future__ import annotations

import queue
from collections.abc import Callable
from typing import cast

from agent.sip.ear import Frames
from agent.sip.engine_error import EngineError
from agent.sip.leg import LegSound
from agent.sip.media.media_terms import ReceivedTypes, RemoteTerms
from agent.sip.pure.media_room import MediaEnd, MediaRoom
from agent.sip.pure.played_file import PlayedFile, sound_of
from agent.sip.pure.recorded_file import RecordedFile


class PureSound:
    """Everything on the engine's thread.  Its sockets are opened when a session description first needs a port."""

    def __init__(self, room: MediaRoom, frames: Frames) -> None:
        """`frames`: the ear's queue."""
        self._room = room
        self._frames = frames
        self.pressed: Callable[[str, str], None] = lambda digit, way: None
        """Told each key, and the way it came."""
        self._end: MediaEnd | None = None
        self.greeting: PlayedFile | None = None
        self.recording: RecordedFile | None = None

    # For the call, which settles where sound goes.

    def port_on(self, address: str) -> int:
        """Our RTP port.  Raises EngineError when there is none."""
        if self._end is None:
            try:
                self._end = self._room.open(address)
            except OSError as error:
                raise EngineError(f"there is no port for the sound: {error}") from error
            self._end.heard_keys = self._fetch_keys
        return self._end.port

    def settled(self, types: ReceivedTypes, terms: RemoteTerms, now_seconds: float) -> None:
        """An offer and its answer are through."""
        if self._end is not None:
            self._end.session.set_received_types(types)
            self._end.session.set_remote(terms, now_seconds)

    def receive_info(self, content_type: str, body: bytes, now_seconds: float) -> None:
        """A SIP INFO, perhaps with a key (RFC 6086)."""
        if self._end is not None:
            self._end.session.receive_info(content_type, body, now_seconds)
            self._fetch_keys()

    def press(self, digits: str) -> bool:
        """Press keys by RTP; False where the other side takes none that way."""
        return self._end is not None and self._end.session.press(digits)

    def tick(self, now_seconds: float) -> None:
        """What is done now and then."""
        if self.recording is not None:
            self.recording.write_when_due(now_seconds)

    def close(self, now_seconds: float) -> None:
        """The leg is over."""
        self.stop_recording(now_seconds)
        end, self._end = self._end, None
        if end is not None:
            self._room.close(end, now_seconds)

    def _fetch_keys(self) -> None:
        if self._end is not None:
            for digit, way in self._end.session.take_digits():
                self.pressed(digit, way)

    @property
    def _open_end(self) -> MediaEnd:
        if self._end is None:
            raise EngineError("there is no sound on this call yet")
        return self._end

    # `LegSound`.

    def start_greeting(self, path: str, over_and_over: bool, now_seconds: float) -> None:
        playing = self._open_end.session.start_greeting(sound_of(path), over_and_over)
        self.greeting = PlayedFile(path, playing, now_seconds)

    def greeting_is_over(self, now_seconds: float) -> bool:
        return self.greeting is not None and self.greeting.is_over(now_seconds)

    def stop_greeting(self, now_seconds: float) -> None:
        self.greeting = None
        if self._end is not None:
            self._end.session.stop_greeting()

    def start_recording(self, path: str, longest_seconds: float, now_seconds: float) -> None:
        recording = self._open_end.session.start_recording(longest_seconds)
        try:
            self.recording = RecordedFile(path, recording, now_seconds)
        except EngineError:
            self._open_end.session.stop_recording()
            raise

    def also_record(self, other: LegSound) -> None:
        theirs = cast(PureSound, other)._end
        if self.recording is not None and self._end is not None and theirs is not None:
            self._end.session.also_record(theirs.session)

    def stop_recording(self, now_seconds: float) -> None:
        recording, self.recording = self.recording, None
        if recording is not None:
            recording.finish()
            if self._end is not None:
                self._end.session.stop_recording()

    def start_tap(self, call_id: str) -> bool:
        if self._end is None:
            return False
        frames = self._frames

        def deliver(pcm: bytes) -> bool:
            try:
                frames.put_nowait((call_id, pcm))
            except queue.Full:
                return False
            return True

        self._end.session.start_tap(deliver)
        return True

    def stop_tap(self, now_seconds: float) -> None:
        if self._end is not None:
            self._end.session.stop_tap()

    @property
    def is_tapped(self) -> bool:
        return self._end is not None and self._end.session.is_tapped

    @property
    def frames_dropped(self) -> int:
        return self._end.session.frames_dropped if self.is_tapped and self._end is not None else 0

    def connect(self, other: LegSound) -> None:
        ours, theirs = self._end, cast(PureSound, other)._end
        if ours is not None and theirs is not None and ours.partner is not theirs:
            for end in (ours, theirs):
                if end.partner is not None:
                    end.partner.partner = None
            ours.session.connect(theirs.session)
            ours.partner, theirs.partner = theirs, ours

    def disconnect(self, other: LegSound) -> None:
        ours = self._end
        if ours is not None and ours.partner is not None:
            ours.partner.partner = None
            ours.partner = None
            ours.session.disconnect()

    def media_changed(self) -> None:
        # Nothing has moved: what hangs on the session goes on hanging there.
        return

    def count_packets(self) -> int:
        return self._end.session.packets_heard if self._end is not None else 0

    def lock_sound(self, now_seconds: float) -> None:
        # The session itself follows who may speak, packet by packet (`media.symmetric_rtp`).
        return

    def follow_sound(self, now_seconds: float) -> None:
        return
