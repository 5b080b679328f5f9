"""A judge whose mind is made up, so that a test can look at what follows from a verdict."""

import threading
from collections.abc import Sequence

from agent.call.caller import Caller
from agent.call.finding import Finding
from agent.call.incoming_call import IncomingCall
from agent.call.list_entry import Match
from agent.call.rule_name import RuleName
from agent.call.treatment import TREATMENTS
from agent.call.verdict import Verdict
from agent.lists.index.number_index import NumberIndex

STRANGER = Caller(number_e164="+33162000001", country="FR")


class FixedJudge:
    """Finds the same of every call; `fails_with` is raised instead when set."""

    def __init__(self, treatment: str = "let-ring", caller: Caller = STRANGER) -> None:
        """`treatment`: its name in settings."""
        self.fails_with: Exception | None = None
        self.sight_fails_with: Exception | None = None
        self.looked_around = threading.Semaphore(0)
        """Released at each look around."""
        self.indexes: list[NumberIndex] = []
        self._answer = caller, Verdict(TREATMENTS[treatment], Finding(RuleName.OTHERWISE, "the test says so"))

    def judge(self, call: IncomingCall, said_elsewhere: Sequence[Match] = ()) -> tuple[Caller, Verdict]:
        if self.fails_with is not None:
            raise self.fails_with
        if said_elsewhere:
            finding = Finding(RuleName.SHARED_LIST, f"a community knows {said_elsewhere[0].entry.value}")
            return self._answer[0], Verdict(TREATMENTS["announce"], finding)
        return self._answer

    def take_index(self, index: NumberIndex) -> None:
        self.indexes.append(index)

    def look_around(self) -> None:
        self.looked_around.release()
        if self.sight_fails_with is not None:
            raise self.sight_fails_with
