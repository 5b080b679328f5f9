"""`tranquille report`: what a person in the house says of a caller, for the communities behind its lists."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from agent.call.sentence import say
from agent.call.user_error import UserError
from agent.identify.phone_number import read_number
from agent.lists.communities.phoneblock import KINDS
from agent.lists.communities.waiting_reports import queue_rating, read_outbox, send_waiting
from agent.service.judging.settings_for_calls import dial_plan_of
from agent.service.lists.communities import senders
from agent.service.lists.community_settings import check_communities, takes_reports_of
from agent.service.lists.give_back import objection_to_report
from agent.settings.settings import Settings

REPORT_KINDS = tuple(kind.replace(" ", "-") for kind in KINDS)
"""What a person may call a caller, as typed on the command line."""


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
            objection=objection_to_report(number, settings, now),
            comment=comment,
        )
        sent = send_waiting(path, senders(settings, environment), now)
    except OSError as error:
        raise UserError(
            say("{path} cannot be written: {error}", path=path, error=error.strerror or error)
        ) from error
    sentences = tuple(outcome.sentence for outcome in sent)
    return Reported(number, services, sentences, len(read_outbox(path).waiting))


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
