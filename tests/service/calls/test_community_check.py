"""Several communities are asked at once: the first that knows enough is believed, a silent one costs nothing."""

import queue
import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from datetime import UTC, datetime
from pathlib import Path

import pytest

from agent.call.caller import Caller
from agent.call.finding import Finding
from agent.call.rule_name import RuleName
from agent.call.treatment import LetRing
from agent.call.verdict import Verdict
from agent.lists.communities.online_check import WAIT_SECONDS
from agent.service.calls.community_check import CommunityCheck
from agent.service.calls.ports import CommunityAnswered
from agent.service.desk.list_mistakes import switch_list
from agent.settings.settings import Settings
from tests.peers.http_peer import Asked, HttpPeer
from tests.peers.phoneblock_server import KEY, PhoneBlockServer
from tests.service.a_house import settings_in

CALLER = "+4917650642602"
STRANGER = Caller(number_e164=CALLER)
MISSED = Verdict(
    LetRing(), Finding(RuleName.OTHERWISE, "nobody knows them"), passed=("deny-list", "shared-list")
)
NAMES = ("one", "two", "three")


class Meeting:
    """A community that answers only once another one has been asked, too."""

    def __init__(self, server: PhoneBlockServer, others: threading.Barrier) -> None:
        self.server = server
        self.others = others

    def __call__(self, asked: Asked, connection: socket.socket, stopping: threading.Event) -> None:
        self.others.wait(timeout=10)
        self.server(asked, connection, stopping)


Serve = Callable[[Asked, socket.socket, threading.Event], None]


class House:
    """A household that asks three communities, whose answers it notes."""

    def __init__(self, folder: Path, open_things: ExitStack) -> None:
        self.servers = [PhoneBlockServer() for _ in NAMES]
        self.answers: queue.Queue[CommunityAnswered] = queue.Queue()
        self._folder, self._open_things = folder, open_things
        self.settings: Settings | None = None
        self.peers: list[HttpPeer] = []

    def ask(self, *serve: Serve) -> CommunityAnswered:
        """Ask those who serve, and the servers as they are for the rest."""
        behaviours: list[Serve] = [*serve, *self.servers[len(serve) :]]
        self.peers = [self._open_things.enter_context(HttpPeer(each)) for each in behaviours]
        self.settings = settings_in(
            self._folder,
            *(
                f'[[list]]\nname = "{name}"\nurl = "{peer.url("/api/blocklist")}"\nformat = "phoneblock"\n'
                f'local = true\nkey = "{KEY}"\nprivacy = "k-anonymity"\n'
                for name, peer in zip(NAMES, self.peers, strict=True)
            ),
        )
        return self.ask_again()

    def ask_again(self) -> CommunityAnswered:
        assert self.settings is not None
        check = CommunityCheck(self.settings, {}, post=self.answers.put, now=lambda: datetime.now(UTC))
        self._open_things.callback(check.close)
        assert check("c1", STRANGER, MISSED) == WAIT_SECONDS
        return self.answers.get(timeout=10)


@pytest.fixture
def house(tmp_path: Path) -> Iterator[House]:
    with ExitStack() as open_things:
        yield House(tmp_path, open_things)


def test_all_are_asked_at_once_and_not_one_after_the_other(house: House) -> None:
    house.servers[2].report(CALLER, 9)
    others = threading.Barrier(len(NAMES))
    answer = house.ask(*(Meeting(server, others) for server in house.servers))
    assert [(match.list_name, match.score) for match in answer.matches] == [("three", 9)]


def test_a_silent_community_keeps_none_from_being_heard(house: House) -> None:
    house.servers[0].silent = True
    house.servers[1].busy = True
    house.servers[2].report(CALLER, 9)
    answer = house.ask()
    assert [match.list_name for match in answer.matches] == ["three"]
    assert answer.because == ""


def test_the_first_that_knows_enough_is_believed_and_the_rest_say_nothing_more(house: House) -> None:
    for server in house.servers:
        server.report(CALLER, 9)
    answer = house.ask()
    assert len(answer.matches) == 1
    assert house.answers.empty()


def test_who_knows_too_little_to_decide_does_not_keep_us_from_hearing_another(house: House) -> None:
    house.servers[0].report(CALLER, 2)
    house.servers[1].report(CALLER, 9)

    def later(asked: Asked, connection: socket.socket, stopping: threading.Event) -> None:
        # Two votes have been told by now, and nine are still on their way.
        told.wait(10)
        house.servers[1](asked, connection, stopping)

    def first(asked: Asked, connection: socket.socket, stopping: threading.Event) -> None:
        house.servers[0](asked, connection, stopping)
        told.set()

    told = threading.Event()
    answer = house.ask(first, later)
    assert ("two", 9) in [(match.list_name, match.score) for match in answer.matches]


def test_when_nobody_knows_or_can_say_there_is_one_answer_with_the_reason(house: House) -> None:
    for server in house.servers:
        server.busy = True
    answer = house.ask()
    assert (answer.call_id, answer.matches) == ("c1", ())
    assert "busy" in answer.because or "429" in answer.because
    assert house.answers.empty()


def test_a_list_that_is_switched_off_is_not_asked_online_either(house: House) -> None:
    for server in house.servers:
        server.report(CALLER, 2)
    house.ask()
    assert house.settings is not None
    switch_list(house.settings, "one", on=False, now=datetime.now(UTC))
    asked = [len(peer.asked) for peer in house.peers]
    answer = house.ask_again()
    assert {match.list_name for match in answer.matches} == {"two", "three"}
    assert [len(peer.asked) for peer in house.peers] == [asked[0], asked[1] + 1, asked[2] + 1]
