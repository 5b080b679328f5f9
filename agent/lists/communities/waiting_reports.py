"""Reports waiting to be sent to communities: a person's own ratings, and calls from listed numbers.

A report is a person's word, so only a person queues a rating; contacts, allowed, protected and
withheld callers are never reported.  What cannot be sent now waits in one small file.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Literal

import msgspec

from agent.call.sentence import in_english, say
from agent.call.user_error import UserError
from agent.disk.locks import editing
from agent.disk.whole_file import whole_file
from agent.lists.communities.phoneblock import KINDS
from agent.net.api_request import ApiRefusedError

ReportKind = Literal["rating", "call"]
CALLS_A_DAY = 20
"""PhoneBlock counts no more calls of one account in a day (UTC)."""
MOST_WAITING = 500
FIRST_RETRY = timedelta(minutes=5)
LONGEST_RETRY = timedelta(hours=12)
GIVEN_UP_AFTER = timedelta(days=7)


class WaitingReport(msgspec.Struct, kw_only=True):
    """One report and how often it was tried."""

    service: str
    """Name of the list's source in settings."""
    number_e164: str
    what: ReportKind
    kind: str = ""
    """For a rating: what the person called the caller, a word of `phoneblock.KINDS`."""
    comment: str = ""
    queued_at: datetime
    next_at: datetime
    failures: int = 0


class Outbox(msgspec.Struct, kw_only=True):
    """All that waits, and today's count of reported calls by service."""

    waiting: list[WaitingReport] = msgspec.field(default_factory=list)
    counted_on: str = ""
    """Day (UTC) of `calls`."""
    calls: dict[str, int] = msgspec.field(default_factory=dict)
    calls_seen_until: datetime | None = None
    """Calls before this moment were looked at already; None: nobody has looked yet."""


Send = Callable[[WaitingReport], None]
"""Sends one report to its service; raises ApiRefusedError when it is not taken."""


@dataclass(frozen=True, slots=True)
class SentReport:
    """What came of one report."""

    report: WaitingReport
    sent: bool
    sentence: str


def queue_rating(
    path: Path,
    *,
    number_e164: str,
    kind: str,
    services: tuple[str, ...],
    now: datetime,
    objection: str = "",
    comment: str = "",
) -> int:
    """Queue a person's rating for each service; return how many reports wait now.

    `objection` is why this caller must not be reported (a contact, on the allow list …), or empty.
    """
    if objection:
        raise UserError(say("{number} is not reported: {objection}", number=number_e164, objection=objection))
    if not number_e164.startswith("+"):
        raise UserError(say("a caller without a number cannot be reported"))
    if kind not in KINDS:
        raise UserError(
            say(
                "{kind!r} is no kind of caller; the kinds are {known}",
                kind=kind,
                known=", ".join(sorted(KINDS)),
            )
        )
    if not services:
        raise UserError(say("no list in your settings takes reports; switch it on for a [[list]] first"))
    with editing(path):
        outbox = read_outbox(path)
        for service in services:
            _queue(outbox, service, number_e164, "rating", now, kind=kind, comment=comment)
        return _keep(path, outbox)


def queue_calls(path: Path, calls: Iterable[tuple[str, str]], now: datetime) -> int:
    """Queue that listed numbers called, each with its service; over the day's count nothing is queued.

    `calls` are all since the last time, which is remembered as `Outbox.calls_seen_until`.
    """
    with editing(path):
        outbox = read_outbox(path)
        today = now.date().isoformat()
        if outbox.counted_on != today:
            outbox.counted_on, outbox.calls = today, {}
        for number_e164, service in calls:
            if outbox.calls.get(service, 0) < CALLS_A_DAY:
                outbox.calls[service] = outbox.calls.get(service, 0) + 1
                _queue(outbox, service, number_e164, "call", now)
        outbox.calls_seen_until = now
        return _keep(path, outbox)


def send_waiting(
    path: Path, senders: Mapping[str, Send], now: datetime, objection_to: Callable[[str], str] = lambda _: ""
) -> list[SentReport]:
    """Send what is due; a report that fails waits longer each time and is given up after a week.

    `objection_to` says why a number may not be reported any more, or nothing: it is dropped then.
    Others may queue meanwhile: nobody waits for the network but us.
    """
    outcomes: list[SentReport] = []
    for report in read_outbox(path).waiting:
        if report.next_at > now:
            continue
        sender = senders.get(report.service)
        if because := objection_to(report.number_e164):
            sentence = say(
                "{number} is not reported: {objection}", number=report.number_e164, objection=because
            )
            outcomes.append(SentReport(report, False, sentence))
        elif sender is None:
            outcomes.append(
                SentReport(report, False, say("{service} takes no reports any more", service=report.service))
            )
        else:
            outcomes.append(_try(report, sender, now))
    if outcomes:
        tried = {_key_of(outcome.report): outcome for outcome in outcomes}
        with editing(path):
            outbox = read_outbox(path)
            now_waiting = [_left(report, tried.get(_key_of(report)), now) for report in outbox.waiting]
            outbox.waiting = [report for report in now_waiting if report is not None]
            _keep(path, outbox)
    return outcomes


def read_outbox(path: Path) -> Outbox:
    """Read what waits; nothing when the file is missing or broken."""
    try:
        return msgspec.json.decode(path.read_bytes(), type=Outbox)
    except (OSError, msgspec.DecodeError):
        return Outbox()


def _key_of(report: WaitingReport) -> tuple[str, str, str, datetime]:
    return report.service, report.number_e164, report.what, report.queued_at


def _left(waiting: WaitingReport, tried: SentReport | None, now: datetime) -> WaitingReport | None:
    """What of a report still waits after a try: all of it when there was none."""
    if tried is None:
        return waiting
    return tried.report if not tried.sent and tried.report.next_at > now else None


def _try(report: WaitingReport, send: Send, now: datetime) -> SentReport:
    try:
        send(report)
    except ApiRefusedError as error:
        if error.for_good or now - report.queued_at > GIVEN_UP_AFTER:
            return SentReport(
                report,
                False,
                say("{number} was not reported: {error}", number=report.number_e164, error=error),
            )
        report.failures += 1
        wait: timedelta = min(FIRST_RETRY * 2 ** min(report.failures - 1, 10), LONGEST_RETRY)
        report.next_at = now + max(wait, timedelta(seconds=error.retry_after_seconds))
        return SentReport(
            report, False, say("{number} waits, because {error}", number=report.number_e164, error=error)
        )
    return SentReport(
        report,
        True,
        say("{number} was reported to {service}", number=report.number_e164, service=report.service),
    )


def _queue(
    outbox: Outbox,
    service: str,
    number: str,
    what: ReportKind,
    now: datetime,
    kind: str = "",
    comment: str = "",
) -> None:
    # A second word about the same caller takes the place of the first.
    outbox.waiting = [
        waiting
        for waiting in outbox.waiting
        if what == "call" or (waiting.service, waiting.number_e164, waiting.what) != (service, number, what)
    ]
    report = WaitingReport(
        service=service, number_e164=number, what=what, kind=kind, comment=comment, queued_at=now, next_at=now
    )
    outbox.waiting = [*outbox.waiting, report][-MOST_WAITING:]


def _keep(path: Path, outbox: Outbox) -> int:
    with whole_file(path) as out:
        out.write(msgspec.json.format(msgspec.json.encode(outbox, enc_hook=in_english), indent=1))
    return len(outbox.waiting)
