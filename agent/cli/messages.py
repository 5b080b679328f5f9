"""`tranquille messages`: what callers left after the beep, to list, to listen to, to erase."""

from enum import StrEnum
from typing import Annotated

import typer
from rich.table import Table

from agent.call.sentence import say, word
from agent.cli.calls import when
from agent.cli.options import ConfigOption, JsonOption, settings_for
from agent.cli.terminal import console, print_json, shown, styled
from agent.service.desk.message_book import MessageBook

KINDS = (word("message"), word("talk"))
HEADINGS = (say("n"), say("when"), say("number"), say("what"), say("seconds"))


class Deed(StrEnum):
    """What can be done with messages."""

    LIST = "list"
    PATH = "path"
    DELETE = "delete"


def messages(
    deed: Annotated[Deed, typer.Argument(help="list, path (of the sound file) or delete.")] = Deed.LIST,
    position: Annotated[
        int | None, typer.Argument(metavar="N", min=1, help="Which one, as list numbers them.")
    ] = None,
    as_json: JsonOption = False,
    config: ConfigOption = None,
) -> None:
    """Show the messages that callers left and the talks that were recorded, newest first.

    They are plain WAV files (A-law, 8 kHz).

    \b
    Examples:
      tranquille messages
      aplay "$(tranquille messages path 1)"
      tranquille messages delete 1
    """
    settings = settings_for(config)
    book = MessageBook(settings)
    if deed is Deed.LIST:
        kept = book.all()
        if as_json:
            print_json(
                [
                    {
                        "n": place,
                        "received_at": each.received_at.isoformat(),
                        "number": each.number,
                        "kind": each.kind,
                        "seconds": round(each.seconds, 1),
                        "path": str(each.path),
                    }
                    for place, each in enumerate(kept, start=1)
                ]
            )
            return
        table = Table(*map(shown, HEADINGS), box=None, pad_edge=False)
        for place, each in enumerate(kept, start=1):
            at = when(each.received_at, settings)
            row = (
                str(place),
                at,
                each.number or say("unknown number"),
                say(each.kind),
                f"{each.seconds:.0f}",
            )
            table.add_row(*(styled(word) for word in row))
        console().print(table if kept else styled(say("no messages")))
        return
    message = book.at(position)
    if deed is Deed.DELETE:
        book.delete(message)
        console().print(styled(say("deleted {name}", name=message.name)), soft_wrap=True)
    else:
        console().print(styled(str(message.path)), soft_wrap=True)
