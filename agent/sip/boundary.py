"""The wall around a SIP stack: no exception may cross into it, where it would be lost and a call with it."""

import functools
import logging
from collections.abc import Callable
from typing import ParamSpec, TypeVar

log = logging.getLogger(__name__)

P = ParamSpec("P")
T = TypeVar("T")


def reports_failures(callback: Callable[P, None]) -> Callable[P, None]:
    """A callback that a stack may call: whatever it raises is logged and goes no further."""

    @functools.wraps(callback)
    def guarded(*args: P.args, **kwargs: P.kwargs) -> None:
        try:
            callback(*args, **kwargs)
        except Exception:
            log.exception("%s failed", callback.__qualname__)

    return guarded


def attempt(work: Callable[[], T], otherwise: Callable[[Exception], T]) -> T:
    """What `work` gives, or what stands for it where it fails: for what a callback must not go without."""
    try:
        return work()
    except Exception as error:
        log.exception("%s failed", work.__qualname__)
        return otherwise(error)
