"""Everything a call sounds like: greetings, the ear, recordings, and two legs that hear each other.

What waits for what stands here, once; how sound is played, tapped and mixed is the stack's (`LegSound`).
"""

from collections.abc import Callable

from agent.call.events import Event, GreetingPlayed, Recorded, Trouble
from agent.sip.ear import Ear
from agent.sip.engine_error import EngineError
from agent.sip.leg import Leg


class CallSound:
    """Belongs to the engine's thread."""

    def __init__(self, ear: Ear, tell: Callable[[Event], None]) -> None:
        self._ear = ear
        self._tell = tell

    def follow(self, leg: Leg, now_seconds: float) -> None:
        """The leg's media came up or changed: do what waited for it."""
        if not leg.has_media:
            return
        leg.sound.media_changed()
        if leg.partner is not None:
            leg.partner.sound.also_record(leg.sound)
        self._lock(leg, leg.sound.lock_sound, now_seconds)
        if leg.wants_ear:
            self.attach_ear(leg)
        if leg.waiting_greeting is not None:
            (greeting, over_and_over), leg.waiting_greeting = leg.waiting_greeting, None
            self.play(leg, greeting, over_and_over, now_seconds)
        if leg.partner is not None:
            _connect(leg, leg.partner)

    def _lock(self, leg: Leg, turn: Callable[[float], None], now_seconds: float) -> None:
        try:
            turn(now_seconds)
        except EngineError as error:
            self._tell(Trouble("sip", f"the sound of this call is not locked: {error}", leg.call_id))

    def tick(self, leg: Leg, now_seconds: float) -> None:
        """End what has come to its end."""
        sound = leg.sound
        if sound.greeting is not None and sound.greeting_is_over(now_seconds):
            self.end_playing(leg, now_seconds, whole=True)
        if sound.frames_dropped and not leg.told_deaf:
            leg.told_deaf = True
            self._tell(Trouble("ear", "the ear is behind; the caller counts as a person", leg.call_id))
        if sound.recording is not None and now_seconds >= sound.recording.over_at_seconds:
            self.end_recording(leg, now_seconds)

    def due_seconds(self, leg: Leg) -> list[float]:
        """Moments at which something of this leg ends by itself."""
        under_way = (leg.sound.greeting, leg.sound.recording)
        return [each.over_at_seconds for each in under_way if each is not None]

    def silence(self, leg: Leg, now_seconds: float) -> None:
        """The leg is over: take everything off it."""
        self.end_playing(leg, now_seconds, whole=False)
        self.end_recording(leg, now_seconds)
        self.take_ear_off(leg, now_seconds)
        self.part(leg)

    # Greetings.

    def play(self, leg: Leg, greeting: str, over_and_over: bool, now_seconds: float) -> None:
        """Play at once, or as soon as there is media."""
        if not leg.has_media:
            leg.waiting_greeting = (greeting, over_and_over)
            return
        self.end_playing(leg, now_seconds, whole=False)
        try:
            leg.sound.start_greeting(greeting, over_and_over, now_seconds)
        except EngineError as error:
            self._tell(Trouble("player", f"{greeting} cannot be played: {error}", leg.call_id))
            self._tell(GreetingPlayed(leg.call_id, greeting, 0.0, whole=False))
            return
        self._ear.order("greeting-started", leg.call_id)

    def end_playing(self, leg: Leg, now_seconds: float, whole: bool) -> None:
        """Stop the greeting, if one plays, and say how much of it was heard."""
        leg.waiting_greeting = None
        greeting = leg.sound.greeting
        if greeting is None:
            return
        leg.sound.stop_greeting(now_seconds)
        if not leg.is_over:
            self._ear.order("greeting-ended", leg.call_id)
        seconds = round(greeting.seconds_played(now_seconds), 2)
        self._tell(GreetingPlayed(leg.call_id, greeting.path, seconds, whole))

    # The ear.

    def attach_ear(self, leg: Leg) -> None:
        """Listen at once, or as soon as there is media."""
        if leg.sound.is_tapped or not leg.has_media:
            return
        if not leg.sound.start_tap(leg.call_id):
            self._tell(Trouble("ear", "no ear is free; the caller counts as a person", leg.call_id))
            return
        self._ear.order("listen", leg.call_id)
        if leg.sound.greeting is not None:
            self._ear.order("greeting-started", leg.call_id)

    def take_ear_off(self, leg: Leg, now_seconds: float) -> None:
        """Stop listening; what the ear concluded follows."""
        if not leg.sound.is_tapped:
            return
        frames_dropped = leg.sound.frames_dropped
        leg.sound.stop_tap(now_seconds)
        if frames_dropped:
            lost = f"the ear missed {frames_dropped} frames; the caller counts as a person"
            self._tell(Trouble("ear", lost, leg.call_id))
        self._ear.order("stop", leg.call_id)

    def count_packets(self, leg: Leg, now_seconds: float) -> None:
        """Tell the ear how many RTP packets came: silence of zeros and silence of nothing differ."""
        leg.packets_heard = leg.sound.count_packets()
        leg.keepalive.feel(leg.packets_heard, now_seconds)
        self._lock(leg, leg.sound.follow_sound, now_seconds)
        if leg.sound.is_tapped:
            self._ear.order("packets", leg.call_id, leg.packets_heard)

    # Recordings.

    def record(self, leg: Leg, path: str, longest_seconds: float, now_seconds: float) -> None:
        """Record the leg, and its bridged partner too.  Raises EngineError when the file cannot be made."""
        if not leg.has_media or leg.sound.recording is not None:
            return
        leg.sound.start_recording(path, longest_seconds, now_seconds)
        if leg.partner is not None:
            leg.sound.also_record(leg.partner.sound)

    def end_recording(self, leg: Leg, now_seconds: float) -> None:
        """Close the recording, if one is open."""
        recording = leg.sound.recording
        if recording is None:
            return
        leg.sound.stop_recording(now_seconds)
        self._tell(Recorded(leg.call_id, recording.path, round(recording.seconds(now_seconds), 2)))

    # Two legs that hear each other.

    def bridge(self, leg: Leg, other: Leg, now_seconds: float) -> None:
        """Both hear each other from now on, also after a hold or re-INVITE."""
        leg.partner, other.partner = other, leg
        leg.keepalive.begin(now_seconds)
        other.keepalive.begin(now_seconds)
        _connect(leg, other)

    def part(self, leg: Leg) -> None:
        """Undo `bridge`; neither leg is hung up."""
        other, leg.partner = leg.partner, None
        if other is None:
            return
        other.partner = None
        if not (leg.is_over or other.is_over):
            leg.sound.disconnect(other.sound)


def _connect(leg: Leg, other: Leg) -> None:
    if leg.has_media and other.has_media:
        leg.sound.connect(other.sound)
