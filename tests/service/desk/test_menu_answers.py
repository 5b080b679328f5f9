"""Each wish of the menu is granted on the household's own files, and answered in words that are true."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from agent.call.call_record import CallRecord
from agent.call.caller import Caller
from agent.call.user_error import UserError
from agent.call.wishes import (
    AllowCaller,
    AllowLast,
    CountWrongCode,
    DenyCaller,
    DenyLast,
    MenuWish,
    PauseScreening,
    PermitNext,
    TellLast,
    TellToday,
    Told,
)
from agent.prompts.catalogue import Prompt
from agent.prompts.speaking import text_of
from agent.service.calls.menu_lock import SHUT_SECONDS, MenuLock
from agent.service.calls.message_keeping import MessageKeeping
from agent.service.calls.voice import Voice
from agent.service.calls.wish_worker import WishWorker
from agent.service.desk.menu_answers import MenuAnswers
from agent.service.desk.numbers import Numbers
from agent.service.judging.permits import Permits, open_permits
from agent.settings.config_file import load_settings
from agent.settings.settings import Settings

NOON = datetime(2026, 11, 21, 12, 0, tzinfo=UTC)
CONFIG = """
[house]
data_folder = "data"
time_zone = "Europe/Paris"
[[line]]
registrar = "fritz.box"
user = "u"
"""


def called(number: str = "+33162000001", minutes_ago: float = 5, **more: object) -> CallRecord:
    values: dict[str, object] = {
        "call_id": f"{number} {minutes_ago}",
        "line": "home",
        "received_at": NOON - timedelta(minutes=minutes_ago),
        "number_e164": number,
        "treatment": "announce",
        "rule": "regulator-prefix",
        **more,
    }
    return CallRecord(**values)  # type: ignore[arg-type]


INTERNAL = called("", 1, shown_as="**620", rule="internal-call", treatment="let-ring")
MASKED = called("", 2, withheld=True, shown_as="anonymous", rule="withheld", treatment="screen")


class ReadableVoice(Voice):
    """The house's voice, of which the words can be read."""

    text = ""

    def sentence(self, spoken: tuple[Prompt, ...]) -> str:  # type: ignore[override]
        self.text = text_of(spoken)
        return super().sentence(spoken)


class Calls:
    def __init__(self) -> None:
        self.records: list[CallRecord] = []

    def last(self, count: int, number: str | None = None) -> list[CallRecord]:
        return sorted(self.records, key=lambda record: record.received_at, reverse=True)[:count]


class Desk:
    """A real desk in a folder of its own, at noon in London, one o'clock in Paris."""

    def __init__(self, folder: Path) -> None:
        (folder / "config.toml").write_text(CONFIG)
        self.settings: Settings = load_settings(folder / "config.toml", environment={})
        self.calls = Calls()
        self.voice = ReadableVoice(self.settings)
        self.permits: Permits = open_permits(self.settings, lambda: NOON)
        self.numbers = Numbers(self.settings)
        self.desk = MenuAnswers(
            self.settings,
            calls=self.calls,
            numbers=self.numbers,
            permits=self.permits,
            messages=MessageKeeping(self.settings, lambda: NOON),
            voice=self.voice,
            clock=lambda: NOON,
        )

    def says(self, wish: MenuWish, *records: CallRecord) -> tuple[str, str]:
        """The words of the answer, and what it is about."""
        self.calls.records = list(records)
        told = self.desk.grant(wish)
        assert Path(told.sound).is_file()
        assert told.answers == wish
        return self.voice.text, told.about

    def listed(self, name: str) -> str:
        path = self.settings.folder / name
        return path.read_text() if path.exists() else ""


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    return Desk(tmp_path)


def test_the_last_call_is_told_with_its_number_hour_and_reason(desk: Desk) -> None:
    text, about = desk.says(TellLast("c1"), called(), called("+33612345678", 60))
    assert text == (
        "Dernier appel : Île-de-France, zéro un, soixante-deux, zéro zéro, zéro zéro, zéro un, "
        "aujourd'hui à midi cinquante-cinq. Le message de retrait a été lu. "
        "C'est une tranche de démarchage."
    )
    assert about == "+33162000001"


def test_calls_inside_the_house_are_not_the_last_call(desk: Desk) -> None:
    assert desk.says(TellLast("c1"), INTERNAL, called())[1] == "+33162000001"
    assert desk.says(TellLast("c1"), INTERNAL) == ("Aucun appel pour l'instant.", "")


