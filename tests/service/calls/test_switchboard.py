"""The switchboard on its own thread: a call is judged once, treated so, and written down to its end."""

import logging
import queue
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime

import pytest
from msgspec.structs import replace

from agent.call import commands, events, heard
from agent.call.call_record import CallRecord
from agent.call.caller import Caller
from agent.call.commands import Command
from agent.call.incoming_call import IncomingCall
from agent.call.news import CallChanged, CallGoesOn, News
from agent.call.sentence import Sentence
from agent.call.timing import SetDeadline
from agent.call.verdict import Verdict
from agent.call.wishes import DenyCaller, Wish
from agent.service.calls.call_doing import SENTENCES
from agent.service.calls.fan_out import FanOut
from agent.service.calls.line_book import LineBook
from agent.service.calls.ports import ChosenFlow, Inbox, StopSwitchboard, Word
from agent.service.calls.switchboard import Switchboard
from agent.treat.announcing import AnnounceManner, Announcing
from agent.treat.flow import Flow, Happening, Step
from agent.treat.letting_ring import LettingRing
from tests.doubles.fixed_judge import STRANGER, FixedJudge
from tests.doubles.spy_user_agent import LIMIT_SECONDS, SpyUserAgent

NOON = datetime(2026, 11, 21, 12, 0, tzinfo=UTC)
DIALOG = (("call_id", "c1"), ("peer", "127.0.0.1:5060"))
ANSWERED = events.CallAnswered("c1", "PCMA", DIALOG)
PLAYED = events.GreetingPlayed("c1", "removal.wav", 9.5, whole=True)
GIVEN_UP = events.CallEnded("c1", "caller", 487)
LINE = commands.OpenLine(line="home", registrar="fritz.box", user="u")
LINE_OPEN = events.LineChanged("home", True, Sentence("registered"), 200, port=5071)

Choose = Callable[[IncomingCall], Flow]


def arrives(call_id: str = "c1") -> events.CallArrived:
    return events.CallArrived(IncomingCall(call_id=call_id, line="home", received_at=NOON, from_header="x"))


def announcing(call: IncomingCall) -> Flow:
    return Announcing(call.call_id, AnnounceManner(message="removal.wav"))


def letting_ring(call: IncomingCall) -> Flow:
    return LettingRing(call.call_id)


class StumblingFlow:
    """Answers, and fails at everything that happens after that."""

    done = "answered"
    seconds_played = 2.5
    keys_are_secret = False

    def __init__(self, first: Sequence[Step]) -> None:
        self._first = list(first)

    def start(self) -> list[Step]:
        return self._first

    def on(self, happening: Happening) -> list[Step]:
        raise ZeroDivisionError("a mistake in a flow")


class Desk:
    """A real switchboard with a test on every side of it; its clock stands still until the test moves it."""

    def __init__(self, judge: FixedJudge, choose: Choose, community_seconds: float = 0.0) -> None:
        self.seconds = 100.0
        self.records: list[CallRecord] = []
        self.news: list[News] = []
        self.judge = judge
        self.given_up: list[str] = []
        self.answers_for_family = False
        self.granted: list[tuple[Wish, Caller]] = []
        inbox: Inbox = queue.SimpleQueue()
        self.engine = SpyUserAgent(inbox)
        self.failing_tellers: list[Exception] = []

        def choose_flow(call: IncomingCall, caller: Caller, verdict: Verdict) -> ChosenFlow:
            return ChosenFlow(
                choose(call), message_version="fr/2026-08", answers_for_family=self.answers_for_family
            )

        fan_out = FanOut(at_once=[self._fail_when_asked, self._keep])
        switchboard = Switchboard(
            inbox=inbox,
            user_agent=self.engine,
            judge=judge,
            choose_flow=choose_flow,
            lines=LineBook([LINE], self.given_up.append, tell=fan_out.tell, clock=lambda: NOON),
            grant=lambda wish, caller: self.granted.append((wish, caller)),
            tell=fan_out.tell,
            clock=lambda: NOON,
            clock_seconds=lambda: self.seconds,
            ask_community=lambda call_id, caller, verdict: community_seconds,
        )
        self._thread = threading.Thread(target=switchboard.run)
        self._thread.start()

    def says(self, *spoken: Word, sent: int) -> list[Command]:
        """Put events; the last `sent` commands once that many more have come of them."""
        before = len(self.engine.sent)
        self.engine.put(*spoken)
        return self.engine.wait_sent(before + sent)[before:]

    def later(self, seconds: float, *, sent: int) -> list[Command]:
        """Time passes, and the switchboard notices it."""
        self.seconds += seconds
        return self.says(events.Trouble("test", "wake up"), sent=sent)

    def stop(self) -> list[Command]:
        """Everything that was put is done; all commands ever sent."""
        self.engine.put(StopSwitchboard())
        self._thread.join(LIMIT_SECONDS)
        assert not self._thread.is_alive()
        return self.engine.sent

    def last_record(self) -> CallRecord:
        """Of a stopped switchboard."""
        self.stop()
        return self.records[-1]

    def _fail_when_asked(self, news: News) -> None:
        for error in self.failing_tellers:
            raise error

    def _keep(self, news: News) -> None:
        self.news.append(news)
        if isinstance(news, CallChanged):
            self.records.append(news.record)


