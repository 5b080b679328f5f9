"""Which thread may touch PJSIP: the engine's own, and nothing that runs elsewhere ever loads it."""

import ast
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
SIP = ROOT / "agent" / "sip"
THE_STACKS_FOLDER = SIP / "pjsip"
"""Runs on the engine's thread; `audio_tap` is also called by the media clock and touches nothing there."""

LOADS = """
import importlib, sys
for module in sys.argv[1:]:
    importlib.import_module(module)
    if "pjsua2" in sys.modules:
        sys.exit(f"{module} loads PJSIP")
"""


def imports_pjsua2(source: Path) -> bool:
    return any(
        (isinstance(node, ast.Import) and any(alias.name == "pjsua2" for alias in node.names))
        or (isinstance(node, ast.ImportFrom) and node.module == "pjsua2")
        for node in ast.walk(ast.parse(source.read_text()))
    )


def starts_a_thread(source: Path) -> bool:
    return any(
        isinstance(node, ast.Call) and ast.unparse(node.func) in ("Thread", "threading.Thread")
        for node in ast.walk(ast.parse(source.read_text()))
    )


def runs_elsewhere() -> list[Path]:
    """Every file of the house, and those of `sip/` that do not speak to the stack themselves."""
    return [
        source
        for source in sorted((ROOT / "agent").rglob("*.py"))
        if source.name != "__main__.py"
        and not source.is_relative_to(THE_STACKS_FOLDER)
        and not (source.is_relative_to(SIP) and imports_pjsua2(source))
    ]


def test_what_runs_elsewhere_does_not_load_pjsip_even_through_others() -> None:
    files = runs_elsewhere()
    assert SIP / "ear.py" in files and ROOT / "agent" / "house.py" in files
    modules = [".".join(source.relative_to(ROOT).with_suffix("").parts) for source in files]
    done = subprocess.run(
        [sys.executable, "-c", LOADS, *modules],
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert done.returncode == 0, done.stderr


def test_a_file_that_starts_a_thread_leaves_the_stack_alone() -> None:
    starting = [source for source in SIP.rglob("*.py") if starts_a_thread(source)]
    assert SIP / "ear.py" in starting
    for source in starting:
        assert source in runs_elsewhere(), (
            f"{source} starts a thread beside the engine's, and speaks to PJSIP"
        )
