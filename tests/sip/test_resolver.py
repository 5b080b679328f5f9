"""Names become addresses on a thread of their own, and a name that is none becomes a sentence."""

import queue
import threading

import pytest

from agent.sip.resolver import Resolved, Resolver, resolve

LIMIT_SECONDS = 10.0


@pytest.mark.parametrize(
    ("names", "sources"),
    [
        (("127.0.0.1",), ("127.0.0.1",)),
        (("127.0.7.0/24",), ("127.0.7.0/24",)),
        (("127.0.7.9/24",), ("127.0.7.0/24",)),
        (("127.0.0.9/32",), ("127.0.0.9",)),
        (("localhost",), ("127.0.0.1",)),
        (("127.0.0.2", "localhost", "127.0.0.2"), ("127.0.0.2", "127.0.0.1")),
    ],
)
def test_addresses_networks_and_names_become_sources_in_that_order_once_each(
    names: tuple[str, ...], sources: tuple[str, ...]
) -> None:
    assert resolve("home", names) == Resolved("home", sources)


@pytest.mark.parametrize(
    ("name", "because"),
    [
        ("::1", "no address is known for '::1'"),
        (f"{'a' * 64}.example", "is no host name"),
        ("fritz..box", "is no host name"),
    ],
)
def test_one_name_without_an_address_leaves_the_line_without_sources_and_says_so(
    name: str, because: str
) -> None:
    answer = resolve("home", ("127.0.0.1", name))
    assert answer.sources == ()
    assert because in answer.because


def test_the_resolver_answers_in_turn_from_its_own_thread() -> None:
    answers: queue.SimpleQueue[tuple[Resolved, str]] = queue.SimpleQueue()
    resolver = Resolver(lambda answer: answers.put((answer, threading.current_thread().name)))
    resolver.start()
    resolver.ask("home", ("fritz..box",))
    resolver.ask("office", ("127.0.0.1",))
    first, thread = answers.get(timeout=LIMIT_SECONDS)
    second, _ = answers.get(timeout=LIMIT_SECONDS)
    assert [first.line, second.line] == ["home", "office"]
    assert (first.sources, second.sources, thread) == ((), ("127.0.0.1",), "resolver")


def test_a_telephone_whose_name_is_unknown_closes_no_line() -> None:
    welcome = ("salon.invalid", "192.168.1.20", "127.0.0.1")
    assert resolve("home", ("127.0.0.1",), welcome).sources == ("127.0.0.1", "192.168.1.20")
