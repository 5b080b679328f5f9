"""Several telephone lines in one daemon, each with its own country, transport and neighbours."""

import socket
from collections.abc import Iterator

import pytest

from tests.peers.raw_sip import RawSipCaller
from tests.walks.calling import ANSWERS, RINGS, first_word, gives_up, tries
from tests.walks.daemon import Daemon

LINES = """
[[line]]
name = "paris"
bind_address = "127.0.0.1"
trusted_peers = ["127.0.0.1"]
country = "FR"

[[line]]
name = "berlin"
bind_address = "127.0.0.1"
trusted_peers = ["127.0.0.1"]
country = "DE"
area_code = "030"

[[line]]
name = "by-tcp"
bind_address = "127.0.0.1"
trusted_peers = ["127.0.0.1"]
transport = "tcp"

[[line]]
name = "adapters"
bind_address = "127.0.0.1"
trusted_peers = ["127.0.0.8/30", "127.0.0.3"]
"""


@pytest.fixture(scope="module")
def daemon(engine_in_use: object, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Daemon]:
    folder = tmp_path_factory.mktemp("lines")
    with Daemon(folder, LINES, deny="+49 30 1234567\n01 88 00 *\n") as daemon:
        yield daemon


@pytest.mark.parametrize(
    ("line", "user", "number"),
    [
        ("paris", "0162000001", "+33162000001"),
        ("berlin", "0162000001", "+49162000001"),
        ("berlin", "1234567", "+49301234567"),
        ("paris", "+49301234567", "+49301234567"),
        ("by-tcp", "0162000001", "+33162000001"),
    ],
)
def test_each_line_reads_numbers_as_its_country_and_town_dial(
    daemon: Daemon, line: str, user: str, number: str
) -> None:
    transport = "tcp" if line == "by-tcp" else "udp"
    with RawSipCaller(daemon.wait_open(line), transport=transport) as caller:
        told = daemon.ask("why", user, "--line", line)
        call, status = tries(caller, user)
        record = daemon.wait_record(call.call_id)
        assert (record.line, record.number_e164) == (line, number)
        assert status == (RINGS if number == "+49162000001" else ANSWERS)
        assert (told["number_e164"], told["rule"]) == (number, record.rule)


def test_a_line_by_tcp_takes_whole_calls_over_one_connection(daemon: Daemon) -> None:
    with RawSipCaller(daemon.wait_open("by-tcp"), transport="tcp") as caller:
        calls = [caller.invite(f"06123456{number:02}") for number in range(4)]
        for call in calls:
            call.wait_status(180)
        for call in calls:
            call.cancel()
            assert call.wait_final().status == 487
        answered = caller.invite("0162000001")
        answered.wait_answered()
        assert answered.bye().status == 200
        assert daemon.wait_record(answered.call_id).ended_by == "caller"


@pytest.mark.parametrize(
    ("peer", "is_heard"), [("127.0.0.3", True), ("127.0.0.9", True), ("127.0.0.4", False)]
)
def test_only_the_line_s_own_peers_are_heard(daemon: Daemon, peer: str, is_heard: bool) -> None:
    with RawSipCaller(daemon.wait_open("adapters"), host=peer) as caller:
        call = caller.invite("0612345678")
        if is_heard:
            assert first_word(call) == RINGS
            gives_up(call)
            assert daemon.wait_record(call.call_id).source_address == peer
        else:
            with pytest.raises(TimeoutError):
                call.wait(lambda message: message.status > 0, 0.7)
            assert call.call_id not in [record.call_id for record in daemon.records()]


def test_a_stranger_cannot_even_connect_by_tcp(daemon: Daemon) -> None:
    address = daemon.wait_open("by-tcp")
    with pytest.raises(TimeoutError):
        socket.create_connection(address, timeout=0.7, source_address=("127.0.0.2", 0))
    socket.create_connection(address, timeout=0.7, source_address=("127.0.0.1", 0)).close()
