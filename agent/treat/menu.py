"""The family calls the doorkeeper: who called, why, and a key for each thing they may want done about it.

The menu itself knows nothing and does nothing: each key becomes a wish, and what the house answers is played.
"""

from collections.abc import Callable

from agent.call.commands import Answer, HangUp, Play, Ring, StopPlaying
from agent.call.events import CallAnswered, CallEnded, DigitPressed, GreetingPlayed
from agent.call.sentence import say
from agent.call.timing import DeadlinePassed, SetDeadline
from agent.call.wishes import CountWrongCode, DeleteMessage, HearMessage, MenuWish, TellLast, Told
from agent.treat.flow import Happening, Sign, Step, Table
from agent.treat.menu_manner import CODE_WISHES, MAIN_KEYS, MESSAGE_KEYS, Heard, MenuManner

NEXT: Table = {
    ("ringing along", "ring along"): "answering",
    ("answering", CallAnswered): "opening",
    ("asking code", GreetingPlayed): "awaiting code",
    ("asking code", "digit"): "taking code",
    ("awaiting code", "digit"): "taking code",
    ("awaiting code", "code"): "goodbye",
    ("taking code", "digit"): "taking code",
    ("taking code", "right code"): "beginning",
    ("taking code", "wrong code"): "wrong code",
    ("wrong code", GreetingPlayed): "asking code",
    ("shut", GreetingPlayed): "goodbye",
    ("welcome", GreetingPlayed): "beginning",
    ("asking the house", "house"): "offering",
    ("asking the house", "told"): "telling",
    ("asking the house", "told a message"): "message",
    ("asking the house", "told nothing"): "offering",
    ("telling", GreetingPlayed): "offering",
    ("offering", GreetingPlayed): "awaiting key",
    ("awaiting key", "key"): "offering again",
    ("message", GreetingPlayed): "message choices",
    ("message choices", GreetingPlayed): "awaiting message key",
    ("awaiting message key", "key"): "offering",
    ("goodbye", GreetingPlayed): "ending",
}

# Where a key asks for something, and which keys do.
KEYS_IN = {
    **dict.fromkeys(("telling", "offering", "awaiting key"), MAIN_KEYS),
    **dict.fromkeys(("message", "message choices", "awaiting message key"), MESSAGE_KEYS),
}
BEFORE_LET_IN = frozenset({"asking code", "awaiting code", "taking code", "wrong code"})
LONGEST_CODE = 12
OFFERED_AT_MOST = 2


