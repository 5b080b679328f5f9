"""Where answers go: text for people on stdout, JSON for programs, remarks on stderr."""

import json
import sys
from typing import Any

from rich.console import Console
from rich.text import Text

from agent.cli.safe import safe

TREATMENT_STYLES = {
    "let-ring": "green",
    "announce": "red",
    "reject": "red",
    "screen": "yellow",
    "take-message": "yellow",
}


def console() -> Console:
    """Stdout with colours on a terminal only; caller's text is never read as markup."""
    return Console(markup=False, highlight=False, emoji=False, soft_wrap=True)


def styled(text: str, style: str = "") -> Text:
    """Cleaned text in a style."""
    return Text(safe(text), style=style)


def treatment_text(treatment: str) -> Text:
    """A treatment's name in its colour."""
    return styled(treatment, TREATMENT_STYLES.get(treatment, ""))


def print_json(value: Any) -> None:
    """One JSON value on stdout; ASCII only, so that no byte of it can move a cursor."""
    sys.stdout.write(json.dumps(value, ensure_ascii=True, indent=2) + "\n")


def remark(sentence: str) -> None:
    """A sentence on stderr, where no program reading stdout trips over it."""
    Console(stderr=True, markup=False, highlight=False, emoji=False, soft_wrap=True).print(
        styled(sentence, "dim")
    )
