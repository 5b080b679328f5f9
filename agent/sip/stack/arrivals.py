"""What the transactions tell, sorted: a new call, a call's own business, or nobody's (RFC 3261 §8.2, §12.2.2)."""

from collections.abc import Callable, Sequence

from agent.sip.stack.abilities import Abilities, refusal
from agent.sip.stack.call import MOST_FORKS, Call
from agent.sip.stack.call_events import CallArrived
from agent.sip.stack.call_run import CallRun
from agent.sip.stack.call_table import CallState, What
from agent.sip.stack.dialog import dialog_of_called, id_of_request, makes_dialog
from agent.sip.stack.headers import Field
from agent.sip.stack.hop import Hop
from agent.sip.stack.in_dialog import InDialog
from agent.sip.stack.message import Request, Response
from agent.sip.stack.requests import tried_again
from agent.sip.stack.responses import response_to
from agent.sip.stack.transaction_events import (
    AckArrived,
    CancelArrived,
    NoResponse,
    RequestArrived,
    RequestRefused,
    ResponseArrived,
    TransactionEvent,
)
from agent.sip.stack.transactions import Transactions

Authorize = Callable[[Request, Response], Sequence[Field]]
"""Credentials for a request that was challenged with 401 or 407; none where there is nothing more to try."""
CHALLENGES = (401, 407)
MOST_TRIES = 3


def no_credentials(request: Request, challenge: Response) -> Sequence[Field]:
    """For whoever has none."""
    return ()


