"""Whatever anybody sends, from outside or inside, the house calls its own phones and nobody else."""

import contextlib
from collections.abc import Iterator

import pytest

from tests.peers.raw_call import RawCall
from tests.peers.raw_phone import RawPhone
from tests.peers.raw_sip import RawSipCaller
from tests.peers.rtp_ear import RtpEar
from tests.peers.sip_message import SipMessage
from tests.walks.calling import first_word, gives_up
from tests.walks.daemon import TRUSTED, Daemon

FRIEND, STRANGER = "0612345678", "0472000004"
NOWHERE = ("127.0.0.1", 1)
KEYS = "*9*8*7#0123456789" * 6


@pytest.fixture(scope="module")
def salon(engine_in_use: object) -> Iterator[RawPhone]:
    with contextlib.closing(RawPhone("salon", "", NOWHERE)) as phone:
        yield phone


@pytest.fixture(scope="module")
def premium(engine_in_use: object) -> Iterator[RawPhone]:
    """An expensive number far away: not one datagram may reach it."""
    with contextlib.closing(RawPhone("0899000000", "", NOWHERE)) as phone:
        yield phone


@pytest.fixture(scope="module")
def daemon(
    engine_in_use: object, tmp_path_factory: pytest.TempPathFactory, salon: RawPhone
) -> Iterator[Daemon]:
    ring = f'ring = ["sip:salon@127.0.0.1:{salon.port}"]\n'
    config = f'{ring}{TRUSTED}kind = "front"\n[messages]\non = true\n'
    with Daemon(tmp_path_factory.mktemp("fraud"), config, allow="06*\n") as daemon:
        daemon.wait_open()
        yield daemon


DECLINED = (405, 603)
"""Never allowed, or not this time (RFC 3261 §8.2.1, RFC 3515 §2.4.2)."""


@pytest.fixture
def outside(daemon: Daemon) -> Iterator[RawSipCaller]:
    with RawSipCaller(daemon.wait_open()) as outside:
        yield outside


@pytest.fixture(autouse=True)
def nothing_was_dialled_or_written(daemon: Daemon, premium: RawPhone) -> Iterator[None]:
    yield
    assert premium.messages == []
    assert (daemon.folder / "allow.txt").read_text() == "06*\n"
    assert not (daemon.folder / "deny.txt").exists()
    assert daemon.ask("messages") == []


@pytest.fixture
def talk(outside: RawSipCaller, salon: RawPhone) -> Iterator[tuple[RawCall, SipMessage]]:
    """A friend who talks with the salon; afterwards they still do, and hang up."""
    before = len([each for each in salon.messages if each.method == "INVITE" and not each.status])
    with RtpEar() as at_caller, RtpEar() as at_home:
        call = outside.invite(FRIEND, media_port=at_caller.port)
        invite = salon.wait_invite(times=before + 1)
        salon.answer(invite, at_home.port)
        call.wait_answered()
        at_home.wait_packets(5)
        yield call, invite
        at_home.wait_packets(len(at_home.packets) + 5)
        assert call.bye().status == 200
        salon.wait_bye(invite)


def test_a_transfer_is_refused_whoever_asks_for_it(
    talk: tuple[RawCall, SipMessage], salon: RawPhone, premium: RawPhone
) -> None:
    call, invite = talk
    target = f"sip:0899000000@127.0.0.1:{premium.port}"
    assert call.refer(target).status in DECLINED
    assert call.refer(f"{target}?Replaces={call.call_id}%3Bto-tag%3D1%3Bfrom-tag%3D2").status in DECLINED
    assert call.refer("tel:+33899000000").status >= 400
    assert salon.refer(invite, target).status in DECLINED


def test_nobody_takes_a_talk_over_by_replaces(
    talk: tuple[RawCall, SipMessage], outside: RawSipCaller
) -> None:
    call, _ = talk
    answer = call.wait_status(200)
    dialog = f"{call.call_id};to-tag={answer.tag_to};from-tag={answer.tag_from}"
    taking_over = outside.invite(STRANGER, headers=["Require: replaces", f"Replaces: {dialog}"])
    final = taking_over.wait_final()
    assert final.status >= 400
    assert not [each for each in call.messages if each.method == "BYE"]


def test_a_flood_of_keys_is_only_passed_on(talk: tuple[RawCall, SipMessage]) -> None:
    call, _ = talk
    for key in KEYS:
        assert call.info_digit(key).status == 200


def test_a_phone_that_redirects_is_not_followed(
    daemon: Daemon, outside: RawSipCaller, salon: RawPhone, premium: RawPhone
) -> None:
    before = len([each for each in salon.messages if each.method == "INVITE" and not each.status])
    call = outside.invite(FRIEND)
    invite = salon.wait_invite(times=before + 1)
    salon.respond(invite, 302, contact=f"sip:0899000000@127.0.0.1:{premium.port}")
    # Nobody is left to answer, so a message is taken.
    call.wait_answered()
    call.bye()
    assert "asked for a message" in daemon.wait_record(call.call_id).done


@pytest.mark.parametrize("way", ["request", "route", "called party", "diversion", "refer-to"])
def test_an_invite_goes_nowhere_through_the_house(
    daemon: Daemon, outside: RawSipCaller, premium: RawPhone, way: str
) -> None:
    target = f"sip:0899000000@127.0.0.1:{premium.port}"
    headers = {
        "request": [],
        "route": [f"Route: <{target};lr>"],
        "called party": [f"P-Called-Party-ID: <{target}>"],
        "diversion": [f"Diversion: <{target}>;reason=unconditional"],
        "refer-to": [f"Refer-To: <{target}>"],
    }[way]
    request_uri = target if way == "request" else None
    call = outside.invite(STRANGER, "0899000000", headers=headers, request_uri=request_uri)
    # At most it is a call for the house, like any other.
    first_word(call)
    gives_up(call)


def test_a_request_outside_any_call_makes_nobody_ring(outside: RawSipCaller, premium: RawPhone) -> None:
    target = f"sip:0899000000@127.0.0.1:{premium.port}"
    for method in ("REFER", "SUBSCRIBE", "MESSAGE", "PUBLISH"):
        # Some are not even answered; what counts is that nothing comes of any.
        with contextlib.suppress(TimeoutError):
            headers = [f"Refer-To: <{target}>", "Event: refer"]
            outside.request_outside_call(method, headers=headers, limit_seconds=0.5)
