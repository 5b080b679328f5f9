"""What all tests need: nothing of the machine they run on; and what many need: ports that nobody else uses."""

import os
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from agent.sip.engine_choice import Engine
from tests import engines
from tests.peers.ports import free_port

THE_MACHINES_OWN = (
    "TRANQUILLE_",  # which settings, which language
    "XDG_",
    "LC_", "LANG",
    "http_proxy", "https_proxy", "all_proxy", "no_proxy", "ssl_cert_",
    "COLUMNS", "LINES", "NO_COLOR", "FORCE_COLOR", "CLICOLOR",
    "NOTIFY_SOCKET", "INVOCATION_ID", "JOURNAL_STREAM",
)  # fmt: skip
"""How variables begin that say something of this computer, or of who works at it, to what is tested."""


# Real telephones on a shared machine: there a call that came late is tried again, and the summary says so.
TELEPHONES = tuple(Path(__file__).parent / room for room in ("walks", "sip", "peers"))
WITHOUT_TELEPHONES = tuple(Path(__file__).parent / room for room in ("sip/stack", "sip/media"))


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Everywhere else a test that fails once has failed."""
    for item in items:
        if any(item.path.is_relative_to(room) for room in TELEPHONES) and not any(
            item.path.is_relative_to(room) for room in WITHOUT_TELEPHONES
        ):
            item.add_marker(pytest.mark.flaky(reruns=2))


@pytest.fixture(scope="session", autouse=True)
def of_no_machine(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """A computer without settings, data, proxies or a taste of its own, which reads English, in UTC."""
    empty = tmp_path_factory.mktemp("machine")
    with pytest.MonkeyPatch.context() as patch:
        for name in list(os.environ):
            is_systemds = name.endswith("_DIRECTORY")
            if is_systemds or any(name.lower().startswith(own.lower()) for own in THE_MACHINES_OWN):
                patch.delenv(name)
        patch.setenv("HOME", str(empty))
        # The system's own folders, which root would read: they are systemd's to name.
        patch.setenv("CONFIGURATION_DIRECTORY", str(empty / "etc"))
        patch.setenv("STATE_DIRECTORY", str(empty / "state"))
        patch.setenv("LANG", "C.UTF-8")
        patch.setenv("TRANQUILLE_LANGUAGE", "en")
        patch.setenv("TZ", "UTC")
        time.tzset()
        yield
    time.tzset()


ENGINE_OF_FOLDER = {"pjsip": "pjsua2", "pure": "python"}
"""What is tried there is one stack's own; everything else is the contract of all."""
STARTS_AN_ENGINE = {"EngineUnderTest", "Daemon"}


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """A test with a real engine is run for every engine that can run here."""
    if STARTS_AN_ENGINE & vars(metafunc.module).keys():
        own = ENGINE_OF_FOLDER.get(metafunc.definition.path.parent.name)
        for mark in metafunc.definition.iter_markers("only_for"):
            own = mark.args[0]
        tried = [engine for engine in engines.HERE if own in (None, engine.name)]
        metafunc.parametrize(
            "engine_in_use", tried, indirect=True, ids=lambda engine: engine.name, scope="module"
        )


@pytest.fixture(scope="module", autouse=True)
def engine_in_use(request: pytest.FixtureRequest) -> Engine:
    """The engine that the test is for; known before any other fixture may start one."""
    chosen: Engine = getattr(request, "param", engines.HERE[0])
    engines.use(chosen)
    return chosen


@pytest.fixture
def free_udp_port() -> int:
    """A port on 127.0.0.1 (free for UDP and TCP, the next one too) that is ours until the run ends."""
    return free_port(count=2)


@pytest.fixture
def free_udp_ports() -> Callable[[int], int]:
    """Ask for as many ports in a row as needed; the first, an even one, is returned."""
    return free_port
