"""The C functions of PJSIP that pjsua2 does not show to Python; the wheel's library exports them all.

Only a few, of PJSIP's public interface, called with numbers and pointers that it gave us.  A wheel that
hides them costs comfort, never a call.
"""

import ctypes
from collections.abc import Sequence
from functools import cache
from pathlib import Path
from typing import Any

import pjsua2 as pj


@cache
def _library() -> ctypes.CDLL:
    (library,) = Path(pj.__file__).parent.glob("_pjsua2*.so")
    return ctypes.CDLL(str(library))


def native(name: str, gives: Any, takes: Sequence[Any]) -> Any | None:
    """The function, with its C types; None when this wheel does not export it."""
    function = getattr(_library(), name, None)
    if function is not None:
        function.restype, function.argtypes = gives, list(takes)
    return function