class Menu:
    """One call of the family's, from answering to hanging up."""

    seconds_played = 0.0

    def __init__(self, call_id: str, manner: MenuManner) -> None:
        self._call_id = call_id
        self._manner = manner
        self.state = "answering"
        self._tries = manner.tries
        self._typed = ""
        self._let_in = not manner.pin
        self._heard = Heard()
        self._wish: MenuWish = TellLast(call_id)
        self._early_key = ""
        """Pressed while the house still looked for the last call."""
        self._offered = 0
        self._greetings_under_way = 0
        self._over = False
        self._entering: dict[str, Callable[[], list[Step]]] = {
            "answering": lambda: [Answer(call_id), self._wait("longest", manner.longest_seconds)],
            "opening": self._open,
            "asking code": lambda: self._play(manner.enter_code),
            "awaiting code": lambda: [self._wait("code", manner.code_within_seconds)],
            "taking code": lambda: [*self._fall_silent(), self._wait("code", manner.code_within_seconds)],
            "wrong code": self._refuse_code,
            "shut": lambda: self._play(manner.wrong_code),
            "welcome": lambda: self._play(manner.welcome),
            "beginning": self._begin,
            "offering": self._offer,
            "offering again": self._offer_again,
            "awaiting key": lambda: [self._wait("key", manner.key_within_seconds)],
            "message choices": lambda: self._play(manner.message_choices),
            "awaiting message key": lambda: [self._wait("key", manner.key_within_seconds)],
            "goodbye": lambda: self._play(manner.goodbye),
            "ending": self._end,
        }

    @property
    def done(self) -> str:
        if self.state in ("answering", "ringing along"):
            return say("let ring")
        return say("served the family's menu") if self._let_in else say("asked for the menu's code")

    @property
    def keys_are_secret(self) -> bool:
        """True until the code was right: no record may show what is typed."""
        return not self._let_in

    def start(self) -> list[Step]:
        if self._manner.ring_along_seconds:
            self.state = "ringing along"
            return [Ring(self._call_id), self._wait("ring along", self._manner.ring_along_seconds)]
        return self._go_to("answering")

    def on(self, happening: Happening) -> list[Step]:
        if isinstance(happening, CallEnded):
            self._over = True
        if self._over:
            return []
        sign = self._sign_of(happening)
        if sign == "longest":
            return [*self._fall_silent(), *self._go_to("goodbye")]
        if isinstance(happening, DigitPressed) and self.state not in BEFORE_LET_IN:
            return self._key(happening.digit)
        next_state = NEXT.get((self.state, sign))
        if next_state in ("telling", "message") and isinstance(happening, Told):
            self.state = next_state
            early_key, self._early_key = self._early_key, ""
            return [*self._play(happening.sound), *(self._key(early_key) if early_key else [])]
        return [] if next_state is None else self._go_to(next_state)

    def _sign_of(self, happening: Happening) -> Sign:
        match happening:
            case DeadlinePassed(name="code") if self.state == "taking code":
                return self._code_digit("#")
            case DeadlinePassed():
                return happening.name
            case GreetingPlayed():
                self._greetings_under_way -= 1
                # The end of a sentence that a key cut short means nothing.
                return "cut short" if self._greetings_under_way else GreetingPlayed
            case DigitPressed() if self.state in BEFORE_LET_IN:
                return self._code_digit(happening.digit)
            case Told() if self.state == "asking the house":
                return self._take_answer(happening)
        return type(happening)

    # The code.

    def _open(self) -> list[Step]:
        if not self._manner.pin:
            return self._go_to("beginning" if self._manner.code else "welcome")
        return self._go_to("asking code" if self._tries > 0 else "shut")

    def _code_digit(self, digit: str) -> str:
        if self.state == "wrong code":
            return ""
        self._typed += digit
        is_right = self._typed.removesuffix("#") == self._manner.pin
        if not is_right and digit != "#" and len(self._typed) < LONGEST_CODE:
            return "digit"
        # The code is judged, whatever else was under way.
        self.state, self._typed, self._let_in = "taking code", "", is_right
        return "right code" if is_right else "wrong code"

    def _refuse_code(self) -> list[Step]:
        self._tries -= 1
        count: list[Step] = [CountWrongCode(self._call_id), *self._fall_silent()]
        return [*count, *(self._play(self._manner.wrong_code) if self._tries > 0 else self._go_to("shut"))]

    def _begin(self) -> list[Step]:
        wish = CODE_WISHES[self._manner.code](self._call_id, self._heard)
        return [*self._fall_silent(), *self._ask(wish)]

    # Wishes and their answers.

    def _key(self, digit: str) -> list[Step]:
        keys = KEYS_IN.get(self.state)
        if keys is None:
            # Whoever knows the menu presses at once.  Nothing else is kept: a second `3` would delete a
            # message that nobody has heard.
            asking_first = self.state == "asking the house" and isinstance(self._wish, TellLast)
            if asking_first or self.state == "welcome":
                self._early_key = digit
            if self.state == "welcome":
                return self._fall_silent()
            return []
        if keys is MESSAGE_KEYS and digit in "*#":
            return [*self._fall_silent(), *self._go_to("offering")]
        if digit == "#":
            return [*self._fall_silent(), *self._go_to("goodbye")]
        wanted = keys.get(digit)
        if wanted is None:
            return []
        self._offered = 0
        return [*self._fall_silent(), *self._ask(wanted(self._call_id, self._heard))]

    def _ask(self, wish: MenuWish) -> list[Step]:
        self.state = "asking the house"
        self._wish = wish
        return [wish, self._wait("house", self._manner.answer_within_seconds)]

    def _take_answer(self, told: Told) -> str:
        if told.answers != self._wish:
            # The house was slow, and something else was asked for meanwhile.
            return ""
        is_message = isinstance(self._wish, HearMessage | DeleteMessage) and bool(told.about)
        if is_message:
            self._heard.message = told.about
        elif isinstance(self._wish, TellLast):
            self._heard.number = told.about
        if not told.sound:
            return "told nothing"
        return "told a message" if is_message else "told"

    def _offer(self) -> list[Step]:
        if self._manner.code:
            return self._go_to("goodbye")
        self._offered += 1
        return self._play(self._manner.choices)

    def _offer_again(self) -> list[Step]:
        return self._go_to("offering" if self._offered < OFFERED_AT_MOST else "goodbye")

    # Sounds and time.

    def _play(self, sound: str) -> list[Step]:
        self._greetings_under_way += 1
        return [Play(self._call_id, sound)]

    def _fall_silent(self) -> list[Step]:
        return [StopPlaying(self._call_id)] if self._greetings_under_way else []

    def _wait(self, name: str, seconds: float) -> SetDeadline:
        return SetDeadline(self._call_id, name, seconds)

    def _go_to(self, state: str) -> list[Step]:
        self.state = state
        return self._entering[state]()

    def _end(self) -> list[Step]:
        self._over = True
        return [HangUp(self._call_id)]
