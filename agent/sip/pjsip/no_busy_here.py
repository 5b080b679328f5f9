"""Keeps PJSIP from calling the house busy: a fifth caller would get 486, which some boxes tell the caller.

Over UDP hardly anybody comes so far, since the front door stays shut while all slots are taken.  But PJSIP
keeps the slot of a call that we hung up on until its BYE is answered, and over TCP and TLS callers come in
one stream with everything else.  So the INVITE is taken out of PJSIP's hands after it was read: it gets no
answer, and the box rings on.
"""

import ctypes
from collections.abc import Callable

from agent.sip.pjsip.limits import CALLS_LIMIT
from agent.sip.pjsip.native import native

AFTER_DIALOGS = 63
"""Calls that exist have had their requests by now; pjsua itself, at 64, has not seen the new one."""

_OnRequest = ctypes.CFUNCTYPE(ctypes.c_int, ctypes.c_void_p)


class _Text(ctypes.Structure):
    """pj_str_t."""

    _fields_ = (("text", ctypes.c_char_p), ("length", ctypes.c_ssize_t))


class _Module(ctypes.Structure):
    """pjsip_module, as pjsip/sip_module.h has had it since 2005."""

    _fields_ = (
        ("before", ctypes.c_void_p),
        ("after", ctypes.c_void_p),
        ("name", _Text),
        ("number", ctypes.c_int),
        ("priority", ctypes.c_int),
        ("begins_and_ends", ctypes.c_void_p * 4),
        ("on_request", _OnRequest),
        ("others", ctypes.c_void_p * 4),
    )


class NoBusyHere:
    """Belongs to the engine's thread; must live as long as the stack."""

    def __init__(self, is_full: Callable[[], bool], see_invite: Callable[[int], None]) -> None:
        """`see_invite` is shown every INVITE, a pjsip_rx_data, before PJSIP looks at what it offers."""
        self._is_full = is_full
        self._see_invite = see_invite
        self.left_unanswered = 0
        """INVITEs that were read and get no answer: whoever sent them asks again."""
        self._count_calls = native("pjsua_call_get_count", ctypes.c_uint, [])
        self._describe = native("pjsip_rx_data_get_info", ctypes.c_char_p, [ctypes.c_void_p])
        name = b"tranquille-busy"
        self._module = _Module(
            name=_Text(name, len(name)),
            number=-1,
            priority=AFTER_DIALOGS,
            on_request=_OnRequest(self._request),
        )

    def never(self) -> bool:
        """Put ourselves before pjsua.  False when this wheel does not let us: a fifth call over TCP gets 486."""
        endpoint_of = native("pjsua_get_pjsip_endpt", ctypes.c_void_p, [])
        register = native(
            "pjsip_endpt_register_module", ctypes.c_int, [ctypes.c_void_p, ctypes.POINTER(_Module)]
        )
        if endpoint_of is None or register is None or self._describe is None:
            return False
        done: int = register(endpoint_of(), ctypes.byref(self._module))
        return done == 0

    def _request(self, received: int) -> int:
        """PJSIP asks: is this request ours?  Who says yes and does nothing leaves it unanswered."""
        if self._describe is None:
            return 0
        described: bytes = self._describe(received)
        if not described.startswith(b"Request msg INVITE/"):
            return 0
        self._see_invite(received)
        is_full = self._is_full() or self._stack_is_full()
        self.left_unanswered += is_full
        return int(is_full)

    def _stack_is_full(self) -> bool:
        return self._count_calls is not None and self._count_calls() >= CALLS_LIMIT
