"""How to reach the communities behind shared lists."""

import os
import time
from collections.abc import Mapping

from agent.lists.communities import saracroche
from agent.lists.communities.phoneblock import PhoneBlock
from agent.lists.communities.waiting_reports import Send, WaitingReport
from agent.net.client import open_client
from agent.settings.secret import read_key
from agent.settings.settings import Settings
from agent.settings.shared_list import SharedListSettings


def phoneblock_of(each: SharedListSettings, settings: Settings, environment: Mapping[str, str]) -> PhoneBlock:
    """The account at PhoneBlock behind a list.  Raises UserError when its token cannot be read."""
    key = read_key(each, settings.folder, environment)
    client = open_client(own_url=each.url if each.local else "")
    return PhoneBlock(client, key, base_url=each.url.rpartition("/")[0], clock=time.monotonic)


def senders(settings: Settings, environment: Mapping[str, str] = os.environ) -> dict[str, Send]:
    """How to send a report, by list name.  Raises UserError when a token cannot be read."""
    found: dict[str, Send] = {}
    for each in settings.shared_lists:
        if each.on and each.format == "phoneblock" and (each.send_ratings or each.send_calls):
            found[each.name] = _to_phoneblock(phoneblock_of(each, settings, environment))
        elif each.on and each.format == "saracroche" and each.send_ratings:
            found[each.name] = _to_saracroche(each)
    return found


def _to_phoneblock(account: PhoneBlock) -> Send:
    def send(report: WaitingReport) -> None:
        if report.what == "call":
            account.report_call(report.number_e164)
        else:
            account.rate(report.number_e164, report.kind, report.comment)

    return send


def _to_saracroche(each: SharedListSettings) -> Send:
    client = open_client(own_url=each.url if each.local else "")
    base_url = each.url.partition("/lists/")[0]

    def send(report: WaitingReport) -> None:
        is_good = report.kind == "legitimate"
        saracroche.report(
            client, report.number_e164, is_good=is_good, base_url=base_url, clock=time.monotonic
        )

    return send
