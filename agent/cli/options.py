"""Options that every command shares, and reading the settings they name."""

from pathlib import Path
from typing import Annotated

import typer

from agent.cli.terminal import remark
from agent.settings.config_file import load_settings
from agent.settings.settings import Settings

ConfigOption = Annotated[
    Path | None,
    typer.Option(
        "--config",
        "-c",
        metavar="FILE",
        help="Settings to use; else $TRANQUILLE_CONFIG, ./config.toml, yours in ~/.config/tranquille, "
        "or /etc/tranquille/config.toml.",
        exists=False,
        dir_okay=False,
    ),
]
JsonOption = Annotated[bool, typer.Option("--json", help="Print JSON for a program to read.")]


def settings_for(config: Path | None) -> Settings:
    """The settings to work with; says on stderr when there is no file and defaults are used.

    Raises UserError.
    """
    settings = load_settings(config)
    if settings.config_file is None:
        remark("no config.toml found: using defaults, for a line in France")
    return settings
