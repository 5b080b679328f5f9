"""A stranger's phone rings while a community is asked: it answers in time, or it does not count."""

import logging
import queue
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

import pytest

from agent.call import commands, events
from agent.call.caller import Caller
from agent.call.finding import Finding
from agent.call.incoming_call import IncomingCall
from agent.call.list_entry import ListEntry, Match
from agent.call.rule_name import RuleName
from agent.call.treatment import LetRing
from agent.call.user_error import UserError
from agent.call.verdict import Verdict
from agent.lists.communities.online_check import WAIT_SECONDS
from agent.lists.index.number_index import NumberIndex
from agent.service.calls.community_check import CommunityCheck
from agent.service.calls.ports import CommunityAnswered, NumbersChanged
from agent.service.desk.what_if import open_explainer
from agent.treat.announcing import AnnounceManner, Announcing
from agent.treat.flow import Flow
from agent.treat.letting_ring import LettingRing
from tests.doubles.fixed_judge import FixedJudge
from tests.peers.http_peer import HttpPeer
from tests.peers.phoneblock_server import KEY, PhoneBlockServer
from tests.service.a_house import settings_in
from tests.service.calls.test_switchboard import Desk, arrives

CALLER = "+4917650642602"
STRANGER = Caller(number_e164=CALLER)
KNOWN = Match(
    list_name="phoneblock", role="shared", entry=ListEntry(kind="exact", value=CALLER, votes=9), score=9
)
MISSED = Verdict(
    LetRing(), Finding(RuleName.OTHERWISE, "nobody knows them"), passed=("deny-list", "shared-list")
)
RING = commands.Ring("c1")
RING_FOR_GOOD = commands.Ring("c1", unattended=True)

Community = tuple[PhoneBlockServer, "queue.Queue[CommunityAnswered]", CommunityCheck]


def as_judged(call: IncomingCall) -> Flow:
    """Announces: chosen only once the call is decided, so that it shows when that was."""
    return Announcing(call.call_id, AnnounceManner(message="removal.wav"))


def letting_ring(call: IncomingCall) -> Flow:
    return LettingRing(call.call_id)


@contextmanager
def an_asking_desk(judge: FixedJudge | None = None) -> Iterator[Desk]:
    desk = Desk(judge or FixedJudge(), as_judged, community_seconds=0.8)
    try:
        yield desk
    finally:
        desk.stop()


def test_it_rings_first_and_is_treated_as_the_community_says() -> None:
    with an_asking_desk() as desk:
        assert desk.says(arrives(), sent=1) == [RING]
        assert desk.says(CommunityAnswered("c1", (KNOWN,)), sent=1) == [commands.Answer("c1")]
        record = desk.last_record()
        assert (record.rule, record.because) == ("shared-list", f"a community knows {CALLER}")
        assert record.not_judged_because == ""


def test_an_answer_that_knows_nothing_leaves_the_verdict_and_says_why(
    caplog: pytest.LogCaptureFixture,
) -> None:
    caplog.set_level(logging.INFO)
    with an_asking_desk() as desk:
        desk.says(arrives(), sent=1)
        desk.says(CommunityAnswered("c1", because="phoneblock is busy"), sent=1)
        record = desk.last_record()
        assert record.rule == "otherwise"
        assert "0.0 s: phoneblock is busy" in record.steps
    assert sum("because the test says so" in text for text in caplog.messages) == 1, "it is news once"


def test_after_its_time_the_call_goes_on_without_and_a_late_answer_changes_nothing() -> None:
    with an_asking_desk() as desk:
        desk.says(arrives(), sent=1)
        # What was decided without the community is done now.
        assert desk.later(0.8, sent=1) == [commands.Answer("c1")]
        desk.engine.put(CommunityAnswered("c1", (KNOWN,)))
        record = desk.last_record()
        assert record.rule == "otherwise"
        assert "0.8 s: no community answered in time" in record.steps
        assert desk.engine.sent == [RING, commands.Answer("c1")]


