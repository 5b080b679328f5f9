"""The house gives up only when no line can ever work, and a line keeps its port."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

from agent.call.commands import OpenLine
from agent.call.events import EngineStarted, EngineStopped, LineChanged
from agent.call.news import EngineStanding, LineStanding, News
from agent.call.sentence import Sentence
from agent.service.calls.fan_out import Tell, nobody_listens
from agent.service.calls.line_book import LineBook

STARTED = EngineStarted(pid=7, stack_name="PJSIP", stack_version="2.15", calls_limit=4, lines_limit=8)
NOON = datetime(2026, 11, 21, 12, 0, tzinfo=UTC)
HOME, OFFICE = OpenLine(line="home", user="u", password="secret"), OpenLine(line="office")


def a_book(
    give_up: Callable[[str], None] = print,
    tell: Tell = nobody_listens,
    clock: Callable[[], datetime] = lambda: NOON,
) -> LineBook:
    return LineBook([HOME, OFFICE], give_up, tell=tell, clock=clock)


def refused(line: str) -> LineChanged:
    return LineChanged(line, False, Sentence("user and password differ"), 401, port=5071, fatal=True)


def unreachable(line: str) -> LineChanged:
    return LineChanged(line, False, Sentence("does not answer; trying again"), 408)


def works(line: str, port: int = 5071) -> LineChanged:
    return LineChanged(line, True, Sentence("registered"), 200, port=port)


def given_up_after(*changes: LineChanged | EngineStopped) -> list[str]:
    """What the book of two lines says when it gives up."""
    said: list[str] = []
    book = a_book(said.append)
    for change in changes:
        if isinstance(change, EngineStopped):
            book.engine_stopped(change)
        else:
            book.line_changed(change)
    return said


def test_the_house_gives_up_when_every_line_failed_for_good() -> None:
    (sentence,) = given_up_after(refused("home"), refused("office"))
    assert sentence == "line home: user and password differ; line office: user and password differ"


def test_one_line_that_may_still_come_keeps_the_house_going() -> None:
    assert given_up_after(refused("home")) == []
    assert given_up_after(refused("home"), unreachable("office")) == []
    assert given_up_after(refused("home"), works("office")) == []


def test_a_house_that_ever_worked_never_gives_up() -> None:
    assert given_up_after(works("home"), refused("home"), refused("office")) == []
    assert given_up_after(works("home"), EngineStopped("gone"), refused("home"), refused("office")) == []


def test_a_line_that_failed_and_then_only_waits_is_not_given_up() -> None:
    assert given_up_after(refused("home"), unreachable("home"), refused("office")) == []


def test_a_new_engine_opens_every_line_on_the_port_it_had() -> None:
    book = a_book()
    assert book.engine_started(STARTED) == [HOME, OFFICE]
    book.line_changed(works("home", port=5099))
    book.line_changed(unreachable("home"))
    home, office = book.engine_started(STARTED)
    assert isinstance(home, OpenLine)
    assert (home.port, home.password, office) == (5099, "secret", OFFICE)


def test_while_there_is_no_engine_no_line_counts_as_registered() -> None:
    book = a_book()
    book.line_changed(works("home"))
    book.engine_stopped(EngineStopped("killed by SIGKILL"))
    assert [(name, state.registered) for name, state in book.states.items()] == [("home", False)]
    assert book.states["home"].sentence == "waiting for a new engine"


def test_how_a_line_stands_is_told_with_the_moment_since_when() -> None:
    told: list[News] = []
    moments = iter(NOON + timedelta(minutes=each) for each in range(9))
    book = a_book(tell=told.append, clock=lambda: next(moments))
    book.line_changed(unreachable("home"))
    book.line_changed(refused("home"))
    book.line_changed(works("home"))
    assert [
        (news.registered, news.sentence, (news.since - NOON) // timedelta(minutes=1))
        for news in told
        if isinstance(news, LineStanding)
    ] == [
        (False, "does not answer; trying again", 0),
        (False, "user and password differ", 0),  # other words, but as long without a line
        (True, "registered", 1),
    ]


def test_an_engine_that_dies_and_its_successor_are_told_with_their_lines() -> None:
    told: list[News] = []
    book = a_book(tell=told.append)
    book.engine_started(STARTED)
    book.line_changed(works("home"))
    book.engine_stopped(EngineStopped("killed by SIGKILL"))
    book.engine_started(STARTED)
    running = EngineStanding(
        running=True,
        stack_name="PJSIP",
        stack_version="2.15",
        calls_limit=4,
        lines_limit=8,
        pid=7,
        since=NOON,
    )
    first, line, stopped, waiting, second = told
    assert first == running
    assert isinstance(stopped, EngineStanding)
    assert (stopped.running, stopped.because, stopped.restarts) == (False, "killed by SIGKILL", 0)
    assert isinstance(line, LineStanding) and line.registered
    assert isinstance(waiting, LineStanding) and not waiting.registered
    assert isinstance(second, EngineStanding) and (second.running, second.restarts) == (True, 1)
