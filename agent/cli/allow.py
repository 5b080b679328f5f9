"""`tranquille allow`: somebody who always rings."""

from datetime import UTC, datetime

from agent.cli.options import ConfigOption, EntryArgument, JsonOption, NoteOption, settings_for
from agent.cli.placed import show_placed
from agent.cli.terminal import remark
from agent.service.desk.numbers import Numbers


def allow(
    entry: EntryArgument, note: NoteOption = "", as_json: JsonOption = False, config: ConfigOption = None
) -> None:
    """Always let ENTRY ring, by adding it to your allow list.

    \b
    Examples:
      tranquille allow 06 12 34 56 78 --note "aunt Jo"
      tranquille allow "+4930*"           everybody in Berlin
      tranquille allow '"Doctor*"'        whoever shows a name that begins so
    """
    numbers = Numbers(settings_for(config))
    placed = numbers.allow(" ".join(entry), note)
    show_placed(placed, numbers.met_instead(placed, datetime.now(UTC)), as_json)
    if not as_json and (told := numbers.in_no_plan(placed)):
        remark(told)
