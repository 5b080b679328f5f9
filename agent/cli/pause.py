"""`tranquille pause`: everything rings for a while."""

from datetime import UTC, datetime
from typing import Annotated

import typer

from agent.cli.in_force import open_for_wishes, show_wish
from agent.cli.options import ConfigOption, JsonOption, NoteOption, settings_for
from agent.service.desk.time_span import end_from


def pause(
    how_long: Annotated[
        list[str] | None,
        typer.Argument(
            metavar="TIME",
            help="For how long: 90m, 2h, 1h30, until 18:00. An hour if left out.",
            show_default=False,
        ),
    ] = None,
    note: NoteOption = "",
    as_json: JsonOption = False,
    config: ConfigOption = None,
) -> None:
    """Screen nobody for a while: everybody rings but those on your own deny list.

    `tranquille resume` ends it before its time.

    \b
    Examples:
      tranquille pause
      tranquille pause 90m
      tranquille pause until 18:00
    """
    settings = settings_for(config)
    end = end_from(" ".join(how_long or ["1h"]), datetime.now(UTC), settings)
    permits = open_for_wishes(settings)
    show_wish(permits, permits.pause(end, note), settings, as_json)
