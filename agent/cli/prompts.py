"""`tranquille prompts`: what the house says, and how to say it in your own voice."""

from datetime import UTC, datetime
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer
from rich.table import Table

from agent.call.sentence import say
from agent.call.user_error import UserError
from agent.cli.options import ConfigOption, JsonOption, settings_for
from agent.cli.terminal import console, print_json, remark, shown, styled
from agent.service.desk.prompt_book import PromptBook, Recording, play_aloud, save_copy
from agent.settings.house_time import in_house_time

USER_CAN_FIX = 2
HEADINGS = (
    say("name"), say("language"), say("version"), say("seconds"), say("dBov"), say("whose"), say("text")
)  # fmt: skip


class Action(StrEnum):
    """What can be done with prompts."""

    LIST = "list"
    PLAY = "play"
    REPLACE = "replace"
    CHECK = "check"


class SpokenLanguage(StrEnum):
    """What the house speaks."""

    FR = "fr"
    EN = "en"


def prompts(
    action: Annotated[Action, typer.Argument(help="What to do.")],
    name: Annotated[
        str | None, typer.Argument(metavar="NAME", help="Which prompt; for list, how names begin.")
    ] = None,
    file: Annotated[
        Path | None,
        typer.Argument(metavar="FILE", help="replace: your WAV, 8 kHz mono 16-bit. play: where to copy it."),
    ] = None,
    language: Annotated[
        SpokenLanguage | None,
        typer.Option("--language", "-l", help="The house's language if left out; for list, both."),
    ] = None,
    as_json: JsonOption = False,
    config: ConfigOption = None,
) -> int:
    """List, play, replace or check what the house says on the telephone.

    \b
    Examples:
      tranquille prompts list menu            what the telephone menu says
      tranquille prompts play removal         hear today's removal message
      tranquille prompts play hello hello.wav
      tranquille prompts replace hello my-hello.wav --language fr
      tranquille prompts check                every recording, yours and ours

    \b
    To make a recording fit for the telephone:
      sox mine.wav -r 8000 -c 1 -b 16 my-hello.wav
    """
    settings = settings_for(config)
    book, today = PromptBook(settings), in_house_time(datetime.now(UTC), settings).date()
    spoken = language.value if language else settings.house.language
    if action is Action.LIST:
        show_all(book, name or "", language.value if language else "", as_json)
    elif action is Action.CHECK:
        return show_problems(tuple(book.problems()), as_json)
    elif name is None:
        raise UserError(say("{action} needs a name: tranquille prompts list shows them", action=action.value))
    elif action is Action.PLAY:
        play(book.recording(name, spoken, today), file, as_json)
    elif file is None:
        raise UserError(
            say("replace needs your recording: tranquille prompts replace {name} FILE", name=name)
        )
    else:
        show_replaced(book.replace(name, file, spoken, today), as_json)
    return 0


def show_all(book: PromptBook, begins: str, language: str, as_json: bool) -> None:
    """A table, or a JSON list."""
    found = list(book.recordings(begins, language))
    if as_json:
        print_json([as_plain_values(each) for each in found])
        return
    table = Table(*map(shown, HEADINGS), box=None, pad_edge=False)
    for each in found:
        table.add_row(
            styled(each.prompt.name),
            each.prompt.language,
            each.prompt.version,
            f"{each.seconds:.2f}",
            f"{each.level_dbov:.0f}",
            styled(say("yours"), "bold") if each.yours else styled(say("ours")),
            styled(each.prompt.text),
        )
    console().print(table)


def play(recording: Recording, copy_to: Path | None, as_json: bool) -> None:
    """Over the loudspeaker, into a file, or, for a program, only told."""
    if copy_to is not None:
        save_copy(recording, copy_to)
    if as_json:
        print_json(as_plain_values(recording))
        return
    text = recording.prompt.text
    told = say("your recording, in the place of: {text}", text=text) if recording.yours else text
    console().print(styled(told), soft_wrap=True)
    if copy_to is not None:
        console().print(styled(say("copied to {path}", path=copy_to)), soft_wrap=True)
    elif why_not := play_aloud(recording.path):
        remark(why_not)
        console().print(styled(say("it is in {path}", path=recording.path)), soft_wrap=True)


def show_replaced(recording: Recording, as_json: bool) -> None:
    """Where the new recording lies, and how to go back."""
    if as_json:
        print_json(as_plain_values(recording))
        return
    told = say(
        "{name} ({language}) is said with your recording from now on: {path}",
        name=recording.prompt.name,
        language=recording.prompt.language,
        path=recording.path,
    )
    console().print(styled(told), soft_wrap=True)
    console().print(styled(say("to hear ours again, delete that file")), soft_wrap=True)


def show_problems(problems: tuple[str, ...], as_json: bool) -> int:
    """Each on its line; returns the exit code."""
    if as_json:
        print_json({"problems": list(problems)})
    elif not problems:
        console().print(styled(say("every prompt can be played"), "green"))
    else:
        for problem in problems:
            console().print(styled("✗ ", "red").append_text(styled(problem)), soft_wrap=True)
    return USER_CAN_FIX if problems else 0


def as_plain_values(recording: Recording) -> dict[str, object]:
    """What `--json` prints of one prompt."""
    prompt = recording.prompt
    return {
        "name": prompt.name,
        "language": prompt.language,
        "version": prompt.version,
        "text": prompt.text,
        "law": prompt.law,
        "valid_from": prompt.valid_from.isoformat() if prompt.valid_from else None,
        "valid_to": prompt.valid_to.isoformat() if prompt.valid_to else None,
        "seconds": round(recording.seconds, 3),
        "level_dbov": round(recording.level_dbov, 1),
        "yours": recording.yours,
        "path": str(recording.path),
    }
