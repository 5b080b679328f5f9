"""Calls telephones that stand beside us directly, where the line itself sends everything to its provider.

A server known by its name, or an outbound proxy, is a route that PJSIP puts before every call of the account.
A telephone in the house is not behind that route, so it is called from an account of its own.
"""

from collections.abc import Callable, Sequence

import pjsua2 as pj
from msgspec.structs import replace

from agent.call.commands import OpenLine
from agent.sip.addresses import host_of, phone_host
from agent.sip.boundary import reports_failures
from agent.sip.pjsip.account_config import account_config
from agent.sip.pjsip.line_account import LineAccount


class DirectAccount(pj.Account):  # type: ignore[misc]
    """Shares the line's socket and takes no calls of its own.  Raises pj.Error when it cannot be made."""

    def __init__(self, line: LineAccount) -> None:
        super().__init__()
        self._line = line
        config = account_config(replace(line.settings, registrar=""), line.place)
        # Another name than the line's Contact, so that no INVITE is taken for this account's.
        config.idUri = f"sip:house@{line.local_address}:{line.port}"
        self.create(config)

    @reports_failures
    def onIncomingCall(self, prm: pj.OnIncomingCallParam) -> None:
        # Should PJSIP give an INVITE to this account after all, it is the line's.
        self._line.onIncomingCall(prm)


class WaysToPhones:
    """Which account calls which telephone; direct ones are made when they are first needed."""

    def __init__(self, is_room: Callable[[int], bool]) -> None:
        """`is_room`: whether the stack can hold one more account beside so many direct ones."""
        self._is_room = is_room
        self._direct: dict[LineAccount, DirectAccount] = {}

    def account_for(self, line: LineAccount, phone: str) -> pj.Account:
        """Raises pj.Error when a direct account is needed and cannot be made."""
        if not stands_beside(line.settings, line.addresses, phone):
            return line
        if line not in self._direct:
            if not self._is_room(len(self._direct)):
                return line
            self._direct[line] = DirectAccount(line)
        return self._direct[line]


def stands_beside(line: OpenLine, addresses: Sequence[str], phone: str) -> bool:
    """Whether this telephone is elsewhere than the server that all the line's own calls go to."""
    registrar = host_of(line.registrar)
    has_route = bool(line.registrar) and (bool(line.proxy) or registrar not in addresses)
    # The first address is the registrar's; telephones' own addresses are among the later ones.
    at_server = {registrar, host_of(line.proxy), *addresses[:1]}
    return has_route and phone_host(phone) not in at_server
