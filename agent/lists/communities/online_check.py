"""Ask a community about a caller no list knows, in the time a caller waits, or not at all.

Only on a miss, only where the household switched it on, and never later than 0.8 s: whatever goes
wrong or takes longer, the phone rings.
"""

import threading
from collections import OrderedDict
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from concurrent.futures import TimeoutError as TookTooLong
from dataclasses import dataclass
from datetime import datetime, timedelta

from agent.call.list_entry import ListEntry, Match
from agent.call.sentence import say
from agent.lists.communities.phoneblock import Known, PhoneBlock
from agent.lists.formats.parsed import says_of
from agent.net.api_request import ApiRefusedError
from agent.settings.shared_list import SharedListSettings

WAIT_SECONDS = 0.8
REMEMBERED_FOR = timedelta(hours=24)
MOST_REMEMBERED = 2000
QUIET_AFTER_FAILURE = timedelta(seconds=60)


@dataclass(frozen=True, slots=True)
class OnlineAnswer:
    """What the community said of one caller."""

    matches: tuple[Match, ...] = ()
    because: str = ""
    """Why there is no answer, or empty when there is one (which may be that nobody knows the number)."""


class OnlineCheck:
    """Looks callers up at one source, with a memory of verdicts and a rest after failures."""

    def __init__(
        self,
        settings: SharedListSettings,
        service: PhoneBlock,
        *,
        now: Callable[[], datetime],
        wait_seconds: float = WAIT_SECONDS,
    ) -> None:
        """`settings.privacy` says how a number may be shown; `local` means never."""
        self._settings = settings
        self._service = service
        self._now = now
        self._wait_seconds = wait_seconds
        self._remembered: OrderedDict[str, tuple[datetime, OnlineAnswer]] = OrderedDict()
        self._lock = threading.Lock()
        self._quiet_until: datetime | None = None
        self._worker = ThreadPoolExecutor(max_workers=1, thread_name_prefix="online-check")

    def look_up(self, number_e164: str) -> OnlineAnswer:
        """What the source says of a number within the set time; never raises."""
        if self._settings.privacy == "local":
            return OnlineAnswer(because=say("{name} is not asked online", name=self._settings.name))
        now = self._now()
        with self._lock:
            at, answer = self._remembered.get(number_e164, (now, None))
            if answer is not None and now - at < REMEMBERED_FOR:
                return answer
            if self._quiet_until and now < self._quiet_until:
                return OnlineAnswer(
                    because=say("{name} failed a moment ago and is left alone", name=self._settings.name)
                )
        try:
            # A thread of its own: resolving a name has no time limit that we could set.
            asked: Future[OnlineAnswer] = self._worker.submit(self._ask, number_e164)
            return asked.result(timeout=self._wait_seconds)
        except TookTooLong:
            asked.cancel()
            self._rest(QUIET_AFTER_FAILURE)
            return OnlineAnswer(
                because=say(
                    "{name} did not answer in {seconds:g} s",
                    name=self._settings.name,
                    seconds=self._wait_seconds,
                )
            )
        except RuntimeError:
            return OnlineAnswer(because=say("the house is closing"))

    def close(self) -> None:
        """Stop asking; a question under way is not waited for."""
        self._worker.shutdown(wait=False, cancel_futures=True)

    def _ask(self, number_e164: str) -> OnlineAnswer:
        hidden = self._settings.privacy == "k-anonymity"
        look_up = self._service.look_up_hidden if hidden else self._service.look_up_openly
        try:
            known = look_up(number_e164, seconds=self._wait_seconds)
        except ApiRefusedError as error:
            rest = timedelta(hours=24) if error.for_good else timedelta(seconds=error.retry_after_seconds)
            self._rest(max(rest, QUIET_AFTER_FAILURE))
            return OnlineAnswer(because=str(error))
        answer = OnlineAnswer(matches=tuple(self._matches(known)))
        with self._lock:
            self._remembered[number_e164] = (self._now(), answer)
            self._remembered.move_to_end(number_e164)
            while len(self._remembered) > MOST_REMEMBERED:
                self._remembered.popitem(last=False)
        return answer

    def _rest(self, how_long: timedelta) -> None:
        with self._lock:
            self._quiet_until = self._now() + how_long

    def _matches(self, known: Known) -> list[Match]:
        if known.allowed_by_user and known.direct:
            return [Match(list_name=self._settings.name, role="allow", entry=known.direct)]
        if known.denied_by_user and known.direct:
            return [self._match(known.direct, threshold=0.0)]
        found = [entry for entry in (known.direct, known.nearby) if entry and says_of(entry) == "unwanted"]
        return [self._match(entry) for entry in found]

    def _match(self, entry: ListEntry, threshold: float | None = None) -> Match:
        return Match(
            list_name=self._settings.name,
            role=self._settings.role,
            entry=entry,
            treatment=self._settings.treatment,
            score=entry.votes * self._settings.weight,
            direct_threshold=self._settings.direct_threshold if threshold is None else threshold,
            range_threshold=self._settings.range_threshold if threshold is None else threshold,
        )
