"""Asks the communities about a caller whom no list knows, while the phone already rings.

All of them are asked at once.  The switchboard never waits: an answer comes through its inbox, in the time
a caller takes to hear the first ring, or it does not count.
"""

import threading
from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime

from agent.call.caller import Caller
from agent.call.list_entry import Match
from agent.call.rule_name import RuleName
from agent.call.sentence import say
from agent.call.verdict import Verdict
from agent.lists.communities.online_check import WAIT_SECONDS, OnlineAnswer, OnlineCheck
from agent.service.calls.ports import CommunityAnswered
from agent.service.lists.communities import phoneblock_of
from agent.service.lists.mistakes import is_switched_off
from agent.settings.settings import Settings
from agent.settings.shared_list import SharedListSettings


class CommunityCheck:
    """The switchboard's `AskCommunity`; `close` it at the end."""

    def __init__(
        self,
        settings: Settings,
        environment: Mapping[str, str],
        *,
        post: Callable[[CommunityAnswered], None],
        now: Callable[[], datetime],
    ) -> None:
        """`post` puts the answer into the switchboard's inbox.  Raises UserError for an unreadable token."""
        self._settings = settings
        self._checks = [
            (each, OnlineCheck(each, phoneblock_of(each, settings, environment), now=now))
            for each in settings.shared_lists
            if each.on and each.privacy != "local"
        ]
        self._post = post
        # As many threads as communities, so that a slow one keeps no other waiting.
        self._askers = ThreadPoolExecutor(max(1, len(self._checks)), thread_name_prefix="community")

    def __call__(self, call_id: str, caller: Caller, verdict: Verdict) -> float:
        """Ask when the shared lists had their say and knew nothing; never about those who hide."""
        number = caller.number_e164
        if not self._checks or not number or caller.withheld or RuleName.SHARED_LIST not in verdict.passed:
            return 0.0
        question = _Question(call_id, len(self._checks), self._post)
        try:
            for each, check in self._checks:
                self._askers.submit(self._ask, each, check, number, question)
        except RuntimeError:
            return 0.0  # The house is closing, and the phone rings.
        return WAIT_SECONDS

    def close(self) -> None:
        """Ask nobody any more; a question under way is not waited for."""
        self._askers.shutdown(wait=False, cancel_futures=True)
        for _, check in self._checks:
            check.close()

    def _ask(self, each: SharedListSettings, check: OnlineCheck, number: str, question: "_Question") -> None:
        if is_switched_off(each, self._settings):
            question.take(OnlineAnswer(because=say("{name} is switched off", name=each.name)))
        else:
            question.take(check.look_up(number))


class _Question:
    """One caller, several communities: the first answer that is enough to decide ends it, else the last."""

    def __init__(self, call_id: str, asked: int, post: Callable[[CommunityAnswered], None]) -> None:
        self._call_id = call_id
        self._waiting_for = asked
        self._post = post
        self._matches: tuple[Match, ...] = ()
        self._because = ""
        self._lock = threading.Lock()

    def take(self, answer: OnlineAnswer) -> None:
        with self._lock:
            if not self._waiting_for:
                return  # Another community was quicker.
            self._waiting_for -= 1
            self._matches += answer.matches
            self._because = self._because or answer.because
            if any(map(_is_enough, answer.matches)):
                self._waiting_for = 0
            if self._waiting_for:
                return
        # Who knows something has answered; why another did not matters only when nobody did.
        because = "" if self._matches else self._because
        self._post(CommunityAnswered(self._call_id, self._matches, because))


def _is_enough(match: Match) -> bool:
    threshold = match.direct_threshold if match.entry.kind == "exact" else match.range_threshold
    return match.role != "shared" or match.score >= threshold
