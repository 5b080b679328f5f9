"""The composition root: builds every room from the settings, starts them in order, stops them in reverse.

    store → lists → switchboard → engine → timetable → status

`python -m agent.house FILE` is the daemon itself, without the command line's libraries:
`tranquille run` checks the settings and then becomes this.
"""

import contextlib
import gc
import io
import logging
import os
import signal
import sys
import threading
import time
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path
from types import FrameType
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

import msgspec

from agent.call.commands import TuneEar
from agent.call.news import CallChanged, News
from agent.call.sentence import said, say
from agent.call.user_error import UserError
from agent.prompts.choosing import day_of_call
from agent.service.calls.engine_link import EngineLink
from agent.service.calls.fan_out import FanOut
from agent.service.calls.flow_choice import FlowChoice
from agent.service.calls.inbox import BoundedInbox
from agent.service.calls.line_book import LineBook
from agent.service.calls.line_opening import open_line
from agent.service.calls.live import Live
from agent.service.calls.menu_lock import MenuLock
from agent.service.calls.message_keeping import MessageKeeping
from agent.service.calls.ports import Inbox, NumbersChanged, StopSwitchboard, nobody_is_asked
from agent.service.calls.status_answer import answer_to
from agent.service.calls.status_socket import StatusSocket
from agent.service.calls.switchboard import Switchboard
from agent.service.calls.voice import Voice
from agent.service.calls.wish_worker import WishWorker
from agent.service.desk.first_lines import first_lines
from agent.service.desk.menu_answers import MenuAnswers
from agent.service.desk.numbers import Numbers
from agent.service.judging.judge import build_judge
from agent.service.judging.permits import Permits
from agent.service.lists.index import index_for_calls
from agent.service.lists.keeper import ListKeeper
from agent.settings.config_file import load_settings
from agent.settings.settings import Settings
from agent.sip.engine_choice import choose_engine
from agent.store.call_log import CallLog
from agent.store.patient_call_log import PatientCallLog
from agent.store.permits import PermitTable
from agent.translations.for_reader import for_reader, journal_for_reader

if TYPE_CHECKING:
    from agent.service.calls.community_check import CommunityCheck

log = logging.getLogger(__name__)

JOIN_WITHIN_SECONDS = 3.0
SWITCH_SECONDS = 0.001