def test_a_caller_who_gave_up_meanwhile_is_left_alone() -> None:
    with an_asking_desk() as desk:
        desk.says(arrives(), sent=1)
        desk.engine.put(events.CallEnded("c1", "caller", 487), CommunityAnswered("c1", (KNOWN,)))
        assert desk.stop() == [RING]
        assert desk.records[-1].ended_by == "caller"


def test_a_judge_that_fails_at_the_second_look_lets_it_ring() -> None:
    judge = FixedJudge()
    with an_asking_desk(judge) as desk:
        desk.says(arrives(), sent=1)
        judge.fails_with = ZeroDivisionError("a mistake")
        assert desk.says(CommunityAnswered("c1", (KNOWN,)), sent=1) == [RING_FOR_GOOD]
        # Its time is over too, and still it only rings.
        desk.seconds += 1.0
        record = desk.last_record()
        assert record.not_judged_because == "ZeroDivisionError: a mistake"
        assert set(desk.engine.sent) == {RING, RING_FOR_GOOD}


def test_a_new_index_is_taken_up_between_two_calls() -> None:
    judge, index = FixedJudge(), NumberIndex.empty()
    desk = Desk(judge, letting_ring)
    desk.says(NumbersChanged(index), arrives(), sent=1)
    desk.stop()
    assert judge.indexes == [index]


@pytest.fixture
def community(
    tmp_path: Path,
) -> Iterator[Community]:
    server = PhoneBlockServer()
    with HttpPeer(server) as peer:
        settings = settings_in(
            tmp_path,
            f'[[list]]\nname = "phoneblock"\nurl = "{peer.url("/api/blocklist")}"\nformat = "phoneblock"\n'
            f'local = true\nkey = "{KEY}"\nprivacy = "k-anonymity"\n',
        )
        answers: queue.Queue[CommunityAnswered] = queue.Queue()
        check = CommunityCheck(settings, {}, post=answers.put, now=lambda: datetime.now(UTC))
        yield server, answers, check
        check.close()


def test_a_community_is_asked_about_strangers_only(
    community: Community,
) -> None:
    server, answers, check = community
    server.report(CALLER, 9)
    assert check("c1", STRANGER, MISSED) == WAIT_SECONDS
    answer = answers.get(timeout=5)
    assert (answer.call_id, answer.because) == ("c1", "")
    assert [match.score for match in answer.matches] == [9]
    decided_before = Verdict(LetRing(), Finding(RuleName.CONTACT, "a friend"), passed=("deny-list",))
    assert check("c2", STRANGER, decided_before) == 0
    assert check("c3", Caller(number_e164=CALLER, withheld=True), MISSED) == 0
    assert check("c4", Caller(short_number="3950"), MISSED) == 0
    check.close()
    assert check("c5", STRANGER, MISSED) == 0
    assert answers.empty()


def test_what_a_community_says_is_judged_by_the_house_rules(tmp_path: Path) -> None:
    explainer = open_explainer(settings_in(tmp_path))
    noon = datetime(2026, 11, 21, 12, tzinfo=UTC)
    call = IncomingCall(call_id="c", line="home", received_at=noon, from_header=f"<sip:{CALLER}@x>")
    caller, verdict = explainer.judge.judge(call, [KNOWN])
    assert (caller.number_e164, verdict.rule, verdict.treatment.name) == (CALLER, "shared-list", "announce")
    explainer.close()


def test_a_token_that_cannot_be_read_is_one_sentence(tmp_path: Path) -> None:
    settings = settings_in(
        tmp_path,
        '[[list]]\nname = "pb"\nurl = "https://phoneblock.net/phoneblock/api/blocklist"\n'
        'format = "phoneblock"\nkey_file = "gone.txt"\nprivacy = "plaintext"\n',
    )
    with pytest.raises(UserError, match=r"gone\.txt cannot be read"):
        CommunityCheck(settings, {}, post=print, now=lambda: datetime.now(UTC))
