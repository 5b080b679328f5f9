"""`tranquille forget`: an entry off both lists, and on request its calls out of the call log."""

from typing import Annotated

import typer

from agent.call.sentence import say, say_count
from agent.cli.options import ConfigOption, EntryArgument, JsonOption, settings_for
from agent.cli.placed import entry_and_place, match_as_plain_values
from agent.cli.terminal import console, print_json, remark, styled
from agent.service.desk.numbers import Numbers


def forget(
    entry: EntryArgument,
    calls: Annotated[
        bool, typer.Option("--calls", help="Also erase this number's calls from the call log, for good.")
    ] = False,
    as_json: JsonOption = False,
    config: ConfigOption = None,
) -> None:
    """Take ENTRY off your allow and deny lists, however it was written there.

    \b
    Examples:
      tranquille forget 01 62 00 00 01
      tranquille forget +33162000001 --calls
    """
    numbers, typed = Numbers(settings_for(config)), " ".join(entry)
    forgotten = numbers.forget(typed)
    erased = numbers.forget_calls(typed) if calls else 0
    if as_json:
        print_json(
            {
                "removed": [match_as_plain_values(match) for match in forgotten.removed],
                "still_matching": [match_as_plain_values(match) for match in forgotten.still_matching],
                "calls_erased": erased,
            }
        )
        return
    out = console()
    for match in forgotten.removed:
        out.print(styled(say("removed {entry}", entry=entry_and_place(match))), soft_wrap=True)
    if not forgotten.removed:
        out.print(styled(say("{entry} was on neither list", entry=typed)), soft_wrap=True)
    if calls:
        told = say_count(
            "{count} call erased from the call log", "{count} calls erased from the call log", erased
        )
        out.print(styled(told))
    for match in forgotten.still_matching:
        remark(say("still known by the wider entry {entry}", entry=entry_and_place(match)))
