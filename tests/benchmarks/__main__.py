"""Runs every benchmark of this folder in turn, or those named: `python -m tests.benchmarks [NAME…]`."""

import ast
import importlib
import sys
import time
from pathlib import Path

import pytest

FOLDER = Path(__file__).parent
STARTED_BY_OTHERS = ("__main__", "bare_pjsua2")


def main() -> int:
    """Exit code 0, 1 when one failed, 2 for a name that is none."""
    known = names()
    wanted = sys.argv[1:] or known
    unknown = [name for name in wanted if name not in known]
    if unknown:
        print(f"there is no benchmark {', '.join(unknown)}; there are: {', '.join(known)}", file=sys.stderr)
        return 2
    failed = [name for name in wanted if not _run(name)]
    if failed:
        print(f"\nfailed: {', '.join(failed)}", file=sys.stderr)
    return 1 if failed else 0


def names() -> list[str]:
    """Every module of this folder with a `main()`, but for programs that a benchmark starts by itself."""
    return sorted(
        path.stem
        for path in FOLDER.glob("*.py")
        if path.stem not in STARTED_BY_OTHERS and _has_main(path.read_text(encoding="utf-8"))
    )


def _has_main(source: str) -> bool:
    body = ast.parse(source).body
    return any(isinstance(node, ast.FunctionDef) and node.name == "main" for node in body)


def _run(name: str) -> bool:
    began_seconds = time.monotonic()
    print(f"\n===== {name} =====", flush=True)
    try:
        module = importlib.import_module(f"tests.benchmarks.{name}")
        sentence = (module.__doc__ or "").strip().split("\n\n")[0]
        print(f"{sentence}\n", flush=True)
        # A benchmark that reads arguments when it is run alone gets none here.
        sys.argv = [str(FOLDER / f"{name}.py")]
        module.main()
    except ModuleNotFoundError as missing:
        print(f"skipped: the library {missing.name} is not installed")
    except pytest.skip.Exception as missing_peer:
        print(f"skipped: {missing_peer}")
    except (Exception, SystemExit) as error:
        print(f"{name} failed: {type(error).__name__}: {error}", file=sys.stderr)
        return False
    print(f"({time.monotonic() - began_seconds:.0f} s)", flush=True)
    return True


if __name__ == "__main__":
    sys.exit(main())
