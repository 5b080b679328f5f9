"""Which thread may touch PJSIP: the engine's own, and no other file of the house ever loads it."""

import ast
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
SIP = ROOT / "agent" / "sip"

ON_OTHER_THREADS = (
    "ear", "resolver", "messages", "wire", "orphan", "addresses", "source_lock", "front_door", "house_link",
    "lookout", "sound_lock", "spare_memory", "arrival", "edge_text", "mended_word",
)  # fmt: skip
"""Files whose code runs on the ear's, the resolver's or no particular thread, some of them in the house."""
ON_THE_ENGINES_THREAD = {
    "__main__", "account_config", "audio_tap", "busy_tone", "call_desk", "call_sound", "demo_caller",
    "direct_account", "endpoint", "engine", "house_legs", "line_account", "line_call", "line_desk", "native",
    "player", "recorder", "stack_timers",
}  # fmt: skip
"""Files that may call into PJSIP.  `audio_tap` is also called by the media clock and touches nothing there."""


def imports_pjsua2(source: Path) -> bool:
    return any(
        (isinstance(node, ast.Import) and any(alias.name == "pjsua2" for alias in node.names))
        or (isinstance(node, ast.ImportFrom) and node.module == "pjsua2")
        for node in ast.walk(ast.parse(source.read_text()))
    )


def test_only_files_of_the_engines_thread_import_pjsip() -> None:
    assert {source.stem for source in SIP.glob("*.py") if imports_pjsua2(source)} <= ON_THE_ENGINES_THREAD


@pytest.mark.parametrize("module", [*(f"agent.sip.{name}" for name in ON_OTHER_THREADS), "agent.house"])
def test_what_runs_elsewhere_does_not_load_pjsip_even_through_others(module: str) -> None:
    code = f"import sys, {module}; sys.exit('pjsua2' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], timeout=30, cwd=ROOT, check=False).returncode == 0
