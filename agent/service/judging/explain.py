"""Answers “what would happen if this number called?” with the very code that judges live calls."""

from dataclasses import dataclass
from datetime import datetime

from agent.call.caller import Caller
from agent.call.incoming_call import IncomingCall
from agent.call.sentence import say
from agent.call.user_error import UserError
from agent.call.verdict import Verdict
from agent.decide.facts import CallFacts
from agent.identify.dial_plan import DialPlan
from agent.identify.number_extras import without_service_code
from agent.identify.phone_number import read_number
from agent.identify.written_number import read_written_number
from agent.lists.household.entry_text import means_withheld
from agent.lists.index.number_index import NumberIndex
from agent.service.judging.judge import Judge, build_judge
from agent.service.judging.permits import Permits
from agent.service.judging.settings_for_calls import dial_plan_of
from agent.settings.settings import Settings
from agent.store.call_log import CallLog
from agent.store.permits import PermitTable

_HOST = "why.invalid"
_INTERNAL_SYMBOLS = frozenset("*#0123456789")


@dataclass(frozen=True, slots=True)
class Explanation:
    """Who the house would see, what it would do and why, and all that it looked at."""

    caller: Caller
    verdict: Verdict
    facts: CallFacts
    line: str


class Explainer:
    """Opens the call log once, for many questions about one index; writes nothing."""

    def __init__(self, settings: Settings, index: NumberIndex | OSError) -> None:
        """Raises UserError for settings that cannot work."""
        self._settings = settings
        self._log = CallLog(settings.call_log_path, read_only=True)
        permits = Permits(settings, PermitTable(self._log.database), _no_clock)
        self._judge = build_judge(settings, index, self._log, _no_clock, permits=permits, leave_no_trace=True)

    def explain(
        self,
        number: str = "",
        *,
        at: datetime,
        name: str = "",
        withheld: bool = False,
        line: str | None = None,
    ) -> Explanation:
        """What would happen to a call from `number`, as a person types it, at that (aware) moment.

        A withheld call may have a number too: the one that only the network knows.  Raises UserError
        when nothing could call so, or there is no such line.
        """
        on_line = self._settings.line_named(line)
        user = _sip_user(number, dial_plan_of(on_line, self._settings)) if number.strip() else ""
        if not user and not withheld:
            raise UserError(say("who calls? Give a number such as 0162000001, or --withheld"))
        call = _imagined_call(on_line.name, user, name, withheld, at)
        judgement = self._judge.judgement(call, at)
        return Explanation(judgement.caller, judgement.verdict, judgement.facts, on_line.name)

    @property
    def judge(self) -> Judge:
        """Who answers, with the lists that were asked."""
        return self._judge

    def close(self) -> None:
        """Close the call log."""
        self._log.close()


def _sip_user(typed: str, plan: DialPlan) -> str:
    """The user part with which this number would arrive from the box."""
    if means_withheld(typed):
        raise UserError(
            say(
                '"{typed}" is no number: for a caller who hides it, say tranquille why --withheld',
                typed=typed,
            )
        )
    internal = without_service_code("".join(typed.split()))
    if internal.startswith("*") and set(internal) <= _INTERNAL_SYMBOLS:
        return internal
    written = read_written_number(typed)
    if written is None or read_number(typed, plan) is None:
        raise UserError(
            say(
                '"{typed}" is not a telephone number: write one such as 01 62 00 00 01, '
                "+33162000001, 3950, or **622 for a telephone of the house",
                typed=typed,
            )
        )
    return ("+" if written.international else "") + written.digits


def _imagined_call(line: str, user: str, name: str, withheld: bool, at: datetime) -> IncomingCall:
    shown = "".join(f"\\{symbol}" if symbol in '"\\' else symbol for symbol in name if symbol.isprintable())
    if withheld:
        from_header = '"Anonymous" <sip:anonymous@anonymous.invalid>'
    else:
        from_header = f'"{shown}" <sip:{user}@{_HOST}>' if shown else f"<sip:{user}@{_HOST}>"
    return IncomingCall(
        call_id="why",
        line=line,
        received_at=at,
        from_trusted_peer=True,
        from_header=from_header,
        asserted_identity=(f"<sip:{user}@{_HOST}>",) if withheld and user else (),
        privacy="id" if withheld else "",
    )


def _no_clock() -> datetime:
    raise AssertionError("every question brings its own moment")
