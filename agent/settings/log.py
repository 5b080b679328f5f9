"""How much the house tells the log."""

from typing import Literal

from agent.settings.section import Section


class LogSettings(Section, frozen=True):
    """`[log]`: one line per step of a call; whole numbers appear at `debug` only."""

    level: Literal["debug", "info", "warning", "error"] = "info"
    """The least important kind of line that is still written."""
