"""A socket for this user only: private, in the place of a dead one, and of any length of path."""

import os
import socket
import stat
from pathlib import Path

import pytest

from agent.net.local_socket import LONGEST_ADDRESS_BYTES, connect_to, listen_at

LIMIT_SECONDS = 5.0


def test_only_the_owner_can_open_it_and_its_new_folder(tmp_path: Path) -> None:
    path = tmp_path / "data" / "status.sock"
    with listen_at(path), connect_to(path, LIMIT_SECONDS):
        assert stat.S_IMODE(path.stat().st_mode) == 0o600
        assert stat.S_IMODE(path.parent.stat().st_mode) == 0o700
        assert [each.name for each in path.parent.iterdir()] == ["status.sock"]


def test_the_socket_of_a_dead_program_is_replaced(tmp_path: Path) -> None:
    path = tmp_path / "status.sock"
    listen_at(path).close()
    assert path.is_socket()
    with pytest.raises(ConnectionRefusedError):
        connect_to(path, LIMIT_SECONDS)
    with listen_at(path), connect_to(path, LIMIT_SECONDS):
        pass


def test_the_socket_of_a_living_program_is_left_alone(tmp_path: Path) -> None:
    path = tmp_path / "status.sock"
    with listen_at(path) as first:
        with pytest.raises(OSError, match="another Tranquille answers there already"):
            listen_at(path)
        with connect_to(path, LIMIT_SECONDS):
            first.settimeout(LIMIT_SECONDS)
            first.accept()[0].close()
        assert os.listdir(tmp_path) == ["status.sock"]


def test_a_path_longer_than_any_socket_s_address_works_too(tmp_path: Path) -> None:
    folder = tmp_path / ("é" * 60) / ("x" * 60)
    path = folder / "status.sock"
    with pytest.raises(OSError, match="too long"), socket.socket(socket.AF_UNIX) as plain:
        plain.bind(str(path))
    assert len(os.fsencode(path)) > LONGEST_ADDRESS_BYTES
    with listen_at(path) as listener, connect_to(path, LIMIT_SECONDS) as ours:
        listener.settimeout(LIMIT_SECONDS)
        theirs, _ = listener.accept()
        with theirs:
            ours.sendall(b"x")
            assert theirs.recv(1) == b"x"


@pytest.mark.parametrize("length", [LONGEST_ADDRESS_BYTES, LONGEST_ADDRESS_BYTES + 1])
def test_the_longest_address_and_one_byte_more(tmp_path: Path, length: int) -> None:
    name = "s.sock"
    folder = tmp_path / ("x" * (length - len(os.fsencode(tmp_path)) - len(name) - 2))
    assert len(os.fsencode(folder / name)) == length
    with listen_at(folder / name), connect_to(folder / name, LIMIT_SECONDS):
        pass


def test_where_nothing_can_be_made_the_error_says_so(tmp_path: Path) -> None:
    (tmp_path / "data").write_text("in the way")
    with pytest.raises(OSError):
        listen_at(tmp_path / "data" / "status.sock")
