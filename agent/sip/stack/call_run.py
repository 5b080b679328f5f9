"""All calls at once, and what the rows of their table make happen (RFC 3261 §13–§15)."""

from collections.abc import Callable

from agent.sip.stack.call import MOST_FORKS, Call, CallTimer
from agent.sip.stack.call_events import (
    CallAnswered,
    CallCancelled,
    CallConfirmed,
    CallEnded,
    CallEvent,
    CallFailed,
    CallProgress,
    Ending,
    TransferProgress,
)
from agent.sip.stack.call_table import CALL, Act, CallState, What
from agent.sip.stack.dialog import Dialog, DialogId, dialog_of_called
from agent.sip.stack.hop import Hop
from agent.sip.stack.message import Message, Request, Response
from agent.sip.stack.responses import response_to
from agent.sip.stack.schedule import Schedule
from agent.sip.stack.timers import Timing
from agent.sip.stack.transactions import Transactions

PROVISIONAL_EVERY_SECONDS = 60.0
"""§13.3.1.1."""

_ENDINGS = {
    What.BYE: Ending.THEIR_BYE,
    What.NO_ACK: Ending.NO_ACK,
    What.GONE: Ending.DIALOG_GONE,
}


class CallRun:
    """Belongs to the user agent."""

    def __init__(self, transactions: Transactions, sent_by: Callable[[Hop], str], timing: Timing) -> None:
        self._transactions = transactions
        self.sent_by = sent_by
        self._timing = timing
        self._schedule: Schedule[CallTimer, Call] = Schedule()
        self.calls: dict[int, Call] = {}
        self.by_dialog: dict[DialogId, Call] = {}
        self.by_transaction: dict[int, Call] = {}
        self.events: list[CallEvent] = []
        self._last_number = 0
        self._act: dict[Act, Callable[[Call, What, Message | None, float], None]] = {
            Act.REPEAT_PROVISIONAL: self._repeat_provisional,
            Act.AWAIT_ACK: self._await_first_ack,
            Act.SAY_487: self._say_487,
            Act.SEND_ACK: self._send_ack,
            Act.ACK_ANOTHER: self._ack_another,
            Act.SEND_BYE: self._send_bye,
            Act.SEND_CANCEL: self._send_cancel,
            Act.TELL_CANCELLED: self._tell_of_request(CallCancelled),
            Act.TELL_CONFIRMED: self._tell_of_request(CallConfirmed),
            Act.TELL_PROGRESS: self._tell_of_response(CallProgress),
            Act.TELL_ANSWERED: self._tell_of_response(CallAnswered),
            Act.TELL_FAILED: self._tell_of_response(CallFailed),
            Act.TELL_ENDED: self._tell_ended,
        }

    def begin(
        self, state: CallState, invite: Request, transaction: int, hop: Hop, contact: str, tag: str
    ) -> Call:
        """A new call, of theirs or of ours."""
        self._last_number += 1
        is_ours = state is CallState.CALLING
        call = Call(self._last_number, state, is_ours, invite, transaction, hop, contact, tag)
        self.calls[call.number] = call
        self.follow(call, transaction)
        return call

    def follow(self, call: Call, transaction: int) -> None:
        """What comes of that transaction is the call's."""
        self.by_transaction[transaction] = call
        call.transactions.add(transaction)

    def unfollow(self, call: Call, transaction: int) -> None:
        """Nothing more will come of it."""
        self.by_transaction.pop(transaction, None)
        call.transactions.discard(transaction)

    def note_dialog(self, call: Call, dialog: Dialog) -> None:
        """Requests in that dialog are the call's."""
        self.by_dialog[dialog.id] = call

    def send(self, call: Call, dialog: Dialog, request: Request, now_seconds: float) -> int:
        """Send a request of ours in a dialog; its transaction."""
        hop = dialog.hop(call.hop)
        transaction = self._transactions.send_request(request, hop, self.sent_by(hop), now_seconds)
        call.asking[transaction] = request
        self.follow(call, transaction)
        return transaction

    def acknowledge(self, call: Call, dialog: Dialog, invite: Request, response: Response) -> None:
        """Send the ACK of a 2xx, and keep it for when the 2xx comes again."""
        hop = dialog.hop(call.hop)
        packet = self._transactions.send_ack(dialog.ack(invite), hop, self.sent_by(hop))
        call.acks[response.to_tag, response.cseq.number] = packet

    def acknowledged_again(self, call: Call, response: Response) -> bool:
        """True where that 2xx had its ACK already: it has it once more (§13.2.2.4)."""
        packet = call.acks.get((response.to_tag, response.cseq.number))
        if packet is None:
            return False
        self._transactions.send_again(packet)
        return True

    def await_ack(self, call: Call, transaction: int, cseq: int, now_seconds: float) -> None:
        """Repeat our 2xx until its ACK comes, over streams too (§13.3.1.4)."""
        call.awaiting_ack = transaction, cseq
        call.due_at_seconds.pop(CallTimer.REPEAT_PROVISIONAL, None)
        call.repeat_wait_seconds = self._timing.t1_seconds
        self.start(call, CallTimer.REPEAT_ANSWER, call.repeat_wait_seconds, now_seconds)
        self.start(call, CallTimer.NO_ACK, self._timing.lifetime_seconds, now_seconds)

    def stop_awaiting_ack(self, call: Call) -> None:
        """Our 2xx is not repeated any more."""
        call.awaiting_ack = None
        call.due_at_seconds.pop(CallTimer.REPEAT_ANSWER, None)
        call.due_at_seconds.pop(CallTimer.NO_ACK, None)

    def happen(self, call: Call, what: What, message: Message | None, now_seconds: float) -> bool:
        """Go on by the table, and do what it says; False where it says nothing."""
        row = CALL.get((call.state, what))
        if row is None:
            return False
        was_over = call.state is CallState.OVER
        call.state = row[0]
        for act in row[1]:
            self._act[act](call, what, message, now_seconds)
        if call.state is CallState.OVER and not was_over:
            self._end(call, now_seconds)
        return True

    # Time.

    def start(self, call: Call, timer: CallTimer, wait_seconds: float, now_seconds: float) -> None:
        """Start a timer of a call."""
        due = call.due_at_seconds[timer] = now_seconds + wait_seconds
        self._schedule.add(due, timer, call)

    def do_what_is_due(self, now_seconds: float) -> None:
        """Repeat and give up what has waited long enough."""
        for timer, call in self._schedule.due(now_seconds):
            if timer is CallTimer.REPEAT_ANSWER and call.awaiting_ack is not None:
                self._transactions.respond_again(call.awaiting_ack[0], now_seconds)
                call.repeat_wait_seconds = min(2 * call.repeat_wait_seconds, self._timing.t2_seconds)
                self.start(call, timer, call.repeat_wait_seconds, now_seconds)
            elif timer is CallTimer.NO_ACK:
                self.happen(call, What.NO_ACK, None, now_seconds)
            elif timer is CallTimer.REPEAT_PROVISIONAL:
                self._transactions.respond_again(call.transaction, now_seconds)
                self.start(call, timer, PROVISIONAL_EVERY_SECONDS, now_seconds)
            elif timer is CallTimer.TRANSFER_SILENT:
                call.is_transferring = False
                self.events.append(TransferProgress(call.number, 408, is_over=True))
            elif timer is CallTimer.LINGER:
                self._forget(call)

    @property
    def next_at_seconds(self) -> float | None:
        """When a timer of a call is due next; None for never."""
        return self._schedule.next_at_seconds

    # The end.

    def _end(self, call: Call, now_seconds: float) -> None:
        """No timer runs any more, no dialog is there; what they still wait for is refused (§15.1.2)."""
        call.due_at_seconds.clear()
        for transaction, request in call.asked.items():
            self._transactions.respond(transaction, response_to(request, 487), now_seconds)
        call.asked.clear()
        for dialog in (call.dialog, *call.early.values()):
            if dialog is not None and self.by_dialog.get(dialog.id) is call:
                del self.by_dialog[dialog.id]
        if call.is_ours or call.asking:
            # Another fork may answer still, and a BYE be asked for credentials.
            self.start(call, CallTimer.LINGER, self._timing.lifetime_seconds, now_seconds)
        else:
            self._forget(call)

    def _forget(self, call: Call) -> None:
        self.calls.pop(call.number, None)
        for transaction in call.transactions:
            self.by_transaction.pop(transaction, None)
        self._schedule.shrink(len(self.calls))

    # What the table says.

    def _repeat_provisional(
        self, call: Call, what: What, message: Message | None, now_seconds: float
    ) -> None:
        self.start(call, CallTimer.REPEAT_PROVISIONAL, PROVISIONAL_EVERY_SECONDS, now_seconds)

    def _await_first_ack(self, call: Call, what: What, message: Message | None, now_seconds: float) -> None:
        self.await_ack(call, call.transaction, call.invite.cseq.number, now_seconds)

    def _say_487(self, call: Call, what: What, message: Message | None, now_seconds: float) -> None:
        response = response_to(call.invite, 487, call.local_tag)
        self._transactions.respond(call.transaction, response, now_seconds)

    def _send_ack(self, call: Call, what: What, message: Message | None, now_seconds: float) -> None:
        if isinstance(message, Response):
            dialog = call.early.get(message.to_tag) or dialog_of_called(call.invite, message)
            dialog.take_answer(message)
            call.dialog = dialog
            self.note_dialog(call, dialog)
            self.acknowledge(call, dialog, call.invite, message)

    def _ack_another(self, call: Call, what: What, message: Message | None, now_seconds: float) -> None:
        if not isinstance(message, Response) or self.acknowledged_again(call, message):
            return
        if len(call.acks) < MOST_FORKS:
            dialog = dialog_of_called(call.invite, message)
            self.acknowledge(call, dialog, call.invite, message)
            self.send(call, dialog, dialog.request("BYE"), now_seconds)

    def _send_bye(self, call: Call, what: What, message: Message | None, now_seconds: float) -> None:
        if call.dialog is not None:
            self.send(call, call.dialog, call.dialog.request("BYE", call.parting), now_seconds)

    def _send_cancel(self, call: Call, what: What, message: Message | None, now_seconds: float) -> None:
        self._transactions.cancel(call.transaction, now_seconds, call.parting)

    def _tell_of_request(self, event: Callable[[int, Request], CallEvent]) -> Callable[..., None]:
        def tell(call: Call, what: What, message: Message | None, now_seconds: float) -> None:
            if isinstance(message, Request):
                self.events.append(event(call.number, message))

        return tell

    def _tell_of_response(self, event: Callable[[int, Response], CallEvent]) -> Callable[..., None]:
        def tell(call: Call, what: What, message: Message | None, now_seconds: float) -> None:
            if isinstance(message, Response):
                self.events.append(event(call.number, message))

        return tell

    def _tell_ended(self, call: Call, what: What, message: Message | None, now_seconds: float) -> None:
        bye = message if what is What.BYE and isinstance(message, Request) else None
        self.events.append(CallEnded(call.number, _ENDINGS.get(what, Ending.OUR_BYE), bye))
