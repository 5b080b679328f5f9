"""The stack has no world: what it may import is written here (sans-I/O)."""

import ast
from pathlib import Path

import pytest

STACK = Path(__file__).resolve().parents[3] / "agent" / "sip" / "stack"
ALLOWED = {
    "__future__", "agent.sip.stack", "base64", "binascii", "collections", "dataclasses", "enum", "functools",
    "hashlib",
    "hmac", "heapq", "ipaddress", "itertools", "quopri", "re", "struct", "typing",
}  # fmt: skip


@pytest.mark.parametrize("source", sorted(STACK.glob("*.py")), ids=lambda path: path.name)
def test_a_file_of_the_stack_touches_nothing(source: Path) -> None:
    for node in ast.walk(ast.parse(source.read_text())):
        names = [alias.name for alias in node.names] if isinstance(node, ast.Import) else []
        if isinstance(node, ast.ImportFrom):
            names.append(node.module or "")
        for name in names:
            assert any(name == allowed or name.startswith(f"{allowed}.") for allowed in ALLOWED), name
        assert not isinstance(node, ast.Global | ast.Assert), "python -O changes nothing"
