"""Giving back to communities whose lists the house uses: a person's word, and calls of listed numbers."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime

from agent.call.list_entry import ListRole, Match
from agent.call.sentence import say
from agent.call.user_error import UserError
from agent.identify.phone_number import read_number
from agent.lists.communities.phoneblock import KINDS
from agent.lists.communities.waiting_reports import (
    Outbox,
    queue_calls,
    queue_rating,
    read_outbox,
    send_waiting,
)
from agent.service.desk.explain import explain
from agent.service.judging.settings_for_calls import dial_plan_of
from agent.service.lists.communities import senders
from agent.service.lists.community_settings import check_communities, takes_reports_of
from agent.settings.settings import Settings
from agent.store.call_counts import CallCounts
from agent.store.database import StoreUnusable

REPORT_KINDS = tuple(kind.replace(" ", "-") for kind in KINDS)
"""What a person may call a caller, as typed on the command line."""
_OBJECTIONS: dict[ListRole, str] = {
    "protected": say("it is a protected number"),
    "allow": say("it stands on your allow list"),
    "contacts": say("it is one of your contacts"),
}


@dataclass(frozen=True, slots=True)
class Reported:
    """What came of a report."""

    number_e164: str
    services: tuple[str, ...]
    sentences: tuple[str, ...]
    """What each service said, or why its report waits."""
    waiting: int
    """How many reports wait to be sent."""


def report_caller(
    settings: Settings, typed: str, kind: str, *, comment: str, now: datetime, environment: Mapping[str, str]
) -> Reported:
    """Queue a person's word about a caller and try to send it; what cannot be sent now is tried again later.

    Raises UserError for a caller who must not be reported, or when no list takes reports.
    """
    check_communities(settings)
    number = _number_of(typed, settings)
    services = tuple(each.name for each in settings.shared_lists if takes_reports_of(each, number))
    path = settings.outbox_path
    try:
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        queue_rating(
            path,
            number_e164=number,
            kind=kind.replace("-", " "),
            services=services,
            now=now,
            objection=_objection(number, settings, now),
            comment=comment,
        )
        sent = send_waiting(path, senders(settings, environment), now)
    except OSError as error:
        raise UserError(
            say("{path} cannot be written: {error}", path=path, error=error.strerror or error)
        ) from error
    sentences = tuple(outcome.sentence for outcome in sent)
    return Reported(number, services, sentences, len(read_outbox(path).waiting))


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
            path, senders(settings, environment), now, lambda number: _objection(number, settings, now)
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


def _number_of(typed: str, settings: Settings) -> str:
    number = read_number(typed, dial_plan_of(settings.line_named(None), settings))
    if number is None or not number.number_e164:
        raise UserError(
            say(
                '"{typed}" is no telephone number that can be reported: write it as 01 62 00 00 01',
                typed=typed,
            )
        )
    return number.number_e164


def _objection(number: str, settings: Settings, now: datetime) -> str:
    """Why this caller must not be reported, or empty."""
    told = explain(settings, number, at=now)
    if number in told.facts.household.own_numbers:
        return say("it is your own number")
    return next((_objection_to(match) for match in told.facts.matches if match.role in _OBJECTIONS), "")


def _objection_to(match: Match) -> str:
    if match.role == "allow" and match.list_name != "allow":
        # A permit for a while, or a list of other people that says so.
        return say("it is let through ({list})", list=match.list_name)
    return _OBJECTIONS[match.role]
