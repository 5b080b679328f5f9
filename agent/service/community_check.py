"""Asks a community about a caller whom no list knows, while the phone already rings.

The switchboard never waits: the answer comes through its inbox, in the time a caller takes to hear the
first ring, or it does not count.
"""

from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime

from agent.call.caller import Caller
from agent.call.verdict import Verdict
from agent.lists.online_check import WAIT_SECONDS, OnlineCheck
from agent.service.communities import phoneblock_of
from agent.service.switchboard_words import CommunityAnswered
from agent.settings.settings import Settings

_LIST_RULE = "shared-list"


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
        self._checks = [
            OnlineCheck(each, phoneblock_of(each, settings, environment), now=now)
            for each in settings.shared_lists
            if each.on and each.privacy != "local"
        ]
        self._post = post
        self._asker = ThreadPoolExecutor(max_workers=1, thread_name_prefix="community")

    def __call__(self, call_id: str, caller: Caller, verdict: Verdict) -> float:
        """Ask when the shared lists had their say and knew nothing; never about those who hide."""
        number = caller.number_e164
        if not self._checks or not number or caller.withheld or _LIST_RULE not in verdict.passed:
            return 0.0
        try:
            self._asker.submit(self._ask, call_id, number)
        except RuntimeError:
            return 0.0  # The house is closing, and the phone rings.
        return WAIT_SECONDS

    def close(self) -> None:
        """Ask nobody any more; a question under way is not waited for."""
        self._asker.shutdown(wait=False, cancel_futures=True)
        for check in self._checks:
            check.close()

    def _ask(self, call_id: str, number: str) -> None:
        because = ""
        for check in self._checks:
            answer = check.look_up(number)
            if answer.matches:
                self._post(CommunityAnswered(call_id, answer.matches))
                return
            because = because or answer.because
        self._post(CommunityAnswered(call_id, because=because))
