"""Where `tranquille` begins: builds the one command asked for, and turns a user's mistake into one sentence."""

import importlib
import os
import sys
from collections.abc import Sequence

import typer

from agent.cli.terminal import remark
from agent.settings.user_error import UserError

COMMANDS = ("check", "why", "allow", "deny", "forget", "calls")
"""In the order of the help; each is a file of this folder with a function of the same name."""

USER_CAN_FIX = 2
INTERRUPTED = 130

HELP = """A doorkeeper for your telephone line: unwanted callers hear a removal message, everybody else rings.

Try it without a telephone:

  tranquille why 0162000001      what would happen to this caller, and why

  tranquille why --withheld      … and to one who hides the number

  tranquille check               is everything in order?
"""


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command; returns the exit code: 0, 1 for a negative answer, 2 for what the user can fix."""
    words = list(sys.argv[1:] if arguments is None else arguments)
    try:
        result = build_app(commands_for(words))(words, prog_name="tranquille", standalone_mode=False)
        sys.stdout.flush()
    except UserError as error:
        remark_mistake(str(error))
        return USER_CAN_FIX
    except typer.TyperException as error:
        remark_mistake(f"{error.format_message().rstrip('.')}; tranquille --help shows what can be asked")
        return USER_CAN_FIX
    except (KeyboardInterrupt, typer.Abort):
        return INTERRUPTED
    except BrokenPipeError:
        # Whoever read us has seen enough (`| head`); Python must not complain when it flushes again.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0
    return result if isinstance(result, int) else 0


def run() -> None:
    """The `tranquille` command of the installed package."""
    sys.exit(main())


def commands_for(words: Sequence[str]) -> Sequence[str]:
    """Only the command asked for: importing all of them costs a quarter of a second on a small box."""
    is_completing = "_TRANQUILLE_COMPLETE" in os.environ
    return words[:1] if words and words[0] in COMMANDS and not is_completing else COMMANDS


def build_app(names: Sequence[str]) -> typer.Typer:
    """The application with these commands."""
    app = typer.Typer(
        name="tranquille",
        help=HELP,
        no_args_is_help=True,
        rich_markup_mode=None,
        # A traceback with local values could show a password.
        pretty_exceptions_enable=False,
        context_settings={"help_option_names": ["-h", "--help"]},
    )
    app.callback()(version_option)
    for name in names:
        app.command(name)(getattr(importlib.import_module(f"agent.cli.{name}"), name))
    return app
