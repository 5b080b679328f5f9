"""Options that several commands share, and reading the settings they name."""

import re
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated

import typer

from agent.call.sentence import say
from agent.call.user_error import UserError
from agent.cli.reader import read_as_set
from agent.cli.terminal import remark
from agent.settings.config_file import load_settings
from agent.settings.house_time import in_house_time
from agent.settings.settings import Settings

ConfigOption = Annotated[
    Path | None,
    typer.Option(
        "--config",
        "-c",
        metavar="FILE",
        help="Settings to use instead of $TRANQUILLE_CONFIG, ./config.toml, "
        "~/.config/tranquille/config.toml or /etc/tranquille/config.toml.",
    ),
]
EntryArgument = Annotated[
    list[str],
    typer.Argument(
        metavar="ENTRY", help="A number in any form, a beginning with *, a name in quotes, or withheld."
    ),
]
NoteOption = Annotated[str, typer.Option("--note", "-m", metavar="TEXT", help="Why, for yourself.")]
JsonOption = Annotated[bool, typer.Option("--json", help="Print JSON, for a program to read.")]


_HOUR = re.compile(r"(\d{1,2})(?:[:hH](\d{2})?)")
"""As clocks show it, and as French people write it: `8:05`, `20h`, `20h15`."""


def settings_for(config: Path | None) -> Settings:
    """The settings to work with; says on stderr when there is no file.  Raises UserError."""
    settings = load_settings(config)
    read_as_set(settings)
    if settings.config_file is None:
        remark(
            say(
                "no config.toml found: all at its defaults, a line in France, lists in {folder}",
                folder=settings.folder,
            )
        )
    return settings


def moment_from(typed: str | None, settings: Settings) -> datetime:
    """`14:30` or `8h05` today or `2026-11-21 14:30`, on the household's clock; now when nothing was typed.

    Raises UserError.
    """
    now = in_house_time(datetime.now(UTC), settings)
    if typed is None:
        return now
    try:
        if hour := _HOUR.fullmatch(typed.strip()):
            typed_hour = f"{int(hour[1]):02}:{int(hour[2] or 0):02}"
            moment = datetime.fromisoformat(f"{now.date()} {typed_hour}")
        else:
            moment = datetime.fromisoformat(typed)
    except ValueError:
        raise UserError(
            say('--at "{typed}" is no time: write 14:30 or "2026-11-21 14:30"', typed=typed)
        ) from None
    if moment.tzinfo is not None:
        return moment
    return in_house_time(moment.replace(tzinfo=now.tzinfo), settings)
