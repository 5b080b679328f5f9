"""`tranquille run`: keep the door, until told to stop."""

import os
import sys

from agent.cli.options import ConfigOption, settings_for


def run(config: ConfigOption = None) -> None:
    """Keep the door: register the lines, judge every call, until Ctrl-C or SIGTERM.

    The first lines say what is kept and how; afterwards one line is logged for each step of a call.

    \b
    Examples:
      tranquille run
      tranquille run --config /etc/tranquille/config.toml
    """
    settings = settings_for(config)
    # The daemon takes this process over without the command line's libraries: 25 MB less for months.
    chosen = [str(settings.config_file)] if settings.config_file else []
    os.execv(sys.executable, [sys.executable, "-m", "agent.house", *chosen])
