"""The engine is a process: it is started, watched, replaced when it dies, and told to go."""

import itertools
import os
import queue
import signal
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import TypeVar

import pytest

from agent.call.commands import OpenLine
from agent.call.events import EngineStarted, EngineStopped, LineChanged
from agent.call.sentence import Sentence
from agent.service.calls.engine_link import FIRST_PAUSE_SECONDS, SILENT_SECONDS, EngineLink
from agent.service.calls.ports import Inbox
from tests import engines

Kind = TypeVar("Kind")

LIMIT_SECONDS = 8.0


class House:
    """The other side of an EngineLink: what its inbox gets."""

    def __init__(
        self, command: Sequence[str], clock_seconds: Callable[[], float], silent_seconds: float
    ) -> None:
        self.inbox: Inbox = queue.SimpleQueue()
        self.link = EngineLink(self.inbox, clock_seconds, command, silent_seconds)

    def next(self, kind: type[Kind]) -> Kind:
        """The next word of that kind; queue.Empty when it does not come."""
        deadline = time.monotonic() + LIMIT_SECONDS
        while True:
            word = self.inbox.get(timeout=max(0.0, deadline - time.monotonic()))
            if isinstance(word, kind):
                return word


@contextmanager
def a_house(
    command: Sequence[str] = engines.HERE[0].command,
    clock_seconds: Callable[[], float] = time.monotonic,
    silent_seconds: float = SILENT_SECONDS,
) -> Iterator[House]:
    house = House(command, clock_seconds, silent_seconds)
    house.link.start()
    try:
        yield house
    finally:
        house.link.stop()
        assert house.link.engine_pid is None


def shell(script: str) -> tuple[str, ...]:
    """An engine made of a few shell words, which says nothing on the wire."""
    return ("/bin/sh", "-c", script)


def test_a_real_engine_says_it_is_there_and_takes_commands() -> None:
    with a_house() as house:
        assert house.next(EngineStarted).pid == house.link.engine_pid
        here = "127.0.0.1"
        house.link.send(OpenLine(line="home", trusted_peers=(here,), bind_address=here, contact_user="t1"))
        change = house.next(LineChanged)
        assert (change.line, change.registered) == ("home", True)


def test_an_engine_that_is_killed_is_replaced_and_the_news_names_the_signal() -> None:
    with a_house() as house:
        first = house.next(EngineStarted).pid
        os.kill(first, signal.SIGKILL)
        assert house.next(EngineStopped).because == "killed by SIGKILL"
        assert house.next(EngineStarted).pid not in (first, None)


def test_an_engine_that_hangs_is_ended_and_replaced() -> None:
    with a_house(silent_seconds=4.0) as house:
        first = house.next(EngineStarted).pid
        os.kill(first, signal.SIGSTOP)
        assert house.next(EngineStopped).because == "it said nothing for 4 s"
        assert house.next(EngineStarted).pid not in (first, None)


def test_an_engine_that_is_only_idle_is_left_alone() -> None:
    with a_house(silent_seconds=2.5) as house:
        house.next(EngineStarted)
        with pytest.raises(queue.Empty):
            house.inbox.get(timeout=3.0)


def test_an_engine_told_to_stop_goes_by_itself() -> None:
    with a_house() as house:
        house.next(EngineStarted)
        house.link.stop()
        assert house.next(EngineStopped).because == "told to"
        assert house.next(EngineStopped).because == "exit code 0"


def test_a_house_that_stops_while_its_engine_is_still_starting_need_not_kill_it() -> None:
    with a_house() as house:
        house.link.stop()
        # The link has joined its thread, so every word has come: none at all if no engine was begun.
        while not house.inbox.empty():
            word = house.inbox.get()
            assert not isinstance(word, EngineStopped) or word.because in ("told to", "exit code 0")


def test_a_house_without_an_engine_drops_commands_and_stops() -> None:
    with a_house(("/no/such/engine",)) as house:
        assert "could not be started" in house.next(EngineStopped).because
        house.link.send(OpenLine(line="home"))


@pytest.mark.parametrize(
    ("script", "because"),
    [
        ("exit 3", "exit code 3"),
        ("echo first >&2; echo 'the SIP stack did not start: no memory' >&2; exit 1",
         "exit code 1: the SIP stack did not start: no memory"),
        ("kill -ABRT $$", "killed by SIGABRT"),
        ("kill -40 $$", "killed by signal 40"),
    ],
)  # fmt: skip
def test_every_way_to_die_has_its_words_and_is_followed_by_another_engine(script: str, because: str) -> None:
    with a_house(shell(script)) as house:
        assert house.next(EngineStopped).because == because
        assert house.next(EngineStopped).because == because


@pytest.mark.parametrize("frame", [b"\xff\xff\xff\xff", b"\x00\x00\x00\x01x"])
def test_an_engine_that_is_not_understood_is_ended(frame: bytes) -> None:
    babbles = f"import os, signal, sys; os.write(int(sys.argv[1]), {frame!r}); signal.pause()"
    with a_house((sys.executable, "-c", babbles)) as house:
        assert house.next(EngineStopped).because == "killed by SIGKILL"


def pauses_seconds(house: House, caplog: pytest.LogCaptureFixture, deaths: int) -> Sequence[object]:
    """How long the next engine waited after each death, as the journal has it."""
    for _ in range(deaths):
        house.next(EngineStopped)
    told = [text for record in caplog.records for text in record.args or () if isinstance(text, Sentence)]
    return [text.fields["seconds"] for text in told if "seconds" in text.fields][:deaths]


def test_an_engine_that_dies_at_once_is_started_less_and_less_often(
    caplog: pytest.LogCaptureFixture,
) -> None:
    with a_house(shell("exit 1")) as house:
        assert pauses_seconds(house, caplog, 3) == pytest.approx([0.05, 0.15, 0.45])


def test_an_engine_that_lived_long_is_replaced_at_once(caplog: pytest.LogCaptureFixture) -> None:
    a_minute_at_each_look = itertools.count(0.0, 60.0)
    with a_house(shell("exit 1"), lambda: next(a_minute_at_each_look)) as house:
        assert pauses_seconds(house, caplog, 4) == [FIRST_PAUSE_SECONDS] * 4
