"""A judge whose mind is made up, so that a test can look at what follows from a verdict."""

import threading

from agent.call.caller import Caller
from agent.call.finding import Finding
from agent.call.incoming_call import IncomingCall
from agent.call.treatment import TREATMENTS
from agent.call.verdict import Verdict

STRANGER = Caller(number_e164="+33162000001", country="FR")


class FixedJudge:
    """Finds the same of every call; `fails_with` is raised instead when set."""

    def __init__(self, treatment: str = "let-ring", caller: Caller = STRANGER) -> None:
        """`treatment`: its name in settings."""
        self.fails_with: Exception | None = None
        self.sight_fails_with: Exception | None = None
        self.looked_around = threading.Semaphore(0)
        """Released at each look around."""
        self._answer = caller, Verdict(TREATMENTS[treatment], Finding("some-rule", "the test says so"))

    def judge(self, call: IncomingCall) -> tuple[Caller, Verdict]:
        if self.fails_with is not None:
            raise self.fails_with
        return self._answer

    def look_around(self) -> None:
        self.looked_around.release()
        if self.sight_fails_with is not None:
            raise self.sight_fails_with
