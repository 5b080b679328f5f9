"""One line for one line, whatever was asked; sentences cross with their words."""

import json
import os
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agent import __version__
from agent.call.call_record import CallRecord
from agent.call.news import CallChanged, LineStanding
from agent.call.sentence import say
from agent.service.calls.live import Live
from agent.service.calls.status_answer import QUESTION_LINE, NotUnderstood, answer_to, read_status
from agent.translations.catalogue import catalogue

NOON = datetime(2026, 11, 21, 12, 0, tzinfo=UTC)


def a_live(display_name: str = "Jo") -> Live:
    live = Live({"home": "beside"})
    sentence = say("waits for the engine")
    live.take(LineStanding(line="home", registered=True, sentence=sentence, since=NOON))
    live.take(
        CallChanged(
            CallRecord(
                call_id="c1",
                line="home",
                received_at=NOON,
                display_name=display_name,
                because=say("quiet hours until {hour}", hour="08:00"),
            )
        )
    )
    return live


def test_a_status_arrives_as_it_was_and_can_be_said_in_french() -> None:
    live = a_live()
    line = answer_to(QUESTION_LINE.strip(), live, NOON, observes=True)
    assert line.endswith(b"\n") and line.count(b"\n") == 1
    status = read_status(line)
    assert (status.version, status.pid, status.since, status.observes) == (
        __version__,
        os.getpid(),
        NOON,
        True,
    )
    assert status.now == live.now
    assert catalogue("fr").said(status.now.lines[0].sentence) == "attend le moteur"


@pytest.mark.parametrize(
    "question",
    [b"", b"status", b"{}", b'{"ask": "password"}', b'{"ask": "status", "more": 1}', b'{"x":' + b"[" * 500],
)
def test_what_is_no_question_is_refused_in_one_line(question: bytes) -> None:
    assert json.loads(answer_to(question, a_live(), NOON, observes=False)) == {
        "error": 'ask {"ask": "status"}'
    }


@given(st.binary(max_size=512))
def test_any_bytes_get_one_line_of_json(question: bytes) -> None:
    line = answer_to(question, Live({}), NOON, observes=False)
    assert line.count(b"\n") == 1
    assert json.loads(line)


def test_a_name_that_cannot_travel_costs_the_answer_and_nothing_else() -> None:
    line = answer_to(QUESTION_LINE, a_live("\udcff"), NOON, observes=False)
    assert "cannot be written" in json.loads(line)["error"]


@pytest.mark.parametrize(
    "line", [b"", b"\xff\n", b"[]\n", b'{"protocol": 2}\n', b'{"protocol": 1}\n', b"{}\n"]
)
def test_an_answer_of_another_version_is_not_guessed_at(line: bytes) -> None:
    with pytest.raises(NotUnderstood):
        read_status(line)


def test_an_answer_that_looks_the_same_and_means_another_thing_is_not_read() -> None:
    line = answer_to(QUESTION_LINE, a_live(), NOON, observes=False)
    assert read_status(line)
    with pytest.raises(NotUnderstood):
        read_status(line.replace(b'"protocol":1', b'"protocol":2'))