@contextmanager
def a_desk(choose: Choose = letting_ring, judge: FixedJudge | None = None) -> Iterator[Desk]:
    desk = Desk(judge or FixedJudge(), choose)
    try:
        yield desk
    finally:
        desk.stop()


def test_a_call_that_arrives_is_judged_and_told_what_to_do() -> None:
    with a_desk() as desk:
        assert desk.says(arrives(), sent=1) == [commands.Ring("c1")]
        record = desk.last_record()
        assert (record.treatment, record.rule) == ("let-ring", "otherwise")
        assert record.because == "the test says so"
        assert (record.number_e164, record.not_judged_because) == ("+33162000001", "")


def test_an_unwanted_caller_is_answered_hears_the_message_and_is_written_down_with_its_proof() -> None:
    with a_desk(announcing, FixedJudge("announce")) as desk:
        assert desk.says(arrives(), sent=1) == [commands.Answer("c1")]
        assert desk.says(ANSWERED, sent=1) == [commands.Listen("c1")]
        assert desk.later(1.2, sent=1) == [commands.Play("c1", "removal.wav")]
        assert desk.says(PLAYED, sent=1) == [commands.HangUp("c1")]
        concluded = heard.Concluded("c1", 3.0, "dialer-silence", Sentence("nobody spoke"))
        desk.engine.put(concluded, events.CallEnded("c1", "house", 200))
        record = desk.last_record()
        assert (record.message_version, record.seconds_played) == ("fr/2026-08", 9.5)
        assert (record.ended_by, record.sip_status, record.heard) == ("house", 200, "dialer-silence")
        assert record.steps[:3] == ("0.0 s: answer (200)", "0.0 s: answered", "0.0 s: listening")
        assert "1.2 s: play removal.wav" in record.steps


def test_a_deadline_of_a_call_that_is_over_never_passes() -> None:
    with a_desk(announcing) as desk:
        desk.says(arrives(), ANSWERED, sent=2)
        desk.engine.put(events.CallEnded("c1", "caller", 200))
        desk.later(60.0, sent=0)
        assert desk.stop() == [commands.Answer("c1"), commands.Listen("c1")]


def test_a_call_that_cannot_be_judged_rings_and_its_record_says_why() -> None:
    judge = FixedJudge("announce")
    judge.fails_with = KeyError("the judge lost its notes")
    with a_desk(announcing, judge) as desk:
        assert desk.says(arrives(), sent=1) == [commands.Ring("c1", unattended=True)]
        desk.engine.put(GIVEN_UP)
        record = desk.last_record()
        assert (record.treatment, record.rule) == ("let-ring", "not-judged")
        assert record.not_judged_because == "KeyError: 'the judge lost its notes'"
        assert record.ended_by == "caller"


def test_a_call_that_the_engine_could_not_read_rings_and_its_record_says_why() -> None:
    arrived = arrives()
    unreadable = replace(arrived.call, unreadable_because="the call could not be read (KeyError: 'from')")
    with a_desk(announcing, FixedJudge("announce")) as desk:
        assert desk.says(events.CallArrived(unreadable), sent=1) == [commands.Ring("c1", unattended=True)]
        record = desk.last_record()
        assert (record.treatment, record.rule) == ("let-ring", "not-judged")
        assert record.not_judged_because == "the call could not be read (KeyError: 'from')"
        assert not record.withheld


