"""SIP over TCP and TLS: pieces become messages, lost connections are noticed, certificates are looked at."""

import socket
import ssl
import subprocess
import threading
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from agent.sip.pure.stream_ways import CONNECT_WITHIN_SECONDS, StreamWays
from agent.sip.pure.tls_context import tls_context
from agent.sip.pure.welcome import Welcome
from agent.sip.stack.hop import Transport
from tests.peers.ports import free_port
from tests.sip.pure.sockets_at_work import AtWork, options

HERE = "127.0.0.1"


@pytest.fixture
def work() -> AtWork:
    return AtWork()


@pytest.fixture
def ways(work: AtWork) -> Iterator[StreamWays]:
    ways = StreamWays(HERE, 0, Transport.TCP, Welcome((HERE,)), work.poller, work.receive, work.way_failed)
    yield ways
    ways.close()


@pytest.fixture
def box() -> Iterator[socket.socket]:
    """A registrar that takes connections."""
    with socket.create_server((HERE, 0)) as box:
        box.settimeout(5)
        yield box


def caller(ways: StreamWays, host: str = HERE) -> socket.socket:
    return socket.create_connection((HERE, ways.port), 5, (host, 0))


def test_messages_cut_anywhere_and_joined_are_read_and_answered_where_they_came(
    work: AtWork, ways: StreamWays
) -> None:
    with caller(ways) as sock:
        whole = b"\r\n" + options(1) + options(2)
        for piece in (whole[:40], whole[40:41], whole[41:300], whole[300:]):
            sock.sendall(piece)
            work.for_a_moment()
        work.until(lambda: work.methods == ["OPTIONS", "OPTIONS"])
        ways.send(b"answer", work.came[0][1], 0.0)
        assert sock.recv(100) == b"answer"


def test_a_ping_is_answered_on_its_connection(work: AtWork, ways: StreamWays) -> None:
    with caller(ways) as sock:
        sock.sendall(b"\r\n\r\n")
        work.for_a_moment()
        assert sock.recv(100) == b"\r\n"


def test_a_stranger_finds_no_door_and_who_speaks_no_sip_is_shown_it(work: AtWork, ways: StreamWays) -> None:
    with socket.socket() as stranger, caller(ways) as babbler:
        stranger.bind(("127.0.0.2", 0))
        stranger.setblocking(False)
        stranger.connect_ex((HERE, ways.port))
        babbler.sendall(b"GET / HTTP/1.1\r\nHost: x\r\n\r\n" + b"x" * 100_000)
        work.for_a_moment()
        with pytest.raises(OSError, match="not connected"):
            stranger.getpeername()
        with pytest.raises(OSError, match="reset"):
            babbler.recv(100)
    with caller(ways) as friend:
        friend.sendall(options())
        work.until(lambda: work.methods == ["OPTIONS"])


def test_a_connection_of_ours_is_opened_once_and_kept(
    work: AtWork, ways: StreamWays, box: socket.socket
) -> None:
    port = box.getsockname()[1]
    ways.send(options(1), ways.hop_to(HERE, port), 0.0)
    work.for_a_moment()
    ways.send(options(2), ways.hop_to(HERE, port), 0.0)
    with closing(box.accept()[0]) as there:
        there.settimeout(5)
        work.for_a_moment()
        assert there.recv(10_000) == options(1) + options(2)
        there.sendall(options(3))
        work.until(lambda: work.methods == ["OPTIONS"])
        there.close()
        work.until(lambda: work.failed)
    ways.send(options(4), ways.hop_to(HERE, port), 0.0)
    with closing(box.accept()[0]) as there:
        work.for_a_moment()
        assert there.recv(10_000) == options(4)


def test_what_would_have_gone_over_a_lost_connection_goes_over_another_to_that_host(
    work: AtWork, ways: StreamWays
) -> None:
    with caller(ways) as first:
        first.sendall(options(1))
        work.until(lambda: work.came)
    work.until(lambda: work.failed)
    with caller(ways) as second:
        second.sendall(options(2))
        work.until(lambda: len(work.came) == 2)
        ways.send(b"late answer", work.came[0][1], 0.0)
        assert second.recv(100) == b"late answer"


def test_a_port_that_nobody_listens_at_is_told_at_once(work: AtWork, ways: StreamWays) -> None:
    hop = ways.hop_to(HERE, free_port())
    ways.send(options(), hop, 0.0)
    work.until(lambda: work.failed)
    assert work.failed == [(hop, "Connection refused")]


