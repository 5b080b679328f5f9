"""Reports go to communities by a person's word only, and never about people the house knows."""

import socket
import threading
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from agent.call.call_record import CallRecord
from agent.call.user_error import UserError
from agent.lists.communities.waiting_reports import read_outbox
from agent.service.desk.report import Reported, report_caller
from agent.service.judging.permits import open_permits
from agent.service.lists.give_back import give_back
from agent.settings.settings import Settings
from agent.store.call_log import CallLog
from tests.peers.http_peer import Asked, HttpPeer
from tests.peers.phoneblock_server import KEY, PhoneBlockServer
from tests.peers.saracroche_server import SaracrocheServer
from tests.service.a_house import settings_in

NOON = datetime(2026, 11, 21, 12, tzinfo=UTC)


class Communities:
    """PhoneBlock and Saracroche behind one address."""

    def __init__(self) -> None:
        self.phoneblock, self.saracroche = PhoneBlockServer(), SaracrocheServer()

    def __call__(self, asked: Asked, connection: socket.socket, stopping: threading.Event) -> None:
        server = self.saracroche if asked.path.startswith("/api/v1") else self.phoneblock
        server(asked, connection, stopping)


@pytest.fixture
def house(tmp_path: Path) -> Iterator[tuple[Communities, Settings]]:
    servers = Communities()
    with HttpPeer(servers) as peer:
        yield (
            servers,
            settings_in(
                tmp_path,
                f'[[list]]\nname = "phoneblock"\nurl = "{peer.url("/api/blocklist")}"\n'
                f'format = "phoneblock"\nlocal = true\nkey = "{KEY}"\n'
                "send_ratings = true\nsend_calls = true\n",
                f'[[list]]\nname = "saracroche"\nurl = "{peer.url("/api/v1/lists/french")}"\n'
                'format = "saracroche"\nlocal = true\nsend_ratings = true\n',
            ),
        )


def report(settings: Settings, typed: str, kind: str = "fraud") -> Reported:
    return report_caller(settings, typed, kind, comment="says he is the bank", now=NOON, environment={})


def test_a_report_reaches_every_community_that_takes_it(house: tuple[Communities, Settings]) -> None:
    servers, settings = house
    told = report(settings, "01 62 00 00 09", "ping-call")
    assert (told.number_e164, told.services, told.waiting) == (
        "+33162000009",
        ("phoneblock", "saracroche"),
        0,
    )
    assert servers.phoneblock.rated == [
        {"phone": "+33162000009", "rating": "C_PING", "comment": "says he is the bank"}
    ]
    assert servers.saracroche.reports == [{"phone": 33162000009, "is_good": False}]


def test_a_foreign_number_is_no_business_of_a_french_list(house: tuple[Communities, Settings]) -> None:
    servers, settings = house
    assert report(settings, "+4917650642602").services == ("phoneblock",)
    assert servers.saracroche.reports == []


def test_what_cannot_be_sent_now_is_sent_later(house: tuple[Communities, Settings]) -> None:
    servers, settings = house
    servers.phoneblock.busy = True
    told = report(settings, "+4917650642602")
    assert told.waiting == 1
    assert "waits, because PhoneBlock is busy (429)" in told.sentences[0]
    servers.phoneblock.busy = False
    assert give_back(settings, NOON + timedelta(hours=1), {}) == ["+4917650642602 was reported to phoneblock"]


@pytest.mark.parametrize(
    ("typed", "because"),
    [
        ("06 12 34 56 78", "it is one of your contacts"),
        ("05 61 00 00 02", "it stands on your allow list"),
        ("01 40 00 00 01", "it is your own number"),
        ("withheld", "no telephone number"),
        ("112", "no telephone number"),
    ],
)
def test_nobody_whom_the_house_knows_is_ever_reported(
    house: tuple[Communities, Settings], typed: str, because: str
) -> None:
    servers, settings = house
    (settings.folder / "contacts.txt").write_text("+33612345678\n")
    (settings.folder / "allow.txt").write_text("+33561000002\n")
    with pytest.raises(UserError, match=because):
        report(settings, typed)
    assert servers.phoneblock.rated == []


def test_whoever_is_permitted_for_a_while_is_not_said_to_stand_on_the_allow_list(
    house: tuple[Communities, Settings],
) -> None:
    _, settings = house
    open_permits(settings, lambda: NOON).permit_number("0162000009", timedelta(days=3))
    with pytest.raises(UserError, match=r"it is let through \(permitted until"):
        report(settings, "0162000009")


def a_call(settings: Settings, at: datetime, number: str, list_name: str, *, withheld: bool = False) -> None:
    log = CallLog(settings.call_log_path)
    log.save(
        CallRecord(
            call_id=f"{number}{at}",
            line="home",
            received_at=at,
            number_e164=number,
            withheld=withheld,
            evidence=(("list", list_name),),
        )
    )
    log.close()


def test_calls_of_listed_numbers_are_told_once_and_only_those_since_it_was_wished(
    house: tuple[Communities, Settings],
) -> None:
    servers, settings = house
    a_call(settings, NOON - timedelta(hours=1), "+33162000001", "phoneblock")
    assert give_back(settings, NOON, {}) == []
    a_call(settings, NOON + timedelta(minutes=1), "+33162000002", "phoneblock")
    a_call(settings, NOON + timedelta(minutes=2), "+33162000003", "saracroche")
    for hour in (1, 2):
        give_back(settings, NOON + timedelta(hours=hour), {})
    assert servers.phoneblock.reported == ["+33162000002"]
    assert servers.phoneblock.rated == []
    assert read_outbox(settings.outbox_path).waiting == []


def test_whom_the_house_has_met_since_or_who_hid_is_not_told_of(house: tuple[Communities, Settings]) -> None:
    servers, settings = house
    give_back(settings, NOON, {})
    for minute, number in enumerate(("+33162000002", "+33561000002", "+33612345678"), start=1):
        a_call(settings, NOON + timedelta(minutes=minute), number, "phoneblock")
    a_call(settings, NOON + timedelta(minutes=9), "+33162000004", "phoneblock", withheld=True)
    (settings.folder / "contacts.txt").write_text("+33612345678\n")
    (settings.folder / "allow.txt").write_text("05 61 00 00 02\n")
    told = give_back(settings, NOON + timedelta(hours=1), {})
    assert servers.phoneblock.reported == ["+33162000002"]
    assert "+33561000002 is not reported: it stands on your allow list" in told
    assert "+33612345678 is not reported: it is one of your contacts" in told
    assert read_outbox(settings.outbox_path).waiting == []


def test_a_house_that_gives_nothing_back_writes_nothing(tmp_path: Path) -> None:
    settings = settings_in(tmp_path, '[[list]]\nname = "mine"\npath = "mine.txt"\n')
    assert give_back(settings, NOON, {}) == []
    assert not settings.data_folder.exists()
    with pytest.raises(UserError, match="no list in your settings takes reports"):
        report(settings, "01 62 00 00 09")
