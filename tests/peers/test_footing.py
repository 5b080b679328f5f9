"""What the peers stand on: ports of their own, processes that go when told, a word when one is missing."""

import subprocess
import sys
from pathlib import Path

import pytest

from tests.peers.needs import require
from tests.peers.process import PeerProcess


def test_no_two_runs_are_given_the_same_port() -> None:
    ask = "from tests.peers.ports import free_port\nprint(*[free_port() for _ in range(50)])\ninput()"
    command = [sys.executable, "-c", ask]
    runs = [
        subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) for _ in range(3)
    ]
    ports: list[str] = []
    for run in runs:
        assert run.stdout is not None
        ports += run.stdout.readline().split()
    for run in runs:
        run.communicate("\n")
    assert len(ports) == len(set(ports)) == 150


def test_a_stopped_peer_takes_its_children_along(tmp_path: Path) -> None:
    peer = PeerProcess(["/bin/sh", "-c", "sleep 100 & echo child $!; wait"], tmp_path)
    child = int(peer.wait_line(r"child (\d+)", 5)[1])
    peer.stop()
    # A zombie that nobody has collected yet has no command line any more.
    command_line = Path(f"/proc/{child}/cmdline")
    assert not command_line.exists() or command_line.read_bytes() == b""


def test_a_missing_peer_skips_with_the_way_out(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("CI", raising=False)
    with pytest.raises(pytest.skip.Exception, match="sipq is not installed; as root: apt-get install sipq"):
        require("sipq")
    monkeypatch.setenv("CI", "1")
    with pytest.raises(pytest.fail.Exception, match="sipq is not installed"):
        require("sipq")
