"""What every flow promises, and how its table knows what happened."""

import ast
import importlib
from pathlib import Path
from typing import get_args

import pytest

from agent.treat.flow import Happening, Table

AGENT = Path(__file__).resolve().parents[2] / "agent"
NAMES_OF_EVENTS = {kind.__name__ for kind in get_args(Happening)}
MODULES = sorted(path.stem for path in (AGENT / "treat").glob("[a-z]*.py"))
TABLES: dict[str, Table] = {
    name: module.NEXT
    for name in MODULES
    if hasattr(module := importlib.import_module(f"agent.treat.{name}"), "NEXT")
}


@pytest.mark.parametrize("name", TABLES)
def test_a_table_knows_an_event_by_its_type_and_never_by_its_name(name: str) -> None:
    signs = {sign for _, sign in TABLES[name]}
    assert not signs & NAMES_OF_EVENTS
    assert any(isinstance(sign, type) for sign in signs)


def test_flows_and_events_are_asked_for_nothing_they_do_not_have() -> None:
    for room in ("treat", "service/calls"):
        for source in (AGENT / room).glob("*.py"):
            calls = [node for node in ast.walk(ast.parse(source.read_text())) if isinstance(node, ast.Call)]
            asked = {call.func.id for call in calls if isinstance(call.func, ast.Name)}
            assert not asked & {"getattr", "hasattr"}, source
