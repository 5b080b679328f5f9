"""More calls than the stack can hold: what is not taken keeps ringing at the box, and nobody hears "busy"."""

import contextlib
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.peers.kamailio import HOUSEHOLD_NUMBER, Kamailio
from tests.peers.ports import free_port
from tests.peers.raw_phone import RawPhone
from tests.peers.raw_sip import RawSipCaller
from tests.peers.sipp import SippCaller
from tests.peers.sipp_scenario import CallPlan
from tests.walks.calling import hangs_up
from tests.walks.daemon import TRUSTED, Daemon, beside_kamailio

USERS = {"screen": "screenpw", "phone1": "phone1pw"}
CALLS_LIMIT = 4
BUSY = 486


@pytest.fixture
def box(tmp_path: Path) -> Iterator[Kamailio]:
    with Kamailio(tmp_path, free_port(2), USERS) as box:
        yield box


@pytest.fixture
def daemon(tmp_path: Path, box: Kamailio) -> Iterator[Daemon]:
    with Daemon(tmp_path, beside_kamailio(box.sip_port)) as daemon:
        daemon.wait_registered()
        box.wait_registered("screen")
        yield daemon


@pytest.mark.only_for("pjsua2")
def test_of_six_calls_at_once_four_are_judged_and_all_six_ring_at_the_family_s_phone(
    box: Kamailio, daemon: Daemon
) -> None:
    with (
        RawPhone("phone1", USERS["phone1"], ("127.0.0.1", box.sip_port)) as phone,
        RawSipCaller(("127.0.0.1", box.sip_port)) as outside,
    ):
        calls = [outside.invite(f"06123456{number:02}", HOUSEHOLD_NUMBER) for number in range(6)]
        for number, call in enumerate(calls, start=1):
            phone.wait_invite(times=number)
            call.wait_status(180)
        judged = {record.call_id for record in daemon.wait_records(CALLS_LIMIT)}
        assert len(judged) == CALLS_LIMIT
        waiting = [call for call in calls if call.call_id not in judged]
        # A judged call ends, so there is room again; whoever waits still rings at the phone.
        first = next(call for call in calls if call.call_id in judged)
        first.cancel()
        assert first.wait_final().status == 487
        for call in waiting:
            with pytest.raises(TimeoutError):
                call.wait_final(0.5)
        # The family answers one that nobody judged.
        invite = next(each for each in phone.messages if each.get("Call-ID") == waiting[0].call_id)
        phone.answer(invite, media_port=free_port(2))
        waiting[0].wait_answered()
        hangs_up(waiting[0])
        for call in calls:
            if call not in (first, waiting[0]):
                call.cancel()
                assert call.wait_final().status == 487
            assert BUSY not in [status for status, _ in call.statuses]
    assert not [line for line in box.lines if "BOX REPLY 486" in line]


@pytest.mark.only_for("pjsua2")
def test_beside_two_bridged_calls_a_third_still_rings_at_the_family_s_phone(
    box: Kamailio, tmp_path: Path
) -> None:
    salon = RawPhone("salon", "", ("127.0.0.1", 1))
    front = TRUSTED.replace('"home"', '"front"') + 'kind = "front"\n'
    config = f'ring = ["sip:salon@127.0.0.1:{salon.port}"]\n{beside_kamailio(box.sip_port)}{front}'
    with (
        contextlib.closing(salon),
        Daemon(tmp_path, config, allow="06*\n") as daemon,
        RawSipCaller(daemon.wait_open("front")) as friends,
        RawPhone("phone1", USERS["phone1"], ("127.0.0.1", box.sip_port)) as phone,
        RawSipCaller(("127.0.0.1", box.sip_port)) as outside,
    ):
        daemon.wait_registered()
        talks = [friends.invite(f"06123458{number:02}", media_port=free_port(2)) for number in range(2)]
        for number, talk in enumerate(talks, start=1):
            salon.answer(salon.wait_invite(times=number), free_port(2))
            talk.wait_answered()
        # Both slots of each talk are taken: nobody judges the next call, and it rings all the same.
        third = outside.invite("0162000001", HOUSEHOLD_NUMBER)
        phone.wait_invite()
        third.wait_status(180)
        phone.answer(phone.wait_invite(), media_port=free_port(2))
        third.wait_answered()
        hangs_up(third)
        assert not [line for line in box.lines if "BOX REPLY 486" in line]
        assert {record.call_id for record in daemon.records()} == {talk.call_id for talk in talks}
        for talk in talks:
            assert talk.bye().status == 200
        # With room again, calls are judged again.
        fourth = outside.invite("0162000001", HOUSEHOLD_NUMBER)
        fourth.wait_answered()
        hangs_up(fourth)
        assert daemon.wait_record(fourth.call_id).rule == "regulator-prefix"


