"""What the household asks for a while holds for the calls that need it, once where once was meant."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from agent.call.incoming_call import IncomingCall
from agent.call.user_error import UserError
from agent.service.desk.what_if import explain
from agent.service.judging.judge import Judge, build_judge
from agent.service.judging.permits import Permits, open_permits
from agent.service.lists.index import index_for_calls
from agent.settings.config_file import load_settings
from agent.settings.settings import Settings
from agent.store.call_log import CallLog
from agent.store.permits import PermitTable

START = datetime(2026, 11, 21, 12, 0, tzinfo=UTC)
TELEMARKETER = "0162000001"
STRANGER = "0142000002"
HOUR = timedelta(hours=1)
CONFIG = """
[house]
data_folder = "data"
time_zone = "Europe/Paris"
[[line]]
registrar = "fritz.box"
user = "u"
"""


class Clock:
    """Stands still until it is set."""

    def __init__(self) -> None:
        self.now = START

    def __call__(self) -> datetime:
        return self.now


class House:
    """A judge and the permits it asks, as in the daemon, over a folder that outlives it."""

    def __init__(self, folder: Path, clock: Clock, config: str = CONFIG) -> None:
        (folder / "config.toml").write_text(config)
        self.settings: Settings = load_settings(folder / "config.toml", environment={})
        self.clock = clock
        self.log = CallLog(self.settings.call_log_path)
        self.permits = Permits(self.settings, PermitTable(self.log.database), clock)
        self.judge: Judge = build_judge(
            self.settings,
            index_for_calls(self.settings, clock().date()),
            self.log,
            clock,
            permits=self.permits,
            leave_no_trace=True,
        )

    def called_by(self, number: str, name: str = "") -> tuple[str, str]:
        """Treatment and rule of a live call."""
        shown = f'"{name}" <sip:{number}@box>' if name else f"<sip:{number}@box>"
        call = IncomingCall(
            call_id="c", line="home", received_at=self.clock.now, from_trusted_peer=True, from_header=shown
        )
        verdict = self.judge.judge(call)[1]
        return verdict.treatment.name, verdict.rule


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def house(tmp_path: Path, clock: Clock) -> Iterator[House]:
    house = House(tmp_path, clock)
    yield house
    house.log.close()


@pytest.fixture
def command(house: House, clock: Clock) -> Permits:
    """The same as a command in another process has it: only the file in common."""
    return open_permits(house.settings, clock)


ANNOUNCED = ("announce", "regulator-prefix")
EXPECTED = ("let-ring", "expected-call")


def test_the_next_call_that_would_not_have_rung_rings_and_only_that_one(
    house: House, command: Permits
) -> None:
    assert house.called_by(TELEMARKETER) == ANNOUNCED
    command.permit_next()
    assert house.called_by(TELEMARKETER) == EXPECTED
    assert house.called_by(TELEMARKETER) == ANNOUNCED


def test_calls_that_ring_anyway_leave_the_permit_to_the_one_that_needs_it(
    house: House, command: Permits
) -> None:
    command.permit_next()
    assert house.called_by(STRANGER) == ("let-ring", "otherwise")
    assert house.called_by("**622") == ("let-ring", "internal-call")
    assert house.called_by("112") == ("let-ring", "protected-caller")
    assert house.called_by(TELEMARKETER) == EXPECTED


def test_asked_twice_it_is_still_one_call(house: House, command: Permits) -> None:
    command.permit_next()
    command.permit_next()
    assert [house.called_by(TELEMARKETER) for _ in range(2)] == [EXPECTED, ANNOUNCED]


def test_a_restart_neither_loses_the_permit_nor_gives_it_twice(
    tmp_path: Path, clock: Clock, command: Permits
) -> None:
    command.permit_next()
    assert House(tmp_path, clock).called_by(TELEMARKETER) == EXPECTED
    assert House(tmp_path, clock).called_by(TELEMARKETER) == ANNOUNCED


def test_the_permit_for_the_next_call_is_over_the_day_after(house: House, command: Permits) -> None:
    command.permit_next()
    house.clock.now += timedelta(days=1)
    assert house.called_by(TELEMARKETER) == ANNOUNCED


def test_neither_the_household_s_own_no_nor_the_box_s_warning_is_let_through_by_a_permit(
    house: House, command: Permits, tmp_path: Path
) -> None:
    (tmp_path / "deny.txt").write_text("01 88 00 *\n")
    house.judge.look_around()
    command.permit_next()
    command.permit_for(HOUR)
    assert house.called_by("0188000001") == ("announce", "deny-list")
    assert house.called_by(STRANGER, name="SPAM: x") == ("announce", "spam-label")
    assert command.in_force(START).of_kind("next") is not None, "they did not use it up"


def test_while_a_call_is_expected_unknown_callers_ring_and_no_permit_is_used(
    house: House, command: Permits
) -> None:
    command.permit_next()
    command.permit_for(HOUR, because="delivery")
    assert [house.called_by(TELEMARKETER) for _ in range(2)] == [EXPECTED, EXPECTED]
    house.clock.now += HOUR
    assert house.called_by(TELEMARKETER) == EXPECTED, "by the permit for the next call, which is still there"
    assert house.called_by(TELEMARKETER) == ANNOUNCED


@pytest.mark.parametrize("typed", ["01 88 00 00 01", "+33188000001", "0033188000001"])
def test_a_permitted_number_rings_though_its_range_is_denied(
    house: House, command: Permits, tmp_path: Path, typed: str
) -> None:
    (tmp_path / "deny.txt").write_text("01 88 00 *\n")
    house.judge.look_around()
    command.permit_number(typed)
    assert house.called_by("0188000001") == ("let-ring", "allow-list")
    assert house.called_by("0188000002") == ("announce", "deny-list")
    house.clock.now += timedelta(days=1)
    assert house.called_by("0188000001") == ("announce", "deny-list")


def test_who_hides_a_permitted_number_rings_and_is_not_betrayed(house: House, command: Permits) -> None:
    command.permit_number(TELEMARKETER, because="the clinic")
    told = explain(house.settings, TELEMARKETER, withheld=True, at=START)
    assert told.verdict.rule == "allow-list"
    assert "62000001" not in told.verdict.because + repr(told.verdict.finding.evidence)


def test_a_pause_lets_everybody_ring_but_the_denied(house: House, command: Permits, tmp_path: Path) -> None:
    (tmp_path / "deny.txt").write_text("01 88 00 *\n")
    house.judge.look_around()
    command.pause()
    assert house.called_by(TELEMARKETER) == EXPECTED
    assert house.called_by(STRANGER, name="SPAM: x")[0] == "let-ring"
    assert house.called_by("0188000001") == ("announce", "deny-list")
    house.clock.now += HOUR
    assert house.called_by(TELEMARKETER) == ANNOUNCED


def test_resuming_ends_the_pause_and_nothing_else(house: House, command: Permits) -> None:
    command.pause()
    command.permit_number(TELEMARKETER)
    assert command.resume()
    assert not command.resume()
    assert house.called_by("0162000002") == ANNOUNCED
    assert house.called_by(TELEMARKETER)[0] == "let-ring"


def test_permits_are_taken_back_one_or_all(house: House, command: Permits) -> None:
    command.permit_next()
    command.permit_for(HOUR)
    command.permit_number(TELEMARKETER)
    command.permit_number("3950")
    command.pause()
    assert [permit.number for permit in command.take_back("39 50")] == ["3950"]
    assert {permit.kind for permit in command.take_back()} == {"next", "everybody", "number"}
    assert command.take_back() == []
    assert [permit.kind for permit in command.in_force(START).permits] == ["pause"]


def test_after_an_emergency_call_everybody_rings_for_an_hour_even_the_denied(
    house: House, command: Permits, tmp_path: Path, clock: Clock
) -> None:
    (tmp_path / "deny.txt").write_text("01 88 00 *\n")
    house.judge.look_around()
    house.permits.emergency_called(START)
    command.resume()
    command.take_back()
    house.clock.now += timedelta(minutes=59)
    assert house.called_by("0188000001") == ("let-ring", "protected-caller")
    assert House(tmp_path, clock).called_by("0188000001") == ("let-ring", "protected-caller")
    house.clock.now += timedelta(minutes=2)
    assert house.called_by("0188000001") == ("announce", "deny-list")


def test_an_older_emergency_call_told_late_does_not_shorten_the_hour(house: House) -> None:
    house.permits.emergency_called(START)
    house.permits.emergency_called(START - HOUR / 2)
    house.clock.now += timedelta(minutes=50)
    assert house.called_by(TELEMARKETER) == ("let-ring", "protected-caller")


def test_a_question_uses_nothing_up_and_tells_what_would_be(house: House, command: Permits) -> None:
    command.permit_next(because="the plumber")
    for _ in range(2):
        told = explain(house.settings, TELEMARKETER, at=START)
        assert told.verdict.because == "you asked to let the next call through (the plumber)"
    assert house.called_by(TELEMARKETER) == EXPECTED
    assert explain(house.settings, TELEMARKETER, at=START).verdict.rule == "regulator-prefix"


def test_what_is_in_force_is_said_on_the_household_s_clock(house: House, command: Permits) -> None:
    assert command.state() == ()
    command.permit_next(HOUR, because="the plumber")
    command.permit_for(timedelta(days=1))
    command.permit_number(TELEMARKETER, HOUR)
    command.pause(START + HOUR)
    command.emergency_called(START)
    assert set(command.state()) == {
        "the next call that would not have rung is let through, if it comes before 14:00 (the plumber)",
        "every call is expected until 2026-11-22 13:00: unknown callers and call centres ring",
        "+33162000001 rings until 14:00",
        "screening is paused until 14:00: everybody rings but your deny list",
        "an emergency number was called at 13:00: everybody rings until 14:00",
    }


def a_broken_house(folder: Path, clock: Clock) -> House:
    """Its call log can neither be read nor written."""
    (folder / "data").mkdir()
    (folder / "data/calls.sqlite").mkdir()
    return House(folder, clock)


def test_with_a_broken_disk_all_rings_but_the_denied_and_the_reason_is_said(
    tmp_path: Path, clock: Clock
) -> None:
    (tmp_path / "deny.txt").write_text("01 88 00 *\n")
    house = a_broken_house(tmp_path, clock)
    assert house.called_by(TELEMARKETER)[0] == "let-ring"
    assert house.called_by("0142000002", name="SPAM: x")[0] == "let-ring"
    assert house.called_by("0188000001") == ("announce", "deny-list")
    assert "what you permitted cannot be read: the call log" in house.permits.state()[0]
    with pytest.raises(UserError, match="are you the user that Tranquille runs as"):
        house.permits.pause()


def test_where_no_file_can_be_made_nothing_was_asked_and_calls_are_judged_as_ever(
    tmp_path: Path, clock: Clock
) -> None:
    (tmp_path / "data").touch()
    house = House(tmp_path, clock)
    assert house.permits.in_force(START).trouble == ""
    assert house.permits.state() == ()


def test_an_emergency_call_is_remembered_without_any_disk(tmp_path: Path, clock: Clock) -> None:
    (tmp_path / "deny.txt").write_text("01 88 00 *\n")
    house = a_broken_house(tmp_path, clock)
    house.permits.emergency_called(START)
    assert house.called_by("0188000001") == ("let-ring", "protected-caller")


def test_a_permit_that_cannot_be_struck_out_is_still_used_once(house: House) -> None:
    permit = house.permits.permit_next()
    read_only = Permits(
        house.settings,
        PermitTable(CallLog(house.settings.call_log_path, read_only=True).database),
        house.clock,
    )
    assert read_only.in_force(START).of_kind("next") == permit
    assert read_only.spend(permit), "a call that was promised to ring rings"
    assert read_only.in_force(START).of_kind("next") is None


def test_of_two_houses_on_one_file_one_lets_the_call_through(house: House, clock: Clock) -> None:
    permit = house.permits.permit_next()
    assert open_permits(house.settings, clock).spend(permit)
    assert not house.permits.spend(permit)


@pytest.mark.parametrize("typed", ["hello", "", "01 62*", "**622"])
def test_what_is_no_whole_number_is_one_sentence(command: Permits, typed: str) -> None:
    with pytest.raises(UserError, match="is not a telephone number: write a whole one such as"):
        command.permit_number(typed)


@pytest.mark.parametrize(
    ("rules", "kind", "sentence"),
    [
        ("[rules.expected-call]\non = false", "pause", "[rules.expected-call] is switched off"),
        ('[rules.expected-call]\ntreatment = "screen"', "pause", 'has treatment = "screen"'),
        ("[rules.allow-list]\non = false", "number", "[rules.allow-list] is switched off"),
        ("[rules.allow-list]\non = false", "pause", ""),
    ],
)
def test_a_setting_that_stands_in_the_way_is_named(
    tmp_path: Path, clock: Clock, rules: str, kind: str, sentence: str
) -> None:
    permits = House(tmp_path, clock, CONFIG + rules).permits
    permit = permits.pause() if kind == "pause" else permits.permit_number(TELEMARKETER)
    said = permits.in_the_way(permit)
    assert sentence in said if sentence else not said


def test_quiet_hours_are_seen_on_the_household_s_clock(tmp_path: Path, clock: Clock) -> None:
    quiet = CONFIG + '[quiet_hours]\nevery_day = "13:00-14:30"\n[rules.quiet-hours]\ntreatment = "reject"\n'
    house = House(tmp_path, clock, quiet)
    assert house.called_by(STRANGER) == ("reject", "quiet-hours")
    told = explain(house.settings, STRANGER, at=START)
    assert told.verdict.because == "quiet hours until 14:30"
    house.permits.pause(HOUR)
    assert house.called_by(STRANGER) == EXPECTED
    house.permits.resume()
    house.clock.now += timedelta(minutes=90)
    assert house.called_by(STRANGER) == ("let-ring", "otherwise")
