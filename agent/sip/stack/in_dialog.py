"""Requests within a dialog, theirs and ours: order, glare, what is answered at once and what is the owner's.

RFC 3261 §12.2, §14, §15; UPDATE: RFC 3311; INFO: RFC 6086; NOTIFY of a transfer: RFC 3515 §2.4.
"""

from collections.abc import Callable, Sequence

from agent.sip.stack.abilities import Abilities, Refusal, refusal
from agent.sip.stack.call import Call, CallTimer, makes_offer
from agent.sip.stack.call_events import DialogRequest, DialogResponse, InfoArrived, TransferProgress
from agent.sip.stack.call_run import CallRun
from agent.sip.stack.call_table import CallState, What
from agent.sip.stack.dialog import TARGET_REFRESH, glare_wait_seconds
from agent.sip.stack.headers import Field
from agent.sip.stack.message import Request, Response
from agent.sip.stack.reading import STATUS_LINE
from agent.sip.stack.responses import response_to
from agent.sip.stack.transaction_events import RequestArrived
from agent.sip.stack.transactions import Transactions

TRANSFER_SILENT_SECONDS = 40.0
"""How long after its 202, or after its last word, a transfer may say nothing."""
RETRY_AFTER_SECONDS = 10.0
"""§14.2: between 0 and so many."""