class House:
    """One household's doorkeeper, from settings to a running daemon.

    Raises UserError when the settings cannot work.  Whoever wants to know of calls, lines and lists is one
    `listen` of `fan_out`.
    """

    def __init__(self, settings: Settings, *, environment: Mapping[str, str] | None = None) -> None:
        if not settings.lines:
            raise UserError(
                say(
                    "{path} has no [[line]]: add one, as shown at the top of config.example.toml",
                    path=settings.config_file or say("the configuration"),
                )
            )
        engine = choose_engine(settings.house.engine)
        self._settings = settings
        self._inbox: Inbox = BoundedInbox()
        self._stopped = threading.Event()
        self.gave_up_because = ""
        call_log = CallLog(settings.call_log_path, settings.store.keep_days, settings.store.keep_rows)
        self.call_log = PatientCallLog(call_log)
        self.live = Live({line.name: line.kind for line in settings.lines})
        # The next call is judged by what the call log knows of the last, so it is told at once, and first.
        self.fan_out = FanOut(at_once=[self._write_down, self.live.take])
        self.permits = Permits(settings, PermitTable(call_log.database), _now)
        index = index_for_calls(settings, _now().date())
        self.judge = build_judge(settings, index, self.call_log, _now, permits=self.permits)
        environment = os.environ if environment is None else environment
        lines = [open_line(line, settings, environment) for line in settings.lines]
        tuned = msgspec.structs.asdict(settings.listening)
        tuning = TuneEar(tuple((name, str(value)) for name, value in tuned.items()))
        self.lines = LineBook(lines, self._give_up, [tuning], tell=self.fan_out.tell, clock=_now)
        self.engine = EngineLink(self._inbox, time.monotonic, engine.command)
        numbers, voice, lock = Numbers(settings), Voice(settings), MenuLock(time.monotonic)
        self.messages = messages = MessageKeeping(settings, _now, self.fan_out.tell)
        self.fan_out.listen(
            "messages", messages.take, wants=messages.wants, first=messages.take_in_left_behind
        )
        desk = MenuAnswers(
            settings,
            calls=self.call_log,
            numbers=numbers,
            permits=self.permits,
            messages=self.messages,
            voice=voice,
            clock=_now,
        )
        self.granting = WishWorker(numbers, desk, lock, self._inbox.put)
        self._community = self._ask_communities(environment)
        zone = ZoneInfo(settings.house.time_zone) if settings.house.time_zone else None
        self._switchboard = Switchboard(
            inbox=self._inbox,
            user_agent=self.engine,
            judge=self.judge,
            choose_flow=FlowChoice(
                settings,
                lambda: day_of_call(datetime.now(zone).date()),
                voice=voice,
                messages=self.messages,
                lock=lock,
            ),
            lines=self.lines,
            tell=self.fan_out.tell,
            grant=self.granting,
            clock=_now,
            clock_seconds=time.monotonic,
            ask_community=self._community or nobody_is_asked,
        )
        self._lists = ListKeeper(
            settings,
            post=lambda index: self._inbox.put(NumbersChanged(index)),
            is_damaged=lambda: self.judge.index_is_damaged,
            tell=self.fan_out.tell,
        )
        self._since = _now()
        self._status = StatusSocket(settings.status_path, self._tell_status)
        self._thread = threading.Thread(target=self._switchboard.run, name="switchboard")

    def start(self) -> None:
        self.messages.find_left_behind()
        self.fan_out.start()
        self._thread.start()
        self.engine.start()
        self._lists.start()
        self._status.start()

    def ask_to_stop(self) -> None:
        """From any thread or signal handler; `wait` then returns."""
        self._stopped.set()

    def wait(self, limit_seconds: float | None = None) -> bool:
        """Until somebody asked to stop; False when the limit came first."""
        return self._stopped.wait(limit_seconds)

    def stop(self) -> None:
        """Reverse order, each step bounded and said in the log."""
        self._status.close()
        log.info("stopping the timetable")
        self._lists.stop()
        log.info("stopping the engine")
        self.engine.stop()
        log.info("stopping the switchboard")
        self._inbox.put(StopSwitchboard())
        self._thread.join(JOIN_WITHIN_SECONDS)
        if self._thread.is_alive():
            log.warning("the switchboard did not stop in %.0f s", JOIN_WITHIN_SECONDS)
        self.granting.close()
        if self._community is not None:
            self._community.close()
        self.messages.hurry()
        self.fan_out.close()
        log.info("closing the call log")
        self.call_log.close()

    def _ask_communities(self, environment: Mapping[str, str]) -> "CommunityCheck | None":
        """Whoever asks communities about strangers; None, and no network code at all, where that is off."""
        if all(each.privacy == "local" for each in self._settings.shared_lists if each.on):
            return None
        from agent.service.calls.community_check import CommunityCheck

        return CommunityCheck(self._settings, environment, post=self._inbox.put, now=_now)

    def _tell_status(self, question: bytes) -> bytes:
        observes = self._settings.house.mode == "observe"
        return answer_to(question, self.live, self._since, observes=observes)

    def _write_down(self, news: News) -> None:
        if isinstance(news, CallChanged):
            self.call_log.save(news.record)

    def _give_up(self, sentence: str) -> None:
        self.gave_up_because = sentence
        self.ask_to_stop()


def _now() -> datetime:
    return datetime.now(UTC)


def main(arguments: Sequence[str] | None = None) -> int:
    """Run with that config.toml (or the usual one) until told to stop.

    Exit code 0, or 2 with one sentence for what a person can mend.
    """
    words = sys.argv[1:] if arguments is None else arguments
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            # Letters that the output has not become question marks.
            stream.reconfigure(errors="replace")
    try:
        settings = load_settings(Path(words[0]) if words else None)
        logging.basicConfig(
            level=settings.log.level.upper(),
            stream=sys.stderr,
            format="%(asctime)s %(levelname)s %(message)s",
        )
        journal_for_reader(settings)
        house = House(settings)
    except UserError as error:
        print("tranquille:", *for_reader([said(error)]), file=sys.stderr)
        return 2

    def on_signal(number: int, frame: FrameType | None) -> None:
        house.ask_to_stop()

    signal.signal(signal.SIGTERM, on_signal)
    signal.signal(signal.SIGINT, on_signal)
    # A full disk behind a redirected output is no reason to leave the door.
    with contextlib.suppress(OSError):
        for line in for_reader(first_lines(settings, house.judge, house.permits), settings):
            print(line, flush=True)
    # A caller waits for no other thread's 5 ms, and for no look through all that was loaded at the start.
    sys.setswitchinterval(SWITCH_SECONDS)
    gc.freeze()
    house.start()
    house.wait()
    house.stop()
    if house.gave_up_because:
        why = say("no line can work: {why}", why=house.gave_up_because)
        print("tranquille:", *for_reader([why], settings), file=sys.stderr)
        return 2
    return 0


if __name__ == "__main__":
    sys.exit(main())
