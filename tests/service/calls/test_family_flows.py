"""Who may be recorded, who hears the menu, and what the family is told before it takes a call."""

from datetime import date
from pathlib import Path
from typing import Any

import pytest

from agent.call.caller import Caller
from agent.call.commands import Answer, Bridge, Listen, Play, Record, Reject, Ring, RingHouse, StopRinging
from agent.call.events import CallAnswered, DigitPressed, PhoneAnswered
from agent.call.finding import Finding
from agent.call.incoming_call import IncomingCall
from agent.call.rule_name import RuleName
from agent.call.timing import DeadlinePassed, SetDeadline
from agent.call.treatment import TREATMENTS, LetRing
from agent.call.verdict import Verdict
from agent.prompts.choosing import prompt
from agent.prompts.speaking import speak_caller, speak_reason
from agent.prompts.spoken_number import resting
from agent.service.calls.family_flows import FamilyFlows
from agent.service.calls.flow_choice import FlowChoice
from agent.service.calls.menu_lock import MenuLock
from agent.service.calls.message_keeping import MessageKeeping
from agent.service.calls.voice import Voice
from agent.settings.house import HouseSettings
from agent.settings.line import LineSettings
from agent.settings.menu import MenuSettings
from agent.settings.messages import MessagesSettings
from agent.settings.putting_through import PuttingThroughSettings
from agent.settings.settings import Settings
from agent.sound.wav_file import read_wav
from agent.treat.flow import Flow
from agent.treat.letting_ring import LONGEST_RINGING_SECONDS
from agent.treat.menu import Menu
from tests.service.calls.test_switchboard import NOON

TODAY = date(2026, 11, 21)
STRANGER = Caller(number_e164="+33162000001", country="FR")
INSIDE = Caller(internal="**620")
RINGS = HouseSettings(ring=("sip:salon@192.0.2.20",))
TAKES = MessagesSettings(on=True)
LEG = "phone0"

JUST_RINGING = [Ring("c1"), SetDeadline("c1", "forgotten", LONGEST_RINGING_SECONDS)]
"""Until the box cancels, or is not heard of for longer than anybody rings."""


def settings(folder: Path, line: dict[str, Any] | None = None, **sections: Any) -> Settings:
    home = LineSettings(**({"registrar": "fritz.box", "user": "tranquille"} | (line or {})))
    return Settings(lines=(home,), data_folder=folder, **sections)


def call(to: str = "<sip:tranquille@fritz.box>", called_party: str = "") -> IncomingCall:
    return IncomingCall(
        call_id="c1",
        line="home",
        received_at=NOON,
        from_trusted_peer=True,
        to_header=to,
        called_party=called_party,
    )


def chosen(
    of: Settings, treatment: str = "let-ring", caller: Caller = STRANGER, incoming: IncomingCall | None = None
) -> Flow:
    verdict = Verdict(TREATMENTS[treatment], Finding(RuleName.OTHERWISE, "the test says so"))
    return FlowChoice(of, lambda: TODAY)(incoming or call(), caller, verdict).flow


def found_by(rule: RuleName, *, known_caller: bool = False) -> Verdict:
    return Verdict(LetRing(), Finding(rule, "the test says so"), known_caller=known_caller)


def put_through(of: Settings, caller: Caller = STRANGER, rule: RuleName = RuleName.SUSPECT_PREFIX) -> Flow:
    messages = MessageKeeping(of, lambda: NOON)
    family = FamilyFlows(of, Voice(of), messages, MenuLock(lambda: 0.0), lambda: TODAY)
    flow = family.put_through(call(), caller, found_by(rule))
    flow.start()
    return flow


def test_a_message_is_taken_when_the_house_wants_messages(tmp_path: Path) -> None:
    flow = chosen(settings(tmp_path, house=RINGS, messages=TAKES), "take-message")
    assert flow.start() == [Answer("c1")]
    (greeting,) = flow.on(CallAnswered("c1"))
    assert isinstance(greeting, Play)
    assert greeting.greeting.endswith("leave-a-message.fr.wav")


@pytest.mark.parametrize(
    "sections", [{"house": RINGS}, {"messages": TAKES}, {"house": RINGS, "messages": MessagesSettings()}]
)
def test_without_messages_or_phones_such_a_call_rings(tmp_path: Path, sections: dict[str, Any]) -> None:
    assert chosen(settings(tmp_path, **sections), "take-message").start() == JUST_RINGING


def test_in_front_the_phones_ring_and_a_message_is_taken_when_nobody_answers(
    tmp_path: Path,
) -> None:
    front = {"kind": "front"}
    no_messages = chosen(settings(tmp_path, front, house=RINGS), "take-message")
    assert [type(step) for step in no_messages.start()][:2] == [Ring, RingHouse]
    assert no_messages.on(DeadlinePassed("c1", "ring"))[-1] == Reject("c1", 480)
    flow = chosen(settings(tmp_path, front, house=RINGS, messages=TAKES))
    flow.start()
    assert flow.on(DeadlinePassed("c1", "ring")) == [StopRinging("c1"), Answer("c1")]
    assert isinstance(flow.on(CallAnswered("c1"))[0], Play)
    assert flow.done.startswith("rang the house; asked for a message")