class InDialog:
    """Belongs to the user agent."""

    def __init__(
        self, run: CallRun, transactions: Transactions, able: Abilities, fraction: Callable[[], float]
    ) -> None:
        self._run = run
        self._transactions = transactions
        self._able = able
        self._fraction = fraction
        self._take: dict[str, Callable[[Call, RequestArrived, float], None]] = {
            "BYE": self._take_bye,
            "INFO": self._take_info,
            "NOTIFY": self._take_notify,
            "OPTIONS": self._take_options,
            "INVITE": self._ask_owner,
            "UPDATE": self._ask_owner,
            "PRACK": self._ask_owner,
        }

    # Theirs.

    def take_request(self, call: Call, event: RequestArrived, now_seconds: float) -> None:
        """A request of theirs in a dialog of this call."""
        request = event.request
        dialog = call.dialog_with(request.from_tag)
        refused = refusal(request, self._able) or self._glare(call, request)
        if request.method not in self._take and refused is None:
            refused = 405, [("Allow", ", ".join(self._able.methods))]
        if refused is None and dialog is not None and (status := dialog.take_request(request)):
            refused = status, []
        if refused is not None:
            self._respond(event, refused[0], now_seconds, refused[1])
            return
        self._take[request.method](call, event, now_seconds)

    def _glare(self, call: Call, request: Request) -> Refusal | None:
        """Two offers at once (§14.2; RFC 3311 §5.2).  A request without one cannot clash."""
        is_invite = request.method == "INVITE"
        if not makes_offer(request):
            return None
        unanswered = is_invite and call.state in (CallState.INCOMING, CallState.EARLY)
        if unanswered or call.has_their_offer:
            return 500, [("Retry-After", str(round(RETRY_AFTER_SECONDS * self._fraction())))]
        if call.has_our_offer or (is_invite and call.awaiting_ack is not None):
            return 491, []
        return None

    def _take_bye(self, call: Call, event: RequestArrived, now_seconds: float) -> None:
        self._respond(event, 200, now_seconds)
        self._run.happen(call, What.BYE, event.request, now_seconds)

    def _take_options(self, call: Call, event: RequestArrived, now_seconds: float) -> None:
        accept = ("Accept", ", ".join(self._able.session_types))
        self._respond(event, 200, now_seconds, [accept, *self._able.said])

    def _take_info(self, call: Call, event: RequestArrived, now_seconds: float) -> None:
        self._respond(event, 200, now_seconds)
        self._run.events.append(InfoArrived(call.number, event.request))

    def _take_notify(self, call: Call, event: RequestArrived, now_seconds: float) -> None:
        """A NOTIFY belongs to a REFER of ours, or to nothing."""
        kind = (event.request.headers.get("Event") or "").partition(";")[0].strip().lower()
        if kind != "refer" or not call.is_transferring:
            self._respond(event, 489 if kind != "refer" else 481, now_seconds)
            return
        self._respond(event, 200, now_seconds)
        fragment = STATUS_LINE.match(event.request.body.partition(b"\n")[0].decode("latin-1").rstrip("\r "))
        status = int(fragment[2]) if fragment else 100
        state = (event.request.headers.get("Subscription-State") or "").partition(";")[0].strip().lower()
        is_over = status >= 200 or state == "terminated"
        call.is_transferring = not is_over
        if is_over:
            call.due_at_seconds.pop(CallTimer.TRANSFER_SILENT, None)
        else:
            self._run.start(call, CallTimer.TRANSFER_SILENT, TRANSFER_SILENT_SECONDS, now_seconds)
        self._run.events.append(TransferProgress(call.number, status, is_over))

    def _ask_owner(self, call: Call, event: RequestArrived, now_seconds: float) -> None:
        call.asked[event.transaction] = event.request
        self._run.follow(call, event.transaction)
        self._run.events.append(DialogRequest(call.number, event.transaction, event.request))

    def answer(
        self,
        call: Call,
        transaction: int,
        status: int,
        now_seconds: float,
        fields: Sequence[Field],
        body: bytes,
    ) -> bool:
        """The owner's response to such a request; False when nobody waits for it any more."""
        request = call.asked.get(transaction)
        if request is None:
            return False
        refreshes = request.method in TARGET_REFRESH
        own = [("Contact", call.contact), *self._able.said] if refreshes and 200 <= status < 300 else []
        said = self._transactions.respond(
            transaction, response_to(request, status, headers=[*own, *fields], body=body), now_seconds
        )
        if status >= 200:
            del call.asked[transaction]
            self._run.unfollow(call, transaction)
        if said and request.method == "INVITE" and 200 <= status < 300:
            self._run.await_ack(call, transaction, request.cseq.number, now_seconds)
        return said

    def cancelled(self, call: Call, transaction: int, now_seconds: float) -> None:
        """Their re-INVITE was cancelled: the session stays as it was (§9.2)."""
        request = call.asked.pop(transaction, None)
        if request is not None:
            self._transactions.respond(transaction, response_to(request, 487), now_seconds)

    def _respond(
        self, event: RequestArrived, status: int, now_seconds: float, fields: Sequence[Field] = ()
    ) -> None:
        self._transactions.respond(
            event.transaction, response_to(event.request, status, headers=fields), now_seconds
        )

    # Ours.

    def may_ask(self, call: Call, method: str, body: bytes) -> bool:
        """False for an offer while another is on its way, or an answer of ours unacknowledged (§14.1)."""
        if not makes_offer(Request(method, "", body=body)):
            return True
        return call.awaiting_ack is None and not call.has_our_offer and not call.has_their_offer

    def take_response(self, call: Call, transaction: int, response: Response, now_seconds: float) -> None:
        """A response to a request of ours in the dialog, or one made here where nobody answered."""
        request = call.asking[transaction]
        if response.status >= 200:
            del call.asking[transaction]
            if request.method != "INVITE":
                self._run.unfollow(call, transaction)
        dialog = call.dialog_with(response.to_tag) or call.dialog
        if dialog is not None:
            dialog.take_response(response)
            if request.method == "INVITE" and response.is_success:
                self._run.acknowledge(call, dialog, request, response)
        if call.state is CallState.OVER or request.method == "BYE":
            # What becomes of a BYE changes nothing: with it the call was over.
            return
        if request.method == "REFER" and response.is_success:
            call.is_transferring = True
            self._run.start(call, CallTimer.TRANSFER_SILENT, TRANSFER_SILENT_SECONDS, now_seconds)
        wait = glare_wait_seconds(call.is_ours, self._fraction()) if response.status == 491 else None
        self._run.events.append(DialogResponse(call.number, transaction, request, response, wait))
        if response.status == 481 or (response.status == 408 and request.method in TARGET_REFRESH):
            self._run.happen(call, What.GONE, None, now_seconds)
