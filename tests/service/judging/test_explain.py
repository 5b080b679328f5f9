"""A question is answered by the code that judges live calls, and leaves no trace."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from agent.call.call_record import CallRecord
from agent.call.incoming_call import IncomingCall
from agent.call.user_error import UserError
from agent.identify.regions import NOWHERE
from agent.service.desk.what_if import explain, open_explainer
from agent.service.judging.judge import Judge, build_judge
from agent.service.lists.index import index_for_calls
from agent.settings.config_file import load_settings
from agent.settings.settings import Settings
from agent.store.call_log import CallLog

NOON = datetime(2026, 11, 21, 12, 0, tzinfo=UTC)
CONFIG = """
[house]
data_folder = "data"
time_zone = "Europe/Paris"
own_numbers = ["01 40 00 00 01"]
[lists]
suspect_prefixes = ["01 70"]
[[line]]
registrar = "fritz.box"
user = "u"
[[line]]
name = "berlin"
registrar = "fritz.box"
user = "u"
country = "DE"
area_code = "30"
"""


def a_house(folder: Path, config: str = CONFIG, allow: str = "", deny: str = "") -> Settings:
    (folder / "config.toml").write_text(config)
    (folder / "allow.txt").write_text(allow)
    (folder / "deny.txt").write_text(deny)
    return load_settings(folder / "config.toml", environment={"STATE_DIRECTORY": str(folder / "state")})


@pytest.mark.parametrize(
    ("typed", "rule", "treatment"),
    [
        ("06 12 34 56 78", "allow-list", "let-ring"),
        ("0689123456", "deny-list", "announce"),
        ("01 62 00 00 01", "regulator-prefix", "announce"),
        ("+33162000001", "regulator-prefix", "announce"),
        ("0033 1 62 00 00 01", "regulator-prefix", "announce"),
        ("01 70 00 00 01", "suspect-prefix", "let-ring"),
        ("112", "protected-caller", "let-ring"),
        ("**622", "internal-call", "let-ring"),
        ("+9991234567890", "impossible-number", "let-ring"),
        ("01 40 00 00 01", "impossible-number", "let-ring"),
        ("+33639980001", "otherwise", "let-ring"),
    ],
)
def test_each_kind_of_caller_meets_its_rule(tmp_path: Path, typed: str, rule: str, treatment: str) -> None:
    settings = a_house(tmp_path, allow="06 12 34 56 78 # aunt Jo\n", deny="+33689123456\n")
    told = explain(settings, typed, at=NOON)
    assert (told.verdict.rule, told.verdict.treatment.name) == (rule, treatment)


def test_a_question_leaves_no_trace(tmp_path: Path) -> None:
    settings = a_house(tmp_path)
    before = sorted(tmp_path.rglob("*"))
    explain(settings, "0162000001", at=NOON)
    assert sorted(tmp_path.rglob("*")) == before


def test_who_hides_is_withheld_and_a_friend_who_hides_still_rings(tmp_path: Path) -> None:
    settings = a_house(tmp_path, allow="0612345678\n")
    nobody = explain(settings, withheld=True, at=NOON)
    assert (nobody.verdict.rule, nobody.caller.number_e164) == ("withheld", None)
    friend = explain(settings, "0612345678", withheld=True, at=NOON)
    assert friend.verdict.rule == "allow-list"
    assert friend.caller.number_e164 is None


def test_a_telemarketer_who_hides_is_not_judged_by_the_number_only_the_network_knows(tmp_path: Path) -> None:
    assert explain(a_house(tmp_path), "0162000001", withheld=True, at=NOON).verdict.rule == "withheld"


def test_a_name_is_seen_as_the_box_would_send_it(tmp_path: Path) -> None:
    settings = a_house(tmp_path, deny='"Crédit*"\n')
    for name in ("SPAM: x", 'SPAM: "quoted\\"'):
        assert explain(settings, "0142000002", name=name, at=NOON).verdict.rule == "spam-label"
    assert explain(settings, "0142000002", name="CREDIT plus", at=NOON).verdict.rule == "deny-list"


def test_numbers_are_read_as_the_line_dials(tmp_path: Path) -> None:
    settings = a_house(tmp_path)
    told = explain(settings, "030 123456", line="berlin", at=NOON)
    assert (told.caller.number_e164, told.line) == ("+4930123456", "berlin")
    assert explain(settings, "123456", line="berlin", at=NOON).caller.number_e164 == "+4930123456"


def test_history_counts_as_of_the_moment_asked(tmp_path: Path) -> None:
    settings = a_house(tmp_path)
    log = CallLog(settings.call_log_path)
    log.save(CallRecord(call_id="c", line="home", received_at=NOON, number_e164="+33142000002"))
    log.add_call_made("+33140000003", NOON - timedelta(days=29))
    log.close()
    assert explain(settings, "0142000002", at=NOON + timedelta(minutes=1)).verdict.rule == "insisting"
    assert explain(settings, "0142000002", at=NOON + timedelta(minutes=9)).verdict.rule == "otherwise"
    assert explain(settings, "0140000003", at=NOON).verdict.rule == "called-them"


def test_a_call_log_that_cannot_be_read_makes_the_house_ring_and_say_so(tmp_path: Path) -> None:
    settings = a_house(tmp_path)
    settings.call_log_path.mkdir(parents=True)
    told = explain(settings, "0162000001", at=NOON)
    assert told.verdict.treatment.name == "let-ring"
    assert "expected-call could not look" in told.verdict.because
    assert "calls.sqlite cannot be used" in told.verdict.because


def test_settings_can_retreat_a_list_or_leave_it_out(tmp_path: Path) -> None:
    screened = a_house(tmp_path, '[lists.treatments]\nfr-arcep-telemarketing = "reject"\n')
    assert explain(screened, "0162000001", at=NOON).verdict.treatment.name == "reject"
    without = a_house(tmp_path, '[lists]\nshipped_off = ["fr-arcep-telemarketing"]\n')
    assert explain(without, "0162000001", at=NOON).verdict.rule == "otherwise"
    nothing = a_house(tmp_path, "[lists]\nshipped = false\n")
    assert explain(nothing, "0162000001", at=NOON).verdict.rule == "otherwise"
    assert explain(nothing, "112", at=NOON).verdict.rule == "protected-caller", "nobody can switch that off"


@pytest.mark.parametrize(
    ("config", "typed", "sentence"),
    [
        ("", "hello", '"hello" is not a telephone number: write one such as 01 62 00 00 01'),
        ("", "  ", "who calls? Give a number such as 0162000001, or --withheld"),
        ('[lists]\nshipped_off = ["arcep"]', "112", 'shipped_off names "arcep"; the shipped lists are: es-'),
        ('[lists]\nsuspect_prefixes = ["x"]', "112", '[lists] suspect_prefixes has "x": '),
    ],
)
def test_what_cannot_be_asked_is_a_sentence(tmp_path: Path, config: str, typed: str, sentence: str) -> None:
    with pytest.raises(UserError) as told:
        explain(a_house(tmp_path, config), typed, at=NOON)
    assert sentence in str(told.value)


def test_a_live_call_and_the_question_about_it_get_the_same_verdict(tmp_path: Path) -> None:
    settings = a_house(tmp_path, deny="0689123456\n")
    log = CallLog(settings.call_log_path)
    judge = build_judge(settings, index_for_calls(settings, NOON.date()), log, lambda: NOON)
    explainer = open_explainer(settings)
    for typed in ("0689123456", "0162000001", "**622", "+9991234567890", "0142000002"):
        live = IncomingCall(
            call_id=typed,
            line="home",
            received_at=NOON,
            from_trusted_peer=True,
            from_header=f"<sip:{typed}@192.168.178.1>",
        )
        caller, verdict = judge.judge(live)
        told = explainer.explain(typed, at=NOON)
        assert verdict == told.verdict
        assert caller.number_e164 == told.caller.number_e164
    explainer.close()
    log.close()


def test_the_judge_follows_the_lists_while_people_edit_them(tmp_path: Path) -> None:
    settings = a_house(tmp_path)
    judge = build_judge(
        settings, index_for_calls(settings, NOON.date()), CallLog(settings.call_log_path), lambda: NOON
    )
    call = IncomingCall(call_id="c", line="home", received_at=NOON, from_header="<sip:0142000002@box>")
    assert judge.judge(call)[1].rule == "otherwise"
    (tmp_path / "deny.txt").write_text("01 42 00 00 02\nrubbish\n")
    judge.look_around()
    assert judge.judge(call)[1].rule == "deny-list"
    assert any("deny.txt line 2 is skipped (rubbish): " in problem for problem in judge.list_problems())
    assert "deny.txt: 1 entry" in judge.describe()


def test_a_data_folder_that_cannot_be_written_costs_no_judgement(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    settings = a_house(tmp_path)
    settings.data_folder.touch()
    judge = build_judge(
        settings, index_for_calls(settings, NOON.date()), CallLog(tmp_path / "calls.sqlite"), lambda: NOON
    )
    call = IncomingCall(call_id="c", line="home", received_at=NOON, from_header="<sip:0162000001@box>")
    assert judge.judge(call)[1].rule == "regulator-prefix"
    assert "numbers.index cannot be written" in caplog.text


def test_without_any_index_the_house_rings_and_the_trail_says_why(tmp_path: Path) -> None:
    settings = a_house(tmp_path)
    lost = OSError("the number index is damaged")
    judge = Judge(settings, CallLog(tmp_path / "calls.sqlite"), lambda: NOON, NOWHERE, lost)
    call = IncomingCall(call_id="c", line="home", received_at=NOON, from_header="<sip:0162000001@box>")
    verdict = judge.judge(call)[1]
    assert verdict.treatment.name == "let-ring"
    assert "regulator-prefix (the number index is damaged)" in verdict.passed
    assert (
        "the shared lists cannot be used, so most calls just ring: the number index is damaged"
        in judge.describe()
    )
