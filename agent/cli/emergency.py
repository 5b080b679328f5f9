"""`tranquille emergency`: the house has called for help, so whoever calls back must get through."""

from typing import Annotated

import typer

from agent.call.sentence import say
from agent.cli.in_force import open_for_wishes, show_wish
from agent.cli.options import ConfigOption, JsonOption, NoteOption, settings_for
from agent.cli.terminal import console, print_json, styled
from agent.service.desk.permits import is_emergency_here


def emergency(
    number: Annotated[
        list[str] | None,
        typer.Argument(metavar="NUMBER", help="What was dialled: only an emergency number counts."),
    ] = None,
    note: NoteOption = "",
    as_json: JsonOption = False,
    config: ConfigOption = None,
) -> None:
    """Let everybody ring for an hour, your deny list too, because the house called an emergency number.

    For a box or a script that sees what your telephones dial: give it each NUMBER, and those that are no
    emergency numbers change nothing. Nothing takes the hour back. Calls that your telephones place through
    Tranquille itself are noticed without this.

    \b
    Examples:
      tranquille emergency
      tranquille emergency 112
    """
    settings, dialled = settings_for(config), "".join(number or ())
    if dialled and not is_emergency_here(dialled, settings):
        if as_json:
            print_json({"kind": None})
            return
        console().print(styled(say("{dialled} is no emergency number: nothing has changed", dialled=dialled)))
        return
    permits = open_for_wishes(settings)
    show_wish(permits, permits.emergency(note), settings, as_json)
