"""Only the folder of a stack loads it: all else of the engine runs on other threads too, or in the house."""

import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
SHARED = sorted(path.stem for path in (ROOT / "agent" / "sip").glob("*.py") if path.stem != "__init__")


@pytest.mark.parametrize(
    "module", [*(f"agent.sip.{name}" for name in SHARED), "agent.sip.pjsip.limits", "agent.house"]
)
def test_what_every_engine_shares_loads_no_stack_even_through_others(module: str) -> None:
    code = f"import sys, {module}; sys.exit('pjsua2' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], timeout=30, cwd=ROOT, check=False).returncode == 0
