"""What PJSIP refuses, in the words every stack has for it."""

import functools
from collections.abc import Callable
from typing import ParamSpec, TypeVar

import pjsua2 as pj

from agent.sip.edge_text import readable
from agent.sip.engine_error import EngineError, NoRoom

P = ParamSpec("P")
T = TypeVar("T")

_TOO_MANY = 70010
"""PJ_ETOOMANY, which the wheel does not name."""


def reason_of(error: pj.Error) -> str:
    """What PJSIP says, without file names and prefixes."""
    return readable(str(error.reason)).strip() or f"status {error.status}"


def engine_error(error: pj.Error) -> EngineError:
    """PJSIP's error as one of every stack; NoRoom when PJSIP is full."""
    return (NoRoom if error.status == _TOO_MANY else EngineError)(reason_of(error))


def tells_refusal(method: Callable[P, T]) -> Callable[P, T]:
    """A method of a part of PJSIP that raises EngineError where PJSIP raises its own."""

    @functools.wraps(method)
    def told(*args: P.args, **kwargs: P.kwargs) -> T:
        try:
            return method(*args, **kwargs)
        except pj.Error as error:
            raise engine_error(error) from error

    return told
