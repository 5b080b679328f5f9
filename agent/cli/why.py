"""`tranquille why`: what would happen to a caller, and the whole trail of reasons."""

from typing import Annotated

import typer

from agent.call.sentence import Sentence, joined, named, say, word
from agent.cli.options import ConfigOption, JsonOption, moment_from, settings_for
from agent.cli.terminal import console, print_json, styled, treatment_text
from agent.service.desk.what_if import Explanation, explain

LINE_TYPES = (
    word("fixed-line"), word("mobile"), word("fixed-line-or-mobile"), word("toll-free"),
    word("premium-rate"), word("shared-cost"), word("voip"), word("personal"), word("pager"),
    word("uan"), word("voicemail"),
)  # fmt: skip


def why(
    number: Annotated[
        list[str] | None,
        typer.Argument(metavar="NUMBER", help="In any form: 0162000001, +33162000001, 3950, **622."),
    ] = None,
    name: Annotated[str, typer.Option(metavar="TEXT", help="The name the caller shows.")] = "",
    withheld: Annotated[bool, typer.Option("--withheld", help="The caller hides the number.")] = False,
    at: Annotated[
        str | None, typer.Option(metavar="TIME", help='When: 14:30, or "2026-11-21 14:30". Now if left out.')
    ] = None,
    line: Annotated[
        str | None, typer.Option(metavar="NAME", help="On which line; the first if left out.")
    ] = None,
    as_json: JsonOption = False,
    config: ConfigOption = None,
) -> None:
    """Say what would happen if NUMBER called, and why. Nothing is dialled, nothing is changed.

    \b
    Examples:
      tranquille why 01 62 00 00 01
      tranquille why +4930123456 --name "Oma"
      tranquille why --withheld --at 22:30
    """
    settings = settings_for(config)
    typed, moment = " ".join(number or ()), moment_from(at, settings)
    told = explain(settings, typed, at=moment, name=name, withheld=withheld, line=line)
    if as_json:
        print_json(as_plain_values(told))
    else:
        show(told)


def as_plain_values(told: Explanation) -> dict[str, object]:
    """What `--json` prints; the first five keys are promised."""
    caller, verdict = told.caller, told.verdict
    return {
        "number_e164": caller.number_e164,
        "treatment": verdict.treatment.name,
        "rule": verdict.rule,
        "because": verdict.because,
        "passed": list(verdict.passed),
        "evidence": [{"name": name, "value": value} for name, value in verdict.finding.evidence],
        "caller": {
            "short_number": caller.short_number,
            "internal": caller.internal,
            "display_name": caller.display_name,
            "withheld": caller.withheld,
            "country": caller.country,
            "region_fr": caller.region_fr,
            "region_en": caller.region_en,
            "line_type": caller.line_type,
            "carrier": caller.carrier,
            "believed_because": caller.believed_because,
        },
        "line": told.line,
        "at": told.facts.now.isoformat(timespec="seconds"),
    }


def show(told: Explanation) -> None:
    """The answer for a person: who, what, because; then each rule that looked."""
    caller, verdict, out = told.caller, told.verdict, console()
    who = caller.number_e164 or caller.short_number or caller.internal or say("no number")
    known = (
        caller.display_name,
        named(caller.region_en, fr=caller.region_fr),
        say(caller.line_type),
        caller.carrier,
    )
    about = [word for word in (*known, say("withheld") if caller.withheld else "") if word]
    out.print(styled(who, "bold").append_text(styled(joined(", ", about), indent=2)))
    because = say(", because {because}", because=verdict.because)
    out.print(treatment_text(verdict.treatment.name).append_text(styled(because)))
    for name, value in verdict.finding.evidence:
        out.print(
            styled(
                say("{name}: {value}", name=name if isinstance(name, Sentence) else say(name), value=value),
                "dim",
                indent=4,
            )
        )
    out.print(styled(say("rules that looked:")))
    for passed in verdict.passed:
        out.print(styled(passed, "dim", indent=4))
    out.print(styled(f"→ {verdict.rule}", "bold", indent=2))
