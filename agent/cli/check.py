"""`tranquille check`: is everything in order, and what would each kind of caller meet?"""

import os
from datetime import UTC, datetime

from rich.table import Table

from agent.call.sentence import said, say, say_count
from agent.call.user_error import UserError
from agent.cli.options import ConfigOption, JsonOption, settings_for
from agent.cli.terminal import complain, console, print_json, shown, styled, treatment_text
from agent.service.desk.checkup import Checkup, checkup
from agent.settings.config_file import ConfigMistakes
from agent.settings.settings import Settings

USER_CAN_FIX = 2
HEADINGS = (say("caller"), say("for example"), say("would"), say("because"))


def check(as_json: JsonOption = False, config: ConfigOption = None) -> int:
    """Look over settings and lists, and say what each kind of caller would meet. Touches nothing.

    Exit code 0 when all is well, 2 when there is something for you to put right.

    \b
    Examples:
      tranquille check
      tranquille check --config /etc/tranquille/config.toml --json
    """
    try:
        settings = settings_for(config)
    except ConfigMistakes as mistakes:
        return show_problems(mistakes.sentences, as_json)
    except UserError as error:
        if not as_json:
            raise
        return show_problems((said(error),), as_json)
    found = checkup(settings, datetime.now(UTC), os.environ)
    if as_json:
        print_json(as_plain_values(found, settings))
        return USER_CAN_FIX if found.problems else 0
    show(found, settings)
    return show_problems(found.problems)


def as_plain_values(found: Checkup, settings: Settings) -> dict[str, object]:
    """What `--json` prints."""
    return {
        "config": str(settings.config_file) if settings.config_file else None,
        "lines": [line.name for line in settings.lines],
        "kinds": [
            {
                "kind": each.kind,
                "example": each.example,
                "treatment": each.explanation.verdict.treatment.name,
                "rule": each.explanation.verdict.rule,
                "because": each.explanation.verdict.because,
            }
            for each in found.kinds
        ],
        "lists": list(found.lists),
        "quiet_hours": dict(settings.quiet_hours.written()),
        "in_force": list(found.in_force),
        "problems": list(found.problems),
    }


def show(found: Checkup, settings: Settings) -> None:
    """Settings, lists, and a table of callers, for a person."""
    out = console()
    out.print(
        styled(say("settings: {path}", path=settings.config_file or say("none, all at their defaults"))),
        soft_wrap=True,
    )
    for line in settings.lines:
        where = line.registrar or ", ".join(line.trusted_peers)
        front = line.kind == "front"
        place = say("in front of the phones") if front else say("beside the box")
        out.print(
            styled(say("line {name}: {place}, {where}", name=line.name, place=place, where=where)),
            soft_wrap=True,
        )
    for each in found.lists:
        out.print(styled(say("list {sentence}", sentence=each)), soft_wrap=True)
    for name, hours in settings.quiet_hours.written():
        out.print(styled(say("quiet hours {name}: {hours}", name=name, hours=hours)), soft_wrap=True)
    for sentence in found.in_force:
        out.print(styled(say("now: {sentence}", sentence=sentence), "bold"), soft_wrap=True)
    if settings.house.mode == "observe":
        out.print(styled(say("mode observe: everything is written down, no call is touched")))
    table = Table(*map(shown, HEADINGS), box=None, pad_edge=False)
    for kind in found.kinds:
        verdict = kind.explanation.verdict
        table.add_row(
            styled(kind.kind),
            styled(kind.example),
            treatment_text(verdict.treatment.name),
            styled(verdict.because),
        )
    if found.kinds:
        out.print()
        out.print(table)


def show_problems(problems: tuple[str, ...], as_json: bool = False) -> int:
    """Each problem on its line; returns the exit code."""
    if as_json:
        print_json({"problems": list(problems)})
        return USER_CAN_FIX
    out = console()
    out.print()
    if not problems:
        out.print(styled(say("everything is in order"), "green"))
        return 0
    for problem in problems:
        out.print(styled("✗ ", "red").append_text(styled(problem)), soft_wrap=True)
    complain(
        say_count(
            "{count} thing to put right, named above",
            "{count} things to put right, named above",
            len(problems),
        )
    )
    return USER_CAN_FIX