class Arrivals:
    """Belongs to the user agent."""

    def __init__(
        self,
        run: CallRun,
        in_dialog: InDialog,
        transactions: Transactions,
        able: Abilities,
        new_token: Callable[[], str],
        contact: Callable[[Hop], str],
        authorize: Authorize,
    ) -> None:
        self._run = run
        self._in_dialog = in_dialog
        self._transactions = transactions
        self._able = able
        self._new_token = new_token
        self._contact = contact
        self._authorize = authorize

    def take(self, events: list[TransactionEvent], now_seconds: float) -> None:
        """Everything that the transactions told at once."""
        for event in events:
            if isinstance(event, RequestArrived):
                self._take_request(event, now_seconds)
            elif isinstance(event, ResponseArrived):
                self._take_response(event, now_seconds)
            elif isinstance(event, NoResponse):
                self._take_silence(event, now_seconds)
            elif isinstance(event, AckArrived):
                self._take_ack(event.request, now_seconds)
            elif isinstance(event, CancelArrived):
                self._take_cancel(event, now_seconds)
            elif isinstance(event, RequestRefused):
                self._run.events.append(event)
            # That nobody acknowledged a refusal of ours changes nothing.

    # Requests.

    def _take_request(self, event: RequestArrived, now_seconds: float) -> None:
        request = event.request
        if request.to_tag:
            call = self._run.by_dialog.get(id_of_request(request))
            if call is None:
                self._respond(event, 481, now_seconds)
            else:
                self._in_dialog.take_request(call, event, now_seconds)
            return
        refused = refusal(request, self._able)
        if refused is not None:
            status, fields = refused
            self._respond(event, status, now_seconds, fields)
            self._run.events.append(RequestRefused(status, "", request, event.source))
        elif request.method == "INVITE":
            contact = self._contact(event.source)
            call = self._run.begin(
                CallState.INCOMING, request, event.transaction, event.source, contact, self._new_token()
            )
            self._run.events.append(CallArrived(call.number, request, event.source))
        elif request.method == "OPTIONS":
            accept = ("Accept", ", ".join(self._able.session_types))
            self._respond(event, 200, now_seconds, [accept, *self._able.said])
        else:
            # Whatever else we can do is done in dialogs only.
            self._respond(event, 481, now_seconds)

    def _respond(
        self, event: RequestArrived, status: int, now_seconds: float, fields: Sequence[Field] = ()
    ) -> None:
        response = response_to(event.request, status, self._new_token(), fields)
        self._transactions.respond(event.transaction, response, now_seconds)

    def _take_ack(self, ack: Request, now_seconds: float) -> None:
        call = self._run.by_dialog.get(id_of_request(ack))
        if call is not None and call.awaiting_ack is not None and call.awaiting_ack[1] == ack.cseq.number:
            self._run.stop_awaiting_ack(call)
            self._run.happen(call, What.ACK, ack, now_seconds)

    def _take_cancel(self, event: CancelArrived, now_seconds: float) -> None:
        call = self._run.by_transaction.get(event.transaction)
        if call is None:
            return
        if event.transaction == call.transaction:
            self._run.happen(call, What.CANCEL, event.cancel, now_seconds)
        else:
            self._in_dialog.cancelled(call, event.transaction, now_seconds)

    # Responses.

    def _take_silence(self, event: NoResponse, now_seconds: float) -> None:
        """Silence is a 408, a broken way a 503 (§8.1.3.1)."""
        if event.transaction not in self._run.by_transaction:
            if event.request.method != "CANCEL":
                self._run.events.append(event)
            return
        response = response_to(event.request, 503 if event.is_unreachable else 408)
        self._take_response(ResponseArrived(event.transaction, response), now_seconds)

    def _take_response(self, event: ResponseArrived, now_seconds: float) -> None:
        call, response = self._run.by_transaction.get(event.transaction), event.response
        if call is not None and response.status >= 200 and response.status not in CHALLENGES:
            call.tries = 0
        if call is None:
            if response.cseq.method != "CANCEL":
                self._run.events.append(event)
        elif event.transaction == call.transaction:
            self._take_invites_response(call, response, now_seconds)
        elif event.transaction not in call.asking:
            # A 2xx to a re-INVITE of ours that came again.
            self._run.acknowledged_again(call, response)
        elif not self._try_again(call, event.transaction, response, now_seconds):
            self._in_dialog.take_response(call, event.transaction, response, now_seconds)

    def _take_invites_response(self, call: Call, response: Response, now_seconds: float) -> None:
        if response.status == 100:
            return
        if response.is_provisional:
            self._note_early_dialog(call, response)
            self._run.happen(call, What.PROVISIONAL, response, now_seconds)
        elif response.is_success:
            self._run.happen(call, What.SUCCESS, response, now_seconds)
        elif not self._invite_again(call, response, now_seconds):
            self._run.happen(call, What.FAILURE, response, now_seconds)

    def _note_early_dialog(self, call: Call, response: Response) -> None:
        tag = response.to_tag
        if makes_dialog(response) and tag not in call.early and len(call.early) < MOST_FORKS:
            dialog = call.early[tag] = dialog_of_called(call.invite, response)
            self._run.note_dialog(call, dialog)
            call.dialog = call.dialog or dialog

    # Challenges.

    def _proofs(self, call: Call, request: Request, response: Response) -> Sequence[Field]:
        if response.status not in CHALLENGES or call.tries >= MOST_TRIES:
            return ()
        call.tries += 1
        return self._authorize(request, response)

    def _invite_again(self, call: Call, response: Response, now_seconds: float) -> bool:
        if call.state not in (CallState.CALLING, CallState.RINGING):
            return False
        proofs = self._proofs(call, call.invite, response)
        if not proofs:
            return False
        call.invite = tried_again(call.invite, call.invite.cseq.number + 1, proofs)
        sent_by = self._run.sent_by(call.hop)
        call.transaction = self._transactions.send_request(call.invite, call.hop, sent_by, now_seconds)
        self._run.follow(call, call.transaction)
        return True

    def _try_again(self, call: Call, transaction: int, response: Response, now_seconds: float) -> bool:
        request = call.asking[transaction]
        dialog = call.dialog_with(response.to_tag) or call.dialog
        proofs = self._proofs(call, request, response)
        if not proofs or dialog is None:
            return False
        del call.asking[transaction]
        self._run.unfollow(call, transaction)
        dialog.local_cseq += 1
        self._run.send(call, dialog, tried_again(request, dialog.local_cseq, proofs), now_seconds)
        return True
