"""`tranquille deny`: somebody who never rings again."""

from datetime import UTC, datetime
from typing import Annotated

import typer

from agent.cli.options import ConfigOption, EntryArgument, JsonOption, NoteOption, settings_for
from agent.cli.placed import show_placed
from agent.service.desk.numbers import Numbers


def deny(
    entry: EntryArgument,
    note: NoteOption = "",
    yes: Annotated[
        bool, typer.Option("--yes", help="Also when ENTRY means a whole network or country.")
    ] = False,
    as_json: JsonOption = False,
    config: ConfigOption = None,
) -> None:
    """Never let ENTRY ring again, by adding it to your deny list; the caller hears the removal message.

    \b
    Examples:
      tranquille deny 01 62 00 00 01 --note "solar panels"
      tranquille deny "01 62*"            every number that begins so
      tranquille deny "0033162######"     every number of exactly this length
      tranquille deny withheld            everybody who hides the number
      tranquille deny "+44*" --yes        a whole country
    """
    numbers = Numbers(settings_for(config))
    placed = numbers.deny(" ".join(entry), note, is_sure=yes)
    show_placed(placed, numbers.met_instead(placed, datetime.now(UTC)), as_json)
