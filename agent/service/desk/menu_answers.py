"""Grants what the family asks for in the menu, and puts the answer into words and sound."""

from collections.abc import Callable, Sequence
from datetime import datetime
from pathlib import Path
from typing import Protocol

from agent.call.call_record import CallRecord
from agent.call.rule_name import RuleName
from agent.call.wishes import (
    AllowLast,
    CountWrongCode,
    DeleteMessage,
    DenyLast,
    HearMessage,
    MenuWish,
    PauseScreening,
    PermitNext,
    TellLast,
    TellToday,
    Told,
)
from agent.prompts.catalogue import Prompt
from agent.prompts.choosing import prompt
from agent.prompts.speaking import (
    speak_call,
    speak_caller,
    speak_count,
    speak_message_heading,
    speak_moment,
    speak_number,
    speak_reason,
    speak_treatment,
)
from agent.prompts.spoken_number import resting
from agent.prompts.tones import silence
from agent.service.calls.message_keeping import MessageKeeping
from agent.service.calls.voice import Voice
from agent.service.desk.numbers import Numbers
from agent.service.judging.permits import Permits
from agent.settings.house_time import in_house_time
from agent.settings.settings import Settings
from agent.sound.wav_file import read_wav
from agent.sound.wav_writing import write_wav
from agent.store.messages import WITHHELD, Message

LOOK_BACK_CALLS = 500
TODAY_AT_MOST = 8
"""Calls told one by one; the rest is only counted."""
NOTE = "from the telephone"
BEFORE_MESSAGE_SECONDS = 0.5

Spoken = tuple[Prompt, ...]


class RemembersCalls(Protocol):
    """The call log, those in memory included."""

    def last(self, count: int, number: str | None = None) -> list[CallRecord]:
        """The last calls, newest first."""
        ...