@pytest.fixture
def salons() -> Iterator[list[RawPhone]]:
    """Telephones of the house, called at their own address."""
    with contextlib.ExitStack() as stack:
        nowhere = ("127.0.0.1", 1)
        yield [
            stack.enter_context(contextlib.closing(RawPhone(f"salon{number}", "", nowhere)))
            for number in range(4)
        ]


def ringing(salons: list[RawPhone]) -> str:
    ring = [f"sip:{salon.user}@127.0.0.1:{salon.port}" for salon in salons]
    return f"ring = {ring}\n{TRUSTED}kind = 'front'\n"


@pytest.mark.only_for("pjsua2")
def test_of_four_phones_three_ring_and_the_fourth_takes_the_place_of_one_that_declines(
    tmp_path: Path, salons: list[RawPhone]
) -> None:
    with (
        Daemon(tmp_path, ringing(salons), allow="06*\n") as daemon,
        RawSipCaller(daemon.wait_open()) as friends,
    ):
        call = friends.invite("0612345678", media_port=free_port(2))
        invites = [salon.wait_invite() for salon in salons[:3]]
        with pytest.raises(TimeoutError):
            salons[3].wait_invite(limit_seconds=0.5)
        salons[1].respond(invites[1], 486)
        salons[3].answer(salons[3].wait_invite(), free_port(2))
        call.wait_answered()
        for number in (0, 2):
            salons[number].wait_cancel(invites[number])
        assert call.bye().status == 200
        record = daemon.wait_record(call.call_id)
    assert "answered at sip:salon3@" in record.done
    assert [step for step in record.steps if "no call slot is left for sip:salon3@" in step]


@pytest.mark.only_for("pjsua2")
def test_a_second_caller_rings_on_while_the_first_takes_all_slots_and_then_reaches_a_free_phone(
    tmp_path: Path, salons: list[RawPhone]
) -> None:
    first, second = salons[:2]
    with (
        Daemon(tmp_path, ringing([first, second]), allow="06*\n") as daemon,
        RawSipCaller(daemon.wait_open()) as friends,
    ):
        talks = friends.invite("0612345678", media_port=free_port(2))
        at_first, _ = first.wait_invite(), second.wait_invite()
        waits = friends.invite("0612345679", media_port=free_port(2))
        waits.wait_status(180)
        first.answer(at_first, free_port(2))
        talks.wait_answered()
        # At the first somebody talks, so the one slot that is free now goes to the other.
        second.answer(second.wait_invite(times=2), free_port(2))
        waits.wait_answered()
        assert len([each for each in first.messages if each.method == "INVITE"]) == 1
        assert talks.bye().status == 200
        assert waits.bye().status == 200
        assert "answered at sip:salon1@" in daemon.wait_record(waits.call_id).done


@pytest.mark.only_for("python")
def test_of_four_phones_all_ring_for_each_of_three_callers(tmp_path: Path, salons: list[RawPhone]) -> None:
    with (
        Daemon(tmp_path, ringing(salons), allow="06*\n") as daemon,
        RawSipCaller(daemon.wait_open()) as friends,
    ):
        calls = [friends.invite(f"061234567{number}", media_port=free_port(2)) for number in range(3)]
        for salon in salons:
            salon.wait_invite(times=3)
        for call in calls:
            call.wait_status(180)
            call.cancel()
            assert call.wait_final().status == 487
        for call in calls:
            record = daemon.wait_record(call.call_id)
            assert not [step for step in record.steps if "no call slot" in step]


def test_a_burst_of_sixty_calls_gets_sixty_verdicts(tmp_path: Path) -> None:
    config = f'{TRUSTED}\n[rules.regulator-prefix]\ntreatment = "reject"\n'
    with Daemon(tmp_path, config) as daemon:
        callers = [f"01620000{number:02}" for number in range(60)]
        met = SippCaller(daemon.wait_open(), tmp_path).burst(
            CallPlan(), calls=60, per_second=2000, from_users=callers
        )
        assert [result.final_status for result in met] == [607] * 60
        records = daemon.wait_records(60)
        assert {record.number_e164 for record in records} == {f"+33{number[1:]}" for number in callers}
        assert {(record.rule, record.sip_status) for record in records} == {("regulator-prefix", 607)}
        assert not [line for line in daemon.lines if "the engine died" in line]


def test_a_burst_of_calls_that_ring_never_hears_busy(tmp_path: Path) -> None:
    with Daemon(tmp_path, TRUSTED) as daemon:
        callers = [f"06123457{number:02}" for number in range(14)]
        met = SippCaller(daemon.wait_open(), tmp_path).burst(
            CallPlan(cancel_after_ms=200), calls=14, per_second=2000, from_users=callers
        )
        # Whoever found no slot was told nothing at all, and was taken when they asked again.
        assert [result.final_status for result in met] == [487] * 14
        assert not [line for line in daemon.lines if "the engine died" in line]
