"""`tranquille lists publish|merge|keygen`: what a household gives to its neighbours."""

import re
import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated
from urllib.parse import quote

import typer

from agent.call.sentence import joined, say, say_count
from agent.cli.options import ConfigOption, settings_for
from agent.cli.terminal import console, remark, styled
from agent.service.desk.list_publishing import key_path, merge_files, new_key, publish_findings, today_title

KeyOption = Annotated[
    Path | None,
    typer.Option(
        "--key", metavar="FILE", help="Your secret key; publish.key beside your settings if left out."
    ),
]
TitleOption = Annotated[str, typer.Option(metavar="TEXT", help="What the list says it is.")]


def publish(
    file: Annotated[
        Path, typer.Argument(metavar="FILE", help="The list to write; FILE.minisig is beside it.")
    ],
    key: KeyOption = None,
    title: TitleOption = "",
    config: ConfigOption = None,
) -> None:
    """Write the callers you denied, and dialers that kept silent twice, as a signed list for others.

    Put both files on any web server. Never in it: ranges, your contacts, whom you allowed, who hid the
    number, and your notes.

    \b
    Example:
      tranquille lists publish /var/www/our-street.txt --title "Our street"
    """
    settings, now = settings_for(config), datetime.now(UTC)
    done = publish_findings(
        settings, file, key or key_path(settings), title=title or today_title(now), now=now
    )
    told = say_count(
        "{path}: {count} number, version {version}",
        "{path}: {count} numbers, version {version}",
        done.count,
        path=done.path,
        version=done.version,
    )
    told_also = say("your subscribers write, with the address where you put it:")
    for sentence in (told, say("{path}: its signature", path=done.signature_path), told_also):
        console().print(styled(sentence), soft_wrap=True)
    for line in (
        "[[list]]",
        f'name = "{_name_for(done.path)}"',
        f'url = "https://example.org/{quote(done.path.name)}"',
        f'public_key = "{done.public_key}"',
    ):
        console().print(styled(line, indent=2), soft_wrap=True)


def merge(
    files: Annotated[list[Path], typer.Argument(metavar="LIST...", help="Lists of several households.")],
    quorum: Annotated[
        int, typer.Option("--quorum", "-q", metavar="N", min=1, help="How many lists must hold a number.")
    ] = 2,
    output: Annotated[
        Path | None, typer.Option("--output", "-o", metavar="FILE", help="Standard output if left out.")
    ] = None,
    title: TitleOption = "Several households",
    config: ConfigOption = None,
) -> None:
    """Make one list of many: the numbers that at least N households hold, with a vote for each.

    \b
    Example:
      tranquille lists merge --quorum 2 ours.txt theirs.txt yours.txt --output street.txt
    """
    written = merge_files(settings_for(config), files, quorum, output or sys.stdout.buffer, title)
    sys.stdout.buffer.flush()
    remark(joined(": ", (str(output) if output else say("standard output"), written.sentence)))
    remark(
        say(
            "each vote is a household: your subscribers set direct_threshold = {quorum} to believe {quorum}",
            quorum=quorum,
        )
    )


def _name_for(path: Path) -> str:
    """A list's name, made from its file's."""
    return re.sub(r"[^a-z0-9]+", "-", path.name.partition(".")[0].lower()).strip("-")[:40] or "neighbours"


def keygen(key: KeyOption = None, config: ConfigOption = None) -> None:
    """Make the key with which you sign what you publish. Keep the secret half, give away the public one.

    \b
    Example:
      tranquille lists keygen
    """
    path = key or key_path(settings_for(config))
    public = new_key(path)
    for sentence in (
        say("{path}: the secret half; keep a copy, nobody can make it again", path=path),
        say("{path}.pub: the public half", path=path),
        say('your subscribers write: public_key = "{key}"', key=public),
    ):
        console().print(styled(sentence), soft_wrap=True)
