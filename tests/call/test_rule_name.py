"""A rule has one name, and everything that a household meets of it goes by that name."""

import ast
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path

import pytest

from agent.call.rule_name import RuleName
from agent.decide.house_rules import HOUSE_RULES, HouseRule
from agent.prompts.phrases import REASONS
from agent.settings.rules import RulesSettings

AGENT = Path(__file__).resolve().parents[2] / "agent"
RULES = tuple(name for name in RuleName if name is not RuleName.NOT_JUDGED)
ALSO_MEANS_SOMETHING_ELSE = {
    "contact": "a header of SIP, and an element of a FRITZ!Box phone book",
    "withheld": "a kind of list entry, and how a caller without a number is shown",
}


def test_a_rule_is_one_file_one_row_one_table_of_settings_and_one_phrase() -> None:
    files = sorted(path.stem for path in (AGENT / "decide" / "rules").glob("*.py"))
    assert files == sorted(["__init__", *(name.replace("-", "_") for name in RULES)])
    assert sorted(row.rule.name for row in HOUSE_RULES) == sorted(RULES)
    settings = {*RulesSettings.__struct_encode_fields__} - {"reject_sip_status"}
    assert settings == set(RULES)
    assert set(REASONS) == set(RuleName)


@pytest.mark.parametrize("row", HOUSE_RULES, ids=lambda row: row.rule.name)
def test_a_rule_stands_in_the_file_of_its_name_and_speaks_by_it(row: HouseRule) -> None:
    rule = row.rule
    assert type(rule).__module__.rpartition(".")[2] == rule.name.replace("-", "_")


@pytest.mark.parametrize("name", [name for name in RuleName if name not in ALSO_MEANS_SOMETHING_ELSE])
def test_no_name_of_a_rule_is_written_as_text_but_in_the_one_set(name: RuleName) -> None:
    assert not TEXTS.get(name, set()) - {"call/rule_name.py"}


def texts_and_files() -> Iterator[tuple[str, str]]:
    """Every text constant of the house, with the file it stands in."""
    for source in AGENT.rglob("*.py"):
        for node in ast.walk(ast.parse(source.read_text())):
            if isinstance(node, ast.Constant) and isinstance(node.value, str):
                yield node.value, str(source.relative_to(AGENT))


TEXTS: dict[str, set[str]] = defaultdict(set)
for text, file in texts_and_files():
    TEXTS[text].add(file)
