"""PhoneBlock: looking a caller up without telling who it is, and giving back."""

import gzip
import time
from collections.abc import Iterator
from typing import Any

import pytest

from agent.lists.communities.phoneblock import PhoneBlock, hash_of
from agent.net.api_request import ApiRefusedError
from agent.net.client import open_client
from tests.peers.hostile_list_server import always
from tests.peers.http_peer import HttpPeer, reply
from tests.peers.phoneblock_server import KEY, PhoneBlockServer

CALLER = "+4917650642602"


@pytest.fixture
def community() -> Iterator[Any]:
    server = PhoneBlockServer()
    with HttpPeer(server) as peer, open_client(own_url=peer.url("/")) as client:
        yield (
            server,
            peer,
            lambda key=KEY: PhoneBlock(client, key, base_url=peer.url("/api"), clock=time.monotonic),
        )


@pytest.mark.parametrize(
    ("number", "digest"),
    [
        (CALLER, "3D1D76F0C3664E1E818C6ECCFD8843AD1F4091CC"),
        (CALLER[:-1], "C0F3EAC38CC4A8FA784097BFC68D46248F9C983F"),
        (CALLER[:-2], "C5F39D2E4353FCA98D1801C527DAB52575AF1F24"),
    ],
)
def test_the_published_hashes(number: str, digest: str) -> None:
    assert hash_of(number) == digest


def test_a_hidden_look_up_finds_the_caller_and_shows_four_digits_only(community: Any) -> None:
    server, peer, open_account = community
    server.report(CALLER, 42)
    known = open_account().look_up_hidden(CALLER, seconds=5)
    assert (known.direct.value, known.direct.votes, known.direct.label) == (CALLER, 42, "fraud")
    assert known.nearby is None
    assert peer.asked[0].query == {"sha1": "3D1D", "prefix10": "C0F3", "prefix100": "C5F3"}
    assert CALLER[1:] not in peer.asked[0].target


def test_others_in_the_same_bucket_are_not_the_caller(community: Any) -> None:
    server, _, open_account = community
    twin = next(
        number
        for number in (f"+49301{index:07d}" for index in range(1_000_000))
        if hash_of(number)[:4] == hash_of(CALLER)[:4]
    )
    server.report(twin, 99)
    assert open_account().look_up_hidden(CALLER, seconds=5).direct is None


def test_four_numbers_of_a_ten_make_a_range(community: Any) -> None:
    server, _, open_account = community
    for last in "1345":
        server.report(CALLER[:-1] + last, 3)
    known = open_account().look_up_hidden(CALLER, seconds=5)
    assert (known.nearby.value, known.nearby.votes) == (CALLER[:-1] + "#", 12)


def test_three_such_tens_make_a_range_of_a_hundred(community: Any) -> None:
    server, _, open_account = community
    for ten in "123":
        for last in "1345":
            server.report(CALLER[:-2] + ten + last, 2)
    known = open_account().look_up_hidden(CALLER, seconds=5)
    assert (known.nearby.value, known.nearby.votes) == (CALLER[:-2] + "##", 24)


def test_a_legitimate_number_outranks_its_neighbourhood(community: Any) -> None:
    server, _, open_account = community
    for last in "1345":
        server.report(CALLER[:-1] + last, 3)
    server.report(CALLER, 1, "A_LEGITIMATE")
    known = open_account().look_up_hidden(CALLER, seconds=5)
    assert known.nearby is None
    assert known.direct.says == "wanted"


def test_the_users_own_blacklist_is_believed_without_votes(community: Any) -> None:
    server, _, open_account = community
    server.report(CALLER, 0)
    server.numbers[CALLER]["blackListed"] = True
    assert open_account().look_up_hidden(CALLER, seconds=5).denied_by_user


def test_an_open_look_up_shows_the_number(community: Any) -> None:
    server, peer, open_account = community
    server.report(CALLER, 7)
    assert open_account().look_up_openly(CALLER, seconds=5).direct.votes == 7
    assert CALLER in peer.asked[0].target.replace("%2B", "+")


def test_a_range_known_openly_is_a_prefix(community: Any) -> None:
    _, _, open_account = community
    assert open_account().look_up_openly(CALLER, seconds=5).nearby.votes == 12


def test_a_wrong_key_is_refused_for_good(community: Any) -> None:
    _, _, open_account = community
    with pytest.raises(ApiRefusedError, match="does not accept the key") as refused:
        open_account("pbt_wrong").report_call(CALLER)
    assert refused.value.for_good


def test_a_busy_server_is_left_alone_for_a_minute(community: Any) -> None:
    server, _, open_account = community
    server.busy = True
    with pytest.raises(ApiRefusedError, match="busy") as refused:
        open_account().report_call(CALLER)
    assert refused.value.retry_after_seconds == 60


def test_a_persons_rating_and_a_call_are_given_back(community: Any) -> None:
    server, _, open_account = community
    account = open_account()
    account.rate(CALLER, "ping call", "rang once")
    account.report_call(CALLER)
    assert server.rated == [{"phone": CALLER, "rating": "C_PING", "comment": "rang once"}]
    assert server.reported == [CALLER]


@pytest.mark.parametrize(
    ("encoding", "body", "because"),
    [
        ("gzip", b"\x1f\x8b\x08damaged", "cannot be read"),
        ("gzip", gzip.compress(bytes(4 << 20)), "too long"),
        ("br", b"{}", "cannot be read"),
        ("", b"<html>", "cannot be read"),
    ],
)
def test_an_answer_that_is_packed_badly_is_no_answer(encoding: str, body: bytes, because: str) -> None:
    answer = reply(body, headers={"Content-Encoding": encoding} if encoding else {})
    with HttpPeer(always(answer)) as peer, open_client(own_url=peer.url("/")) as client:
        service = PhoneBlock(client, KEY, base_url=peer.url("/api"), clock=time.monotonic)
        with pytest.raises(ApiRefusedError, match=because):
            service.look_up_hidden("+4917650642602", seconds=5)