def test_a_connection_that_does_not_come_about_is_given_up(work: AtWork, ways: StreamWays) -> None:
    # A full backlog: the kernel answers nothing more.
    with socket.socket() as deaf:
        deaf.bind((HERE, 0))
        deaf.listen(0)
        fillers = [socket.socket() for _ in range(4)]
        for filler in fillers:
            filler.setblocking(False)
            filler.connect_ex(deaf.getsockname())
        hop = ways.hop_to(HERE, deaf.getsockname()[1])
        ways.send(options(), hop, 100.0)
        work.for_a_moment()
        ways.tick(100.0 + CONNECT_WITHIN_SECONDS)
        assert work.failed == []
        ways.tick(100.1 + CONNECT_WITHIN_SECONDS)
        assert [failed for failed, _ in work.failed] == [hop]
        for filler in fillers:
            filler.close()


def test_whoever_is_welcome_no_more_is_let_go(work: AtWork, ways: StreamWays) -> None:
    with caller(ways) as sock:
        sock.sendall(options())
        work.until(lambda: work.came)
        ways.welcome(Welcome(("127.0.0.9",)))
        assert sock.recv(100) == b""


# TLS.


@pytest.fixture(scope="module")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """A box's own, signed by itself for a name of its own."""
    folder = tmp_path_factory.mktemp("tls")
    key, pem = folder / "key.pem", folder / "box.pem"
    subprocess.run(
        f"openssl req -x509 -newkey rsa:2048 -nodes -keyout {key} -out {pem} -days 2 -subj /CN=my.box "
        "-addext subjectAltName=DNS:my.box",
        shell=True,
        check=True,
        capture_output=True,
    )
    return key, pem


class TlsBox(threading.Thread):
    """Takes one connection, and remembers which name was asked for and what was said."""

    def __init__(self, certificate: tuple[Path, Path]) -> None:
        super().__init__(daemon=True)
        key, pem = certificate
        self.context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        self.context.load_cert_chain(pem, key)
        self.context.sni_callback = lambda sock, name, context: self.names.append(name)
        self.names: list[str | None] = []
        self.said = b""
        self.listener = socket.create_server((HERE, 0))
        self.listener.settimeout(5)
        self.start()

    @property
    def port(self) -> int:
        port: int = self.listener.getsockname()[1]
        return port

    def run(self) -> None:
        sock, _ = self.listener.accept()
        try:
            with self.context.wrap_socket(sock, server_side=True) as there:
                self.said = there.recv(10_000)
                there.sendall(options(9) * 400)
                there.recv(1)
        except OSError:
            sock.close()
        self.listener.close()


def tls_ways(work: AtWork, context: ssl.SSLContext, name: str) -> StreamWays:
    welcome = Welcome((HERE,))
    failed = work.way_failed
    return StreamWays(HERE, 0, Transport.TLS, welcome, work.poller, work.receive, failed, context, name)


def test_over_tls_a_pinned_box_is_talked_with_and_asked_for_by_its_name(
    work: AtWork, certificate: tuple[Path, Path]
) -> None:
    box = TlsBox(certificate)
    ways = tls_ways(work, tls_context(certificate[1]), "fritz.box")
    ways.send(options(1), ways.hop_to(HERE, box.port), 0.0)
    # More than one TLS record: what was decrypted already is read too.
    work.until(lambda: len(work.came) == 400)
    assert box.said == options(1)
    assert box.names == ["fritz.box"]
    ways.close()


@pytest.mark.parametrize("name", ["my.box", "other.box"])
def test_over_tls_whoever_nobody_vouches_for_is_told_nothing(
    work: AtWork, certificate: tuple[Path, Path], name: str
) -> None:
    box = TlsBox(certificate)
    ways = tls_ways(work, tls_context(), name)
    hop = ways.hop_to(HERE, box.port)
    ways.send(options(1), hop, 0.0)
    work.until(lambda: work.failed)
    ((failed, why),) = work.failed
    assert failed == hop
    assert "certificate" in why.lower()
    box.join(5)
    assert box.said == b""


def test_over_tls_nobody_can_call_us(work: AtWork) -> None:
    ways = tls_ways(work, tls_context(), "my.box")
    with pytest.raises(ConnectionRefusedError):
        caller(ways)
    ways.close()
