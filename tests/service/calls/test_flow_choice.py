"""A verdict becomes the conversation that carries it out, in the caller's language and the house's voice."""

import shutil
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from agent.call.caller import Caller
from agent.call.commands import Answer, AnswerEarly, Play, Reject, Ring
from agent.call.events import CallAnswered
from agent.call.finding import Finding
from agent.call.incoming_call import IncomingCall
from agent.call.rule_name import RuleName
from agent.call.timing import DeadlinePassed, SetDeadline
from agent.call.treatment import TREATMENTS
from agent.call.treatment import Reject as RejectTreatment
from agent.call.verdict import Verdict
from agent.prompts.catalogue import REMOVAL
from agent.prompts.choosing import removal_message
from agent.prompts.recording import SHIPPED_FOLDER
from agent.service.calls.flow_choice import FlowChoice
from agent.service.calls.ports import ChosenFlow
from agent.settings.announce import AnnounceSettings
from agent.settings.house import HouseSettings
from agent.settings.letting_ring import LettingRingSettings
from agent.settings.line import LineSettings
from agent.settings.settings import Settings
from agent.treat.letting_ring import LONGEST_RINGING_SECONDS
from tests.service.calls.test_switchboard import NOON

TODAY = date(2026, 11, 21)
CALL = IncomingCall(call_id="c1", line="home", received_at=NOON)


def chosen(
    treatment: str = "announce", country: str = "FR", line: dict[str, Any] | None = None, **sections: Any
) -> ChosenFlow:
    """`line`: what is special about the line; `sections`: of the settings."""
    home = LineSettings(**({"trusted_peers": ("127.0.0.1",)} | (line or {})))
    verdict = Verdict(TREATMENTS[treatment], Finding(RuleName.OTHERWISE, "the test says so"))
    choose = FlowChoice(Settings(lines=(home,), **sections), lambda: TODAY)
    return choose(CALL, Caller(number_e164="+33162000001", country=country), verdict)


JUST_RINGING = [Ring("c1"), SetDeadline("c1", "forgotten", LONGEST_RINGING_SECONDS)]
"""Until the box cancels, or is not heard of for longer than anybody rings."""


def played_by(choice: ChosenFlow) -> Path:
    """The file that the caller hears."""
    choice.flow.start()
    choice.flow.on(CallAnswered("c1"))
    (play,) = choice.flow.on(DeadlinePassed("c1", "first words"))
    assert isinstance(play, Play)
    return Path(play.greeting)


@pytest.mark.parametrize("treatment", ["let-ring", "screen", "take-message"])
def test_what_needs_a_way_to_the_family_rings_as_the_line_has_none(treatment: str) -> None:
    assert chosen(treatment).flow.start() == JUST_RINGING


def test_rejecting_sends_the_status_of_the_verdict() -> None:
    verdict = Verdict(RejectTreatment(sip_status=603), Finding(RuleName.OTHERWISE, "the test says so"))
    settings = Settings(lines=(LineSettings(trusted_peers=("127.0.0.1",)),))
    choice = FlowChoice(settings, lambda: TODAY)(CALL, Caller(), verdict)
    assert choice.flow.start() == [Reject("c1", 603)]


@pytest.mark.parametrize("treatment", list(TREATMENTS))
def test_a_house_that_only_observes_touches_no_call(treatment: str) -> None:
    choice = chosen(treatment, house=HouseSettings(mode="observe"))
    assert choice.flow.start() == JUST_RINGING
    assert (choice.observed_only, choice.message_version) == (True, "")


def test_a_line_has_its_own_word_on_how_a_ringing_call_is_released() -> None:
    house_says = LettingRingSettings(hold_seconds=5, release="480")
    assert chosen("let-ring", letting_ring=house_says).flow.start()[1:] == [SetDeadline("c1", "hold", 5)]
    assert chosen("let-ring", line={"release": "wait"}, letting_ring=house_says).flow.start() == JUST_RINGING


@pytest.mark.parametrize(
    ("line_language", "house_language", "country", "spoken"),
    [
        (None, "fr", "FR", "fr"),
        (None, "fr", "MA", "fr"),
        (None, "fr", "DE", "en"),
        (None, "fr", "", "fr"),
        (None, "en", "FR", "fr"),
        (None, "en", "GB", "en"),
        (None, "en", "", "en"),
        ("en", "fr", "FR", "en"),
        ("fr", "en", "GB", "fr"),
    ],
)
def test_the_message_speaks_the_lines_language_or_else_the_callers(
    line_language: str | None, house_language: str, country: str, spoken: str
) -> None:
    house = HouseSettings(language="fr" if house_language == "fr" else "en")
    choice = chosen("announce", country, {"language": line_language}, house=house)
    message = removal_message(spoken, TODAY)
    assert played_by(choice) == SHIPPED_FOLDER / message.wav
    assert choice.message_version == f"{spoken}/{message.version}"


def test_a_recording_of_the_households_own_is_played_where_there_is_one(tmp_path: Path) -> None:
    ours = SHIPPED_FOLDER / removal_message("fr", TODAY).wav
    (tmp_path / "voice").mkdir()
    own = tmp_path / "voice" / f"{REMOVAL}.fr.wav"
    shutil.copy(ours, own)
    manner = AnnounceSettings(message_folder="voice")
    in_french = chosen(announce=manner, folder=tmp_path)
    in_english = chosen(country="DE", announce=manner, folder=tmp_path)
    assert (played_by(in_french), in_french.message_version) == (own, "fr/own recording")
    english = removal_message("en", TODAY)
    assert played_by(in_english) == SHIPPED_FOLDER / english.wav
    assert in_english.message_version == f"en/{english.version}"


def test_early_media_and_the_other_manners_come_from_the_settings() -> None:
    assert chosen(announce=AnnounceSettings(media="early")).flow.start()[0] == AnswerEarly("c1")
    patient = chosen(announce=AnnounceSettings(first_words_seconds=3, longest_seconds=30)).flow
    assert patient.start() == [Answer("c1"), SetDeadline("c1", "longest", 30)]
    assert SetDeadline("c1", "first words", 3) in patient.on(CallAnswered("c1"))
