"""`tranquille report`: tell the communities behind your lists what a caller was."""

import os
from datetime import UTC, datetime
from typing import Annotated

import typer

from agent.cli.options import ConfigOption, JsonOption, settings_for
from agent.cli.terminal import console, print_json, styled
from agent.service.desk.report import REPORT_KINDS, report_caller


def report(
    number: Annotated[list[str], typer.Argument(metavar="NUMBER", help="The caller, in any form.")],
    kind: Annotated[str, typer.Option("--as", metavar="KIND", help=f"One of {', '.join(REPORT_KINDS)}.")],
    comment: Annotated[
        str, typer.Option("--comment", "-m", metavar="TEXT", help="What they wanted; everybody can read it.")
    ] = "",
    as_json: JsonOption = False,
    config: ConfigOption = None,
) -> None:
    """Report NUMBER to every list of yours with send_ratings = true. What cannot be sent now is sent later.

    Never reported: contacts, whom you allowed, protected numbers, and who hides the number.

    \b
    Example:
      tranquille report 01 62 00 00 01 --as advertising --comment "solar panels"
    """
    told = report_caller(
        settings_for(config),
        " ".join(number),
        kind,
        comment=comment,
        now=datetime.now(UTC),
        environment=os.environ,
    )
    if as_json:
        print_json(
            {
                "number_e164": told.number_e164,
                "services": list(told.services),
                "outcomes": list(told.sentences),
                "waiting": told.waiting,
            }
        )
        return
    for sentence in told.sentences:
        console().print(styled(sentence), soft_wrap=True)
