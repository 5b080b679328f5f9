"""While a caller and the family talk: keys are passed on, star codes obeyed, and who hangs up ends it for both.

`*9` denies the caller, `*8` allows them, `*7` records.  Only keys of the phone in the house do so; a caller's are
passed on and never obeyed.  Where the house wishes it, it also listens in the first seconds (AMD): a caller who
keeps silent while the family says “Allô ? Allô ?” is a dialer looking for a free agent, and is taken off their
hands.
"""

import msgspec

from agent.call.commands import Bridge, HangUp, Listen, Play, Record, SendDigits, StopListening, Unbridge
from agent.call.events import CallEnded, DigitPressed, GreetingPlayed, PhoneLost, Trouble
from agent.call.heard import Concluded, SpeechEnded, SpeechHeard
from agent.call.sentence import say
from agent.call.timing import DeadlinePassed, SetDeadline
from agent.call.wishes import AllowCaller, DenyCaller
from agent.treat.flow import Happening, Step

ANSWER_WITHIN_SECONDS = 2.5
"""People answer an “Allô ?” sooner: within a second, and one more for a slow line (`[listening]`)."""


class TalkManner(msgspec.Struct, frozen=True, kw_only=True):
    """What may be done in a talk; sounds are paths of WAV files, empty where there is nothing to say."""

    removal: str = ""
    """The removal message; without it nobody can be sent away."""
    denied: str = ""
    """Said to the family after `*9`."""
    allowed: str = ""
    """Said to the family after `*8`."""
    taken_over: str = ""
    """Said to the family when a dialer was taken off their hands."""
    recording_notice: str = ""
    """Said to both after `*7`."""
    recording_path: str = ""
    """Where `*7` records to; empty when nothing may be recorded."""
    not_recorded: str = ""
    """Said to the family after `*7` where nothing may be recorded."""
    longest_recording_seconds: float = 3600.0
    first_seconds: float = 0.0
    """How long to listen for a dialer's silence; 0: not at all."""


