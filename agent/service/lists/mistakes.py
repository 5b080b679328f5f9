"""What good and what harm each list did, and the switch for one that is wrong too often.

A list is wrong about a caller when it decided a call of theirs and the household allowed the number
since.  A shared list that is wrong about as many callers as its `wrong_limit` is switched off by itself:
it is neither asked about callers nor fetched until the household switches it on again.
"""

import logging
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime

from agent.call.caller import Caller
from agent.call.sentence import Sentence, day, say, say_count
from agent.call.user_error import UserError
from agent.disk.locks import only_writer
from agent.lists.household.household_lists import HouseholdLists
from agent.lists.sync.source_state import write_state
from agent.lists.sync.subscribed import state_of
from agent.service.lists.index import plans_of
from agent.service.lists.sources import CONTACTS
from agent.settings.settings import Settings
from agent.settings.shared_list import SharedListSettings
from agent.store.call_counts import CallCounts
from agent.store.database import StoreUnusable

log = logging.getLogger(__name__)

_SINCE_EVER = datetime(1970, 1, 1, tzinfo=UTC)
_NEVER_WRONG = ("allow", "contacts")


def hits_and_wrong(settings: Settings, lists: HouseholdLists) -> tuple[dict[str, int], dict[str, int]]:
    """By list name: the calls that it decided, and those whose caller the household allowed since.

    Raises UserError when the call log cannot be read.
    """
    with _counts(settings) as counts:
        calls = counts.calls_by_list()
    hits = {name: numbers.total() for name, numbers in calls.items()}
    wrong = {
        name: sum(count for number, count in numbers.items() if number and _is_allowed(number, lists))
        for name, numbers in calls.items()
        if name not in ("allow", CONTACTS)
    }
    return hits, wrong


def switch_off_the_wrong(settings: Settings, now: datetime) -> list[str]:
    """Switch off each shared list that has been wrong too often, and say so in the log and in return.

    The index still has them: index anew when anything is returned.  Nothing is done while a sync is at
    work, which will look itself.  Raises UserError or OSError.
    """
    watched = [
        each
        for each in settings.shared_lists
        if each.on and each.wrong_limit and each.role not in _NEVER_WRONG
    ]
    if not watched or not settings.call_log_path.exists():
        return []
    lists = HouseholdLists(settings.allow_path, settings.deny_path, plans_of(settings)[0])
    lists.load()
    folder = settings.shared_lists_folder
    folder.mkdir(parents=True, exist_ok=True)
    sentences: list[str] = []
    with only_writer(folder) as alone, _counts(settings) as counts:
        for each in watched if alone else ():
            state = state_of(each, folder)
            if state.off_because:
                continue
            since = state.trusted_at or _SINCE_EVER
            called = Counter(counts.calls_on_list_since(each.name, since))
            wrong = sorted(number for number in called if _is_allowed(number, lists))
            if len(wrong) >= each.wrong_limit:
                state.off_because = _why_off(wrong, now)
                write_state(folder, state)
                sentences.append(
                    say("{name} is switched off: {because}", name=each.name, because=state.off_because)
                )
                log.warning(
                    "list %s; `tranquille lists on %s` switches it on again", sentences[-1], each.name
                )
    return sentences


def is_switched_off(each: SharedListSettings, settings: Settings) -> bool:
    """True when settings have it off, or it was switched off since, by hand or by its mistakes."""
    return not each.on or bool(state_of(each, settings.shared_lists_folder).off_because)


def _why_off(wrong: list[str], now: datetime) -> Sentence:
    some = ", ".join(wrong[:3]) + (", …" if len(wrong) > 3 else "")
    return say_count(
        "by {day} it had been wrong about a caller whom you allowed ({some})",
        "by {day} it had been wrong about {count} callers whom you allowed ({some})",
        len(wrong),
        day=day(now),
        some=some,
    )


@contextmanager
def _counts(settings: Settings) -> Iterator[CallCounts]:
    counts = CallCounts(settings.call_log_path, read_only=True)
    try:
        yield counts
    except StoreUnusable as error:
        raise UserError(say("{error}; are you the user that Tranquille runs as?", error=error)) from error
    finally:
        counts.close()


def _is_allowed(number: str, lists: HouseholdLists) -> bool:
    return any(match.role == "allow" for match in lists.matches(Caller(number_e164=number)))
