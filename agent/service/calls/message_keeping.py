"""Takes care of what was recorded: makes it small when its call is over, and plays it back at a good level.

Told of calls on a thread of its own, as turning two minutes of sound takes longer than a call may wait.
"""

from __future__ import annotations

import logging
import math
import threading
import time
from array import array
from collections.abc import Callable
from datetime import datetime
from pathlib import Path

from agent.call.caller import Caller
from agent.call.incoming_call import IncomingCall
from agent.call.news import CallChanged, MessageLeft, News
from agent.call.user_error import UserError
from agent.service.calls.fan_out import Tell, nobody_listens
from agent.settings.settings import Settings
from agent.sound.g711 import to_a_law
from agent.sound.loudness import active_level_dbov, peak_dbov
from agent.sound.wav_file import WavFile, read_wav
from agent.store.messages import WITHHELD, Kind, Message, MessageFolder

log = logging.getLogger(__name__)

NOBODY_SPOKE_BELOW_DBOV = -55.0
SPOKEN_DBOV = -26.0
MOST_GAIN_DB = 24.0
"""More would lift the hiss of the line above the voice of the next message."""
HIGHEST_PEAK_DBOV = -1.0
CLOSED_WITHIN_SECONDS = 5.0
"""The engine closes a recording about a second after the call; after this long, what is there counts."""
LONGEST_TALK_SECONDS = 3600.0
MEGABYTE = 1_000_000


class MessageKeeping:
    """Recordings of this house: a listener that wants to know which calls are over (`wants`).

    What the house left behind must be known before the first call (`find_left_behind`) and is taken in before
    any news (`take_in_left_behind`).
    """

    def __init__(
        self, settings: Settings, clock: Callable[[], datetime], tell: Tell = nobody_listens
    ) -> None:
        """`tell` gets each recording that is kept."""
        self._settings = settings.messages
        self._clock = clock
        self._tell = tell
        self.folder = open_messages(settings)
        self._hurry = threading.Event()
        self._left_behind: list[Path] = []

    def find_left_behind(self) -> None:
        """Look for what a house that stopped suddenly was recording.  Never raises."""
        try:
            self._left_behind = self.folder.under_way()
        except OSError as error:
            log.error("messages left behind cannot be found: %s", error)

    def take_in_left_behind(self) -> None:
        """Keep it.  Never raises."""
        self._survive("the house's last run", lambda: self._take_all_in(self._left_behind, ""))

    def hurry(self) -> None:
        """The house stops: from now on no recording is waited for until the engine has closed it."""
        self._hurry.set()

    def wants(self, news: News) -> bool:
        """Only calls that are over; a call dropped from a full queue is taken in at the next start."""
        return isinstance(news, CallChanged) and news.record.ended_at is not None

    def take(self, news: News) -> None:
        """A call is over: its recordings are taken in.  Takes its time, never raises."""
        if isinstance(news, CallChanged):
            call_id = news.record.call_id
            self._survive(call_id, lambda: self._take_all_in(self.folder.under_way(call_id), call_id))

    def place_for(self, incoming: IncomingCall, caller: Caller, kind: Kind) -> str:
        """Where to record this call; empty when messages are off or the disk is too full.  Never raises."""
        if not self._settings.on:
            return ""
        number = WITHHELD if caller.withheld else caller.number_e164 or caller.short_number
        longest = self._settings.longest_seconds if kind == "message" else LONGEST_TALK_SECONDS
        try:
            path = self.folder.place_for(incoming.call_id, incoming.received_at, number, kind, longest)
        except OSError as error:
            log.error("%s: nothing can be recorded: %s", incoming.call_id, error)
            return ""
        if path is None:
            log.error("%s: the disk is almost full, so nothing is recorded", incoming.call_id)
        return str(path or "")

    def playable(self, message: Message) -> array[int]:
        """The message's samples, as loud as our own voice.  Raises OSError, UserError when it is no sound."""
        return levelled(read_wav(message.path))

    def _survive(self, what: str, work: Callable[[], None]) -> None:
        try:
            work()
        except OSError as error:
            log.error("%s: a message cannot be kept: %s", what, error)

    def _take_all_in(self, recordings: list[Path], call_id: str) -> None:
        self.folder.forget_heard(call_id)
        for recording in recordings:
            self._take_in(recording)
        self.folder.erase_old(self._clock())

    def _take_in(self, recording: Path) -> None:
        deadline = time.monotonic() + CLOSED_WITHIN_SECONDS
        while not _is_closed(recording) and time.monotonic() < deadline and not self._hurry.wait(0.1):
            pass
        samples = _samples_of(recording)
        if active_level_dbov(samples) < NOBODY_SPOKE_BELOW_DBOV:
            log.info("%s: nobody said anything, so nothing is kept", recording.name)
            self.folder.drop(recording)
            return
        kept = self.folder.keep(recording, to_a_law(samples), self._clock())
        log.info("kept %s", recording.name)
        if kept is not None:
            self._tell(
                MessageLeft(
                    name=kept.name,
                    received_at=kept.received_at,
                    number=kept.number,
                    kind=kept.kind,
                    seconds=kept.seconds,
                )
            )


def open_messages(settings: Settings) -> MessageFolder:
    """The folder of the settings; nothing on the disk is touched yet."""
    return MessageFolder(
        settings.data_folder / "messages",
        settings.messages.keep_days,
        settings.messages.quota_mb * MEGABYTE,
    )


def _is_closed(recording: Path) -> bool:
    try:
        return WavFile(recording).is_closed
    except UserError:
        return False


def _samples_of(recording: Path) -> array[int]:
    """As many as are there; none when the engine died before it wrote the first."""
    try:
        return read_wav(recording)
    except UserError:
        return array("h")


def levelled(samples: array[int]) -> array[int]:
    """The same voice at the level of our prompts; never so loud that it crackles."""
    level_dbov = active_level_dbov(samples)
    gain_db = min(SPOKEN_DBOV - level_dbov, MOST_GAIN_DB, HIGHEST_PEAK_DBOV - peak_dbov(samples))
    gain = math.pow(10, gain_db / 20)
    return array("h", (round(sample * gain) for sample in samples))
