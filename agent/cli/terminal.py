"""Where answers go: text for people on stdout, JSON for programs, complaints and remarks on stderr."""

import io
import json
import os
import shutil
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
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


def make_streams_sound() -> None:
    """At the start of a command: nothing that is written may fail for the letters it holds, or for want of
    a stream (`>&-`)."""
    # A stream that somebody closed is None here, whatever its type says.
    sys.stdout = sys.stdout or _nowhere()
    sys.stderr = sys.stderr or _nowhere()
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="replace")


def leave_stdout() -> None:
    """Write no more there: Python must not complain when it flushes what is left at its end."""
    with suppress(io.UnsupportedOperation):
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


@contextmanager
def until_the_reader_leaves() -> Iterator[None]:
    """Around long answers that are written piece by piece: whoever reads may have seen enough (`| head`)."""
    try:
        yield
        sys.stdout.flush()
    except BrokenPipeError:
        # Typer would end the program as if it had failed.
        leave_stdout()


def console() -> Console:
    """Stdout, in colours on a terminal only; nothing a caller wrote is read as markup."""
    # A pipe has no width: there each row of a table stays on its line, for grep.
    return _console_with(sys.stdout.isatty())


def _console_with(is_terminal: bool, *, stderr: bool = False) -> Console:
    typed = os.environ.get("COLUMNS", "")
    # COLUMNS=0, as some shells set it, would show nothing at all.
    on_terminal = shutil.get_terminal_size().columns if typed == "0" else None
    width = on_terminal if is_terminal or (typed.isdecimal() and typed != "0") else PIPE_COLUMNS
    return _Console(stderr=stderr, markup=False, highlight=False, emoji=False, width=width)


class _Console(Console):
    """Rich's, whose way with a reader who has gone is ours: see `main`."""

    def on_broken_pipe(self) -> None:
        raise BrokenPipeError


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


def print_json_line(value: Any) -> None:
    """One JSON value on a line of its own (NDJSON); ASCII only, too."""
    sys.stdout.write(json.dumps(value, ensure_ascii=True) + "\n")


@contextmanager
def counting(what: str) -> Iterator[Callable[[str, int], None]]:
    """Shows how far long work has come, on a terminal only; call it with a name and a count."""
    bars = Progress(
        SpinnerColumn(),
        TextColumn("{task.description}", markup=False),
        TextColumn("{task.completed:,.0f} " + shown(say("entries")), markup=False),
        TimeElapsedColumn(),
        console=_console_with(sys.stderr.isatty(), stderr=True),
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


def _nowhere() -> io.TextIOWrapper:
    return open(os.devnull, "w", encoding="utf-8")


def _to_stderr(sentence: str, style: str) -> None:
    errors = _console_with(sys.stderr.isatty(), stderr=True)
    errors.print(styled(sentence, style), soft_wrap=True)
