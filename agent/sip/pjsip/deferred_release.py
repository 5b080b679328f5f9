"""Where what PJSIP may still be using rests before Python lets go of it.

A `pj.Call` that Python drops hangs up whatever call now has its number; a player, recorder or port that is
dropped may still be in the bridge's hands, on another thread.  So each rests for a while, by object.
"""

from collections import deque
from collections.abc import Callable

from agent.sip.pjsip.audio_tap import AudioTap
from agent.sip.pjsip.line_call import LineCall
from agent.sip.pjsip.player import Playing
from agent.sip.pjsip.recorder import Recording

REST_SECONDS = 1.0

Tired = LineCall | Playing | Recording | AudioTap


class Graveyard:
    """Things past their use, oldest first."""

    def __init__(self, tap_rested: Callable[[AudioTap], None]) -> None:
        """`tap_rested` takes a tap back that may be lent again."""
        self._resting: deque[tuple[float, Tired]] = deque()
        self._tap_rested = tap_rested

    def lay(self, tired: Tired, now_seconds: float) -> None:
        """Keep it until it has rested."""
        self._resting.append((now_seconds + REST_SECONDS, tired))

    def bury(self, now_seconds: float, numbers_in_use: set[int]) -> None:
        """Let go of what has rested, but never of a call whose number another call has now."""
        for _ in range(len(self._resting)):
            until_seconds, tired = self._resting[0]
            if until_seconds > now_seconds:
                return
            self._resting.popleft()
            if isinstance(tired, AudioTap):
                self._tap_rested(tired)
            elif isinstance(tired, LineCall) and tired.getId() in numbers_in_use:
                self.lay(tired, now_seconds)
