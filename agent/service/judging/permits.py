"""What the household asks for a while: let a call through, pause the screening, resume it."""

import logging
import re
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

from agent.call.rule_name import RuleName
from agent.call.sentence import say
from agent.call.user_error import UserError
from agent.decide.sentences import clock_time
from agent.identify.phone_number import read_number
from agent.identify.short_number import is_short_number
from agent.identify.subscriber import subscriber_of
from agent.service.judging.present_hour import InForce
from agent.service.judging.settings_for_calls import dial_plan_of
from agent.settings.house_time import in_house_time
from agent.settings.settings import Settings
from agent.store.database import Database
from agent.store.permits import Permit, PermitKind, PermitTable

__all__ = ["DAY", "HOUR", "Permit", "Permits", "open_permits"]

log = logging.getLogger(__name__)

_SPAN = re.compile(r"\d{1,3}\s*(?:m|min|mins|minutes?|h|hours?|heures?|d|days?|j|jours?)?", re.IGNORECASE)
"""What looks like a length of time to whoever forgot `--for`."""

DAY = timedelta(days=1)
HOUR = timedelta(hours=1)


class Permits:
    """Any thread may ask.  An end is a moment or a length; a wish that cannot be kept raises UserError."""

    def __init__(self, settings: Settings, table: PermitTable, clock: Callable[[], datetime]) -> None:
        self._settings = settings
        self._table = table
        self._clock = clock
        self.was_watched = table.is_watched
        """True when a house already ran with this file as it was opened here."""
        self._emergency: Permit | None = None
        self._spent: set[Permit] = set()
        """Spent while the disk could not be written: over for as long as this house runs."""

    def permit_next(self, end: datetime | timedelta = DAY, because: str = "") -> Permit:
        """Let the next call through that would not have rung; asked twice, it is still one call."""
        return self._put("next", end, because=because)

    def permit_for(self, end: datetime | timedelta, because: str = "") -> Permit:
        """Expect a call: until then unknown callers ring, whatever lists of other people say."""
        return self._put("everybody", end, because=because)

    def permit_number(self, typed: str, end: datetime | timedelta = DAY, because: str = "") -> Permit:
        """This number rings until then, as if it stood on the allow list."""
        number = self._number(typed)
        return self._put("number", end, number, because)

    def pause(self, end: datetime | timedelta = HOUR, because: str = "") -> Permit:
        """Until then everything rings but what the household itself denied."""
        return self._put("pause", end, because=because)

    def resume(self) -> bool:
        """Screen again; False when nothing was paused.  Permits stay as they are."""
        return bool(self._take(lambda permit: permit.kind == "pause"))

    def take_back(self, typed: str = "") -> list[Permit]:
        """Take back the permit of this number, or every permit; returns what there was."""
        if typed:
            number = self._number(typed)
            return self._take(
                lambda permit: bool(permit.number) and subscriber_of(permit.number) == subscriber_of(number)
            )
        return self._take(lambda permit: permit.kind in ("next", "everybody", "number"))

    def emergency_called(self, at: datetime) -> None:
        """The house called an emergency number then: for a while every caller rings.  Never raises.

        Nothing takes this back, since a centre that calls back must get through.
        """
        hours = self._settings.rules.protected_caller.emergency_hours
        permit = Permit(kind="emergency", asked_at=at, until=at + timedelta(hours=hours))
        known = self.in_force(at).of_kind("emergency")
        if known is not None and known.asked_at >= at:
            return
        self._emergency = permit
        log.warning(
            "%s", say("an emergency number was called: every caller rings for {hours:g} h", hours=hours)
        )
        try:
            self._table.put(permit)
        except OSError as error:
            log.error("%s; the emergency call is remembered until the next start only", error)

    def emergency(self, because: str = "") -> Permit:
        """The house has just called an emergency number, a person or the box says.  Raises UserError."""
        hours = self._settings.rules.protected_caller.emergency_hours
        return self._put("emergency", timedelta(hours=hours), because=because)

    def in_force(self, now: datetime) -> InForce:
        """All that holds at that moment; never raises, what cannot be known is said."""
        remembered = [self._emergency] if self._emergency and now < self._emergency.until else []
        try:
            kept = self._table.in_force(now)
        except OSError as error:
            return InForce(tuple(remembered), trouble=str(error))
        return InForce((*(permit for permit in kept if permit not in self._spent), *remembered))

    def spend(self, permit: Permit) -> bool:
        """A call is let through by this permit; False when another one was quicker.

        On the disk when this returns: the switchboard waits for that, so that a crash a moment later
        does not let a second call through.
        """
        try:
            taken = self._table.take(permit)
        except OSError as error:
            log.error("%s; the permit is used up until the next start only", error)
            self._spent.add(permit)
            return True
        if taken:
            log.info("%s", say("the permit for the next call is used up"))
        return taken

    def state(self) -> tuple[str, ...]:
        """What is in force now, one sentence each; empty when nothing is asked for."""
        now = in_house_time(self._clock(), self._settings)
        held = self.in_force(now)
        said = dict.fromkeys(sentence_of(permit, now) for permit in held.permits)
        return (
            *said,
            *(
                [say("what you permitted cannot be read: {trouble}", trouble=held.trouble)]
                if held.trouble
                else []
            ),
        )

    def told(self, permit: Permit) -> str:
        """The permit as a sentence, on the household's clock."""
        return sentence_of(permit, in_house_time(self._clock(), self._settings))

    def in_the_way(self, permit: Permit) -> str:
        """The setting that keeps a wish from being granted, as a sentence, or empty."""
        if permit.kind == "emergency":
            return ""
        rules = self._settings.rules
        name, rule = RuleName.EXPECTED_CALL, rules.expected_call
        if permit.kind == "number":
            name, rule = RuleName.ALLOW_LIST, rules.allow_list
        if not rule.on:
            return say(
                "[rules.{name}] is switched off in your config.toml, so this changes nothing", name=name
            )
        if rule.treatment != "let-ring":
            return say(
                '[rules.{name}] has treatment = "{treatment}", so that is what such a call meets',
                name=name,
                treatment=rule.treatment,
            )
        return ""

    def _put(
        self, kind: PermitKind, end: datetime | timedelta, number: str = "", because: str = ""
    ) -> Permit:
        now = self._clock().astimezone(UTC)
        until = now + end if isinstance(end, timedelta) else end.astimezone(UTC)
        permit = Permit(kind=kind, asked_at=now, until=until, number=number, because=because)
        try:
            self._table.put(permit)
        except OSError as error:
            raise _unusable(error) from error
        return permit

    def _take(self, is_meant: Callable[[Permit], bool]) -> list[Permit]:
        try:
            meant = [permit for permit in self._table.in_force(self._clock()) if is_meant(permit)]
            return [permit for permit in meant if self._table.take(permit)]
        except OSError as error:
            raise _unusable(error) from error

    def _number(self, typed: str) -> str:
        plan = dial_plan_of(self._settings.line_named(None), self._settings)
        number = read_number(typed, plan)
        known_as = number and (number.number_e164 or number.short_number)
        if _SPAN.fullmatch(typed.strip()) and not (number and is_short_number(number.short_number, plan)):
            raise UserError(
                say(
                    '"{typed}": is that a time or a number? For a time, say for example --for {count}m or '
                    "--for {count}h; a number is written whole, such as 01 62 00 00 01",
                    typed=typed,
                    count="".join(filter(str.isdigit, typed)),
                )
            )
        if not known_as:
            raise UserError(
                say(
                    '"{typed}" is not a telephone number: write a whole one such as 01 62 00 00 01 or '
                    "+33162000001; whole ranges belong on your allow list (tranquille allow)",
                    typed=typed,
                )
            )
        return known_as


def open_permits(settings: Settings, clock: Callable[[], datetime], *, read_only: bool = False) -> Permits:
    """For a command of its own; the running house is given the table of its call log."""
    return Permits(settings, PermitTable(Database(settings.call_log_path, read_only=read_only)), clock)


def sentence_of(permit: Permit, now: datetime) -> str:
    """`screening is paused until 18:00: …`, with hours on the clock of `now`."""
    until = clock_time(permit.until, now)
    match permit.kind:
        case "next":
            said = say(
                "the next call that would not have rung is let through, if it comes before {until}",
                until=until,
            )
        case "everybody":
            said = say(
                "every call is expected until {until}: unknown callers and call centres ring", until=until
            )
        case "number":
            said = say("{number} rings until {until}", number=permit.number, until=until)
        case "pause":
            said = say("screening is paused until {until}: everybody rings but your deny list", until=until)
        case "emergency":
            called = clock_time(permit.asked_at, now)
            said = say(
                "an emergency number was called at {called}: everybody rings until {until}",
                called=called,
                until=until,
            )
    return say("{said} ({note})", said=said, note=permit.because) if permit.because else said


def _unusable(error: OSError) -> UserError:
    return UserError(say("{error}; are you the user that Tranquille runs as?", error=error))
