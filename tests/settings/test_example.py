"""config.example.toml tells the truth: it loads, shows the defaults, and forgets no setting."""

import ast
import inspect
import re
import tomllib
from pathlib import Path
from typing import get_type_hints

import msgspec
import pytest

from agent.settings.config_file import SECTIONS, load_settings
from agent.settings.line import LineSettings

ROOT = Path(__file__).parents[2]
EXAMPLE = (ROOT / "config.example.toml").read_text(encoding="utf-8")
NO_VALUE = "'none'"
LINE = re.compile(r"#(\w+) =(.*)")


def with_every_setting_on() -> dict[str, dict[str, object]]:
    """The example with its commented settings uncommented; one without a value has no default to show."""
    lines = [
        f"{found[1]} = {found[2].strip() or NO_VALUE}" if (found := LINE.fullmatch(line)) else line
        for line in EXAMPLE.splitlines()
    ]
    tables = tomllib.loads("\n".join(lines))
    (line,) = tables.pop("line")
    return {**tables, "line": line}


def defaults_of(kind: type[msgspec.Struct]) -> dict[str, object]:
    return {
        field.name: field.default if field.default is not msgspec.NODEFAULT else field.default_factory()
        for field in msgspec.structs.fields(kind)
    }


def test_the_example_loads_as_it_is(tmp_path: Path) -> None:
    path = tmp_path / "config.toml"
    path.write_text(EXAMPLE, encoding="utf-8")
    settings = load_settings(path, environment={})
    assert [line.registrar for line in settings.lines] == ["fritz.box"]
    for name, kind in SECTIONS.items():
        assert getattr(settings, name) == kind(), name


@pytest.mark.parametrize(("name", "kind"), [*SECTIONS.items(), ("line", LineSettings)])
def test_the_example_shows_every_setting_at_its_default(name: str, kind: type[msgspec.Struct]) -> None:
    shown = with_every_setting_on()[name]
    defaults = defaults_of(kind)
    hints = get_type_hints(kind, include_extras=True)
    assert list(shown.keys() ^ defaults.keys()) == []
    for key, default in defaults.items():
        if f"\n{key} = " in EXAMPLE:
            continue  # one of the five lines a newcomer fills in
        if default is None:
            assert shown[key] == "none", key
        else:
            assert msgspec.convert(shown[key], hints[key]) == default, key


@pytest.mark.parametrize("kind", [*SECTIONS.values(), LineSettings])
def test_every_setting_explains_itself(kind: type[msgspec.Struct]) -> None:
    (written,) = ast.parse(inspect.getsource(kind)).body
    assert isinstance(written, ast.ClassDef)
    assert ast.get_docstring(written)
    for statement, following in zip(written.body, [*written.body[1:], None], strict=True):
        if isinstance(statement, ast.AnnAssign):
            assert isinstance(following, ast.Expr), ast.unparse(statement)
            assert isinstance(following.value, ast.Constant), ast.unparse(statement)