def test_a_treatment_without_its_sound_rings() -> None:
    def no_sound(call: IncomingCall) -> Flow:
        raise FileNotFoundError("the removal message is not there")

    with a_desk(no_sound, FixedJudge("announce")) as desk:
        assert desk.says(arrives(), sent=1) == [commands.Ring("c1", unattended=True)]
        assert "the removal message is not there" in desk.last_record().not_judged_because


@pytest.mark.parametrize("first_happening", [ANSWERED, events.CallAnswered("c1")])
def test_a_flow_that_fails_after_answering_is_ended_and_the_record_is_completed(
    first_happening: events.Event,
) -> None:
    with a_desk(lambda call: StumblingFlow([commands.Answer(call.call_id)])) as desk:
        assert desk.says(arrives(), sent=1) == [commands.Answer("c1")]
        assert desk.says(first_happening, sent=1) == [commands.HangUp("c1")]
        rest_of_message = events.GreetingPlayed("c1", "removal.wav", 1.0, whole=False)
        desk.engine.put(rest_of_message, events.CallEnded("c1", "house", 200))
        record = desk.last_record()
        assert record.not_judged_because == "ZeroDivisionError: a mistake in a flow"
        assert (record.ended_by, record.ended_at) == ("house", NOON)
        assert (record.done, record.seconds_played) == (
            "answered, then hung up because the treatment failed",
            3.5,
        )


def test_a_failing_flow_never_parts_a_caller_from_the_family() -> None:
    """The failure comes with a word about the phone's leg; the talk goes on until the phone is put down."""
    talk: list[Step] = [commands.Answer("c1"), commands.Bridge("c1", "phone1")]
    with a_desk(lambda call: StumblingFlow(talk)) as desk:
        assert desk.says(arrives(), sent=2) == talk
        key = events.DigitPressed("c1", "5", "rfc4733", "phone1")
        put_down = events.PhoneLost("c1", "phone1", "sip:**1@fritz.box", 200)
        assert desk.says(key, put_down, sent=1) == [commands.HangUp("c1")]
        desk.engine.put(events.CallEnded("c1", "house", 200))
        record = desk.last_record()
        assert "0.0 s: failed (ZeroDivisionError: a mistake in a flow)" in record.steps
        assert (record.done, record.ended_by) == ("talked with the family", "house")


def test_a_wish_of_the_family_is_granted_for_the_caller_of_that_call() -> None:
    wish = DenyCaller("c1")
    with a_desk(lambda call: StumblingFlow([wish])) as desk:
        desk.engine.put(arrives())
        desk.stop()
        assert desk.granted == [(wish, STRANGER)]


def test_nobody_is_answered_for_the_family_when_no_slot_is_left_to_ring_it() -> None:
    with a_desk(announcing) as desk:
        desk.answers_for_family = True
        assert desk.says(arrives("c1"), arrives("c2"), sent=2) == [
            commands.Answer("c1"),
            commands.Answer("c2"),
        ]
        assert desk.says(arrives("c3"), sent=1) == [commands.Ring("c3", unattended=True)]
        assert "no call slot" in desk.last_record().not_judged_because
        assert [record.not_judged_because for record in desk.records[:2]] == ["", ""]


def test_a_flow_that_fails_before_answering_rings() -> None:
    with a_desk(lambda call: StumblingFlow([commands.AnswerEarly(call.call_id)])) as desk:
        desk.says(arrives(), sent=1)
        assert desk.says(events.CallAnswered("c1"), sent=1) == [commands.Ring("c1", unattended=True)]
        desk.engine.put(GIVEN_UP)
        record = desk.last_record()
        assert record.ended_by == "caller"
        assert record.done == "let ring until it was answered elsewhere or given up"


def test_a_flow_that_cannot_even_start_rings() -> None:
    class Lame(StumblingFlow):
        def start(self) -> list[Step]:
            raise ZeroDivisionError("a mistake in a flow")

    with a_desk(lambda call: Lame([])) as desk:
        assert desk.says(arrives(), sent=1) == [commands.Ring("c1", unattended=True)]


