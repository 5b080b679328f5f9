"""Sending what waits for the communities whose lists the house uses: calls of listed numbers, people's reports."""

from collections.abc import Iterator, Mapping
from datetime import datetime

from agent.call.list_entry import ListRole, Match
from agent.call.sentence import say
from agent.call.user_error import UserError
from agent.lists.communities.waiting_reports import (
    Outbox,
    queue_calls,
    read_outbox,
    send_waiting,
)
from agent.service.judging.explain import Explainer
from agent.service.lists.communities import senders
from agent.service.lists.index import index_for_calls
from agent.settings.settings import Settings
from agent.store.call_counts import CallCounts
from agent.store.database import StoreUnusable

_OBJECTIONS: dict[ListRole, str] = {
    "protected": say("it is a protected number"),
    "allow": say("it stands on your allow list"),
    "contacts": say("it is one of your contacts"),
}


def give_back(settings: Settings, now: datetime, environment: Mapping[str, str]) -> list[str]:
    """Queue the calls of listed numbers where that is wished, and send all that waits; what came of it."""
    path = settings.outbox_path
    wished = [each.name for each in settings.shared_lists if each.on and each.send_calls]
    outbox = read_outbox(path)
    if not wished and not outbox.waiting:
        return []
    try:
        if wished:
            path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
            queue_calls(path, list(_calls_since(outbox, wished, settings)), now)
        # Whom the household has met since is not spoken of, whatever a list said when they called.
        sent = send_waiting(
            path,
            senders(settings, environment),
            now,
            lambda number: objection_to_report(number, settings, now),
        )
        return [each.sentence for each in sent]
    except OSError as error:
        return [say("{path} cannot be written: {error}", path=path, error=error.strerror or error)]
    except UserError as error:
        return [str(error)]


def _calls_since(outbox: Outbox, services: list[str], settings: Settings) -> Iterator[tuple[str, str]]:
    """Calls since the last look, not from the very first one on: those before were not asked about."""
    if outbox.calls_seen_until is None:
        return
    log = CallCounts(settings.call_log_path, read_only=True)
    try:
        for service in services:
            for number in log.calls_on_list_since(service, outbox.calls_seen_until):
                yield number, service
    except StoreUnusable:
        return
    finally:
        log.close()


def objection_to_report(number: str, settings: Settings, now: datetime) -> str:
    """Why this caller must not be reported, or empty."""
    explainer = Explainer(settings, index_for_calls(settings, now.date(), leave_no_trace=True))
    try:
        told = explainer.explain(number, at=now)
    finally:
        explainer.close()
    if number in told.facts.household.own_numbers:
        return say("it is your own number")
    return next((_objection_to(match) for match in told.facts.matches if match.role in _OBJECTIONS), "")


def _objection_to(match: Match) -> str:
    if match.role == "allow" and match.list_name != "allow":
        # A permit for a while, or a list of other people that says so.
        return say("it is let through ({list})", list=match.list_name)
    return _OBJECTIONS[match.role]
