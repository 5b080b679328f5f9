"""The user agent core: whole calls over transactions and dialogs (RFC 3261 §8, §11, §13–§15).

Its owner hands in packets and time, and is told of calls; session descriptions are opaque bytes.  It refuses by
`abilities`, answers OPTIONS, CANCEL, BYE and INFO by itself, repeats its answers until they are acknowledged, and
acknowledges and hangs up what answers too late.  Whom to let in, and what to answer, is the owner's.
"""

from collections.abc import Callable, Sequence

from agent.sip.stack.abilities import Abilities
from agent.sip.stack.arrivals import Arrivals, Authorize, no_credentials
from agent.sip.stack.call_events import CallEvent
from agent.sip.stack.call_run import CallRun
from agent.sip.stack.call_table import CallState, What
from agent.sip.stack.dialog import dialog_of_caller, record_route_of
from agent.sip.stack.headers import Field
from agent.sip.stack.hop import Hop
from agent.sip.stack.in_dialog import InDialog
from agent.sip.stack.message import Request
from agent.sip.stack.reading import Read, read_datagram
from agent.sip.stack.responses import response_to
from agent.sip.stack.timers import Timing
from agent.sip.stack.transaction_events import Packet
from agent.sip.stack.transactions import Transactions


class UserAgent:
    """All calls of one engine.  Whatever is called: take the events and the packets afterwards."""

    def __init__(
        self,
        new_token: Callable[[], str],
        sent_by: Callable[[Hop], str],
        contact: Callable[[Hop], str],
        fraction: Callable[[], float],
        abilities: Abilities | None = None,
        timing: Timing | None = None,
        most_transactions: int = 2000,
        authorize: Authorize = no_credentials,
    ) -> None:
        """What only the owner knows: `sent_by` is our `address:port` towards a hop, `contact` our Contact there.

        `new_token` gives letters and digits that nobody can guess, `fraction` any number from 0 to 1.
        """
        self._contact = contact
        self._sent_by = sent_by
        self._able = abilities or Abilities()
        timing = timing or Timing()
        self.transactions = Transactions(new_token, timing, most_transactions)
        """For requests outside of calls, as registration makes them."""
        self._run = CallRun(self.transactions, sent_by, timing)
        self._in_dialog = InDialog(self._run, self.transactions, self._able, fraction)
        self._arrivals = Arrivals(
            self._run, self._in_dialog, self.transactions, self._able, new_token, contact, authorize
        )

    # From the network and the clock.

    def receive_datagram(self, datagram: bytes, source: Hop, now_seconds: float) -> None:
        """Take what came in one datagram."""
        self.receive(read_datagram(datagram), source, now_seconds)

    def receive(self, read: Read, source: Hop, now_seconds: float) -> None:
        """Take a message that was read already, as from a stream."""
        self._arrivals.take(self.transactions.receive(read, source, now_seconds), now_seconds)

    def hop_failed(self, hop: Hop, now_seconds: float) -> None:
        """A connection is lost, or a host said that nobody listens there (§18.4)."""
        self._arrivals.take(self.transactions.hop_failed(hop), now_seconds)

    def reroute(self, old: Hop, new: Hop) -> None:
        """A connection was made anew: calls that came over the old one go on over this one (§18.2.2)."""
        self.transactions.reroute(old, new)
        for call in self._run.calls.values():
            if call.hop == old:
                call.hop = new

    def do_what_is_due(self, now_seconds: float) -> None:
        """Repeat and give up what has waited long enough."""
        self._arrivals.take(self.transactions.do_what_is_due(now_seconds), now_seconds)
        self._run.do_what_is_due(now_seconds)

    @property
    def next_at_seconds(self) -> float | None:
        """When `do_what_is_due` has something to do; None for never, as things are."""
        times = (self.transactions.next_at_seconds, self._run.next_at_seconds)
        return min((time for time in times if time is not None), default=None)

    def take_events(self) -> list[CallEvent]:
        """What happened, in order."""
        events, self._run.events = self._run.events, []
        return events

    def take_packets(self) -> list[Packet]:
        """What is to be sent, in order."""
        return self.transactions.take_packets()

    def state(self, call: int) -> CallState:
        """Where a call is."""
        known = self._run.calls.get(call)
        return CallState.OVER if known is None else known.state

    # From the owner.

    def respond(
        self, call: int, status: int, now_seconds: float, fields: Sequence[Field] = (), body: bytes = b""
    ) -> bool:
        """Answer an INVITE; False when that is no longer possible."""
        known = self._run.calls.get(call)
        if known is None or known.state not in (CallState.INCOMING, CallState.EARLY):
            return False
        own: list[Field] = []
        if 100 < status < 300:
            own = [*record_route_of(known.invite), ("Contact", known.contact), *self._able.said]
        response = response_to(known.invite, status, known.local_tag, [*own, *fields], body)
        if not self.transactions.respond(known.transaction, response, now_seconds):
            return False
        if own and known.dialog is None:
            known.dialog = dialog_of_caller(known.invite, known.local_tag, known.contact)
            self._run.note_dialog(known, known.dialog)
        if status > 100:
            said = (
                What.SAY_PROVISIONAL
                if status < 200
                else What.SAY_SUCCESS
                if status < 300
                else What.SAY_FAILURE
            )
            self._run.happen(known, said, response, now_seconds)
        return True

    def repeat_response(self, call: int, now_seconds: float) -> bool:
        """Our last response once more, byte for byte, as a reliable provisional wants it (RFC 3262)."""
        known = self._run.calls.get(call)
        return known is not None and self.transactions.respond_again(known.transaction, now_seconds)

    def call(self, invite: Request, hop: Hop, now_seconds: float) -> int:
        """Send an INVITE made by `new_request`, with its Contact and session; the call."""
        transaction = self.transactions.send_request(invite, hop, self._sent_by(hop), now_seconds)
        contact = invite.headers.get("Contact") or self._contact(hop)
        return self._run.begin(CallState.CALLING, invite, transaction, hop, contact, invite.from_tag).number

    def hang_up(self, call: int, now_seconds: float, fields: Sequence[Field] = ()) -> bool:
        """BYE as soon as it may be sent; CANCEL for one of ours that nobody answered.  False for neither.

        `fields` may say why: `Reason: SIP;cause=200;text="Call completed elsewhere"` (RFC 3326).
        """
        known = self._run.calls.get(call)
        if known is None:
            return False
        known.parting = tuple(fields)
        return self._run.happen(known, What.HANG_UP, None, now_seconds)

    def answer(
        self,
        call: int,
        transaction: int,
        status: int,
        now_seconds: float,
        fields: Sequence[Field] = (),
        body: bytes = b"",
    ) -> bool:
        """Answer a `DialogRequest`; False when nobody waits for it any more."""
        known = self._run.calls.get(call)
        return known is not None and self._in_dialog.answer(
            known, transaction, status, now_seconds, fields, body
        )

    def ask(
        self,
        call: int,
        method: str,
        now_seconds: float,
        fields: Sequence[Field] = (),
        body: bytes = b"",
        remote_tag: str | None = None,
    ) -> int | None:
        """Send INVITE, UPDATE, INFO, OPTIONS, PRACK or REFER in the dialog; its transaction.

        None where there is no dialog, or an offer would clash with another.  `remote_tag` names an early one.
        """
        known = self._run.calls.get(call)
        if known is None or known.state is CallState.OVER:
            return None
        dialog = known.dialog if remote_tag is None else known.dialog_with(remote_tag)
        if dialog is None or not self._in_dialog.may_ask(known, method, body):
            return None
        return self._run.send(known, dialog, dialog.request(method, fields, body), now_seconds)

    def transfer(self, call: int, target: str, now_seconds: float) -> int | None:
        """REFER the other side to an address; `TransferProgress` tells what comes of it (RFC 3515)."""
        return self.ask(call, "REFER", now_seconds, [("Refer-To", f"<{target}>")])
