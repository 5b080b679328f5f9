"""`tranquille listen`: what the ear makes of a recorded call, drawn and explained."""

from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer
from rich.text import Text

from agent.call.heard import Concluded
from agent.call.sentence import said, say
from agent.call.user_error import UserError
from agent.cli.heard_words import detail_of, events_shown, word_for
from agent.cli.options import ConfigOption, JsonOption, settings_for
from agent.cli.sound_bar import bar_rows
from agent.cli.terminal import complain, console, print_json, shown, styled
from agent.service.desk.listen_to_file import HeardFile, listen_to_file
from agent.service.desk.sound_picture import sound_picture

CONCLUSION_STYLES = {"person": "green", "unknown": "green", "hung-up": "dim"}


class Side(StrEnum):
    """Whose side of a stereo recording is the caller's."""

    left = "left"
    right = "right"


def listen(
    files: Annotated[list[Path], typer.Argument(metavar="FILE...", help="WAV files: PCM, A-law or µ-law.")],
    from_seconds: Annotated[
        float,
        typer.Option("--from", metavar="SECONDS", min=0.0, help="Where in the file the call was answered."),
    ] = 0.0,
    plot: Annotated[
        Path | None, typer.Option(metavar="OUT.svg", help="Draw the call into a picture (SVG).")
    ] = None,
    side: Annotated[
        Side | None,
        typer.Option(help="The caller's side of a stereo file; the other is taken for our voice."),
    ] = None,
    as_json: JsonOption = False,
    config: ConfigOption = None,
) -> int:
    """Listen to a recorded call as to a live one: person, dialer, recording, fax? And why?

    \b
    Examples:
      tranquille listen call.wav
      tranquille listen *.wav --json
      tranquille listen both-sides.wav --side right --plot call.svg
    """
    if plot is not None and len(files) > 1:
        raise UserError(
            say("--plot draws one call and you gave {count} files: plot them one by one", count=len(files))
        )
    if plot is not None and plot.suffix.lower() not in (".svg", ""):
        raise UserError(
            say(
                "--plot writes SVG, which every browser shows: name a file that ends in .svg, not {name}",
                name=plot.name,
            )
        )
    settings = settings_for(config).listening
    answers: list[dict[str, object]] = []
    failed = False
    for path in files:
        try:
            heard = listen_to_file(
                path, settings=settings, from_seconds=from_seconds, side=side.value if side else None
            )
            if plot is not None:
                write_plot(heard, plot)
        except UserError as error:
            # One bad file must not hide what the others have to say.
            complain(said(error))
            failed = True
            continue
        if as_json:
            answers.append(as_plain_values(heard))
        else:
            show(heard)
    if as_json and answers:
        print_json(answers[0] if len(files) == 1 else answers)
    return 2 if failed else 0


def as_plain_values(heard: HeardFile) -> dict[str, object]:
    """What `--json` prints for one file; several files make a list of these."""
    return {
        "file": heard.file,
        "conclusion": heard.conclusion.conclusion,
        "because": heard.conclusion.because,
        "events": [
            {"at_seconds": event.at_seconds, "heard": word_for(event), "detail": detail_of(event)}
            for event in heard.events
        ],
        "evidence": dict(heard.conclusion.evidence),
    }


def show(heard: HeardFile) -> None:
    """For a person: the conclusion, the call as a bar, what was heard when, the evidence."""
    out, last = console(), heard.conclusion
    style = CONCLUSION_STYLES.get(last.conclusion, "red")
    out.print(styled(say("{file} ({seconds:.1f} s)", file=heard.file, seconds=heard.seconds), "bold"))
    out.print(
        styled(say("{conclusion}: {because}", conclusion=say(last.conclusion), because=last.because), style)
    )
    width = min(out.width, 100) - 2
    for row, row_style in bar_rows(heard, width):
        # Only our own characters stand in a row, and its spaces matter.
        out.print(Text("  " + row, style=row_style), no_wrap=True, crop=True)
    for event in events_shown(heard):
        when = Text(f"  {event.at_seconds:7.2f} s  {shown(word_for(event)):<15} ")
        out.print(when.append_text(styled(detail_of(event), "bold" if isinstance(event, Concluded) else "")))
    out.print(styled(say("evidence:"), "dim"))
    for name, value in last.evidence:
        out.print(styled(say("{name}: {value}", name=say(name), value=say(value)), "dim", indent=4))
    out.print()


def write_plot(heard: HeardFile, plot: Path) -> None:
    """Write the picture.  Raises UserError when it cannot be written."""
    try:
        plot.write_text(sound_picture(heard, shown), encoding="utf-8")
    except OSError as error:
        raise UserError(
            say("{path} cannot be written: {error}", path=plot, error=(error.strerror or str(error)).lower())
        ) from None
