"""What it costs to say who is calling, for each kind of call, against one bare parse of the same number.

python tests/benchmarks/identify.py
"""

import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[2]))

import phonenumbers

from agent.call.incoming_call import IncomingCall
from agent.identify.dial_plan import DialPlan
from agent.identify.identify import identify
from agent.store.region_table import RegionTable

PLAN = DialPlan("FR", own_numbers=("+33140000001",))
KINDS: dict[str, dict[str, str | tuple[str, ...]]] = {
    "a friend, by the box": {"from_header": '"Mamie" <sip:0162000001@fritz.box>;tag=1'},
    "a stranger, by an operator": {
        "from_header": "<sip:+33612345678@op>",
        "asserted_identity": ("<sip:+33612345678;verstat=TN-Validation-Passed@op>", "<tel:+33612345678>"),
        "privacy": "none",
    },
    "from America": {"from_header": "<sip:+12125552345@op>"},
    "forwarded": {
        "from_header": "<sip:0612345678@op>",
        "diversion": ("<tel:+33199000002>;reason=no-answer",),
    },
    "a short number": {"from_header": "<sip:3950@op>"},
    "withheld": {"from_header": '"Anonymous" <sip:anonymous@anonymous.invalid>'},
    "internal": {"from_header": '"Haui Mobil" <sip:**622@fritz.box>'},
}


def main() -> None:
    """Time each kind and print it beside the baseline."""
    now = datetime.now(UTC)
    baseline, _ = _percentiles(lambda: phonenumbers.is_valid_number(phonenumbers.parse("0162000001", "FR")))
    with tempfile.TemporaryDirectory() as folder:
        regions = RegionTable.open(Path(folder, "regions"))
        print(f"{'parse and validate, bare':28} p50 {baseline:7.1f} µs")
        for kind, headers in KINDS.items():
            call = IncomingCall(call_id="c", line="l", received_at=now, from_trusted_peer=True, **headers)  # type: ignore[arg-type]
            median, slow = _percentiles(lambda call=call: identify(call, PLAN, regions))  # type: ignore[misc]
            print(f"{kind:28} p50 {median:7.1f} µs  p99 {slow:7.1f} µs  ratio {median / baseline:5.1f}")
        regions.close()


def _percentiles(ask: Callable[[], object]) -> tuple[float, float]:
    taken = []
    for _ in range(3000):
        start = time.perf_counter_ns()
        ask()
        taken.append((time.perf_counter_ns() - start) / 1000)
    return statistics.median(taken), statistics.quantiles(taken, n=100)[98]


if __name__ == "__main__":
    main()
