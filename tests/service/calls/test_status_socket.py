"""Whoever asks the house gets an answer, and whoever hangs or talks nonsense keeps nobody else from it."""

import contextlib
import socket
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from agent.net.local_socket import connect_to, listen_at
from agent.service.calls.status_socket import LONGEST_QUESTION_BYTES, MOST_CLIENTS, StatusSocket

LIMIT_SECONDS = 5.0
BIG = b"z" * 3_000_000


def echo(question: bytes) -> bytes:
    """What was asked, back; `big` gets more than any socket's buffer holds."""
    return (BIG if question == b"big" else question) + b"\n"


@contextlib.contextmanager
def a_server(path: Path, client_seconds: float = 30.0, retry_seconds: float = 0.02) -> Iterator[StatusSocket]:
    server = StatusSocket(path, echo, client_seconds, retry_seconds)
    server.start()
    try:
        yield server
    finally:
        server.close(LIMIT_SECONDS)
        assert not any(thread.name == "status" for thread in threading.enumerate())


@pytest.fixture
def path(tmp_path: Path) -> Iterator[Path]:
    with a_server(tmp_path / "status.sock") as server:
        assert server.wait_open(LIMIT_SECONDS)
        yield tmp_path / "status.sock"


def whole_answer(link: socket.socket) -> bytes:
    """All that comes until the house hangs up."""
    pieces = []
    with contextlib.suppress(ConnectionResetError):
        while piece := link.recv(65536):
            pieces.append(piece)
    return b"".join(pieces)


def asked(path: Path, question: bytes = b"how are you\n") -> bytes:
    with connect_to(path, LIMIT_SECONDS) as link:
        link.sendall(question)
        return whole_answer(link)


def test_a_question_gets_its_answer_and_the_house_hangs_up(path: Path) -> None:
    assert asked(path) == b"how are you\n"
    assert asked(path, b"one\ntwo\n") == b"one\n"


def test_a_question_may_come_in_pieces(path: Path) -> None:
    with connect_to(path, LIMIT_SECONDS) as link:
        for piece in (b"h", b"ow", b"\n"):
            link.sendall(piece)
            assert asked(path) == b"how are you\n"  # it was read meanwhile
        assert whole_answer(link) == b"how\n"


def test_an_answer_larger_than_any_buffer_arrives_whole_though_others_ask_meanwhile(path: Path) -> None:
    with connect_to(path, LIMIT_SECONDS) as link:
        link.sendall(b"big\n")
        assert asked(path) == b"how are you\n"
        assert whole_answer(link) == BIG + b"\n"


def test_a_question_without_end_is_cut_off(path: Path) -> None:
    with connect_to(path, LIMIT_SECONDS) as link, contextlib.suppress(BrokenPipeError):
        link.sendall(b"x" * (LONGEST_QUESTION_BYTES + 1))
        assert whole_answer(link) in (b"x" * LONGEST_QUESTION_BYTES + b"\n", b"")
    assert asked(path) == b"how are you\n"


def test_who_hangs_up_at_once_or_in_the_middle_is_forgotten(path: Path) -> None:
    for question in (b"", b"ho", b"big\n"):
        with connect_to(path, LIMIT_SECONDS) as link:
            link.sendall(question)
    assert asked(path) == b"how are you\n"


def test_a_client_that_says_nothing_or_never_reads_is_let_go_and_keeps_nobody_waiting(tmp_path: Path) -> None:
    path = tmp_path / "status.sock"
    with a_server(path, client_seconds=0.3) as server:
        assert server.wait_open(LIMIT_SECONDS)
        with connect_to(path, LIMIT_SECONDS) as silent, connect_to(path, LIMIT_SECONDS) as never_reads:
            never_reads.sendall(b"big\n")
            before_seconds = time.monotonic()
            assert asked(path) == b"how are you\n"
            assert time.monotonic() - before_seconds < 0.3
            assert silent.recv(1) == b""
            assert len(whole_answer(never_reads)) < len(BIG)


def test_of_too_many_clients_the_one_that_has_been_there_longest_goes(path: Path) -> None:
    with contextlib.ExitStack() as links:
        waiting = [links.enter_context(connect_to(path, LIMIT_SECONDS)) for _ in range(MOST_CLIENTS)]
        assert asked(path) == b"how are you\n"
        assert waiting[0].recv(1) == b""
        waiting[-1].sendall(b"still here\n")
        assert whole_answer(waiting[-1]) == b"still here\n"


def test_many_who_ask_at_once_are_all_answered(path: Path) -> None:
    with ThreadPoolExecutor(8) as askers:
        questions = [f"question {number}\n".encode() for number in range(200)]
        assert list(askers.map(lambda question: asked(path, question), questions)) == questions


def test_the_socket_is_taken_away_at_the_end(tmp_path: Path) -> None:
    path = tmp_path / "status.sock"
    with a_server(path) as server:
        assert server.wait_open(LIMIT_SECONDS)
    assert not path.exists()


def test_a_house_whose_place_is_taken_says_so_once_and_takes_it_when_it_is_free(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    path = tmp_path / "status.sock"
    other = listen_at(path)
    with a_server(path) as server:
        assert not server.wait_open(0.2)
        other.close()
        assert server.wait_open(LIMIT_SECONDS)
        assert asked(path) == b"how are you\n"
    assert caplog.text.count("another Tranquille answers there already") == 1


def test_a_house_that_never_started_can_be_closed(tmp_path: Path) -> None:
    StatusSocket(tmp_path / "status.sock", echo).close(LIMIT_SECONDS)
