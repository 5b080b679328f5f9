"""Where answers go: text for people on stdout, JSON for programs, complaints and remarks on stderr."""

import json
import os
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from rich.console import Console
from rich.progress import Progress, SpinnerColumn, TaskID, TextColumn, TimeElapsedColumn
from rich.text import Text

from agent.call.sentence import joined, say, word
from agent.cli.reader import reader
from agent.cli.safe import safe

PIPE_COLUMNS = 400
TREATMENT_STYLES = {
    word("let-ring"): "green",
    word("announce"): "red",
    word("reject"): "red",
    word("screen"): "yellow",
    word("take-message"): "yellow",
}


def console() -> Console:
    """Stdout, in colours on a terminal only; nothing a caller wrote is read as markup."""
    has_width = sys.stdout.isatty() or "COLUMNS" in os.environ
    # A pipe has no width: there each row of a table stays on its line, for grep.
    return Console(markup=False, highlight=False, emoji=False, width=None if has_width else PIPE_COLUMNS)


def styled(text: str, style: str = "", indent: int = 0) -> Text:
    """Cleaned text in a style, in the reader's language where it is a sentence."""
    return Text(" " * indent + (shown(text).lstrip() if indent else shown(text)), style=style)


def shown(text: str) -> str:
    """Cleaned text in the reader's language, for where a style has no place."""
    return safe(reader().said(text))


def treatment_text(treatment: str) -> Text:
    """A treatment's name in its colour."""
    return styled(say(treatment), TREATMENT_STYLES.get(treatment, ""))


def print_json(value: Any) -> None:
    """One JSON value on stdout; ASCII only, so that no byte of it can move a cursor."""
    sys.stdout.write(json.dumps(value, ensure_ascii=True, indent=2) + "\n")


@contextmanager
def counting(what: str) -> Iterator[Callable[[str, int], None]]:
    """Shows how far long work has come, on a terminal only; call it with a name and a count."""
    bars = Progress(
        SpinnerColumn(),
        TextColumn("{task.description}", markup=False),
        TextColumn("{task.completed:,.0f} " + shown(say("entries")), markup=False),
        TimeElapsedColumn(),
        console=Console(stderr=True, markup=False, highlight=False, emoji=False),
        transient=True,
        disable=not sys.stderr.isatty(),
    )
    tasks: dict[str, TaskID] = {}

    def show(name: str, count: int) -> None:
        if name not in tasks:
            tasks[name] = bars.add_task(shown(name or what), total=None)
        bars.update(tasks[name], completed=count)

    with bars:
        show("", 0)
        yield show


def remark(sentence: str) -> None:
    """Something worth knowing, on stderr, where no program that reads the answer trips over it."""
    _to_stderr(sentence, "dim")


def complain(sentence: str) -> None:
    """What went wrong and the way out, in one line on stderr."""
    _to_stderr(joined("", ("tranquille: ", sentence)), "")


def _to_stderr(sentence: str, style: str) -> None:
    errors = Console(stderr=True, markup=False, highlight=False, emoji=False)
    errors.print(styled(sentence, style), soft_wrap=True)
