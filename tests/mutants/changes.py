"""Every single change worth trying in a file: a comparison, a constant, an `and`, a `not`, a test, a return."""

import ast
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise

_OTHER_COMPARISON: dict[type[ast.cmpop], tuple[str, str]] = {
    # Orderings move by their edge only: a test that sees the edge sees the opposite as well.
    ast.Lt: ("<", "<="),
    ast.LtE: ("<=", "<"),
    ast.Gt: (">", ">="),
    ast.GtE: (">=", ">"),
    ast.Eq: ("==", "!="),
    ast.NotEq: ("!=", "=="),
    ast.In: ("in", "not in"),
    ast.NotIn: ("not in", "in"),
    ast.Is: ("is", "is not"),
    ast.IsNot: ("is not", "is"),
}
_FOR_PEOPLE = {"say", "word", "log", "getLogger", "ParamSpec", "TypeVar", "NewType", "cast"}
"""Calls whose arguments are wording, or names for tools: no behaviour depends on them."""
_SHARE = 0.1
"""How far a fraction is moved, up and down: a threshold that may move by a tenth is not tested at its edge."""


@dataclass(frozen=True, slots=True)
class Change:
    """One piece of a file's text, and what stands there instead."""

    line: int
    start: int
    """Position of the piece's first character in the file."""
    end: int
    old: str
    new: str

    def made_in(self, text: str) -> str:
        """The whole file with this change."""
        return text[: self.start] + self.new + text[self.end :]


def changes_of(text: str) -> list[Change]:
    """All of a file's changes, in the order of its lines."""
    found = _Finder(text)
    found.visit(ast.parse(text))
    return sorted(found.changes, key=lambda change: (change.start, change.new))


class _Finder(ast.NodeVisitor):
    def __init__(self, text: str) -> None:
        self.changes: list[Change] = []
        self._text = text
        self._line_starts = [0]
        for line in text.splitlines(keepends=True):
            self._line_starts.append(self._line_starts[-1] + len(line))
        self._lines = text.splitlines()

    # What is left alone: wording, types, and what only tools read.

    def visit_Expr(self, node: ast.Expr) -> None:
        if not isinstance(node.value, ast.Constant):
            self.generic_visit(node)

    def visit_JoinedStr(self, node: ast.JoinedStr) -> None:
        pass

    def visit_Raise(self, node: ast.Raise) -> None:
        pass

    def visit_Subscript(self, node: ast.Subscript) -> None:
        if not (isinstance(node.value, ast.Name) and node.value.id == "Literal"):
            self.generic_visit(node)

    def visit_AnnAssign(self, node: ast.AnnAssign) -> None:
        if node.value is not None:
            self.visit(node.value)

    def visit_ClassDef(self, node: ast.ClassDef) -> None:
        for statement in node.body:
            self.visit(statement)

    def visit_FunctionDef(self, node: ast.FunctionDef) -> None:
        for default in (*node.args.defaults, *(default for default in node.args.kw_defaults if default)):
            self.visit(default)
        for statement in node.body:
            self.visit(statement)

    def visit_Call(self, node: ast.Call) -> None:
        called = node.func
        if (
            isinstance(called, ast.Attribute)
            and isinstance(called.value, ast.Name)
            and called.value.id == "log"
        ):
            return
        if (called.id if isinstance(called, ast.Name) else getattr(called, "attr", "")) not in _FOR_PEOPLE:
            self.generic_visit(node)

    # What is changed.

    def visit_Compare(self, node: ast.Compare) -> None:
        for (left, right), operator in zip(pairwise((node.left, *node.comparators)), node.ops, strict=True):
            self._between(left, right, *_OTHER_COMPARISON[type(operator)])
        self.generic_visit(node)

    def visit_BoolOp(self, node: ast.BoolOp) -> None:
        words = ("and", "or") if isinstance(node.op, ast.And) else ("or", "and")
        for left, right in pairwise(node.values):
            self._between(left, right, *words)
        self.generic_visit(node)

    def visit_UnaryOp(self, node: ast.UnaryOp) -> None:
        if isinstance(node.op, ast.Not):
            self._instead_of(node, f"({self._written(node.operand)})")
        self.generic_visit(node)

    def visit_Return(self, node: ast.Return) -> None:
        if node.value is None:
            return
        if not isinstance(node.value, ast.Constant):
            self._instead_of(node.value, "None")
        self.visit(node.value)

    def visit_If(self, node: ast.If) -> None:
        self._negate(node.test)
        self.generic_visit(node)

    def visit_While(self, node: ast.While) -> None:
        self._negate(node.test)
        self.generic_visit(node)

    def visit_IfExp(self, node: ast.IfExp) -> None:
        self._negate(node.test)
        self.generic_visit(node)

    def visit_comprehension(self, node: ast.comprehension) -> None:
        for test in node.ifs:
            self._negate(test)
        self.generic_visit(node)

    def visit_Constant(self, node: ast.Constant) -> None:
        for new in _other_constants(node.value):
            self._instead_of(node, new)

    def _negate(self, test: ast.expr) -> None:
        # A comparison, an `and` and a `not` are changed where they stand.
        if not isinstance(test, ast.Compare | ast.BoolOp | ast.UnaryOp | ast.Constant):
            self._instead_of(test, f"(not ({self._written(test)}))")

    def _between(self, left: ast.expr, right: ast.expr, old: str, new: str) -> None:
        gap_start, gap_end = self._span(left)[1], self._span(right)[0]
        start = self._text.index(old.split()[0], gap_start, gap_end)
        end = self._text.index(old.split()[-1], start, gap_end) + len(old.split()[-1])
        self.changes.append(Change(left.end_lineno or left.lineno, start, end, self._text[start:end], new))

    def _instead_of(self, node: ast.expr, new: str) -> None:
        start, end = self._span(node)
        self.changes.append(Change(node.lineno, start, end, self._text[start:end], new))

    def _written(self, node: ast.expr) -> str:
        start, end = self._span(node)
        return self._text[start:end]

    def _span(self, node: ast.expr) -> tuple[int, int]:
        end_line, end_column = node.end_lineno or node.lineno, node.end_col_offset or 0
        return self._position(node.lineno, node.col_offset), self._position(end_line, end_column)

    def _position(self, line: int, byte_column: int) -> int:
        before = self._lines[line - 1].encode()[:byte_column].decode()
        return self._line_starts[line - 1] + len(before)


def _other_constants(value: object) -> Iterator[str]:
    match value:
        case bool():
            yield str(not value)
        case int():
            yield str(value + 1)
        case float():
            if value == 0.0:
                yield "1.0"
                return
            yield repr(round(value * (1 + _SHARE), 6))
            yield repr(round(value * (1 - _SHARE), 6))
        case str():
            # Three spaces make a sentence for people; the name of a state has two at most.
            if value.count(" ") < 3:
                # Digits may be a set of digits, to which one more adds nothing.
                yield repr(value[:-1] if value.isdigit() else "~" + value)
