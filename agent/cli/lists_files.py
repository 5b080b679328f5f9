"""`tranquille lists check|import|export`: files of numbers that come and go."""

import sys
from pathlib import Path
from typing import Annotated

import msgspec
import typer

from agent.call.sentence import in_english, joined, say
from agent.call.user_error import UserError
from agent.cli.options import ConfigOption, JsonOption, settings_for
from agent.cli.terminal import console, counting, print_json, remark, styled
from agent.service.desk.list_exchange import (
    EXPORT_NAMES,
    FORMAT_NAMES,
    Columns,
    FileToRead,
    ImportAs,
    check_list_file,
    export_lists,
    import_file,
)

FileArgument = Annotated[Path, typer.Argument(metavar="FILE", help="A file of numbers in any known format.")]
FormatOption = Annotated[
    str,
    typer.Option("--format", "-f", metavar="F", help=f"Instead of finding out: {', '.join(FORMAT_NAMES)}."),
]
ColumnOption = Annotated[
    str, typer.Option(metavar="COLUMN", help="For csv: the column's name, or its position from 1.")
]


def check(
    file: FileArgument,
    format_name: FormatOption = "",
    number_column: ColumnOption = "",
    votes_column: ColumnOption = "",
    label_column: ColumnOption = "",
    as_json: JsonOption = False,
    config: ConfigOption = None,
) -> None:
    """Say what FILE holds and which of its lines could not be used. Nothing is kept.

    \b
    Examples:
      tranquille lists check our-street.txt
      tranquille lists check export.csv --number-column 3
    """
    columns = Columns(number=number_column, votes=votes_column, label=label_column)
    with counting(file.name) as progress:
        found = check_list_file(
            settings_for(config),
            FileToRead(
                path=file,
                format_name=format_name,
                columns=columns,
                progress=lambda count: progress("", count),
            ),
        )
    if as_json:
        print_json(
            {
                "format": found.format,
                "entries": found.entries,
                "ranges": found.ranges,
                "names": found.names,
                "unwanted": found.unwanted,
                "wanted": found.wanted,
                "labels": found.labels,
                "headers": found.headers,
                "left_out_count": found.report.left_out_count,
                "left_out": msgspec.to_builtins(found.report.left_out, enc_hook=in_english),
            }
        )
        return
    for line in found.lines:
        console().print(styled(line, indent=len(line) - len(line.lstrip())), soft_wrap=True)


def import_(
    file: FileArgument,
    as_what: Annotated[
        str, typer.Option("--as", metavar="WHAT", help="allow, deny, contacts, or list with a NAME.")
    ],
    name: Annotated[
        str, typer.Argument(metavar="[NAME]", help="With --as list: what the new list is called.")
    ] = "",
    format_name: FormatOption = "",
    number_column: ColumnOption = "",
    label_column: ColumnOption = "",
    as_json: JsonOption = False,
    config: ConfigOption = None,
) -> None:
    """Put the numbers of FILE on your allow list, your deny list, your contacts, or a list of its own.

    \b
    Examples:
      tranquille lists import phonebook.xml --as contacts
      tranquille lists import blacklist.csv --as deny
      tranquille lists import callattendant.db --as allow
      tranquille lists import ftc.csv --as list ftc
    """
    meant: dict[str, ImportAs] = {
        "allow": "allow",
        "deny": "deny",
        "contacts": "contacts",
        "list": "list",
    }
    if as_what not in meant:
        raise UserError(
            say('--as "{what}" is not known: write allow, deny, contacts, or list and a name', what=as_what)
        )
    if (as_what == "list") != bool(name):
        raise UserError(say("a name goes with --as list, and only with it: --as list our-street"))
    columns = Columns(number=number_column, label=label_column)
    with counting(file.name) as progress:
        found = import_file(
            settings_for(config),
            FileToRead(
                path=file,
                format_name=format_name,
                columns=columns,
                progress=lambda count: progress("", count),
            ),
            meant[as_what],
            name,
        )
    if as_json:
        print_json(
            {
                "path": str(found.path),
                "read": found.read,
                "added": found.added,
                "already_there": found.already_there,
                "left_out_count": found.left_out_count,
                "left_out": [
                    {"line_number": bad.line_number, "text": bad.text, "because": bad.because}
                    for bad in found.left_out
                ],
                "needs_block": found.needs_block,
            }
        )
        return
    out = console()
    told = say(
        "{path}: {read} read, {added} added, {there} there already, {refused} refused",
        path=found.path,
        read=found.read + found.left_out_count,
        added=found.added,
        there=found.already_there,
        refused=found.left_out_count,
    )
    out.print(styled(told), soft_wrap=True)
    if found.left_out_count:
        remark(say("{count} left out, the first of them:", count=found.left_out_count))
    for bad in found.left_out:
        remark(
            say(
                "line {number}: {text}: {because}", number=bad.line_number, text=bad.text, because=bad.because
            )
        )
    if found.needs_block:
        out.print(styled(say("to use it, add to your settings:")))
        for line in ("[[list]]", f'name = "{name}"', f'path = "{found.path}"'):
            out.print(styled(line, indent=2), soft_wrap=True)


def export(
    file: Annotated[
        Path | None, typer.Argument(metavar="[FILE]", help="Standard output if left out.")
    ] = None,
    format_name: Annotated[
        str, typer.Option("--format", "-f", metavar="F", help=f"One of {', '.join(EXPORT_NAMES)}.")
    ] = "plain",
    lists: Annotated[
        list[str] | None,
        typer.Option("--list", "-l", metavar="NAME", help="Which lists; your deny list if left out."),
    ] = None,
    title: Annotated[str, typer.Option(metavar="TEXT", help="What the file says it is.")] = "Tranquille",
    config: ConfigOption = None,
) -> None:
    """Write lists of the house for another program: a phone book, an Asterisk, a Kamailio.

    \b
    Examples:
      tranquille lists export --format fritzbox spam.xml
      tranquille lists export --format asterisk --list deny --list phoneblock
    """
    where = file or sys.stdout.buffer
    written = export_lists(settings_for(config), lists or ["deny"], format_name, where, title)
    sys.stdout.buffer.flush()
    remark(joined(": ", (str(file) if file else say("standard output"), written.sentence)))
