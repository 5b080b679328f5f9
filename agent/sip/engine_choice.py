"""Which engine runs on this computer: asked before anybody relies on one, and without loading it."""

import importlib.util
import os
import sys
from dataclasses import dataclass
from importlib.machinery import PathFinder

from agent.call.sentence import say
from agent.call.user_error import UserError
from agent.sip.pjsip import limits as pjsip
from agent.sip.pure import limits as pure

NEEDS_PYTHON = ((3, 11), (3, 12))
NEEDS_SYSTEM = ("Linux", "x86_64")
"""For which the only wheel of PJSIP is made; one that somebody compiled may be found anywhere."""


@dataclass(frozen=True, slots=True)
class Engine:
    """An engine that can run here."""

    name: str
    """As `[house] engine` names it."""
    calls_limit: int
    """Legs its stack holds at once."""
    lines_limit: int
    """Lines its stack holds."""

    @property
    def command(self) -> tuple[str, ...]:
        """What starts it; the descriptor of its end of the socket pair is added."""
        return (sys.executable, "-m", "agent.sip", self.name)


PJSUA2 = Engine("pjsua2", pjsip.CALLS_LIMIT, pjsip.LINES_LIMIT)
PYTHON = Engine("python", pure.CALLS_LIMIT, pure.LINES_LIMIT)


def choose_engine(wish: str) -> Engine:
    """The engine for `[house] engine`.  Raises UserError with the way out where that one cannot run."""
    if wish != "python" and _pjsua2_is_here():
        return PJSUA2
    if wish == "pjsua2":
        raise UserError(what_is_missing(sys.version_info[:2], os.uname().sysname, os.uname().machine))
    return PYTHON


def _pjsua2_is_here() -> bool:
    # In its package, or beside a module of that name; compiled for another Python, it is found in neither.
    found = importlib.util.find_spec("pjsua2")
    if found is None:
        return False
    return PathFinder.find_spec("_pjsua2", found.submodule_search_locations) is not None


def what_is_missing(python: tuple[int, int], system: str, machine: str) -> str:
    """Another Python or another computer, or on the right ones the library."""
    if python in NEEDS_PYTHON and (system, machine) == NEEDS_SYSTEM:
        return say(
            "no call can be taken here: the SIP library is not installed, or was made for another Python; "
            "type: {command}",
            command=f"{sys.executable} -m pip install --force-reinstall pjsua2-python",
        )
    return say(
        "no call can be taken here: the SIP library needs Python 3.11 or 3.12 on Linux and x86_64, and this is "
        "Python {version} on {system} and {machine}; install Tranquille there, for example with: {command}",
        version=".".join(map(str, python)),
        system=system,
        machine=machine,
        command="python3.12 -m venv ~/tranquille && ~/tranquille/bin/pip install .",
    )
