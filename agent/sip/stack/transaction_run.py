"""All transactions at once, and what the rows of their tables make happen (RFC 3261 §17).

Room: when there are more than `most`, the oldest that only waits for repetitions is forgotten; where all are
unanswered, `has_room` says no.
"""

from collections.abc import Callable, Sequence

from agent.sip.stack.headers import Field
from agent.sip.stack.hop import Hop
from agent.sip.stack.message import Message, Request, Response, write
from agent.sip.stack.responses import response_to
from agent.sip.stack.schedule import Schedule
from agent.sip.stack.timers import Timer, Timing
from agent.sip.stack.transaction import Key, Transaction, ack_of, cancel_of
from agent.sip.stack.transaction_events import (
    AckArrived,
    NoAck,
    NoResponse,
    Packet,
    RequestArrived,
    ResponseArrived,
    TransactionEvent,
)
from agent.sip.stack.transaction_tables import CLIENT, FINISHED, INVITE_CLIENT, Do, Happening, State, Table

RESERVE = 500
"""How many more than the most there may be, for whatever is no new call."""


class TransactionRun:
    """Belongs to the layer."""

    def __init__(self, timing: Timing, most: int) -> None:
        self._timing = timing
        self._most = most
        self._schedule: Schedule[Timer, Transaction] = Schedule()
        self._by_number: dict[int, Transaction] = {}
        self._servers: dict[Key, Transaction] = {}
        self._clients: dict[Key, Transaction] = {}
        self._merged: dict[Key, Transaction] = {}
        self._finished: dict[int, Transaction] = {}
        """In the order in which they came to only wait for repetitions."""
        self._last_number = 0
        self.events: list[TransactionEvent] = []
        self.packets: list[Packet] = []
        self._do: dict[Do, Callable[[Transaction, Message | None, float], None]] = {
            Do.SEND: self._send,
            Do.REPEAT: self._repeat,
            Do.SAY_TRYING: self._say_trying,
            Do.TELL: self._tell,
            Do.ACK: self._acknowledge,
            Do.CANCEL_IF_WANTED: self._cancel_if_wanted,
            Do.GIVE_UP: self._give_up,
        }

    def __len__(self) -> int:
        return len(self._by_number)

    def numbered(self, number: int) -> Transaction | None:
        """The transaction of that name, while it lives."""
        return self._by_number.get(number)

    def server(self, key: Key) -> Transaction | None:
        """The transaction in which a request like this was answered."""
        return self._servers.get(key)

    def client(self, key: Key) -> Transaction | None:
        """The transaction of a request of ours."""
        return self._clients.get(key)

    def copy_of(self, merge_key: Key | None) -> Transaction | None:
        """The transaction of the same request that came another way."""
        return None if merge_key is None else self._merged.get(merge_key)

    def clients_towards(self, hop: Hop) -> list[Transaction]:
        """Every request of ours on that way that is not finished."""
        return [one for one in self._clients.values() if one.hop == hop and one.state not in FINISHED]

    def reroute(self, old: Hop, new: Hop) -> None:
        """What went there goes here now."""
        for one in self._by_number.values():
            if one.hop == old:
                one.hop = new

    def make_room(self, in_reserve: bool) -> bool:
        """False where there is none, and nothing that may be forgotten."""
        most = self._most + RESERVE if in_reserve else self._most
        while len(self._by_number) >= most and self._finished:
            self._forget(next(iter(self._finished.values())))
        return len(self._by_number) < most

    def begin(
        self,
        table: Table,
        key: Key,
        request: Request,
        hop: Hop,
        now_seconds: float,
        source: Hop | None = None,
        merge_key: Key | None = None,
    ) -> Transaction:
        """A new transaction; `source` for a server's."""
        self._last_number += 1
        state = State.CALLING if table is INVITE_CLIENT else State.TRYING
        one = Transaction(
            self._last_number, key, table, state, request, hop, source or hop, merge_key=merge_key
        )
        self._by_number[one.number] = one
        (self._clients if table in (INVITE_CLIENT, CLIENT) else self._servers)[key] = one
        if merge_key is not None:
            self._merged[merge_key] = one
        self.happen(one, Happening.BEGIN, request, now_seconds)
        return one

    def happen(
        self, one: Transaction, what: Happening | Timer, message: Message | None, now_seconds: float
    ) -> None:
        """Go on by the table, and do what it says."""
        for thing in one.step(what):
            if isinstance(thing, Do):
                self._do[thing](one, message, now_seconds)
            else:
                self.start(one, thing, now_seconds)
        if one.state is State.TERMINATED:
            self._forget(one)
        elif one.state in FINISHED:
            self._finished.setdefault(one.number, one)

    def start(self, one: Transaction, timer: Timer, now_seconds: float) -> None:
        """Start a timer, if it runs on this transaction's way."""
        due = one.start(timer, self._timing, now_seconds)
        if due is not None:
            self._schedule.add(due, timer, one)

    def do_what_is_due(self, now_seconds: float) -> None:
        """Let every timer happen whose time has come."""
        for timer, one in self._schedule.due(now_seconds):
            self.happen(one, timer, None, now_seconds)
            due = one.start_again(timer, self._timing, now_seconds)
            if due is not None:
                self._schedule.add(due, timer, one)

    @property
    def next_at_seconds(self) -> float | None:
        """When a timer is due next; None for never."""
        return self._schedule.next_at_seconds

    def fail(self, one: Transaction) -> None:
        """The way to the other side is broken."""
        self.events.append(NoResponse(one.number, one.request, is_unreachable=True))
        self._forget(one)

    def _forget(self, one: Transaction) -> None:
        one.due_at_seconds.clear()
        self._by_number.pop(one.number, None)
        self._finished.pop(one.number, None)
        for table, key in ((self._servers, one.key), (self._clients, one.key), (self._merged, one.merge_key)):
            if key is not None and table.get(key) is one:
                del table[key]
        self._schedule.shrink(len(self._by_number))

    # What the tables say.

    def _send(self, one: Transaction, message: Message | None, now_seconds: float) -> None:
        if message is not None:
            one.packet = write(message)
            if isinstance(message, Response) and message.status > 100:
                one.to_tag = message.to_tag
            self._repeat(one, message, now_seconds)

    def _repeat(self, one: Transaction, message: Message | None, now_seconds: float) -> None:
        self.packets.append(Packet(one.packet, one.hop))

    def _say_trying(self, one: Transaction, message: Message | None, now_seconds: float) -> None:
        self._send(one, response_to(one.request, 100), now_seconds)

    def _tell(self, one: Transaction, message: Message | None, now_seconds: float) -> None:
        if isinstance(message, Response):
            self.events.append(ResponseArrived(one.number, message))
        elif message is not None and message.method == "ACK":
            self.events.append(AckArrived(message, one.source))
        elif message is not None and message.method != "CANCEL":
            # Of a CANCEL the layer tells what it does to its INVITE.
            self.events.append(RequestArrived(one.number, message, one.source))

    def _acknowledge(self, one: Transaction, message: Message | None, now_seconds: float) -> None:
        if isinstance(message, Response):
            self.packets.append(Packet(write(ack_of(one.request, message)), one.hop))

    def _cancel_if_wanted(self, one: Transaction, message: Message | None, now_seconds: float) -> None:
        if one.cancel_wanted:
            self.cancel(one, one.cancel_fields, now_seconds)

    def cancel(self, one: Transaction, fields: Sequence[Field], now_seconds: float) -> None:
        """CANCEL an INVITE of ours as soon as that is allowed (§9.1)."""
        one.cancel_wanted, one.cancel_fields = True, tuple(fields)
        if one.state is not State.PROCEEDING or one.cancel_sent:
            return
        one.cancel_sent = True
        self.start(one, Timer.CANCELLED, now_seconds)
        self.begin(CLIENT, (one.key[0], "CANCEL"), cancel_of(one.request, fields), one.hop, now_seconds)

    def _give_up(self, one: Transaction, message: Message | None, now_seconds: float) -> None:
        if one.table in (INVITE_CLIENT, CLIENT):
            self.events.append(NoResponse(one.number, one.request))
        else:
            self.events.append(NoAck(one.number))
