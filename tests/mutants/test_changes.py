"""What is changed in a file, and what is left alone because nothing depends on it."""

import ast
from pathlib import Path

import pytest

from tests.mutants.changes import changes_of

AGENT = Path(__file__).resolve().parents[2] / "agent"


@pytest.mark.parametrize(
    ("text", "changed"),
    [
        ("a < b", ["a <= b"]),
        ("a <= b <= c", ["a < b <= c", "a <= b < c"]),
        ("a not in b", ["a in b"]),
        ("é is not b", ["é is b"]),
        ("a and b or c", ["a or b or c", "a and b and c"]),
        ("a = not b", ["a = (b)"]),
        ("a = 4", ["a = 5"]),
        ("a = -2.0", ["a = -1.8", "a = -2.2"]),
        ("a = 0.0", ["a = 1.0"]),
        ("a = True", ["a = False"]),
        ("a = 'key 1'", ["a = '~key 1'"]),
        ("a = '0123'", ["a = '012'"]),
        ("if a: b()", ["if (not (a)): b()"]),
        ("[a for a in b if a.c]", ["[a for a in b if (not (a.c))]"]),
        ("def f():\n    return a", ["def f():\n    return None"]),
        ("def f():\n    return True", ["def f():\n    return False"]),
        ("def f(a: int = 3) -> 'B': pass", ["def f(a: int = 4) -> 'B': pass"]),
    ],
)
def test_each_kind_of_change_is_made_once_at_every_place(text: str, changed: list[str]) -> None:
    assert [change.made_in(text) for change in changes_of(text)] == changed


@pytest.mark.parametrize(
    "text",
    [
        '"""Why this file exists."""',
        "@dataclass(frozen=True)\nclass A:\n    b: int\n    '''Its unit.'''",
        "a = say('answered')",
        "a = f'{b:.1f} s'",
        "log.info('%s: %s', 'a', 1)",
        "raise ValueError('no such line')",
        "why = 'The law reserves these ranges.'",
        "Kind = Literal['exact', 'prefix']",
        "a: dict[str, 'B']",
    ],
)
def test_wording_types_and_flags_of_classes_are_left_alone(text: str) -> None:
    assert changes_of(text) == []


def test_a_change_knows_its_line() -> None:
    assert [(change.line, change.old, change.new) for change in changes_of("\n\na = b == c")] == [
        (3, "==", "!=")
    ]


def test_what_is_changed_in_our_own_files_is_still_python() -> None:
    for source in AGENT.glob("treat/*.py"):
        text = source.read_text()
        for change in changes_of(text)[::5]:
            ast.parse(change.made_in(text))
