"""config.example.toml tells the truth: it loads, shows the defaults, and forgets no setting."""

import ast
import inspect
import re
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import msgspec
import pytest

from agent.settings.config_file import BLOCKS, SECTIONS, load_settings, settings_from

EXAMPLE = (Path(__file__).parents[2] / "config.example.toml").read_text(encoding="utf-8")
SETTING = re.compile(r"#(\w+) =(.*)")
NO_VALUE = '"none"'
ALL_SECTIONS: dict[str, type[msgspec.Struct]] = {**SECTIONS, **BLOCKS}


def uncommented() -> dict[str, Any]:
    """The example with everything in it; a setting without a value has no default to show."""
    lines = [
        f"{found[1]} = {found[2].strip() or NO_VALUE}" if (found := SETTING.fullmatch(line)) else line
        for line in EXAMPLE.replace("#[[list]]", "[[list]]").splitlines()
    ]
    return tomllib.loads("\n".join(lines))


def with_every_setting_on() -> dict[str, Any]:
    """The last block of a kind shows all of its settings, those before it are worked examples."""
    return {name: table[-1] if name in BLOCKS else table for name, table in uncommented().items()}


def settings_of(kind: Any, shown: dict[str, Any], where: str) -> Iterator[tuple[str, Any, Any, Any]]:
    """Name, type, default and shown value of each setting, tables within tables included."""
    fields = {field.encode_name: field for field in msgspec.structs.fields(kind)}
    assert shown.keys() == fields.keys(), where
    for key, field in fields.items():
        if field.required:
            continue
        default = field.default if field.default is not msgspec.NODEFAULT else field.default_factory()
        if isinstance(default, msgspec.Struct):
            yield from settings_of(type(default), shown[key], f"{where}.{key}")
            assert default == type(default)(), f"{where}.{key}: its defaults must stand in its own struct"
        else:
            yield f"{where} {key}", field.type, default, shown[key]


def kinds_within(kind: Any) -> set[type[msgspec.Struct]]:
    """A section's struct, those of the tables in it, and those they inherit settings from."""
    inner = (field.default for field in msgspec.structs.fields(kind))
    tables = [kinds_within(type(default)) for default in inner if isinstance(default, msgspec.Struct)]
    ancestors = {base for base in kind.__mro__ if issubclass(base, msgspec.Struct) and base.__struct_fields__}
    return ancestors.union(*tables)


EVERY_KIND: set[type[msgspec.Struct]] = set().union(*map(kinds_within, ALL_SECTIONS.values()))


def is_a_table(statement: ast.AnnAssign) -> bool:
    """True for `withheld: ScreeningRule = ScreeningRule()`: its struct explains itself."""
    is_call = isinstance(statement.value, ast.Call)
    return is_call and ast.unparse(statement.value) == f"{ast.unparse(statement.annotation)}()"  # type: ignore[arg-type]


def test_the_example_loads_as_it_is(tmp_path: Path) -> None:
    path = tmp_path / "config.toml"
    path.write_text(EXAMPLE, encoding="utf-8")
    settings = load_settings(path, environment={})
    assert [line.registrar for line in settings.lines] == ["fritz.box"]
    for name, kind in SECTIONS.items():
        assert getattr(settings, name) == kind(), name


def test_the_worked_examples_of_shared_lists_are_good_ones() -> None:
    examples = uncommented()["list"][:-1]
    shared_lists = settings_from({"list": examples}, None, Path("/etc"), {}).shared_lists
    assert [each.format for each in shared_lists] == ["phoneblock", "saracroche", "plain"]
    assert [each.privacy for each in shared_lists] == ["k-anonymity", "local", "local"]


@pytest.mark.parametrize(("name", "kind"), ALL_SECTIONS.items())
def test_the_example_shows_every_setting_at_its_default(name: str, kind: type[msgspec.Struct]) -> None:
    for setting, of_type, default, shown in settings_of(kind, with_every_setting_on()[name], name):
        if f"\n{setting.split()[-1]} = " in EXAMPLE:
            continue  # one of the five lines a newcomer fills in
        if default is None:
            assert shown == "none", setting
        else:
            assert msgspec.convert(shown, of_type) == default, setting


@pytest.mark.parametrize("kind", sorted(EVERY_KIND, key=repr))
def test_every_setting_explains_itself(kind: type[msgspec.Struct]) -> None:
    (written,) = ast.parse(inspect.getsource(kind)).body
    assert isinstance(written, ast.ClassDef)
    assert ast.get_docstring(written)
    for statement, following in zip(written.body, [*written.body[1:], None], strict=True):
        if isinstance(statement, ast.AnnAssign) and not is_a_table(statement):
            assert isinstance(following, ast.Expr), ast.unparse(statement)
            assert isinstance(following.value, ast.Constant), ast.unparse(statement)
