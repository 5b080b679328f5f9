"""The command line's own words (help, usage, complaints about what was typed) in the reader's language."""

import re
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

import typer

from agent.call.sentence import Sentence, say, word
from agent.cli.reader import reader

HEADINGS = (word("Usage: "), word("Arguments"), word("Options"), word("Commands"))
IN_BRACKETS = (word("[default: "), word("required]"))
OWN_HELP = (word("Show this message and exit."),)
MISTAKES = (
    word("Missing argument '{name}'"),
    word("Missing option '{name}'"),
    word("Missing command"),
    word("No such option: {name} (Possible options: {other})"),
    word("No such option: {name}"),
    word("No such command '{name}'. Did you mean '{other}'?"),
    word("No such command '{name}'"),
    word("Option '{name}' requires an argument"),
    word("Got unexpected extra argument(s) ({name})"),
    word("Invalid value for '{name}': {why}"),
)
"""What Typer complains of, in its own words but for the full stop; the longer of two stands first."""
# Typer asks a validator that speaks to programmers.
WHYS = {
    r"Input should be a valid integer.*": word("write a whole number"),
    r"Input should be a valid number.*": word("write a number"),
    r"Input should be greater than or equal to (?P<least>.*)": word("write {least} or more"),
    r"Input should be less than or equal to (?P<most>.*)": word("write {most} or less"),
}

UNWRAPPED = r"\b"
"""How a translator writes the sign before lines that are not to be wrapped."""


def mistake_in(error: typer.TyperException) -> Sentence:
    """What was typed wrongly, and where to look."""
    mistake = _recognised(error.format_message().rstrip("."))
    return say("{mistake} (tranquille --help shows what there is)", mistake=mistake)


def _recognised(message: str) -> Sentence:
    """The sentence of Typer's with its fields found again; else a text that stays English."""
    for template in MISTAKES:
        pattern = re.sub(r"\\{(\w+)\\}", r"(?P<\1>.*)", re.escape(template))
        if found := re.fullmatch(pattern, message, re.DOTALL):
            fields = found.groupdict()
            return say(template, **fields | {"why": _why(fields["why"])} if "why" in fields else fields)
    return Sentence(message)


def _why(said: str) -> Sentence:
    for pattern, plain in WHYS.items():
        if found := re.fullmatch(pattern, said, re.DOTALL):
            return say(plain, **found.groupdict())
    return Sentence(said)


def put_into_words(command: Any) -> None:
    """Put the help of a built command and of all below it into the reader's language."""
    for each in commands_of(command):
        each.help = reader().text(_written(each.help)).replace(UNWRAPPED, "\b")
        for parameter in each.params:
            parameter.help = reader().text(getattr(parameter, "help", "") or "")
        each.context_class = _in_words(each.context_class)


def leave_types_out(command: Any) -> None:
    """What an argument is stands in its help; `<list[str]>` beside it is for programmers."""
    for each in commands_of(command):
        for parameter in each.params:
            is_choice = getattr(getattr(parameter, "type_descriptor", None), "is_choice", False)
            if parameter.param_type_name == "argument" and not is_choice:
                parameter.display_type_rich = _no_type


def _no_type(ctx: Any) -> None:
    """In the place of Typer's own answer."""


def helps_of(command: Any) -> Iterator[str]:
    """Every help text of a command and of all below it, for the translators."""
    for each in commands_of(command):
        yield _written(each.help)
        yield from (getattr(parameter, "help", "") or "" for parameter in each.params)


def _written(text: str | None) -> str:
    return (text or "").replace("\b", UNWRAPPED)


def commands_of(command: Any) -> Iterator[Any]:
    """The command itself and all below it."""
    yield command
    for each in getattr(command, "commands", {}).values():
        yield from commands_of(each)


def _in_words(context_class: Any) -> Any:
    """A context of the same kind, whose help is laid out with the reader's words for usage and headings."""

    class Formatter(context_class.formatter_class):  # type: ignore[misc]
        def write_usage(self, prog: str, args: str = "", prefix: str | None = None) -> None:
            super().write_usage(prog, args, reader().text(prefix or "Usage: "))

        def write_heading(self, heading: str) -> None:
            super().write_heading(reader().text(heading))

        def write_dl(self, rows: Iterable[tuple[str, str]], *args: Any, **kwargs: Any) -> None:
            super().write_dl([(term, _row(text)) for term, text in rows], *args, **kwargs)

    class Context(context_class):  # type: ignore[misc]
        formatter_class = Formatter

    return Context


def _row(text: str) -> str:
    text = reader().text(text)
    for bracketed in IN_BRACKETS:
        text = text.replace(bracketed, reader().text(bracketed))
    return text


def told_in_words(build: typer.Typer, words: Sequence[str]) -> Any:
    """Run the command that was typed; its help is in the reader's language."""
    command = typer.main.get_command(build)
    leave_types_out(command)
    if reader().language != "en":
        put_into_words(command)
    return command(list(words), "tranquille", standalone_mode=False)
