"""Who registers where, what is sent for it, and what came of it: the values of `register` (RFC 3261 §10)."""

import re
from dataclasses import dataclass, field

from agent.sip.stack.digest import Verdict

_NOT_IN_A_USER = re.compile(r"[^A-Za-z0-9\-_.!~*'()&=+$,;?/%]")


@dataclass(frozen=True, slots=True, kw_only=True)
class Registrant:
    """A line's account."""

    user: str
    registrar: str
    """`fritz.box`, `fritz.box:5060`, `[2001:db8::1]:5060`."""
    password: str = field(default="", repr=False)
    auth_user: str = ""
    """Empty: the same as `user`."""
    contact: str
    """Our own address, `sip:t1@192.0.2.7:5071`, with its parameters and without brackets."""
    expires_seconds: int = 300
    transport: str = "udp"
    follows_mapping: bool = False
    """True behind a NAT towards a public registrar: our Contact becomes what the registrar sees."""

    @property
    def server(self) -> str:
        """The registrar's host and port as an address has them."""
        server = self.registrar.removeprefix("sip:").partition(";")[0]
        return f"[{server}]" if server.count(":") > 1 and "[" not in server else server

    @property
    def host(self) -> str:
        """The registrar's, without its port."""
        return re.sub(r":[0-9]*\Z", "", self.server).lower()

    @property
    def identity(self) -> str:
        """The address of record, as From and To have it."""
        return f"<sip:{_as_user(self.user)}@{self.host}>"


@dataclass(frozen=True, slots=True)
class Register:
    """A request to be sent, as a transaction of its own."""

    uri: str
    cseq: int
    fields: tuple[tuple[str, str], ...]
    is_redirected: bool = False
    """True: to be sent to where `uri` says; else to where the line sends everything."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """What an exchange came to; the first three are for `Registration.answered`."""

    sip_status: int
    reason: str
    expires_seconds: int = 0
    """Granted; 0 without a binding."""
    retry_after_seconds: int | None = None
    """The registrar wants to be left alone for so long."""
    service_route: tuple[str, ...] = ()
    """The Route of our requests outside a dialog (RFC 3608); it holds as long as the binding."""
    path: tuple[str, ...] = ()
    """Proxies that calls to us will come through (RFC 3327)."""
    seen_from: tuple[str, int] | None = None
    """Where the registrar saw us."""
    has_moved: bool = False
    """It saw us elsewhere before: a NAT has forgotten us, so that another REGISTER is due at once."""
    verdict: Verdict | None = None
    """Why a 401 or 407 was the last word."""


def _as_user(user: str) -> str:
    """A user name as the user part of an address (RFC 3261 §25.1): other bytes as `%40`."""
    return _NOT_IN_A_USER.sub(
        lambda match: "".join(f"%{byte:02X}" for byte in match[0].encode("utf-8", "surrogateescape")), user
    )
