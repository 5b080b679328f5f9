"""What the household says of a number: always let it ring, never again, or nothing any more."""

from datetime import datetime

from agent.call.rule_name import RuleName
from agent.call.sentence import say
from agent.call.user_error import UserError
from agent.lists.household.entry_width import how_many, no_such_number
from agent.lists.household.household_lists import Forgotten, HouseholdLists, Placed
from agent.lists.household.list_file import entry_from
from agent.service.calls.message_keeping import open_messages
from agent.service.desk.call_history import known_as
from agent.service.desk.what_if import explain
from agent.service.judging.settings_for_calls import dial_plan_of
from agent.settings.settings import Settings
from agent.store.call_log import CallLog
from agent.store.database import StoreUnusable

__all__ = ["Forgotten", "Numbers", "Placed"]

_RULE_OF = {"allow": RuleName.ALLOW_LIST, "deny": RuleName.DENY_LIST}
"""The rule that finds an entry, by its list."""


class Numbers:
    """Edits `allow.txt` and `deny.txt` in place; the running house follows by itself."""

    def __init__(self, settings: Settings) -> None:
        """Numbers without `+` are read as the first line dials.  Raises UserError."""
        self._settings = settings
        self._plan = dial_plan_of(settings.line_named(None), settings)
        self._lists = HouseholdLists(settings.allow_path, settings.deny_path, self._plan)

    def allow(self, typed: str, note: str = "") -> Placed:
        """Always let this caller ring.  Raises UserError."""
        return self._lists.allow(typed, note)

    def deny(self, typed: str, note: str = "", *, is_sure: bool = False) -> Placed:
        """Never let this caller ring again.

        `is_sure`: also when the entry means a whole region, network or country.  Raises UserError.
        """
        if not is_sure and (very_many := how_many(entry_from(typed, self._plan))):
            raise UserError(
                say(
                    "{typed} means {very_many}: if you want that, say --yes", typed=typed, very_many=very_many
                )
            )
        return self._lists.deny(typed, note)

    def in_no_plan(self, placed: Placed) -> str:
        """A sentence for an entry that no numbering plan has room for; else empty."""
        return no_such_number(placed.match.entry, self._plan)

    def met_instead(self, placed: Placed, now: datetime) -> str:
        """What such a caller meets, and why, when another rule keeps the entry from counting; else empty."""
        if placed.match.entry.kind != "exact":
            return ""
        verdict = explain(self._settings, placed.match.entry.value, at=now).verdict
        if verdict.rule == _RULE_OF[placed.match.role]:
            return ""
        return say(
            "{treatment}, because {because}", treatment=say(verdict.treatment.name), because=verdict.because
        )

    def forget(self, typed: str) -> Forgotten:
        """Take an entry off both lists.  Raises UserError."""
        return self._lists.forget(typed)

    def forget_calls(self, typed: str) -> int:
        """Erase every call of this number from the call log, and its messages; returns how many calls.

        Raises UserError.
        """
        number = known_as(typed, self._settings)
        try:
            open_messages(self._settings).delete_of(number)
        except OSError as error:
            raise UserError(say("{error}; are you the user that Tranquille runs as?", error=error)) from error
        store = self._settings.store
        log = CallLog(self._settings.call_log_path, store.keep_days, store.keep_rows)
        if not log.path.exists():
            return 0
        bare = number.removeprefix("+")
        try:
            return log.forget(number, also_written=("".join(typed.split()), bare))
        except StoreUnusable as error:
            raise UserError(say("{error}; are you the user that Tranquille runs as?", error=error)) from error
        finally:
            log.close()