def test_a_failing_flow_takes_no_deadline_from_another_call() -> None:
    def choose(call: IncomingCall) -> Flow:
        if call.call_id == "c1":
            return StumblingFlow([SetDeadline("c1", "soon", 1.0)])
        return LettingRing(call.call_id, hold_seconds=1, release="480")

    with a_desk(choose) as desk:
        desk.says(arrives("c1"), arrives("c2"), sent=1)
        assert desk.later(1.0, sent=2) == [commands.Ring("c1", unattended=True), commands.Reject("c2", 480)]


def test_who_cannot_take_a_record_changes_nothing_for_the_call_or_the_others_told() -> None:
    with a_desk(announcing) as desk:
        desk.failing_tellers.append(OSError("the disk is full"))
        assert desk.says(arrives(), ANSWERED, sent=2) == [commands.Answer("c1"), commands.Listen("c1")]
        assert desk.last_record().not_judged_because == ""


def test_when_the_engine_dies_waiting_calls_ring_on_and_answered_ones_are_ended_by_the_next() -> None:
    def choose(call: IncomingCall) -> Flow:
        return announcing(call) if call.call_id == "c1" else letting_ring(call)

    with a_desk(choose) as desk:
        desk.says(arrives("c1"), ANSWERED, arrives("c2"), sent=3)
        started = events.EngineStarted(7, "PJSIP", "2.15", 4, 8)
        came = desk.says(events.EngineStopped("killed by SIGKILL"), started, LINE_OPEN, sent=2)
        assert came == [LINE, commands.ByeAfterCrash("home", DIALOG)]
        assert desk.says(LINE_OPEN, arrives("c3"), sent=1) == [commands.Ring("c3")]
        desk.stop()
        answered = next(record for record in reversed(desk.records) if record.call_id == "c1")
        waiting = next(record for record in reversed(desk.records) if record.call_id == "c2")
        assert [answered.ended_by, waiting.ended_by] == ["engine", "engine"]
        assert answered.not_judged_because == ""
        assert waiting.not_judged_because == "the engine stopped (killed by SIGKILL)"
        assert waiting.steps[-1] == "0.0 s: the engine stopped (killed by SIGKILL)"


def test_a_line_that_is_not_open_gets_no_bye_for_the_calls_of_before() -> None:
    with a_desk(announcing) as desk:
        desk.says(arrives(), ANSWERED, sent=2)
        closed = events.LineChanged("home", False, Sentence("no address is known"))
        elsewhere = events.LineChanged("other", True, Sentence("registered"), port=5072)
        desk.engine.put(events.EngineStopped("gone"), closed, elsewhere)
        assert desk.stop() == [commands.Answer("c1"), commands.Listen("c1")]


def test_a_restarted_engine_opens_the_line_on_the_port_it_had() -> None:
    with a_desk() as desk:
        started = events.EngineStarted(7, "PJSIP", "2.15", 4, 8)
        first, second = desk.says(started, LINE_OPEN, events.EngineStopped("gone"), started, sent=2)
        assert isinstance(first, commands.OpenLine)
        assert isinstance(second, commands.OpenLine)
        assert (first.port, second.port) == (0, 5071)


def test_late_words_about_a_call_that_is_over_change_nothing() -> None:
    with a_desk() as desk:
        desk.says(arrives(), sent=1)
        speech = heard.SpeechHeard("c1", 0.4)
        desk.engine.put(GIVEN_UP, GIVEN_UP, ANSWERED, speech, events.DigitPressed("nobody", "1", "rfc4733"))
        assert desk.stop() == [commands.Ring("c1")]
        assert len(desk.records) == 2


def test_the_record_waits_for_the_last_words_of_the_ear() -> None:
    with a_desk(announcing) as desk:
        desk.says(arrives(), ANSWERED, sent=2)
        desk.engine.put(GIVEN_UP, heard.Concluded("c1", 2.0, "hung-up", Sentence("no more packets")))
        desk.engine.put(heard.Concluded("c1", 2.1, "unknown", Sentence("too late")))
        record = desk.last_record()
        assert (record.heard, record.ended_by, len(desk.records)) == ("hung-up", "caller", 2)


