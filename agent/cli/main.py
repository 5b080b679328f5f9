"""Where `tranquille` begins: runs the one command asked for, and tells a user's mistake in one sentence."""

import errno
import importlib
import os
import sys
from collections.abc import Sequence
from typing import Annotated

import typer

from agent import __version__
from agent.call.sentence import said, say
from agent.call.user_error import UserError
from agent.cli.reader import begin_reading
from agent.cli.terminal import complain, leave_stdout, make_streams_sound
from agent.cli.typed_words import mistake_in, told_in_words

COMMANDS = (
    "run",
    "demo",
    "check",
    "status",
    "why",
    "allow",
    "deny",
    "forget",
    "permit",
    "pause",
    "resume",
    "emergency",
    "calls",
    "messages",
    "lists",
    "report",
    "listen",
    "prompts",
)
"""In the order of the help; each is a file of this folder with a function of the same name, or a family of
commands."""

USER_CAN_FIX = 2
INTERRUPTED = 130
_OUTPUT_IS_FULL = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)

HELP = """A doorkeeper for your telephone line.

Unwanted callers hear a polite request to remove your number; everybody else just rings.

\b
Try it before you connect a telephone:
  tranquille why 0162000001     what would happen to this caller, and why
  tranquille why --withheld     and to somebody who hides the number
  tranquille check              what is set, and whether everything is in order

\b
Then teach it:
  tranquille allow 0612345678 --note "aunt Jo"
  tranquille deny "01 62*"      everybody whose number begins so
  tranquille permit --next      let one call through that would not ring
  tranquille pause 1h           let everything ring for an hour
  tranquille calls              who called, and what was done
  tranquille listen call.wav    what the ear makes of a recorded call
  tranquille lists              the lists of the house, and what each is good for
"""


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command; returns its exit code, 2 for what the user can fix."""
    words = list(sys.argv[1:] if arguments is None else arguments)
    make_streams_sound()
    begin_reading()
    try:
        result = told_in_words(build_app(commands_for(words)), words or ["--help"])
        sys.stdout.flush()
    except UserError as error:
        complain(said(error))
        return USER_CAN_FIX
    except typer.TyperException as error:
        complain(mistake_in(error))
        return USER_CAN_FIX
    except (KeyboardInterrupt, typer.Abort):
        return INTERRUPTED
    except BrokenPipeError:
        # Whoever read us has seen enough (`| head`).
        leave_stdout()
        return 0
    except OSError as error:
        # No command knows this trouble by name: it still is one of the machine's, and the person can look.
        complain(said(_trouble(error)))
        leave_stdout()
        return USER_CAN_FIX
    return result if isinstance(result, int) else 0


def run() -> None:
    """The `tranquille` command of the installed package."""
    sys.exit(main())


def commands_for(words: Sequence[str]) -> Sequence[str]:
    """Only the command asked for, since reading them all takes a small computer a while."""
    is_completing = "_TRANQUILLE_COMPLETE" in os.environ
    return words[:1] if words and words[0] in COMMANDS and not is_completing else COMMANDS


def build_app(names: Sequence[str]) -> typer.Typer:
    """The application with these commands."""
    app = typer.Typer(
        name="tranquille",
        # Plain help: the examples keep their lines, and pipes get no boxes.
        rich_markup_mode=None,
        # A traceback that shows local values could show a password.
        pretty_exceptions_enable=False,
        context_settings={"help_option_names": ["-h", "--help"]},
    )
    app.callback(help=HELP)(_house)
    for name in names:
        command = getattr(importlib.import_module(f"agent.cli.{name}"), name)
        if isinstance(command, typer.Typer):
            app.add_typer(command, name=name)
        else:
            app.command(name)(command)
    return app


def _trouble(error: OSError) -> str:
    why = os.strerror(error.errno) if error.errno else str(error)
    if error.filename is not None:
        return say("{path}: {why}", path=error.filename, why=why)
    if error.errno in _OUTPUT_IS_FULL:
        return say("the answer could not be written: {why}", why=why)
    return say("that did not work: {why}", why=why)


def _show_version(wanted: bool) -> None:
    if wanted:
        print(f"tranquille {__version__}")
        raise typer.Exit


def _house(
    version: Annotated[
        bool, typer.Option("--version", is_eager=True, callback=_show_version, help="Show the version.")
    ] = False,
) -> None:
    """Nothing but its options: each command does its own work."""


if __name__ == "__main__":
    run()
