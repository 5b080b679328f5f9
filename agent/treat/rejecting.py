"""A final response before answering, only where it may stop every phone of the house."""

from agent.call.commands import Reject
from agent.call.sentence import say
from agent.treat.flow import Happening, Step


class Rejecting:
    """One final response, from settings (607 Unwanted, RFC 8197, by default)."""

    seconds_played = 0.0
    keys_are_secret = False

    def __init__(self, call_id: str, *, sip_status: int = 607) -> None:
        self._call_id = call_id
        self._sip_status = sip_status
        self.done = say("rejected with {status}", status=sip_status)

    def start(self) -> list[Step]:
        return [Reject(self._call_id, self._sip_status)]

    def on(self, happening: Happening) -> list[Step]:
        return []
