"""The rehearsal behind `tranquille demo`: a whole house on loopback, and what strangers who call it meet."""

import json
import os
import queue
import re
import signal
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from agent.call.call_record import CallRecord
from agent.call.rule_name import RuleName
from agent.call.sentence import say
from agent.call.user_error import UserError
from agent.disk.whole_file import replace_whole
from agent.service.desk.call_history import last_calls
from agent.settings.config_file import load_settings

READY_WITHIN_SECONDS = 10.0
OVER_WITHIN_SECONDS = 50.0
RECORD_WITHIN_SECONDS = 2.0
MESSAGE_HEARD_SECONDS = 8.0
"""An announced caller has heard the whole message, which is longer than this."""

_BOX = "127.0.0.1"


@dataclass(frozen=True, slots=True)
class Stranger:
    """Somebody who calls, and what ought to become of the call."""

    key: str
    who: str
    from_uri: str
    known_as: str
    """The number or internal user that the record shows; empty for who hides."""
    treatment: str
    rule: RuleName
    announced: bool = False
    after: str = ""
    """Key of the call that has to be over first."""


STRANGERS: tuple[Stranger, ...] = (
    Stranger(
        "1-telemarketing", say("a call centre (ARCEP range)"), f"<sip:0162000001@{_BOX}>", "+33162000001",
        "announce", RuleName.REGULATOR_PREFIX, announced=True,
    ),
    Stranger(
        "2-denied", say("on the deny list"), f"<sip:0188001122@{_BOX}>", "+33188001122",
        "announce", RuleName.DENY_LIST, announced=True,
    ),
    Stranger(
        "3-friend", say("a friend on the allow list"), f"<sip:0612345678@{_BOX}>", "+33612345678",
        "let-ring", RuleName.ALLOW_LIST,
    ),
    Stranger(
        "4-masked", say("somebody who hides"), '"Anonymous" <sip:anonymous@anonymous.invalid>', "",
        "let-ring", RuleName.WITHHELD,
    ),
    Stranger(
        "5-contact", say("in the box's phone book"), f'"Mamie" <sip:0561000002@{_BOX}>', "+33561000002",
        "let-ring", RuleName.CONTACT,
    ),
    Stranger(
        "6-impossible", say("an impossible number"), f"<sip:+99912345678901@{_BOX}>", "+99912345678901",
        "let-ring", RuleName.IMPOSSIBLE_NUMBER,
    ),
    Stranger(
        "7-internal", say("a phone of the house"), f'"Kitchen" <sip:**622@{_BOX}>', "**622",
        "let-ring", RuleName.INTERNAL_CALL,
    ),
    Stranger(
        "8-labelled", say("labelled as spam by the box"), f'"SPAM: Energy" <sip:0974000003@{_BOX}>',
        "+33974000003", "announce", RuleName.SPAM_LABEL, announced=True,
    ),
    Stranger(
        "9-stranger", say("a stranger"), f"<sip:0472000004@{_BOX}>", "+33472000004",
        "let-ring", RuleName.OTHERWISE,
    ),
    Stranger(
        "10-insisting", say("the same stranger again"), f"<sip:0472000004@{_BOX}>", "+33472000004",
        "let-ring", RuleName.INSISTING, after="9-stranger",
    ),
)  # fmt: skip

CONFIG = """\
[house]
data_folder = "data"
time_zone = "Europe/Paris"

[[line]]
name = "demo"
bind_address = "127.0.0.1"
trusted_peers = ["127.0.0.1"]
country = "FR"
"""


@dataclass(frozen=True, slots=True)
class Outcome:
    """One call of the rehearsal: what was expected, what the house wrote down, what the caller met."""

    stranger: Stranger
    record: CallRecord | None
    statuses: tuple[int, ...]
    seconds_heard: float
    recording: str

    @property
    def as_expected(self) -> bool:
        """Treated as its row says, in the record and on the wire."""
        record = self.record
        if record is None or (record.treatment, record.rule) != (self.stranger.treatment, self.stranger.rule):
            return False
        if self.stranger.announced:
            return 200 in self.statuses and self.seconds_heard >= MESSAGE_HEARD_SECONDS
        finals = [status for status in self.statuses if status >= 200]
        return 180 in self.statuses and finals == [487]