@pytest.mark.parametrize("again", [GIVEN_UP, events.EngineStopped("killed by SIGKILL")])
def test_how_a_call_ended_is_said_once_and_stays_as_it_was(
    again: events.Event, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO)
    with a_desk(announcing) as desk:
        # The record waits for the ear, and hears of an end again meanwhile.
        desk.says(arrives(), ANSWERED, GIVEN_UP, again, arrives("c2"), sent=3)
        desk.later(1.0, sent=0)
        desk.stop()
        record = next(record for record in reversed(desk.records) if record.call_id == "c1")
        assert record.ended_by == "caller"
        assert sum("ended by" in step for step in record.steps) == 1
    assert [text for text in caplog.messages if text.startswith("c1: ") and "because" not in text] == [
        "c1: answered"
    ]


def test_what_the_ear_makes_of_the_family_is_not_what_it_makes_of_the_caller() -> None:
    of_family = heard.Concluded("c1", 2.0, "person", Sentence("the family"), leg_id="phone1")
    with a_desk(announcing) as desk:
        desk.says(arrives(), ANSWERED, sent=2)
        desk.engine.put(of_family, GIVEN_UP, heard.Concluded("c1", 2.1, "dialer-silence", Sentence("nobody")))
        record = desk.last_record()
        assert (record.heard, record.ended_by) == ("dialer-silence", "caller")


def test_a_flow_that_fails_over_the_end_of_its_call_leaves_no_call_behind() -> None:
    with a_desk(lambda call: StumblingFlow([commands.Ring(call.call_id)])) as desk:
        desk.says(arrives(), sent=1)
        desk.says(GIVEN_UP, arrives("c2"), sent=1)
        assert [record.ended_by for record in desk.records if record.call_id == "c1"] == ["", "caller"]


def test_the_record_does_not_wait_for_ever() -> None:
    with a_desk(announcing) as desk:
        desk.says(arrives(), ANSWERED, GIVEN_UP, arrives("c2"), sent=3)
        desk.later(1.0, sent=0)
        desk.says(arrives("c3"), sent=1)
        assert [record.ended_by for record in desk.records if record.call_id == "c1"] == ["", "caller"]


def test_a_switchboard_that_stops_writes_down_the_calls_in_hand() -> None:
    with a_desk() as desk:
        desk.says(arrives("c1"), arrives("c2"), sent=2)
        desk.stop()
        ends = {record.call_id: record.ended_by for record in desk.records}
        assert ends == {"c1": "house", "c2": "house"}
        assert desk.records[-1].ended_at == NOON


def test_the_lists_are_looked_at_when_nobody_calls() -> None:
    judge = FixedJudge()
    with a_desk(judge=judge) as desk:
        desk.seconds += 1.0
        assert judge.looked_around.acquire(timeout=LIMIT_SECONDS)


def test_the_lists_are_looked_at_however_many_calls_come_and_once_a_second_only() -> None:
    judge = FixedJudge()
    with a_desk(judge=judge) as desk:
        desk.says(arrives("c1"), arrives("c2"), sent=2)
        assert not judge.looked_around.acquire(blocking=False)
        desk.seconds += 1.0
        desk.says(arrives("c3"), arrives("c4"), sent=2)
        desk.stop()
        assert judge.looked_around.acquire(blocking=False)
        assert not judge.looked_around.acquire(blocking=False)


def test_a_look_around_that_fails_costs_no_call() -> None:
    judge = FixedJudge()
    judge.sight_fails_with = PermissionError("allow.txt cannot be read")
    with a_desk(judge=judge) as desk:
        desk.seconds += 1.0
        assert desk.says(arrives(), sent=1) == [commands.Ring("c1")]
        desk.seconds += 1.0
        assert desk.says(arrives("c2"), sent=1) == [commands.Ring("c2")]
        desk.stop()
        assert {record.not_judged_because for record in desk.records} == {""}


@pytest.mark.parametrize(("level", "shown"), [("INFO", "+3316…001: "), ("DEBUG", "+33162000001: ")])
def test_the_journal_shows_a_whole_number_only_to_who_asks_for_everything(
    caplog: pytest.LogCaptureFixture, level: str, shown: str
) -> None:
    caplog.set_level(level, logger="agent.service.calls.switchboard")
    with a_desk() as desk:
        desk.says(arrives(), sent=1)
        desk.stop()
    (told,) = [record.getMessage() for record in caplog.records if "because" in record.getMessage()]
    assert told.startswith(f"c1: {shown}")


