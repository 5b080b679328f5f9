"""Callers by sipp, somebody else's SIP stack: single calls told in full, and bursts at a steady rate."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from tests.peers.needs import require, require_root
from tests.peers.ports import free_port
from tests.peers.process import PeerProcess
from tests.peers.sip_message import parse
from tests.peers.sipp_scenario import CallPlan, scenario_text


@dataclass(frozen=True, slots=True)
class CallResult:
    """What one call met."""

    statuses: tuple[tuple[int, float], ...]
    """Every response to the INVITE: status, and seconds since the INVITE left."""
    got_bye: bool
    """Whether the other side hung up."""

    @property
    def final_status(self) -> int:
        """The first final response; 0 when none came."""
        return next((status for status, _ in self.statuses if status >= 200), 0)

    def seconds_to(self, status: int) -> float | None:
        """When that response first came; None when it did not."""
        return next((at for each, at in self.statuses if each == status), None)


class SippCaller:
    """Runs sipp on loopback; `folder` keeps the scenarios and the messages of each run."""

    def __init__(self, target: tuple[str, int], folder: Path, host: str = "127.0.0.1") -> None:
        """`target`: where the calls go."""
        self.target, self.host = target, host
        self._folder = folder
        self._runs = 0

    def call(self, plan: CallPlan, limit_seconds: float = 30) -> CallResult:
        """Place one call and return when it is over."""
        return self.burst(plan, calls=1, per_second=1, limit_seconds=limit_seconds)[0]

    def burst(
        self,
        plan: CallPlan,
        calls: int,
        per_second: int,
        from_users: Sequence[str] = (),
        limit_seconds: float = 60,
    ) -> list[CallResult]:
        """Place many calls at a steady rate; `from_users` are used in turn instead of `plan.from_user`.

        Raises TimeoutError when they are not over in time. A call that did not go by the plan is in
        the result with what it met.
        """
        run = self.start(plan, calls, per_second, from_users, limit_seconds)
        try:
            run.process.wait_end(limit_seconds + 5)
        finally:
            run.process.stop()
        return run.results()

    def start(
        self,
        plan: CallPlan,
        calls: int = 1,
        per_second: int = 1,
        from_users: Sequence[str] = (),
        limit_seconds: float = 60,
    ) -> "SippRun":
        """Begin without waiting; the caller of this stops `process` and reads `results()`."""
        program = require("sipp")
        if plan.say or plan.play or plan.press:
            require_root("sipp plays recordings through a raw socket")
        self._runs += 1
        folder = self._folder / f"sipp-{self._runs}"
        folder.mkdir(parents=True)
        scenario, users, messages = folder / "caller.xml", folder / "callers.csv", folder / "messages.log"
        scenario.write_text(scenario_text(plan, folder), encoding="utf-8")
        users.write_text(
            "\n".join(["SEQUENTIAL", *(from_users or [plan.from_user])]) + "\n", encoding="utf-8"
        )
        options = {
            "-sf": scenario,
            "-inf": users,
            "-i": self.host,
            "-p": free_port(2, self.host),
            "-mi": self.host,
            "-mp": free_port(4, self.host),
            "-m": calls,
            "-r": per_second,
            "-l": max(calls, 1),
            "-timeout": f"{limit_seconds:g}s",
            "-message_file": messages,
        }
        command = [program, f"{self.target[0]}:{self.target[1]}", "-trace_msg", "-nostdin"]
        command += [str(word) for option in options.items() for word in option]
        return SippRun(PeerProcess(command, folder, "sipp"), messages)


@dataclass(frozen=True, slots=True)
class SippRun:
    """A sipp at work."""

    process: PeerProcess
    messages: Path

    def results(self) -> list[CallResult]:
        """What its calls met so far, in the order in which they began."""
        return list(_results(self.messages.read_text("utf-8", "replace")))


# A line of dashes and the local time, a line that says which way, an empty line; then the message as it was.
_ENTRY = re.compile(
    r"^-{20,} (?P<at>\S+ \S+)\n"
    r"\S+ message (?P<way>sent|received).*?:\n\n(?P<text>.*?)(?=^-{20,} |\Z)",
    re.MULTILINE | re.DOTALL,
)


def _results(log: str) -> Iterator[CallResult]:
    invited_at: dict[str, datetime] = {}
    statuses: dict[str, list[tuple[int, float]]] = {}
    got_bye: set[str] = set()
    for entry in _ENTRY.finditer(log):
        message = parse(re.sub(r"\r?\n", "\r\n", entry["text"]).encode())
        call_id, at = message.get("Call-ID"), datetime.fromisoformat(entry["at"])
        if entry["way"] == "sent" and message.method == "INVITE" and not message.status:
            invited_at.setdefault(call_id, at)
            statuses.setdefault(call_id, [])
        elif entry["way"] == "received" and message.status and message.method == "INVITE":
            seconds = (at - invited_at[call_id]).total_seconds()
            statuses[call_id].append((message.status, seconds))
        elif entry["way"] == "received" and message.method == "BYE" and not message.status:
            got_bye.add(call_id)
    for call_id, met in statuses.items():
        yield CallResult(tuple(met), call_id in got_bye)
