"""`tranquille permit`: let a call through that would not ring otherwise, once or for a while."""

from datetime import UTC, datetime
from typing import Annotated

import typer

from agent.call.sentence import say, say_count
from agent.call.user_error import UserError
from agent.cli.in_force import as_plain_values, open_for_wishes, show_in_force, show_wish
from agent.cli.options import ConfigOption, JsonOption, NoteOption, settings_for
from agent.cli.terminal import console, print_json, remark, styled
from agent.service.desk.permits import DAY, Permit, Permits
from agent.service.desk.time_span import end_from
from agent.settings.settings import Settings


def permit(
    number: Annotated[
        list[str] | None, typer.Argument(metavar="NUMBER", help="Only this number, in any form.")
    ] = None,
    next_call: Annotated[
        bool, typer.Option("--next", help="The next call that would not have rung, whoever it is.")
    ] = False,
    how_long: Annotated[
        str | None, typer.Option("--for", metavar="TIME", help="For how long: 90m, 2h, 1h30, 2d.")
    ] = None,
    until: Annotated[str | None, typer.Option("--until", metavar="HOUR", help="Until when: 18:00.")] = None,
    note: NoteOption = "",
    off: Annotated[bool, typer.Option("--off", help="Take back NUMBER's permit, or every permit.")] = False,
    as_json: JsonOption = False,
    config: ConfigOption = None,
) -> None:
    """Let callers through whom lists of other people would keep away: a courier, a clinic, a craftsman.

    With --for or --until every unknown caller rings until then. --next is for one call only: it is used
    up by the first that would not have rung. It and a NUMBER hold for a day if you name no time. Your own
    deny list, and what your box marks as spam, stay away; a NUMBER rings even so. Alone, it shows what
    is permitted now.

    \b
    Examples:
      tranquille permit --next --note "the plumber"
      tranquille permit --for 2h
      tranquille permit --until 18:00 --note delivery
      tranquille permit 01 62 00 00 01 --for 3d
      tranquille permit --off
      tranquille permit
    """
    settings, typed = settings_for(config), " ".join(number or ())
    if typed and next_call:
        raise UserError(say("a NUMBER and --next are two wishes: say tranquille permit once for each"))
    if off:
        if next_call or how_long or until:
            raise UserError(
                say("--off takes no time and no --next: it takes back NUMBER's permit, or every one")
            )
        _show_taken_back(open_for_wishes(settings).take_back(typed), as_json)
    elif typed or next_call or how_long is not None or until is not None:
        end = _end(how_long, until, settings)
        permits = open_for_wishes(settings)
        show_wish(permits, _wish(permits, typed, next_call, end, note), settings, as_json)
    else:
        show_in_force(settings, as_json)


def _wish(permits: Permits, typed: str, next_call: bool, end: datetime | None, note: str) -> Permit:
    if typed:
        return permits.permit_number(typed, end or DAY, note)
    if next_call:
        return permits.permit_next(end or DAY, note)
    return permits.permit_for(end or DAY, note)


def _end(how_long: str | None, until: str | None, settings: Settings) -> datetime | None:
    if how_long is not None and until is not None:
        raise UserError(say("--for and --until both say how long: choose one"))
    if until is not None:
        how_long = f"until {until.casefold().removeprefix('until ')}"
    return None if how_long is None else end_from(how_long, datetime.now(UTC), settings)


def _show_taken_back(taken: list[Permit], as_json: bool) -> None:
    if as_json:
        print_json({"taken_back": [as_plain_values(permit) for permit in taken]})
        return
    if not taken:
        remark(say("there was no such permit"))
        return
    told = say_count(
        "{count} permit taken back: calls are screened as ever",
        "{count} permits taken back: calls are screened as ever",
        len(taken),
    )
    console().print(styled(told))
