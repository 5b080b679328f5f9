"""Keeps a line registered (RFC 3261 §10): when to ask, how long to wait after a failure, what to tell the house.

No SIP stack is known here: whichever there is sends the REGISTER when `is_due`, and says what came of it.
"""

import random
from collections.abc import Callable
from typing import Final

from agent.call.commands import OpenLine
from agent.call.events import LineChanged
from agent.call.sentence import Sentence, said
from agent.sip import line_sentences

WATCH_SECONDS: Final = 4.0
"""How often a line on the local network registers again: a box that was restarted with an empty
table tells nobody, and until it knows us again no call reaches us."""
LOCAL_RETRY_CAP_SECONDS: Final = 4.0
PUBLIC_RETRY_CAP_SECONDS: Final = 60.0
REFUSED_RETRY_SECONDS: Final = (30.0, 300.0)
AFTER_LOSS_SECONDS: Final = 0.5
"""A box that restarts its SIP closes connections a moment before it takes new ones."""
LONGEST_WISH_SECONDS: Final = 300.0
"""Until we are registered again no call reaches us, whatever a registrar wishes."""
NO_ANSWER_SECONDS: Final = 5.0
"""A registrar that has not answered by then is away, although the transaction goes on (timer F, §17.1.2.2)."""

REQUEST_TIMEOUT: Final = 408
_REFUSALS: Final = (401, 403, 404, 407)
_NOT_SOON_SECONDS: Final = 60.0
_MOST_DOUBLINGS: Final = 16


class Registration:
    """One line's binding at its registrar; times are seconds of the engine's monotonic clock."""

    def __init__(
        self, settings: OpenLine, *, port: int, is_local: bool, tell: Callable[[LineChanged], None]
    ) -> None:
        """`port` is our own, told to the house; `is_local` means that asking often costs nobody anything."""
        self._settings = settings
        self._port = port
        self._is_local = is_local
        self._tell = tell
        self.is_registered = False
        self._ever_registered = False
        self._attempts = 0
        self._asked_at_seconds: float | None = None
        self._next_at_seconds: float | None = None
        self._told: tuple[bool, int, str] | None = None

    def is_due(self, now_seconds: float) -> bool:
        """True when a REGISTER should leave now; also notices a registrar that has stopped answering."""
        if not self._settings.registrar:
            return False
        asked, is_news = self._asked_at_seconds, self.is_registered or not self._attempts
        if asked is not None and is_news and now_seconds - asked > NO_ANSWER_SECONDS:
            # With the status of the transaction's own end half a minute from now, so that it is said once.
            self._lost(REQUEST_TIMEOUT, "Request Timeout", now_seconds)
        due = self._next_at_seconds
        return asked is None and (due is None or now_seconds >= due)

    def seconds_until_due(self, now_seconds: float) -> float:
        """How long nothing needs to be done for this line."""
        due = self._next_at_seconds
        if not self._settings.registrar or due is None:
            return _NOT_SOON_SECONDS
        return max(0.0, due - now_seconds)

    def asked(self, now_seconds: float) -> None:
        """A REGISTER is on its way."""
        self._asked_at_seconds = now_seconds
        self._next_at_seconds = now_seconds + NO_ANSWER_SECONDS

    def way_lost(self, now_seconds: float) -> None:
        """The connection that calls would come over is gone: another one is needed before the time is up."""
        if self.is_registered and self._asked_at_seconds is None:
            self._next_at_seconds = now_seconds + AFTER_LOSS_SECONDS

    def could_not_ask(self, reason: str, now_seconds: float) -> None:
        """The stack would not send it."""
        self._asked_at_seconds = None
        self._lost(0, reason, now_seconds)

    def answered(
        self,
        sip_status: int,
        reason: str,
        expires_seconds: int,
        now_seconds: float,
        retry_after_seconds: float = 0.0,
    ) -> None:
        """The final response to our REGISTER, with the time that was granted (0: the binding is gone).

        `retry_after_seconds`: for so long a registrar that refused wants to be left alone (RFC 3261 §20.33).
        """
        self._asked_at_seconds = None
        if sip_status // 100 != 2:
            self._lost(sip_status, reason, now_seconds)
            wish_seconds = min(retry_after_seconds, LONGEST_WISH_SECONDS)
            self._next_at_seconds = max(self._next_at_seconds or 0.0, now_seconds + wish_seconds)
        elif expires_seconds <= 0:
            self.is_registered = False
        else:
            self._attempts = 0
            self.is_registered = self._ever_registered = True
            self._next_at_seconds = now_seconds + (WATCH_SECONDS if self._is_local else expires_seconds / 2)
            self._stands(True, sip_status, line_sentences.registered(self._settings))

    def _lost(self, sip_status: int, reason: str, now_seconds: float) -> None:
        self.is_registered = False
        self._attempts += 1
        refused = sip_status in _REFUSALS
        self._next_at_seconds = now_seconds + self._pause_seconds(refused)
        registrar, user = self._settings.registrar, self._settings.user
        if refused:
            sentence = line_sentences.refused(registrar, user, self._settings.line, sip_status, reason)
        else:
            sentence = line_sentences.unregistered(registrar, sip_status, reason)
        self._stands(False, sip_status, sentence, fatal=refused and not self._ever_registered)

    def _pause_seconds(self, refused: bool) -> float:
        # A box that is away for a day is asked a thousand times, and 2.0**1024 is no number.
        doublings = min(self._attempts, _MOST_DOUBLINGS)
        if refused:
            low, cap = REFUSED_RETRY_SECONDS
            return min(cap, low * 2.0 ** (doublings - 1)) * random.uniform(0.8, 1.2)
        if self._attempts == 1:
            return random.uniform(1.0, 3.0)
        cap = LOCAL_RETRY_CAP_SECONDS if self._is_local else PUBLIC_RETRY_CAP_SECONDS
        return min(cap, 2.0**doublings) * random.uniform(0.75, 1.0)

    def _stands(self, registered: bool, sip_status: int, sentence: Sentence, fatal: bool = False) -> None:
        # A registrar may word the same status anew each time; what never left us has its words only.
        news = (registered, sip_status, "" if sip_status else str(sentence))
        if news == self._told:
            return
        self._told = news
        self._tell(
            LineChanged(
                line=self._settings.line,
                registered=registered,
                sentence=said(sentence),
                sip_status=sip_status,
                port=self._port,
                fatal=fatal,
            )
        )
