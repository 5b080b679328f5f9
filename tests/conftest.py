"""What many tests need: ports on loopback that nobody else uses."""

import os
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.peers.ports import free_port

# The tests read English, whatever the developer reads.
os.environ["TRANQUILLE_LANGUAGE"] = "en"


# Real telephones on a shared machine: there a call that came late is tried again, and the summary says so.
TELEPHONES = tuple(Path(__file__).parent / room for room in ("walks", "sip", "peers"))


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Everywhere else a test that fails once has failed."""
    for item in items:
        if any(item.path.is_relative_to(room) for room in TELEPHONES):
            item.add_marker(pytest.mark.flaky(reruns=2))


@pytest.fixture
def free_udp_port() -> int:
    """A port on 127.0.0.1 (free for UDP and TCP, the next one too) that is ours until the run ends."""
    return free_port(count=2)


@pytest.fixture
def free_udp_ports() -> Callable[[int], int]:
    """Ask for as many ports in a row as needed; the first, an even one, is returned."""
    return free_port
