"""The online check: only if switched on, never late, and silent after failures."""

import time
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest

from agent.lists.communities.online_check import OnlineCheck
from agent.lists.communities.phoneblock import PhoneBlock
from agent.net.client import open_client
from agent.settings.shared_list import Privacy, SharedListSettings
from tests.lists.lists_in_use import NOON
from tests.peers.http_peer import HttpPeer
from tests.peers.phoneblock_server import KEY, PhoneBlockServer

CALLER = "+4917650642602"


class AClock:
    def __init__(self) -> None:
        self.now = NOON

    def __call__(self) -> Any:
        return self.now


@pytest.fixture
def house() -> Iterator[Any]:
    server, clock = PhoneBlockServer(), AClock()
    checks = []
    with HttpPeer(server) as peer, open_client(own_url=peer.url("/")) as client:

        def a_check(privacy: Privacy = "k-anonymity", key: str = KEY, wait_seconds: float = 5.0) -> Any:
            settings = SharedListSettings(
                name="phoneblock", url="https://x.example/", privacy=privacy, weight=2
            )
            service = PhoneBlock(client, key, base_url=peer.url("/api"), clock=time.monotonic)
            checks.append(OnlineCheck(settings, service, now=clock, wait_seconds=wait_seconds))
            return checks[-1]

        yield server, peer, clock, a_check
        for check in checks:
            check.close()


def test_nobody_is_asked_unless_it_is_switched_on(house: Any) -> None:
    _, peer, _, a_check = house
    assert a_check(privacy="local").look_up(CALLER).matches == ()
    assert peer.asked == []


def test_a_known_caller_becomes_a_match_with_votes_times_weight(house: Any) -> None:
    server, _, _, a_check = house
    server.report(CALLER, 7)
    (match,) = a_check().look_up(CALLER).matches
    assert (match.list_name, match.role, match.score, match.direct_threshold) == (
        "phoneblock",
        "shared",
        14,
        4,
    )


def test_an_answer_is_remembered_for_a_day(house: Any) -> None:
    server, peer, clock, a_check = house
    server.report(CALLER, 7)
    check = a_check()
    for _ in range(3):
        assert check.look_up(CALLER).matches
    assert len(peer.asked) == 1
    clock.now += timedelta(hours=25)
    check.look_up(CALLER)
    assert len(peer.asked) == 2


def test_a_number_nobody_knows_is_an_answer_too(house: Any) -> None:
    _, peer, _, a_check = house
    check = a_check()
    for _ in range(2):
        answer = check.look_up(CALLER)
        assert (answer.matches, answer.because) == ((), "")
    assert len(peer.asked) == 1


def test_no_answer_in_time_lets_the_phone_ring_and_the_server_rest(house: Any) -> None:
    server, peer, clock, a_check = house
    server.silent = True
    check = a_check(wait_seconds=0.1)
    assert check.look_up(CALLER).because
    assert "left alone" in check.look_up("+4930123456").because
    assert len(peer.asked) <= 1
    clock.now += timedelta(seconds=61)
    assert "left alone" not in check.look_up("+4930123456").because


def test_a_wrong_key_is_not_tried_again_today(house: Any) -> None:
    _, peer, clock, a_check = house
    check = a_check(key="pbt_wrong")
    assert "does not accept the key" in check.look_up(CALLER).because
    clock.now += timedelta(hours=23)
    assert "left alone" in check.look_up(CALLER).because
    assert len(peer.asked) == 1


def test_the_users_own_lists_at_phoneblock_are_the_users_word(house: Any) -> None:
    server, _, _, a_check = house
    server.report(CALLER, 0)
    server.numbers[CALLER]["blackListed"] = True
    (match,) = a_check().look_up(CALLER).matches
    assert match.direct_threshold == 0
    server.numbers["+4930123456"] = {
        "phone": "+4930123456",
        "votes": 0,
        "rating": "A_LEGITIMATE",
        "whiteListed": True,
    }
    (match,) = a_check().look_up("+4930123456").matches
    assert match.role == "allow"
