"""The same commands for a household that reads French; JSON, rules and commands are the same everywhere."""

import importlib
import json
from collections.abc import Iterable
from datetime import UTC, datetime
from pathlib import Path
from typing import get_args

import pytest

from agent.call.call_record import CallRecord
from agent.call.heard import Conclusion, SilenceKind
from agent.call.list_entry import ListRole
from agent.call.sentence import named, say
from agent.call.treatment import TREATMENTS
from agent.cli import lists_table
from agent.cli.heard_words import CONCLUSIONS, NOTHING
from agent.cli.terminal import TREATMENT_STYLES
from agent.identify import phone_number as plan
from agent.lists.sync.report import Outcome
from agent.service.desk import list_overview
from agent.settings.config_file import load_settings
from agent.store.call_log import CallLog
from agent.store.messages import Kind
from agent.translations.catalogue import catalogue
from tests.cli.conftest import Run

why = importlib.import_module("agent.cli.why")
message_table = importlib.import_module("agent.cli.messages")


@pytest.fixture
def french(house: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A house on a computer that is set to French."""
    monkeypatch.delenv("TRANQUILLE_LANGUAGE")
    monkeypatch.setenv("LC_ALL", "fr_FR.UTF-8")
    return house


def test_why_gives_its_reason_in_french(french: Path, run: Run) -> None:
    told = run("why", "0162000001")
    assert "message de désinscription, car dans une plage réservée au démarchage, selon fr-arcep" in told.out
    assert "(fr-arcep-telemarketing.txt ligne " in told.out
    assert "regulator-prefix" in told.out


def test_a_program_reads_the_same_in_every_language(french: Path, run: Run) -> None:
    told = json.loads(run("why", "0162000001", "--json").out)
    assert told["because"].startswith("in a range kept for telemarketing, says fr-arcep-telemarketing")
    assert told["treatment"] == "announce"


@pytest.mark.parametrize(
    ("typed", "told"),
    [
        (("why",), "qui appelle\u00a0? Donnez un numéro"),
        (("why", "abc"), "«\u00a0abc\u00a0» n'est pas un numéro de téléphone\u00a0: écrivez"),
        (
            ("whyy",),
            "Il n'y a pas de commande «\u00a0whyy\u00a0». Vouliez-vous dire «\u00a0why\u00a0»\u00a0? (tranq",
        ),
        (("deny",), "Il manque l'argument «\u00a0ENTRY\u00a0»"),
        (("calls", "--lst"), "Il n'y a pas d'option --lst. Vouliez-vous dire"),
        (("permit", "--for", "ever"), "«\u00a0ever\u00a0» n'est pas une durée"),
        (("lists", "check", "none.txt"), "none.txt est illisible (fichier ou dossier introuvable)"),
    ],
)
def test_what_went_wrong_is_told_in_french(french: Path, run: Run, typed: tuple[str, ...], told: str) -> None:
    answer = run(*typed)
    assert (answer.code, told in answer.err) == (2, True), answer.err


def test_a_mistake_in_the_settings_is_told_in_french(french: Path, run: Run) -> None:
    (french / "config.toml").write_text('[house]\nmod = "observe"\n[rules.insisting]\nwithin_minutes = "x"\n')
    told = run("check").out
    assert "[house] n'a pas de réglage mod (vouliez-vous dire mode\u00a0?)" in told
    assert '[rules.insisting] within_minutes = "x" doit être un nombre' in told


def test_a_call_of_long_ago_is_read_in_french(french: Path, run: Run) -> None:
    log = CallLog(load_settings(french / "config.toml", environment={}).call_log_path)
    log.save(
        CallRecord(
            call_id="1",
            line="home",
            received_at=datetime(2026, 8, 2, 8, 0, tzinfo=UTC),
            number_e164="+4930123456",
            display_name="withheld",
            region=named("Germany", fr="Allemagne"),
            treatment="announce",
            because=say("{because}: {entry}", because=say("on your deny list"), entry="+4930*"),
            done=say("screened, {heard}", heard=say("spoke after {seconds:.1f} s", seconds=1.25)),
        )
    )
    log.close()
    (row,) = run("calls").out.splitlines()[1:]
    assert "02 août 10:00" in row
    assert "withheld, Allemagne" in row
    assert "sur votre liste de refus\u00a0: +4930*" in row
    assert "filtré, a parlé après 1,2 s" in row
    (told,) = json.loads(run("calls", "--json").out)
    assert (told["because"], told["region"]) == ("on your deny list: +4930*", "Germany")


def test_help_is_in_french_down_to_its_headings(french: Path, run: Run) -> None:
    told = run("lists", "import", "--help").out
    for words in ("Utilisation\u00a0: tranquille lists import", "Arguments\u00a0:", "[obligatoire]",
                  "Un fichier de numéros", "Montrer cette aide."):  # fmt: skip
        assert words in told, words


def test_the_settings_choose_and_the_variable_stands_above_them(
    house: Path, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    config = house / "config.toml"
    config.write_text(config.read_text().replace("[house]", '[house]\nwritten_language = "fr"'))
    assert run("calls").out == "no calls yet\n"
    monkeypatch.delenv("TRANQUILLE_LANGUAGE")
    assert run("calls").out == "pas encore d'appel\n"
    assert catalogue("fr").said(say("no calls yet")) == "pas encore d'appel"


@pytest.mark.parametrize(
    ("words", "possible"),
    [
        (CONCLUSIONS, get_args(Conclusion)),
        (NOTHING, get_args(SilenceKind)),
        (TREATMENT_STYLES, TREATMENTS),
        (lists_table.ROLES, get_args(ListRole)),
        (lists_table.OUTCOMES, get_args(Outcome)),
        (lists_table.KINDS, get_args(list_overview.ListKind)),
        (message_table.KINDS, get_args(Kind)),
        (why.LINE_TYPES, plan.LINE_TYPES.values()),
    ],
)
def test_every_word_of_a_fixed_set_is_marked_for_the_translators(
    words: Iterable[str], possible: Iterable[str]
) -> None:
    assert set(words) == set(possible)
    assert all(catalogue("fr").said(say(each)) for each in words)
