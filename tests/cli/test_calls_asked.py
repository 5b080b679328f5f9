"""`tranquille calls` finds the calls somebody remembers, and writes them for spreadsheets and programs."""

import csv
import io
import json
import subprocess
import sys
from contextlib import closing
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from sqlite3 import Row, connect

import pytest

from agent.call.call_record import CallRecord
from agent.call.sentence import say
from agent.call.treatment import TREATMENTS
from agent.cli.csv_rows import COLUMNS, harmless
from agent.decide.house_rules import build_house_rules
from agent.service.desk.calls_asked import RULES
from agent.settings.config_file import load_settings
from agent.settings.rules import RulesSettings
from agent.store.call_log import CallLog
from tests.cli.conftest import Run

ROOT = Path(__file__).resolve().parents[2]
MORNING = datetime(2026, 11, 21, 8, 0, tzinfo=UTC)
FORMULA = '=HYPERLINK("http://example.com","Énergie")'


@pytest.fixture
def log(house: Path) -> Path:
    """Thirty calls, one each hour, newest last; the first has a formula for a name, the last hides."""
    path = load_settings(house / "config.toml", environment={}).call_log_path
    with closing(CallLog(path)) as log:
        log.save_all([a_call(place) for place in range(30)])
    return path


def a_call(place: int) -> CallRecord:
    return CallRecord(
        call_id=f"c{place}",
        line="home",
        received_at=MORNING + timedelta(hours=place),
        ended_at=MORNING + timedelta(hours=place, seconds=12.34) if place else None,
        number_e164="" if place == 29 else f"+331620000{place:02}",
        shown_as="anonymous" if place == 29 else "",
        withheld=place == 29,
        display_name="" if place else FORMULA,
        treatment="announce" if place % 3 else "let-ring",
        rule="regulator-prefix" if place % 3 else "otherwise",
        because=say("quiet hours until {hour}", hour="07:00") if place == 4 else "nothing speaks against it",
    )


def ids(out: str) -> list[int]:
    return [int(json.loads(line)["call_id"][1:]) for line in out.splitlines()]


def test_calls_are_found_by_number_name_and_reason(log: Path, run: Run) -> None:
    assert ids(run("calls", "--ndjson", "--search", "01 62 00 00 07").out) == [7]
    assert ids(run("calls", "--ndjson", "--search", "ENERGIE").out) == [0]
    assert ids(run("calls", "--ndjson", "--search", "quiet hours").out) == [4]
    assert ids(run("calls", "--ndjson", "--search", "solar").out) == []
    assert len(ids(run("calls", "--ndjson", "--search", " ").out)) == 30, "nothing is sought"


def test_a_french_reader_finds_the_reason_as_they_read_it(
    log: Path, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TRANQUILLE_LANGUAGE", "fr")
    assert ids(run("calls", "--ndjson", "--search", "heures calmes").out) == [4]
    assert "07:00" in run("calls", "--search", "heures calmes").out


def test_times_are_on_the_household_s_clock_and_days_count_whole(log: Path, run: Run) -> None:
    # 08:00 UTC is nine in the morning in Paris, where the day ends with call 14.
    assert ids(run("calls", "--ndjson", "--until", "2026-11-21").out) == list(range(14, -1, -1))
    assert ids(run("calls", "--ndjson", "--since", "22.11.2026", "--until", "2026-11-22 02:00").out) == [
        16,
        15,
    ]
    assert run("calls", "--since", "2026-11-21").out.count("\n") == 31, "all since then, not the last 20"
    assert run("calls", "--since", "2026-11-21", "-n", "5").out.count("\n") == 6
    assert run("calls").out.count("\n") == 21


def test_calls_are_found_by_what_was_decided(log: Path, run: Run) -> None:
    rest = [place for place in range(29, -1, -1) if place % 3 == 0]
    assert ids(run("calls", "--ndjson", "--treatment", "Let ring").out) == rest
    assert ids(run("calls", "--ndjson", "--rule", "otherwise").out) == rest
    assert ids(run("calls", "--ndjson", "--rule", "otherwise", "--treatment", "announce").out) == []
    assert ids(run("calls", "0162000006", "--ndjson", "--rule", "otherwise").out) == [6]
    assert run("calls", "--treatment", "screen").out == "no such call is remembered\n"


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (("--treatment", "block"), f'no treatment is called "block"; there are {", ".join(TREATMENTS)}'),
        (("--rule", "spam"), f'no rule is called "spam"; there are {", ".join(RULES)}'),
        (("--since", "soon"), '"soon" is no time of the past'),
        (("--since", "2026-11-22", "--until", "2026-11-21"), "the earlier time comes first"),
        (("--csv", "--json"), "choose one"),
    ],
)
def test_what_cannot_be_meant_is_one_sentence_and_nothing_else(
    log: Path, run: Run, words: tuple[str, ...], told: str
) -> None:
    answer = run("calls", *words)
    assert (answer.code, answer.out) == (2, "")
    assert told in answer.err
    assert answer.err.count("\n") == 1


