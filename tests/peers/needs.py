"""Says plainly when a test cannot run because a program is not installed."""

import os
import shutil
from typing import NoReturn

import pytest

# Servers live in sbin, which is not on everybody's PATH.
_SEARCH_PATH = os.pathsep.join([os.environ.get("PATH", os.defpath), "/usr/sbin", "/usr/local/sbin"])
PACKAGES = {
    "sipp": "sip-tester",
    "kamailio": "kamailio",
    "baresip": "baresip-core",
    "linphonec": "linphone-cli",
}


def require(program: str) -> str:
    """The full path of `program`; without it the test is skipped, or fails where the variable CI is set."""
    path = shutil.which(program, path=_SEARCH_PATH)
    if path is None:
        _missing(f"{program} is not installed; as root: apt-get install {PACKAGES.get(program, program)}")
    return path


def require_root(because: str) -> None:
    """Skip (or fail where CI is set) unless we are root."""
    if os.geteuid() != 0:
        _missing(f"this test must run as root: {because}")


def _missing(reason: str) -> NoReturn:
    if os.environ.get("CI"):
        pytest.fail(reason)
    pytest.skip(reason)