class Talking:
    """One talk, from the bridge to the last BYE."""

    keys_are_secret = False

    def __init__(self, call_id: str, leg_id: str, phone: str, manner: TalkManner, done: str = "") -> None:
        """`done`: what the record says of a talk that nothing came between."""
        self._call_id = call_id
        self._leg_id = leg_id
        self._phone = phone
        self._manner = manner
        self.state = "talking"
        """`talking`, `sending away` while the removal message plays, `over`."""
        self.seconds_played = 0.0
        """Seconds of the removal message that reached the caller: part of the proof."""
        self.done = done or say("put through to {phone}", phone=phone)
        self._still_hearing: dict[str, str] = {}
        """What who is sent away, or told so, still hears, by leg; "" is the caller.  Nobody is hung up on
        in the middle of it."""
        self._star = False
        self._recorded = False
        self._listening = manner.first_seconds > 0 and bool(manner.removal)
        self._family_greeted = False
        self._may_have_answered = False
        """The caller had time enough to answer the family's first words."""
        self._because = ""
        """Why the ear takes the caller for a dialer; empty while it does not."""

    def start(self) -> list[Step]:
        bridge: list[Step] = [Bridge(self._call_id, self._leg_id)]
        if not self._listening:
            return bridge
        listen = [Listen(self._call_id), Listen(self._call_id, self._leg_id)]
        return [*bridge, *listen, SetDeadline(self._call_id, "first seconds", self._manner.first_seconds)]

    def on(self, happening: Happening) -> list[Step]:
        if self.state == "over":
            return []
        match happening:
            case CallEnded():
                self.state = "over"
            case PhoneLost(leg_id=self._leg_id) if self.state == "talking":
                return self._end()
            case PhoneLost(leg_id=self._leg_id) if self.state == "sending away":
                return self._has_heard(self._leg_id)
            case GreetingPlayed() if self.state == "sending away":
                return self._sound_is_over(happening)
            case DigitPressed() if self.state == "talking":
                return self._digit(happening)
            case _ if self._listening:
                return self._listen_for_dialer(happening)
        return []

    # Keys.

    def _digit(self, pressed: DigitPressed) -> list[Step]:
        if pressed.leg_id != self._leg_id:
            # The caller's keys reach whoever talks with them, and nobody else.
            return [*self._stop_listening(), SendDigits(self._call_id, pressed.digit, self._leg_id)]
        if self._star:
            self._star = False
            return self._star_code(pressed.digit)
        if pressed.digit == "*":
            self._star = True
            return []
        return [SendDigits(self._call_id, pressed.digit)]

    def _star_code(self, digit: str) -> list[Step]:
        match digit:
            case "9" if self._manner.removal:
                return self.deny()
            case "8":
                return [AllowCaller(self._call_id), *self._tell_family(self._manner.allowed)]
            case "7":
                return self._record()
        return [SendDigits(self._call_id, f"*{digit}")]

    def deny(self) -> list[Step]:
        """On the deny list, and the removal message; also when this is asked for instead of a talk."""
        self.done = say("refused by {phone}, played the removal message", phone=self._phone)
        return [DenyCaller(self._call_id), *self._send_away(self._manner.denied)]

    def _record(self) -> list[Step]:
        if not self._manner.recording_path:
            return self._tell_family(self._manner.not_recorded)
        if self._recorded:
            # Once a call: a second recording would take the first one's place.
            return []
        self._recorded = True
        manner, notice = self._manner, self._manner.recording_notice
        said: list[Step] = [Play(self._call_id, notice), *self._tell_family(notice)] if notice else []
        return [*said, Record(self._call_id, manner.recording_path, manner.longest_recording_seconds)]

    # The first seconds.

    def _listen_for_dialer(self, happening: Happening) -> list[Step]:
        match happening:
            case SpeechEnded(leg_id=self._leg_id) if not self._family_greeted:
                self._family_greeted = True
                return [SetDeadline(self._call_id, "answer", ANSWER_WITHIN_SECONDS)]
            case DeadlinePassed(name="answer"):
                self._may_have_answered = True
            case Concluded(leg_id="", conclusion="dialer-silence"):
                self._because = happening.because
            # A voice is a person; and a house that cannot hear takes everybody for one.
            case SpeechHeard(leg_id="") | DeadlinePassed(name="first seconds") | Trouble(where="ear"):
                return self._stop_listening()
        if not self._because or not self._may_have_answered:
            return []
        stop = self._stop_listening()
        self.done = say(
            "taken over from {phone}: {because}; played the removal message",
            phone=self._phone,
            because=self._because,
        )
        return [*stop, *self._send_away(self._manner.taken_over)]

    def _stop_listening(self) -> list[Step]:
        if not self._listening:
            return []
        self._listening = False
        return [StopListening(self._call_id), StopListening(self._call_id, self._leg_id)]

    # The end.

    def _send_away(self, told: str) -> list[Step]:
        self.state = "sending away"
        self._still_hearing = {"": self._manner.removal}
        part: list[Step] = [Unbridge(self._call_id, self._leg_id)]
        if told:
            self._still_hearing[self._leg_id] = told
        leave = self._tell_family(told) or [self._hang_up_phone()]
        return [*part, *leave, Play(self._call_id, self._manner.removal)]

    def _sound_is_over(self, played: GreetingPlayed) -> list[Step]:
        if self._still_hearing.get(played.leg_id) != played.greeting:
            return []
        if not played.leg_id:
            self.seconds_played = played.seconds_played
        return self._has_heard(played.leg_id) or ([self._hang_up_phone()] if played.leg_id else [])

    def _has_heard(self, leg_id: str) -> list[Step]:
        """The caller stays until both have heard theirs: with the call, its phone would leave too."""
        self._still_hearing.pop(leg_id, None)
        return [] if self._still_hearing else self._end()

    def _tell_family(self, sound: str) -> list[Step]:
        return [Play(self._call_id, sound, leg_id=self._leg_id)] if sound else []

    def _end(self) -> list[Step]:
        self.state = "over"
        return [self._hang_up_phone(), HangUp(self._call_id)]

    def _hang_up_phone(self) -> HangUp:
        return HangUp(self._call_id, self._leg_id)
