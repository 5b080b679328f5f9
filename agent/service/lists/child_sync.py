"""Runs the process that syncs shared lists beside the daemon, and repeats in our log what it says."""

import logging
import subprocess
import sys
import threading
from datetime import datetime, timedelta

import msgspec

from agent.lists.sync.report import SyncReport, sentence_from
from agent.settings.settings import Settings

log = logging.getLogger(__name__)

WITHIN_SECONDS = 3600.0
OTHERWISE_AGAIN_IN = timedelta(hours=1)


class SyncWord(msgspec.Struct, kw_only=True, omit_defaults=True):
    """One line that the child says, in JSON."""

    report: SyncReport | None = None
    sentence: str = ""
    next_look_at: datetime | None = None


class ChildSync:
    """One child at a time; `stop` ends it from any thread."""

    def __init__(self, settings: Settings) -> None:
        self._command = [sys.executable, "-m", "agent.service.lists.sync_child"]
        if settings.config_file:
            self._command += ["--config", str(settings.config_file)]
        self._lock = threading.Lock()
        self._child: subprocess.Popen[bytes] | None = None
        self._stopped = False

    def run(self, now: datetime) -> datetime:
        """Sync what is due, index what changed, send what waits; when to look again.

        Raises OSError when no process can be started.
        """
        next_look_at = now + OTHERWISE_AGAIN_IN
        with self._lock:
            if self._stopped or self._child is not None:
                return next_look_at
            child = self._child = subprocess.Popen(
                self._command, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT
            )
        try:
            said, _ = child.communicate(timeout=WITHIN_SECONDS)
            for line in said.splitlines():
                next_look_at = _repeat(line) or next_look_at
            if child.returncode and not self._stopped:
                log.error("the sync of the shared lists ended with code %d", child.returncode)
        except subprocess.TimeoutExpired:
            log.error("the sync of the shared lists took over an hour and was ended")
        finally:
            child.kill()
            child.communicate()
            self._child = None
        return next_look_at

    def stop(self) -> None:
        """End it where it stands: lists and index are whole at every moment."""
        with self._lock:
            self._stopped = True
            if self._child is not None:
                self._child.kill()


def _repeat(line: bytes) -> datetime | None:
    try:
        word = msgspec.json.decode(line, type=SyncWord, dec_hook=sentence_from)
    except (msgspec.DecodeError, UnicodeDecodeError):
        log.warning("%s", line.decode("utf-8", "replace"))
        return None
    if word.sentence:
        log.info("%s", word.sentence)
    if word.report and word.report.outcome not in ("waiting", "off"):
        level = logging.WARNING if word.report.needs_attention else logging.INFO
        log.log(level, "list %s", word.report.sentence)
    return word.next_look_at
