"""How well and how cheaply the ear tells people from machines, on calls that tuning never heard.

    python tests/benchmarks/listening.py [CALLS]

The confusion matrix on the corpus' test split; people passed and machines caught with 95 % Wilson intervals,
beside an energy threshold, Asterisk's AMD rule and the same timers on other voice detectors; CPU and memory.
Our ear hears every call; so that this ends in minutes, the others hear the first of them: each row says how many.
"""

import math
import multiprocessing
import statistics
import sys
import time
import tracemalloc
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[2]))

from agent.listen.listener import Listener
from tests.benchmarks.detectors import available
from tests.corpus.calls import make_call
from tests.corpus.conversation import Judge, screen
from tests.corpus.judges import AsteriskAmd, OurEar, Threshold, TimersOver

CALLS = 1000
COMPARED_CALLS = 400
OUR_EAR = "our ear"
PASSED = ("person", "unknown", "hung-up")
"""Conclusions after which a caller is treated as a person."""
IN_TIME_SECONDS = 3.5


@dataclass(frozen=True)
class Result:
    name: str
    truth: str
    kind: str
    conclusion: str
    after_greeting_seconds: float


def main() -> None:
    """Run everything and print it."""
    count = int(sys.argv[1]) if len(sys.argv) > 1 else CALLS
    heard = run(count)
    confusion(heard[OUR_EAR])
    missed(heard[OUR_EAR])
    compare(heard)
    cost()


def judges() -> dict[str, Callable[[], Judge]]:
    """Everybody who judges, by name."""
    found: dict[str, Callable[[], Judge]] = {
        OUR_EAR: OurEar,
        "energy over -45 dBov": lambda: TimersOver(Threshold()),
        "Asterisk AMD": AsteriskAmd,
    }
    for name, build in available().items():
        found[f"timers on {name}"] = lambda build=build: TimersOver(build())  # type: ignore[misc]
    return found


def judge_one(number: int) -> dict[str, Result]:
    """One call of the test split, made once and heard by everybody whose turn it is."""
    call = make_call("test", number)
    results = {}
    for name, build in judges_here().items():
        if name == OUR_EAR or number < COMPARED_CALLS:
            outcome = screen(call, build())
            results[name] = Result(
                call.name, call.truth, call.kind, outcome.conclusion, outcome.after_greeting_seconds
            )
    return results


_JUDGES: dict[str, Callable[[], Judge]] = {}


def judges_here() -> dict[str, Callable[[], Judge]]:
    """The judges of this process."""
    if not _JUDGES:
        _JUDGES.update(judges())
    return _JUDGES


def run(count: int) -> dict[str, list[Result]]:
    """Let everybody hear the first `count` calls, on every core; results by judge."""
    heard: dict[str, list[Result]] = {name: [] for name in judges_here()}
    began = time.monotonic()
    with multiprocessing.get_context("spawn").Pool() as pool:
        for number, results in enumerate(pool.imap(judge_one, range(count), chunksize=4), start=1):
            for name, result in results.items():
                heard[name].append(result)
            if number % 200 == 0:
                seconds = time.monotonic() - began
                print(f"{number} of {count} calls heard after {seconds:.0f} s", file=sys.stderr, flush=True)
    return heard


def confusion(results: list[Result]) -> None:
    """What each kind of caller was taken for."""
    truths = sorted({each.truth for each in results})
    columns = [
        "person",
        "unknown",
        "dialer-silence",
        "recording",
        "fax-or-modem",
        "operator-tone",
        "music",
        "hung-up",
    ]
    print(f"\n{len(results)} calls of the test split; rows: what they are, columns: what was concluded")
    print(f"{'':22}" + "".join(f"{column[:13]:>15}" for column in columns))
    counted = Counter((each.truth, each.conclusion) for each in results)
    for truth in truths:
        print(f"{truth:22}" + "".join(f"{counted[truth, column] or '.':>15}" for column in columns))


def missed(results: list[Result]) -> None:
    """The names of people lost and machines passed, for whoever wants to hear them."""
    lost = [
        f"{each.name}: {each.conclusion}"
        for each in results
        if each.truth == "person" and each.conclusion not in PASSED
    ]
    print("people lost: " + ("; ".join(lost) or "none"))
    silent = [
        f"{each.name}: {each.conclusion} after {each.after_greeting_seconds:.1f} s"
        for each in results
        if each.truth == "dialer-silence" and not in_time(each)
    ]
    print("dialers not caught in time: " + ("; ".join(silent) or "none"))


def in_time(each: Result) -> bool:
    """Whether a silent dialer was recognised within 3.5 s of the end of our first greeting."""
    return each.conclusion == "dialer-silence" and each.after_greeting_seconds <= IN_TIME_SECONDS + 0.02