class MenuAnswers:
    """Called on the granting thread, one wish at a time; raises UserError or OSError for what cannot be."""

    def __init__(
        self,
        settings: Settings,
        *,
        calls: RemembersCalls,
        numbers: Numbers,
        permits: Permits,
        messages: MessageKeeping,
        voice: Voice,
        clock: Callable[[], datetime],
    ) -> None:
        self._settings = settings
        self._calls = calls
        self._numbers = numbers
        self._permits = permits
        self._messages = messages
        self._voice = voice
        self._clock = clock
        self._country = settings.line_named(None).country

    def grant(self, wish: MenuWish) -> Told:
        """Do it, and say that it is done."""
        match wish:
            case TellLast():
                return self._tell_last(wish)
            case DenyLast(number=number) | AllowLast(number=number):
                return self._put_on_list(wish, number)
            case PermitNext():
                self._permits.permit_next(because=NOTE)
                return self._told(wish, self._say("next-call-permitted"))
            case PauseScreening():
                self._permits.pause(because=NOTE)
                return self._told(wish, self._say("screening-paused"))
            case TellToday():
                return self._told(wish, self._todays_calls())
            case HearMessage():
                return self._hear(wish, wish.message, wish.following)
            case DeleteMessage():
                return self._delete(wish)
            case CountWrongCode():
                return Told(wish.call_id, wish, "")

    def sorry(self, wish: MenuWish) -> Told:
        """What is said when a wish could not be granted; silence when even that has no sound."""
        try:
            return self._told(wish, self._say("not-possible"))
        except OSError:
            return Told(wish.call_id, wish, "")

    # Calls.

    def _tell_last(self, wish: MenuWish) -> Told:
        record = self._last_call()
        if record is None:
            return self._told(wish, self._say("no-calls-yet"))
        told = speak_call(
            self._who(record),
            self._when(record.received_at),
            speak_reason(RuleName.NOT_JUDGED if record.not_judged_because else record.rule, self._language),
            speak_treatment(record.treatment, self._language),
        )
        return self._told(wish, (*self._say("last-call"), *told), number_of(record))

    def _put_on_list(self, wish: DenyLast | AllowLast, told_number: str | None) -> Told:
        number = told_number
        who: Spoken = ()
        if number is None:
            record = self._last_call()
            if record is None:
                return self._told(wish, self._say("no-calls-yet"))
            number = number_of(record)
            # Nobody has said yet whom this is about.
            who = resting(speak_number(number, self._language, self._country)) if number else ()
        if not number:
            return self._told(wish, self._say("no-number"))
        if isinstance(wish, DenyLast):
            placed, said = self._numbers.deny(number, f"denied {NOTE}"), "denied"
        else:
            placed, said = self._numbers.allow(number, f"allowed {NOTE}"), "allowed"
        already = self._say("already-so") if placed.already_there and not placed.taken_off else ()
        return self._told(wish, (*who, *self._say(said), *already), number)

    def _todays_calls(self) -> Spoken:
        today = self._now().date()
        records = [
            record
            for record in self._outside_calls()
            if in_house_time(record.received_at, self._settings).date() == today
        ]
        if not records:
            return self._say("no-calls-today")
        spoken = resting(speak_count(len(records), self._language, "calls-today"))
        for record in records[:TODAY_AT_MOST]:
            spoken += speak_call(self._who(record), self._when(record.received_at), ())
        return spoken

    def _last_call(self) -> CallRecord | None:
        return next(iter(self._outside_calls()), None)

    def _outside_calls(self) -> list[CallRecord]:
        return [
            record for record in self._calls.last(LOOK_BACK_CALLS) if record.rule != RuleName.INTERNAL_CALL
        ]

    def _who(self, record: CallRecord) -> Spoken:
        return speak_caller(
            self._language,
            self._country,
            number_e164=record.number_e164,
            short_number=record.shown_as,
            withheld=record.withheld,
            known=record.rule == RuleName.CONTACT,
        )

    # Messages.

    def _hear(self, wish: MenuWish, name: str, following: bool) -> Told:
        messages = self._messages.folder.all()
        if not messages:
            return self._told(wish, self._say("no-messages"))
        if not name:
            begins = (
                *self._say("you-have"),
                *resting(speak_count(len(messages), self._language, "messages")),
            )
            return self._told_message(wish, messages[0], 1, begins)
        # Names sort by age; whatever came or went meanwhile, this is where we were.
        for position, message in enumerate(messages, start=1):
            if message.name < name or (message.name == name and not following):
                return self._told_message(wish, message, position)
        return self._told(wish, self._say("no-more-messages"))

    def _delete(self, wish: DeleteMessage) -> Told:
        self._messages.folder.delete(wish.message)
        messages = self._messages.folder.all()
        said = self._say("message-deleted")
        for position, message in enumerate(messages, start=1):
            if message.name < wish.message:
                return self._told_message(wish, message, position, said)
        return self._told(wish, (*said, *self._say("no-more-messages")))

    def _told_message(self, wish: MenuWish, message: Message, position: int, begins: Spoken = ()) -> Told:
        number = "" if message.number == WITHHELD else message.number
        who = speak_caller(
            self._language,
            self._country,
            number_e164=number if number.startswith("+") else "",
            short_number=number,
            withheld=message.number == WITHHELD,
        )
        heading = speak_message_heading(position, who, self._when(message.received_at), self._language)
        samples = read_wav(Path(self._voice.sentence((*begins, *heading))))
        samples += silence(BEFORE_MESSAGE_SECONDS) + self._messages.playable(message)
        path = self._messages.folder.place_to_hear(wish.call_id, message)
        write_wav(path, samples, lasting=False)
        return Told(wish.call_id, wish, str(path), message.name)

    # Words.

    @property
    def _language(self) -> str:
        return self._voice.to_family

    def _say(self, name: str) -> Spoken:
        return (prompt(name, self._language),)

    def _now(self) -> datetime:
        return in_house_time(self._clock(), self._settings)

    def _when(self, moment: datetime) -> Spoken:
        return speak_moment(moment, self._now(), self._language)

    def _told(self, wish: MenuWish, spoken: Sequence[Prompt], about: str = "") -> Told:
        return Told(wish.call_id, wish, self._voice.sentence(spoken), about)


def number_of(record: CallRecord) -> str:
    """What can be put on a list; empty for whoever showed no number."""
    short_number = record.shown_as if record.shown_as.isdigit() and not record.withheld else ""
    return record.number_e164 or short_number
