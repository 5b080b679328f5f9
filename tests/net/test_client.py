"""Which addresses a list may come from."""

import socket
import threading

import httpx
import pytest

from agent.net.client import is_public, open_client
from tests.peers.http_peer import Asked, HttpPeer


@pytest.mark.parametrize(
    "address",
    [
        *("127.0.0.1", "10.1.2.3", "192.168.178.1", "172.16.0.1", "169.254.169.254", "0.0.0.0", "100.64.0.1"),
        *(
            "224.0.0.1",
            "255.255.255.255",
            "::1",
            "::",
            "fe80::1%eth0",
            "fd00::1",
            "ff02::1",
            "::ffff:10.0.0.1",
        ),
        *(
            "::ffff:127.0.0.1",
            "64:ff9b::7f00:1",
            "64:ff9b::a9fe:a9fe",
            "2002:7f00:1::",
            "2002:c0a8:1::",
            "nonsense",
        ),
        "2001:db8::1",
    ],
)
def test_addresses_inside_are_not_public_in_any_disguise(address: str) -> None:
    assert not is_public(address)


@pytest.mark.parametrize(
    "address", ["93.184.216.34", "2606:2800:220:1:248:1893:25c8:1946", "64:ff9b::5db8:d822"]
)
def test_addresses_of_the_open_internet_are_public(address: str) -> None:
    assert is_public(address)


def test_a_name_without_an_address_is_a_network_error() -> None:
    def no_address(host: str, port: int) -> list[str]:
        raise OSError(-2, "Name or service not known")

    with open_client(resolve=no_address) as client, pytest.raises(httpx.NetworkError, match="has no address"):
        client.get("https://nowhere.example/")


def test_no_proxy_of_the_environment_is_used(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HTTPS_PROXY", "http://127.0.0.1:1/")
    asked: list[str] = []

    def resolve(host: str, port: int) -> list[str]:
        asked.append(host)
        return []

    with open_client(resolve=resolve) as client, pytest.raises(httpx.NetworkError):
        client.get("https://lists.example/")
    assert asked == ["lists.example"]


@pytest.mark.parametrize("cookie", [b"known=again; Max-Age=1000", b"\xff"])
def test_no_server_is_told_that_the_household_has_been_there_before(cookie: bytes) -> None:
    def answer(asked: Asked, connection: socket.socket, stopping: threading.Event) -> None:
        connection.sendall(
            b"HTTP/1.1 200 OK\r\nSet-Cookie: "
            + cookie
            + b"\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"
        )

    with HttpPeer(answer) as peer, open_client(own_url=peer.url("/")) as client:
        for _ in range(2):
            client.get(peer.url("/list"))
        assert [asked.headers.get("cookie") for asked in peer.asked] == [None, None]