def test_every_rule_of_the_house_can_be_asked_for() -> None:
    rules = {row.rule.name for row in build_house_rules(RulesSettings())}
    assert rules <= set(RULES)


def test_a_line_for_a_program_is_the_record_as_json_has_it(log: Path, run: Run) -> None:
    lines = run("calls", "--ndjson", "-n", "3").out.splitlines()
    assert [json.loads(line) for line in lines] == json.loads(run("calls", "--json", "-n", "3").out)
    assert all(line.isascii() for line in lines)


def test_a_spreadsheet_gets_all_calls_with_the_columns_of_the_view(log: Path, run: Run) -> None:
    out = run("calls", "--csv").out
    assert out.startswith("\ufeffreceived_at,"), "the mark by which spreadsheets know UTF-8"
    assert out.count("\r\n") == 31
    rows = list(csv.DictReader(io.StringIO(out.removeprefix("\ufeff"), newline="")))
    assert rows[-1]["received_at"] == "2026-11-21 09:00:00", "on the household's clock"
    assert (rows[0]["ended_at"], rows[-1]["ended_at"]) == ("2026-11-22 14:00:12", "")
    with closing(connect(log)) as database:
        database.row_factory = Row
        viewed = [dict(row) for row in database.execute("SELECT * FROM calls_view ORDER BY received_at DESC")]
    assert tuple(viewed[0]) == COLUMNS
    on_another_clock = {"received_at", "ended_at", "name"}
    for row, seen in zip(rows, viewed, strict=True):
        texts = {name: "" if value is None else str(value) for name, value in seen.items()}
        assert {k: v for k, v in row.items() if k not in on_another_clock} == {
            k: v for k, v in texts.items() if k not in on_another_clock
        }
    assert rows[-1]["name"] == f"'{FORMULA}"


@pytest.mark.parametrize(
    ("written", "harmless_text"),
    [
        ("=1+1", "'=1+1"),
        ("+33162000001", "+33162000001"),
        ("+33162000001+cmd|'/c calc'!A0", "'+33162000001+cmd|'/c calc'!A0"),
        ("-2+3", "'-2+3"),
        ("@SUM(A1)", "'@SUM(A1)"),
        ("\t=1", "'=1"),
        ("\r=1", "'=1"),
        ("\tcalc", "calc"),
        ("  =1", "'=1"),
        ("＝1", "'＝1"),
        ("Jo;=1+1", "Jo;'=1+1"),
        ("Jo; @x", "Jo; '@x"),
        ("Jo\n=1", "Jo =1"),
        ("\u202e=1", "'=1"),
        ("a = b - c", "a = b - c"),
        ("Énergie, Paris", "Énergie, Paris"),
    ],
)
def test_no_caller_writes_a_formula_into_a_spreadsheet(written: str, harmless_text: str) -> None:
    assert harmless(written) == harmless_text


def test_an_empty_log_is_a_table_with_no_rows(house: Path, run: Run) -> None:
    assert run("calls", "--csv").out == "\ufeff" + ",".join(COLUMNS) + "\r\n"
    assert run("calls", "--ndjson").out == ""


@pytest.mark.parametrize("form", ["--csv", "--ndjson"])
def test_a_log_that_cannot_be_read_writes_nothing_but_why(house: Path, run: Run, form: str) -> None:
    (house / "data/calls.sqlite").mkdir(parents=True)
    told = run("calls", form)
    assert (told.code, told.out) == (2, "")
    assert "calls.sqlite cannot be used" in told.err


@pytest.mark.parametrize("form", ["--csv", "--ndjson"])
def test_a_reader_who_has_seen_enough_is_no_mistake(log: Path, form: str) -> None:
    with closing(CallLog(log)) as filling:
        filling.save_all(
            [replace(a_call(1), call_id=f"x{place}", because="x" * 2000) for place in range(200)]
        )
    command = [sys.executable, "-m", "agent", "calls", "--config", str(Path("config.toml").resolve()), form]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as told:
        assert told.stdout and told.stderr
        told.stdout.readline()
        told.stdout.close()
        assert (told.stderr.read(), told.wait(60)) == (b"", 0)