def test_a_masked_caller_is_told_but_can_be_put_on_no_list(desk: Desk) -> None:
    text, about = desk.says(TellLast("c1"), MASKED, called())
    assert "un numéro masqué" in text
    assert about == ""
    assert desk.says(DenyLast("c1", ""), called())[0] == "Cet appel n'avait pas de numéro."
    assert desk.says(DenyLast("c1"), MASKED, called())[0] == "Cet appel n'avait pas de numéro."
    assert desk.listed("deny.txt") == ""


def test_denying_and_allowing_change_the_lists_and_say_so(desk: Desk) -> None:
    number = "+33162000001"
    assert desk.says(DenyLast("c1", number))[0] == "Ce numéro sera refusé."
    assert number in desk.listed("deny.txt")
    assert desk.says(DenyLast("c1", number))[0] == "Ce numéro sera refusé. C'est déjà le cas."
    assert desk.says(AllowLast("c1", number))[0] == "Ce numéro sonnera toujours."
    assert number in desk.listed("allow.txt")
    assert number not in desk.listed("deny.txt")


def test_a_code_says_whom_it_denied(desk: Desk) -> None:
    text, about = desk.says(DenyLast("c1"), INTERNAL, called())
    assert text == "zéro un, soixante-deux, zéro zéro, zéro zéro, zéro un, Ce numéro sera refusé."
    assert about == "+33162000001"


def test_the_next_call_and_the_pause_are_permits(desk: Desk) -> None:
    assert desk.says(PermitNext("c1"))[0] == "Le prochain appel sonnera."
    assert desk.says(PauseScreening("c1"))[0] == "Pas de filtrage pendant une heure."
    kinds = {permit.kind: permit.until - NOON for permit in desk.permits.in_force(NOON).permits}
    assert kinds["pause"] == timedelta(hours=1)
    assert "next" in kinds


def test_today_begins_at_midnight_where_the_house_is(desk: Desk) -> None:
    just_before_midnight = called("+33163000002", 60 * 13 + 1)
    text, _ = desk.says(TellToday("c1"), called(), MASKED, INTERNAL, just_before_midnight)
    assert text.startswith("deux appels aujourd'hui, un numéro masqué, aujourd'hui à midi cinquante-huit")
    assert text.count("midi") == 2
    assert desk.says(TellToday("c1"), just_before_midnight)[0] == "Aucun appel aujourd'hui."


def test_many_calls_are_counted_and_the_latest_told(desk: Desk) -> None:
    records = [called(f"+3316200{place:04}", place) for place in range(20)]
    text, _ = desk.says(TellToday("c1"), *records)
    assert text.startswith("vingt appels aujourd'hui")
    assert text.count("Île-de-France") == 8


def test_a_menu_lock_shuts_after_three_wrong_codes_and_opens_a_quarter_of_an_hour_later() -> None:
    seconds = [0.0]
    lock = MenuLock(lambda: seconds[0])
    assert lock.tries_left == 3
    for _ in range(5):
        lock.count_wrong_code()
    assert lock.tries_left == 0
    seconds[0] = SHUT_SECONDS
    assert lock.tries_left == 3


class Answers:
    """WishWorker on its own thread, with its answers collected."""

    def __init__(self, desk: Desk) -> None:
        self.told: list[Told] = []
        self.lock = MenuLock(lambda: 0.0)
        self.granting = WishWorker(desk.numbers, desk.desk, self.lock, self.told.append)

    def after(self, *wishes: DenyCaller | AllowCaller | MenuWish, caller: Caller | None = None) -> list[Told]:
        for wish in wishes:
            self.granting(wish, caller or Caller(internal="**620"))
        self.granting.close()
        return self.told


@pytest.fixture
def answers(desk: Desk) -> Iterator[Answers]:
    yield Answers(desk)


def test_a_wish_of_the_menu_is_answered_and_one_of_a_call_is_done(desk: Desk, answers: Answers) -> None:
    desk.calls.records = [called()]
    caller = Caller(number_e164="+33612345678")
    (told,) = answers.after(AllowCaller("c2"), TellLast("c1"), CountWrongCode("c1"), caller=caller)
    assert (told.call_id, told.about) == ("c1", "+33162000001")
    assert "+33612345678" in desk.listed("allow.txt")
    assert answers.lock.tries_left == 2


def test_what_cannot_be_done_is_said_too(desk: Desk, answers: Answers) -> None:
    (desk.settings.folder / "deny.txt").mkdir()
    with pytest.raises((UserError, OSError)):
        desk.desk.grant(DenyLast("c1", "+33162000001"))
    (told,) = answers.after(DenyLast("c1", "+33162000001"))
    assert "not-possible" in told.sound