def test_what_is_being_done_is_told_as_the_call_goes_on_and_no_more_once_it_is_over() -> None:
    with a_desk(announcing) as desk:
        desk.says(arrives(), ANSWERED, sent=2)
        desk.later(1.2, sent=1)
        desk.says(PLAYED, sent=1)
        desk.says(GIVEN_UP, sent=0)
        desk.stop()
    assert [
        news.doing if isinstance(news, CallGoesOn) else type(news).__name__
        for news in desk.news
        if isinstance(news, CallGoesOn | CallChanged)
    ] == [
        "CallChanged",
        SENTENCES["answered"],
        SENTENCES["plays"],
        SENTENCES["ends"],
        SENTENCES["over"],
        "CallChanged",
    ]


def test_what_becomes_of_a_leg_is_not_what_is_being_done_with_the_caller() -> None:
    with a_desk() as desk:
        desk.says(arrives(), sent=1)
        desk.says(events.GreetingPlayed("c1", "whisper", 1.0, whole=True, leg_id="phone1"), sent=0)
        desk.stop()
    assert not [news for news in desk.news if isinstance(news, CallGoesOn)]


def ends_written_before_the_next_call(desk: Desk, *last: Word) -> list[str]:
    """Who had ended `c1` in each of its records, when another call came right after these words."""
    desk.says(*last, arrives("next"), sent=1)
    desk.stop()
    until_next = [record.call_id for record in desk.records].index("next")
    return [record.ended_by for record in desk.records[:until_next]]


def test_a_call_nobody_listened_to_is_written_down_as_soon_as_it_ends() -> None:
    with a_desk() as desk:
        desk.says(arrives(), sent=1)
        assert ends_written_before_the_next_call(desk, GIVEN_UP) == ["", "caller"]


def test_a_call_of_which_all_was_heard_is_written_down_as_soon_as_it_ends() -> None:
    concluded = heard.Concluded("c1", 2.0, "person", Sentence("spoke and paused"))
    with a_desk(announcing) as desk:
        desk.says(arrives(), ANSWERED, concluded, sent=2)
        assert ends_written_before_the_next_call(desk, GIVEN_UP) == ["", "caller"]


def test_a_dead_engine_says_no_last_words() -> None:
    with a_desk(announcing) as desk:
        desk.says(arrives(), ANSWERED, sent=2)
        assert ends_written_before_the_next_call(desk, events.EngineStopped("gone")) == ["", "engine"]
        assert {record.sip_status for record in desk.records} == {0}


@pytest.mark.parametrize(("seconds", "is_heard"), [(0.95, "hung-up"), (1.0, "")])
def test_last_words_are_waited_for_one_second(seconds: float, is_heard: str) -> None:
    with a_desk(announcing) as desk:
        desk.says(arrives(), ANSWERED, GIVEN_UP, arrives("c2"), sent=3)
        desk.later(seconds, sent=0)
        desk.engine.put(heard.Concluded("c1", 2.0, "hung-up", Sentence("no more packets")))
        desk.stop()
        of_first = [record for record in desk.records if record.call_id == "c1"]
        assert (of_first[-1].heard, of_first[-1].ended_by) == (is_heard, "caller")


def test_the_lists_are_looked_at_once_a_second_and_not_more_often() -> None:
    judge = FixedJudge()
    with a_desk(judge=judge) as desk:
        desk.seconds += 0.95
        desk.says(arrives(), sent=1)
        desk.stop()
    assert not judge.looked_around.acquire(blocking=False)


def test_a_plain_call_takes_one_slot_of_four_and_a_screened_one_two() -> None:
    with a_desk(announcing) as desk:
        desk.says(arrives("plain"), sent=1)
        desk.answers_for_family = True
        assert desk.says(arrives("c1"), arrives("c2"), sent=2) == [
            commands.Answer("c1"),
            commands.Ring("c2", unattended=True),
        ]


def test_what_troubles_no_call_is_in_the_journal(caplog: pytest.LogCaptureFixture) -> None:
    with a_desk() as desk:
        desk.engine.put(events.Trouble("ear", "the ear is behind"))
        desk.stop()
    assert "ear: the ear is behind" in caplog.messages


def test_a_house_that_stops_ends_its_calls_without_a_status() -> None:
    with a_desk() as desk:
        desk.says(arrives(), sent=1)
        record = desk.last_record()
        assert (record.ended_by, record.sip_status) == ("house", 0)
