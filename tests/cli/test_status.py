"""`tranquille status`: what the running house does, on one screen; and one sentence when none runs."""

from __future__ import annotations

import contextlib
import json
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from agent.call.call_record import CallRecord
from agent.call.news import CallChanged, CallGoesOn, EngineStanding, LineStanding, ListsChanged, ListStanding
from agent.call.sentence import say
from agent.net.local_socket import listen_at
from agent.service.calls.live import Live
from agent.service.calls.status_answer import answer_to
from agent.service.calls.status_socket import StatusSocket
from tests.cli.conftest import Run

MORNING = datetime(2026, 11, 21, 7, 0, tzinfo=UTC)
LONG = "a very long story that no terminal has room for, " * 5
RUNNING = EngineStanding(
    running=True, stack_name="PJSIP", stack_version="2.15", calls_limit=4, pid=77, since=MORNING, restarts=1
)

Serve = Callable[[Callable[[bytes], bytes]], None]


@pytest.fixture
def serve(house: Path) -> Iterator[Serve]:
    """Answers as a running house would."""
    with contextlib.ExitStack() as servers:

        def serve_it(answer: Callable[[bytes], bytes]) -> None:
            server = StatusSocket(house / "data" / "status.sock", answer)
            server.start()
            servers.callback(server.close)
            assert server.wait_open(5)

        yield serve_it


def of(live: Live) -> Callable[[bytes], bytes]:
    return lambda question: answer_to(question, live, MORNING, observes=False)


def a_call(live: Live, call_id: str, number: str = "", **more: str) -> None:
    live.take(
        CallChanged(
            CallRecord(
                call_id=call_id,
                line="home",
                received_at=MORNING,
                number_e164=number,
                shown_as=more.get("shown_as", ""),
                withheld="withheld" in more,
                treatment="announce",
                rule="deny-list",
                because=say("on your deny list: {entry}", entry=more.get("entry", "x")),
            )
        )
    )


def a_busy_house() -> Live:
    live = Live({f"line{number}": "beside" for number in range(8)})
    live.take(RUNNING)
    for number in range(8):
        live.take(LineStanding(line=f"line{number}", registered=True, sentence=say(LONG), since=MORNING))
        a_call(live, f"c{number}", f"+3318800112{number}", entry=LONG)
        live.take(CallGoesOn(f"c{number}", say("the phones of the house ring")))
    wrong = [
        ListStanding(name=f"list{n}", kind="shared", entries=1000, attention=say(LONG), good_at=MORNING)
        for n in range(5)
    ]
    live.take(ListsChanged((*wrong, ListStanding(name="off", kind="shared", on=False, entries=7))))
    return live


def test_without_a_house_it_says_so_in_one_sentence_and_ends_with_3(house: Path, run: Run) -> None:
    told = run("status")
    assert (told.code, told.out) == (3, "")
    assert told.err == (
        f"tranquille: no Tranquille is running with {house / 'data'}: tranquille run starts it\n"
    )
    told = run("status", "--json")
    assert (told.code, json.loads(told.out)) == (3, {"running": False})
    assert not (house / "data").exists(), "a question leaves no trace"


def test_a_socket_left_behind_is_no_house(house: Path, run: Run) -> None:
    listen_at(house / "data" / "status.sock").close()
    assert run("status").code == 3


@pytest.mark.parametrize("language", ["en", "fr"])
def test_the_busiest_house_fits_a_small_terminal(
    house: Path, run: Run, serve: Serve, monkeypatch: pytest.MonkeyPatch, language: str
) -> None:
    monkeypatch.setenv("COLUMNS", "80")
    monkeypatch.setenv("TRANQUILLE_LANGUAGE", language)
    serve(of(a_busy_house()))
    told = run("status")
    assert told.code == 0
    lines = told.out.splitlines()
    assert len(lines) <= 23  # and one for the prompt
    assert max(map(len, lines)) <= 80
    assert all(f"+3318800112{number}" in told.out for number in range(4))
    assert {"en": "4 more: --json shows all", "fr": "encore 4\u00a0: --json"}[language] in told.out
    assert "5,000" in told.out or language == "fr"


def test_each_caller_is_shown_as_in_the_list_of_calls(house: Path, run: Run, serve: Serve) -> None:
    live = Live({"home": "beside"})
    live.take(RUNNING)
    a_call(live, "c1", "+33188001122", shown_as="01 88 00 11 22")
    a_call(live, "c2", withheld="yes", shown_as="not to be shown")
    a_call(live, "c3", shown_as="**621\x1b[2J")
    serve(of(live))
    told = run("status").out
    # Eight in the morning on the household's clock.
    assert "08:00  +33188001122  announce  rings\n         on your deny list: x\n" in told
    assert "08:00  withheld  announce" in told and "not to be shown" not in told
    assert "08:00  **621  announce" in told
    assert "engine: PJSIP 2.15 since 21 Nov 08:00, 1 restart, 4 calls at once" in told


def test_a_program_gets_all_of_it(house: Path, run: Run, serve: Serve) -> None:
    serve(of(a_busy_house()))
    told = json.loads(run("status", "--json").out)
    assert told["running"] is True
    assert len(told["now"]["calls"]) == len(told["now"]["lines"]) == 8
    assert told["now"]["calls"][0]["doing"] == "the phones of the house ring"
    assert told["now"]["engine"]["pid"] == 77
    assert told["now"]["lists"][5]["on"] is False


def test_without_an_engine_it_says_that_phones_just_ring(house: Path, run: Run, serve: Serve) -> None:
    live = Live({"home": "front"})
    serve(of(live))
    told = run("status").out
    assert "engine: none, so the phones just ring: it is being started" in told
    assert "✗  home  front" in told and "no calls in hand" in told
    live.take(EngineStanding(because=say("exit code {code}", code=3)))
    assert "just ring: exit code 3" in run("status").out


@pytest.mark.parametrize(
    "answer", [b'{"error": "what?"}\n', b"HTTP/1.1 400 Bad Request\n", b'{"protocol": 9}\n']
)
def test_who_answers_something_else_is_told_to_be_restarted(
    house: Path, run: Run, serve: Serve, answer: bytes
) -> None:
    serve(lambda question: answer)
    told = run("status")
    assert told.code == 2
    assert "is another version of Tranquille: restart it" in told.err


def test_who_hangs_up_without_an_answer_cannot_be_asked(house: Path, run: Run, serve: Serve) -> None:
    serve(lambda question: b"")
    told = run("status")
    assert told.code == 2
    assert "cannot be asked" in told.err or "does not answer" in told.err