MEASURES: tuple[tuple[str, tuple[str, ...], Callable[[Result], bool]], ...] = (
    ("people passed", ("person",), lambda each: each.conclusion in PASSED),
    ("dialer silence, 3.5 s", ("dialer-silence",), in_time),
    ("dialer silence, ever", ("dialer-silence",), lambda each: each.conclusion == "dialer-silence"),
    ("recordings", ("recording",), lambda each: each.conclusion not in PASSED),
    (
        "fax, modem, SIT, tones",
        ("fax-or-modem", "operator-tone"),
        lambda each: each.conclusion in ("fax-or-modem", "operator-tone"),
    ),
    ("music on hold", ("music",), lambda each: each.conclusion not in PASSED),
)


def compare(heard: dict[str, list[Result]]) -> None:
    """Everybody's rates: ours on all calls, then everybody on the same first ones."""
    print(
        "\nshare and 95 % Wilson interval; `verdict`: seconds from our greeting to `dialer silence`, p50/p95"
    )
    print(f"{'':32}" + "".join(f"{name:>26}" for name, _, _ in MEASURES) + f"{'verdict':>14}")
    _row(OUR_EAR, heard[OUR_EAR])
    for name, results in heard.items():
        if name == OUR_EAR:
            print(f"the same calls for all, at most {COMPARED_CALLS}:")
        _row(name, results[:COMPARED_CALLS])


def _row(name: str, results: list[Result]) -> None:
    cells = []
    for _, truths, good in MEASURES:
        relevant = [each for each in results if each.truth in truths]
        cells.append(wilson(sum(map(good, relevant)), len(relevant)))
    times = sorted(
        each.after_greeting_seconds for each in results if each.truth == each.conclusion == "dialer-silence"
    )
    pace = f"{statistics.median(times):.2f} / {times[int(len(times) * 0.95)]:.2f}" if times else "-"
    label = f"{name} ({len(results)})"
    print(f"{label:32}" + "".join(f"{cell:>26}" for cell in cells) + f"{pace:>14}")


def wilson(good: int, total: int) -> str:
    """`99.2 % (98.1-99.7)`: a share and the interval it lies in with 95 % confidence."""
    if not total:
        return "-"
    z, share = 1.96, good / total
    middle = (share + z * z / (2 * total)) / (1 + z * z / total)
    half = z * math.sqrt(share * (1 - share) / total + z * z / (4 * total * total)) / (1 + z * z / total)
    return f"{share:.1%} ({max(0, middle - half):.1%}-{min(1, middle + half):.1%})"


def cost() -> None:
    """CPU and memory of one call, and ten calls on one core against their deadlines."""
    frames = screen(make_call("test", 0), OurEar()).pcm
    while len(frames) < 3000:
        frames = frames + frames
    print(f"\none call of {len(frames[:3000]) * 0.02:.0f} s")
    listener = Listener("cost")
    start = time.process_time()
    for frame in frames[:3000]:
        listener.feed(frame)
    share = (time.process_time() - start) / 60
    print(f"CPU: {share:.2%} of one core, {share * 20000:.0f} µs a frame")
    tracemalloc.start()
    before = tracemalloc.get_traced_memory()[0]
    listener = Listener("memory")
    for frame in frames[:1500]:
        listener.feed(frame)
    print(f"memory: {(tracemalloc.get_traced_memory()[0] - before) / 1024:.0f} KiB")
    tracemalloc.stop()
    ten = [Listener(str(number)) for number in range(10)]
    rounds, own = [], []
    for frame in frames[:3000]:
        start, began = time.perf_counter(), time.thread_time()
        for listener in ten:
            listener.feed(frame)
        rounds.append((time.perf_counter() - start) * 1000)
        own.append((time.thread_time() - began) * 1000)
    print(f"ten calls, every 20 ms: {_pace(own)} of CPU, {_pace(rounds)} on the clock of this machine now")
    print(f"frames lost with the engine's queue of ten seconds: {_lost(rounds)}")


def _pace(rounds: list[float]) -> str:
    return f"p99 {statistics.quantiles(rounds, n=100)[98]:.1f} ms, worst {max(rounds):.1f} ms"


def _lost(rounds: list[float]) -> int:
    """Frames that a queue of 500 would drop if ten came every 20 ms and each round took so long."""
    behind_ms = lost = 0.0
    for each in rounds:
        behind_ms = max(0.0, behind_ms + each - 20.0)
        lost += 10 * (behind_ms > 500 / 10 * 20)
    return int(lost)


if __name__ == "__main__":
    main()