def begin_rehearsal() -> "Rehearsal":
    """A rehearsal in a new folder."""
    return Rehearsal(Path(tempfile.mkdtemp(prefix="tranquille-demo-")))


class Rehearsal:
    """Runs the daemon and a caller, each in a process of its own; yields outcomes as calls end."""

    def __init__(self, folder: Path) -> None:
        """`folder` keeps the config, the call log and the recordings."""
        self.folder = folder
        self.config = folder / "config.toml"
        self.recordings = folder / "heard-by-callers"
        self._shown: set[str] = set()

    def outcomes(self, said: Callable[[str], None]) -> Iterator[Outcome]:
        """Place the calls; `said` gets each line the daemon prints.

        Raises UserError when it will not start.
        """
        self._prepare()
        daemon = subprocess.Popen(
            [sys.executable, "-m", "agent.house", str(self.config)],
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            # Its lines are read by us, and not by whoever watches.
            env={**os.environ, "TRANQUILLE_LANGUAGE": "en"},
        )
        try:
            port = self._port_of(daemon, said)
            yield from self._strangers_call(port)
        finally:
            daemon.send_signal(signal.SIGTERM)
            try:
                daemon.wait(5)
            except subprocess.TimeoutExpired:
                daemon.kill()

    def _prepare(self) -> None:
        self.recordings.mkdir(parents=True)
        replace_whole(self.config, CONFIG.encode())
        replace_whole(self.folder / "allow.txt", b"06 12 34 56 78   # a friend\n")
        replace_whole(self.folder / "deny.txt", b"01 88 00 *       # sold me windows twice\n")

    def _port_of(self, daemon: subprocess.Popen[str], said: Callable[[str], None]) -> int:
        lines: queue.SimpleQueue[str] = queue.SimpleQueue()

        def read() -> None:
            assert daemon.stdout is not None
            for line in daemon.stdout:
                lines.put(line.rstrip())

        threading.Thread(target=read, daemon=True).start()
        last: str = say("it said nothing")
        deadline = time.monotonic() + READY_WITHIN_SECONDS
        while (left_seconds := deadline - time.monotonic()) > 0:
            try:
                last = lines.get(timeout=left_seconds)
            except queue.Empty:
                break
            said(last)
            if found := re.search(r"line demo: open on [\d.]+:(\d+)", last):
                return int(found[1])
        raise UserError(say("the demo's daemon did not open its line: {last}", last=last))

    def _strangers_call(self, port: int) -> Iterator[Outcome]:
        caller = subprocess.Popen(
            [sys.executable, "-m", "agent.sip.pure.demo_caller", str(port), str(self.recordings)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            text=True,
        )
        stop = threading.Timer(OVER_WITHIN_SECONDS, caller.kill)
        stop.start()
        try:
            assert caller.stdin is not None
            assert caller.stdout is not None
            for stranger in STRANGERS:
                wish = {"key": stranger.key, "from_uri": stranger.from_uri, "ring_seconds": 3.5}
                caller.stdin.write(json.dumps({**wish, "after": stranger.after}) + "\n")
            caller.stdin.close()
            for line in caller.stdout:
                if line.startswith("{"):
                    yield self._outcome(json.loads(line))
        finally:
            stop.cancel()
            caller.kill()
            caller.wait()

    def _outcome(self, report: dict[str, Any]) -> Outcome:
        stranger = next(each for each in STRANGERS if each.key == report["key"])
        return Outcome(
            stranger,
            self._record_of(stranger),
            tuple(report["statuses"]),
            report["seconds_heard"],
            report["recording"],
        )

    def _record_of(self, stranger: Stranger) -> CallRecord | None:
        """The caller's oldest record not yet shown, read from the call log as `tranquille calls` does."""
        settings = load_settings(self.config)
        deadline = time.monotonic() + RECORD_WITHIN_SECONDS
        pause = threading.Event()
        while time.monotonic() < deadline:
            for record in reversed(last_calls(settings, len(STRANGERS) * 2)):
                known_as = "" if record.withheld else record.number_e164 or record.shown_as
                is_new = record.ended_at is not None and record.call_id not in self._shown
                if is_new and known_as == stranger.known_as:
                    self._shown.add(record.call_id)
                    return record
            pause.wait(0.05)
        return None