def test_the_whisper_says_who_it_is_and_why(tmp_path: Path) -> None:
    of = settings(tmp_path, house=RINGS)
    flow = put_through(of)
    (_, whisper) = flow.on(PhoneAnswered("c1", LEG, "sip:salon@192.0.2.20"))
    assert isinstance(whisper, Play)
    said = Voice(of).sentence(
        (
            prompt("whisper-call", "fr"),
            *resting(speak_caller("fr", "FR", number_e164="+33162000001")),
            *speak_reason("suspect-prefix", "fr"),
            prompt("whisper-choices", "fr"),
        )
    )
    assert read_wav(Path(whisper.greeting)) == read_wav(Path(said))


def test_a_whisper_that_cannot_be_made_or_is_not_wanted_connects_at_once(tmp_path: Path) -> None:
    (tmp_path / "spoken").write_text("in the way of the folder")
    for of in (
        settings(tmp_path, house=RINGS),
        settings(tmp_path, house=RINGS, putting_through=PuttingThroughSettings(whisper="off")),
    ):
        steps = put_through(of).on(PhoneAnswered("c1", LEG, "sip:salon@192.0.2.20"))
        assert Bridge("c1", LEG) in steps


@pytest.mark.parametrize("on", [True, False])
def test_star_7_records_only_where_messages_are_on(tmp_path: Path, on: bool) -> None:
    flow = put_through(settings(tmp_path, house=RINGS, messages=MessagesSettings(on=on)))
    flow.on(PhoneAnswered("c1", LEG, "sip:salon@192.0.2.20"))
    steps = [flow.on(DigitPressed("c1", key, "rfc4733", LEG)) for key in "1*7"][-1]
    assert any(isinstance(step, Record) for step in steps) is on


def test_the_family_s_own_call_meets_the_menu(tmp_path: Path) -> None:
    assert isinstance(chosen(settings(tmp_path), caller=INSIDE), Menu)


def test_while_the_phones_ring_no_call_meets_the_menu_for_it_may_be_our_own(tmp_path: Path) -> None:
    of = settings(tmp_path, house=RINGS)
    family = FamilyFlows(
        of, Voice(of), MessageKeeping(of, lambda: NOON), MenuLock(lambda: 0.0), lambda: TODAY
    )
    for rings in (family.put_through, family.ring_in_front):
        flow = rings(call(), STRANGER, found_by(RuleName.OTHERWISE))
        flow.start()
        assert family.menu(call(), "menu") is None
        flow.on(PhoneAnswered("c1", LEG, "sip:salon@192.0.2.20"))
        assert isinstance(family.menu(call(), "menu"), Menu)


@pytest.mark.parametrize("known_caller", [True, False])
def test_nobody_listens_to_a_caller_whom_the_house_knows(tmp_path: Path, known_caller: bool) -> None:
    of = settings(tmp_path, house=RINGS, putting_through=PuttingThroughSettings(listen_first_seconds=6))
    messages = MessageKeeping(of, lambda: NOON)
    family = FamilyFlows(of, Voice(of), messages, MenuLock(lambda: 0.0), lambda: TODAY)
    flow = family.ring_in_front(call(), STRANGER, found_by(RuleName.CONTACT, known_caller=known_caller))
    flow.on(PhoneAnswered("c1", LEG, "sip:salon@192.0.2.20"))
    listens = any(isinstance(step, Listen) for step in flow.on(CallAnswered("c1")))
    assert listens is not known_caller


@pytest.mark.parametrize(
    ("sections", "caller", "incoming"),
    [
        ({"menu": MenuSettings(on=False)}, INSIDE, call()),
        ({"house": HouseSettings(mode="observe")}, INSIDE, call()),
        ({}, STRANGER, call()),
        ({}, INSIDE, call(called_party="<sip:0123456789@fritz.box>")),
        ({}, INSIDE, call(called_party="<sip:**9@fritz.box>")),
        ({}, INSIDE, call("<sip:**9@fritz.box>")),
    ],
)
def test_every_other_call_just_rings(
    tmp_path: Path, sections: dict[str, Any], caller: Caller, incoming: IncomingCall
) -> None:
    flow = chosen(settings(tmp_path, **sections), caller=caller, incoming=incoming)
    assert flow.start() == JUST_RINGING
    assert flow.done == "let ring"


def test_a_call_to_everybody_is_answered_late_where_the_house_wants_that(tmp_path: Path) -> None:
    of = settings(tmp_path, menu=MenuSettings(answer_group_calls_after_seconds=8))
    flow = chosen(of, caller=INSIDE, incoming=call(called_party="<sip:**9@fritz.box>"))
    assert flow.start()[0] == Ring("c1")
    assert Answer("c1") in flow.on(DeadlinePassed("c1", "ring along"))
