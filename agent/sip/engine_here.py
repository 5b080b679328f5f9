"""Whether an engine can run on this computer: asked before anybody relies on one, and without loading it."""

import importlib.util
import platform
import sys
from importlib.machinery import PathFinder

from agent.call.sentence import say

NEEDS_PYTHON = ((3, 11), (3, 12))
NEEDS_SYSTEM = ("Linux", "x86_64")
"""For which the only wheel of PJSIP is made; one that somebody compiled may be found anywhere."""


def why_no_engine() -> str:
    """A sentence with the way out, or empty where the SIP stack is found, its compiled part included."""
    found = importlib.util.find_spec("pjsua2")
    # In its package, or beside a module of that name; compiled for another Python, it is found in neither.
    if found is not None and PathFinder.find_spec("_pjsua2", found.submodule_search_locations) is not None:
        return ""
    return what_is_missing(sys.version_info[:2], platform.system(), platform.machine())


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
