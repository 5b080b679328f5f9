"""Everything a call sounds like: greetings, the ear, recordings, and two calls that hear each other."""

from collections.abc import Callable

import pjsua2 as pj

from agent.call.events import Event, GreetingPlayed, Recorded, Trouble
from agent.call.user_error import UserError
from agent.sip.ear import Ear
from agent.sip.pjsip.audio_tap import TapPool
from agent.sip.pjsip.deferred_release import Graveyard
from agent.sip.pjsip.endpoint import CALLS_LIMIT, reason_of
from agent.sip.pjsip.line_call import LineCall
from agent.sip.pjsip.player import start_playing
from agent.sip.pjsip.recorder import start_recording


class CallSound:
    """The conference bridge, as far as calls are concerned."""

    def __init__(self, ear: Ear, say: Callable[[Event], None]) -> None:
        self._ear = ear
        self._say = say
        self._taps = TapPool(ear.frames, CALLS_LIMIT * 3)
        self.graveyard = Graveyard(self._taps.give_back)

    def follow(self, call: LineCall, now_seconds: float) -> None:
        """The call's media came up or changed: do what waited for it."""
        if not call.media_active:
            return
        self._take_along(call)
        self._lock(call, call.lock_sound, now_seconds)
        if call.wants_ear:
            self.attach_ear(call)
        if call.waiting_greeting is not None:
            (greeting, over_and_over), call.waiting_greeting = call.waiting_greeting, None
            self.play(call, greeting, over_and_over, now_seconds)
        if call.partner is not None:
            self._connect(call, call.partner)

    def _take_along(self, call: LineCall) -> None:
        """A hold or re-INVITE gives a call another place on the bridge: what hung on the old one follows."""
        media, partner = call.media, call.partner
        if media is None:
            return
        if call.tap is not None:
            media.startTransmit(call.tap)
        if call.playing is not None:
            call.playing.play_into(media)
        for recording in (call.recording, partner.recording if partner else None):
            if recording is not None:
                recording.also_from(media)

    def _lock(self, call: LineCall, turn: Callable[[float], None], now_seconds: float) -> None:
        try:
            turn(now_seconds)
        except (pj.Error, OSError) as error:
            reason = reason_of(error) if isinstance(error, pj.Error) else str(error)
            self._say(Trouble("sip", f"the sound of this call is not locked: {reason}", call.call_id))

    def tick(self, call: LineCall, now_seconds: float) -> None:
        """End what has come to its end."""
        playing = call.playing
        if playing is not None and playing.is_over(now_seconds) and not playing.wait_for(call.sent_seconds()):
            self.end_playing(call, now_seconds, whole=True)
        if call.tap is not None and call.tap.frames_dropped and not call.told_deaf:
            call.told_deaf = True
            self._say(Trouble("ear", "the ear is behind; the caller counts as a person", call.call_id))
        if call.recording is not None and now_seconds >= call.recording.over_at_seconds:
            self.end_recording(call, now_seconds)

    def due_seconds(self, call: LineCall) -> list[float]:
        """Moments at which something of this call ends by itself."""
        due: list[float] = []
        if call.playing is not None:
            due.append(call.playing.over_at_seconds)
        if call.recording is not None:
            due.append(call.recording.over_at_seconds)
        return due

    def silence(self, call: LineCall, now_seconds: float) -> None:
        """The call is over: take everything off it."""
        if call.playing is not None:
            self.end_playing(call, now_seconds, whole=False)
        if call.recording is not None:
            self.end_recording(call, now_seconds)
        self.put_tap_back(call, now_seconds)
        self.part(call)

    # Greetings.

    def play(self, call: LineCall, greeting: str, over_and_over: bool, now_seconds: float) -> None:
        """Play at once, or as soon as there is media."""
        if call.media is None or not call.media_active:
            call.waiting_greeting = (greeting, over_and_over)
            return
        if call.playing is not None:
            self.end_playing(call, now_seconds, whole=False)
        try:
            call.playing = start_playing(
                greeting, call.media, now_seconds, over_and_over, call.sent_seconds()
            )
        except (OSError, UserError, pj.Error) as error:
            reason = reason_of(error) if isinstance(error, pj.Error) else str(error)
            self._say(Trouble("player", f"{greeting} cannot be played: {reason}", call.call_id))
            self._say(GreetingPlayed(call.call_id, greeting, 0.0, whole=False))
            return
        self._ear.order("greeting-started", call.call_id)

    def end_playing(self, call: LineCall, now_seconds: float, whole: bool) -> None:
        """Stop the greeting, if one plays, and say how much of it was heard."""
        call.waiting_greeting = None
        playing, call.playing = call.playing, None
        if playing is None:
            return
        if not call.is_over:
            playing.stop()
            self._ear.order("greeting-ended", call.call_id)
        self.graveyard.lay(playing, now_seconds)
        seconds = playing.seconds_played(now_seconds)
        self._say(GreetingPlayed(call.call_id, playing.greeting, round(seconds, 2), whole))

    # The ear.

    def attach_ear(self, call: LineCall) -> None:
        """Listen at once, or as soon as there is media."""
        if call.tap is not None or call.media is None or not call.media_active:
            return
        call.tap = self._taps.borrow(call.call_id)
        if call.tap is None:
            self._say(Trouble("ear", "no ear is free; the caller counts as a person", call.call_id))
            return
        self._ear.order("listen", call.call_id)
        if call.playing is not None:
            self._ear.order("greeting-started", call.call_id)
        call.media.startTransmit(call.tap)

    def put_tap_back(self, call: LineCall, now_seconds: float) -> None:
        """Stop listening; what the ear concluded follows."""
        tap, call.tap = call.tap, None
        if tap is None:
            return
        if not call.is_over and call.media is not None:
            call.media.stopTransmit(tap)
        if tap.frames_dropped:
            lost = f"the ear missed {tap.frames_dropped} frames; the caller counts as a person"
            self._say(Trouble("ear", lost, call.call_id))
        tap.call_id = ""
        self._ear.order("stop", call.call_id)
        self.graveyard.lay(tap, now_seconds)

    def count_packets(self, call: LineCall, now_seconds: float) -> None:
        """Tell the ear how many RTP packets came: silence of zeros and silence of nothing differ."""
        packets = call.count_packets()
        call.pulse.feel(packets, now_seconds)
        self._lock(call, call.feel_sound_lock, now_seconds)
        if call.tap is not None:
            self._ear.order("packets", call.call_id, packets)

    # Recordings.

    def record(self, call: LineCall, path: str, longest_seconds: float, now_seconds: float) -> None:
        """Record the call, and its bridged partner too.  Raises pj.Error when the file cannot be made."""
        if call.media is None or call.recording is not None:
            return
        call.recording = start_recording(path, call.media, longest_seconds, now_seconds)
        if call.partner is not None and call.partner.media is not None:
            call.recording.also_from(call.partner.media)

    def end_recording(self, call: LineCall, now_seconds: float) -> None:
        """Close the recording, if one is open."""
        recording, call.recording = call.recording, None
        if recording is None:
            return
        if not call.is_over:
            recording.stop()
        self.graveyard.lay(recording, now_seconds)
        self._say(Recorded(call.call_id, recording.path, round(recording.seconds(now_seconds), 2)))

    # Two calls that hear each other.

    def bridge(self, call: LineCall, other: LineCall, now_seconds: float) -> None:
        """Both hear each other from now on, also after a hold or re-INVITE."""
        call.partner, other.partner = other, call
        call.pulse.begin(now_seconds)
        other.pulse.begin(now_seconds)
        self._connect(call, other)

    def part(self, call: LineCall) -> None:
        """Undo `bridge`; neither call is hung up."""
        other, call.partner = call.partner, None
        if other is None:
            return
        other.partner = None
        if call.media is not None and other.media is not None and not (call.is_over or other.is_over):
            call.media.stopTransmit(other.media)
            other.media.stopTransmit(call.media)

    def _connect(self, call: LineCall, other: LineCall) -> None:
        if call.media_active and other.media_active and call.media is not None and other.media is not None:
            call.media.startTransmit(other.media)
            other.media.startTransmit(call.media)
