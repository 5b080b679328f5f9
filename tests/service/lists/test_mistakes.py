"""A list that is wrong about too many callers is switched off, says so, and can be believed again."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from agent.call.call_record import CallRecord
from agent.call.user_error import UserError
from agent.disk.locks import only_writer
from agent.lists.index.number_index import NumberIndex
from agent.service.desk.list_mistakes import switch_list
from agent.service.desk.list_overview import list_overview
from agent.service.desk.numbers import Numbers
from agent.service.lists.keeper import ListKeeper
from agent.service.lists.mistakes import switch_off_the_wrong
from agent.service.lists.sync import next_look_at, sync_lists
from agent.settings.settings import Settings
from agent.store.call_log import CallLog
from tests.peers.http_peer import HttpPeer
from tests.service.a_house import ListServer, a_street, settings_in

NOON = datetime(2026, 11, 21, 12, tzinfo=UTC)
WANTED = [f"+3347200010{n}" for n in range(5)]
PAGE = "".join(f"{number} votes=9\n" for number in WANTED).encode()


class House:
    """Subscribed to a list of five, and called by some of them."""

    def __init__(self, folder: Path, url: str) -> None:
        self.folder, self.url = folder, url
        self.settings = self.with_settings()
        self.calls = 0

    def with_settings(self, **more: str | bool | float) -> Settings:
        self.settings = settings_in(self.folder, a_street(self.url, **more))
        return self.settings

    def is_called_by(self, *numbers: str, at: datetime = NOON) -> None:
        """Each time the list decided."""
        log = CallLog(self.settings.call_log_path)
        for number in numbers:
            self.calls += 1
            log.save(
                CallRecord(
                    call_id=f"c{self.calls}",
                    line="home",
                    received_at=at,
                    number_e164=number,
                    evidence=(("list", "street"),),
                )
            )
        log.close()

    def allows(self, *numbers: str) -> None:
        for number in numbers:
            Numbers(self.settings).allow(number)

    def sync(self, now: datetime = NOON, **options: object) -> list[str]:
        reports = sync_lists(self.settings, now=lambda: now, environment={}, **options)  # type: ignore[arg-type]
        return [f"{report.outcome}: {report.sentence}" for report in reports]

    @property
    def asks_the_list(self) -> bool:
        return bool(NumberIndex.open(self.settings.index_path).lookup(WANTED[4]))


@pytest.fixture
def house(tmp_path: Path) -> Iterator[House]:
    with HttpPeer(ListServer({"/street.txt": PAGE})) as peer:
        house = House(tmp_path, peer.url("/street.txt"))
        house.sync()
        yield house


def test_at_the_third_wanted_caller_it_is_switched_off_and_says_so(
    house: House, caplog: pytest.LogCaptureFixture
) -> None:
    house.is_called_by(*WANTED[:3])
    house.allows(*WANTED[:2])
    house.sync(force=True)
    assert house.asks_the_list
    house.allows(WANTED[2])
    (said,) = house.sync(force=True)
    assert said.startswith(
        "off: street: switched off, by 2026-11-21 it had been wrong about 3 callers whom you"
    )
    assert "`tranquille lists on street` undoes that" in said
    assert "list street is switched off" in caplog.text
    assert not house.asks_the_list
    row = next(row for row in list_overview(house.settings) if row.name == "street")
    assert (row.on, row.wrong) == (False, 3)
    assert WANTED[0] in row.off_because


def test_one_wanted_caller_who_calls_often_is_one_mistake(house: House) -> None:
    house.is_called_by(*[WANTED[0]] * 9)
    house.allows(WANTED[0])
    assert switch_off_the_wrong(house.settings, NOON) == []


@pytest.mark.parametrize(("limit", "is_off"), [(1, True), (2, False), (0, False)])
def test_how_often_is_too_often_is_set_for_each_list(house: House, limit: int, is_off: bool) -> None:
    house.with_settings(wrong_limit=limit)
    house.is_called_by(WANTED[0])
    house.allows(WANTED[0])
    assert bool(switch_off_the_wrong(house.settings, NOON)) is is_off


def test_switched_on_again_it_is_forgiven_what_it_did_before(house: House) -> None:
    house.is_called_by(*WANTED[:3])
    house.allows(*WANTED[:3])
    house.sync()
    assert switch_list(house.settings, "street", on=True, now=NOON + timedelta(hours=1))
    assert house.asks_the_list
    assert switch_off_the_wrong(house.settings, NOON + timedelta(hours=2)) == []
    house.is_called_by(*WANTED[:3], at=NOON + timedelta(hours=3))
    assert len(switch_off_the_wrong(house.settings, NOON + timedelta(hours=4))) == 1


def test_by_hand_it_is_switched_off_and_on_and_not_fetched_meanwhile(house: House) -> None:
    assert switch_list(house.settings, "street", on=False, now=NOON)
    assert not switch_list(house.settings, "street", on=False, now=NOON)
    assert not house.asks_the_list
    assert house.sync(now=NOON + timedelta(days=9)) == [
        "off: street: switched off, you switched it off on 2026-11-21; `tranquille lists on street` undoes that"
    ]
    assert next_look_at(house.settings, NOON) > NOON + timedelta(hours=2)
    assert switch_list(house.settings, "street", on=True, now=NOON)
    assert house.asks_the_list


def test_a_running_house_notices_within_a_minute_of_the_word(house: House) -> None:
    keeper = ListKeeper(
        house.settings, post=lambda index: None, is_damaged=lambda: False, tell=lambda news: None
    )
    house.is_called_by(*WANTED[:3])
    house.allows(*WANTED[:3])
    keeper._each_minute()
    assert not house.asks_the_list
    switch_list(house.settings, "street", on=True, now=NOON - timedelta(days=1))
    keeper._each_minute()
    assert house.asks_the_list, "nobody was allowed since, so nothing is counted again"


def test_a_list_that_settings_switch_off_is_switched_on_there(house: House) -> None:
    house.with_settings(on=False)
    with pytest.raises(UserError, match="on = false in your settings"):
        switch_list(house.settings, "street", on=True, now=NOON)
    with pytest.raises(UserError, match="nowhere"):
        switch_list(house.settings, "nowhere", on=True, now=NOON)


def test_while_a_sync_is_at_work_nothing_is_switched(house: House) -> None:
    house.is_called_by(*WANTED[:3])
    house.allows(*WANTED[:3])
    with only_writer(house.settings.shared_lists_folder):
        assert switch_off_the_wrong(house.settings, NOON) == []
        with pytest.raises(UserError, match="a sync is running"):
            switch_list(house.settings, "street", on=False, now=NOON)
