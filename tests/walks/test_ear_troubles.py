"""Whatever breaks in the ear of a running house, the call is a person's, and its record says why.

The detector that breaks is a package of somebody else's name, put where the engine finds it before the true one.
"""

import os
from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path

import pytest

from agent.call.call_record import CallRecord
from tests.peers.raw_sip import RawSipCaller
from tests.peers.rtp_ear import RtpEar
from tests.walks.daemon import TRUSTED, Daemon
from tests.walks.test_put_through import MASKED

NOBODY_THERE = "sip:nobody@127.0.0.1:9"
SETTINGS = f"""
ring = ["{NOBODY_THERE}"]
[screening]
answer_within_seconds = 3
digit_within_seconds = 2
[putting_through]
ring_seconds = 5
{TRUSTED}"""
DETECTOR = """
import time

def create(): ...

def init(detector): ...

def set_mode(detector, mode): ...

def process(detector, rate, pcm, samples):
    {behaves}
    return False
"""
DETECTORS = {
    "raises": "raise RuntimeError('no such thing as a voice')",
    "stalls": "time.sleep(3600)",
    "is too slow for its queue": "time.sleep(0.3)",
}
LIMIT_SECONDS = 120


@pytest.fixture(scope="module")
def records(
    engine_in_use: object, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[dict[str, Future[CallRecord]]]:
    """Each detector in a house of its own, all at once."""
    with ThreadPoolExecutor(len(DETECTORS)) as houses:
        yield {
            name: houses.submit(record_of_a_call, tmp_path_factory.mktemp("ear"), behaves)
            for name, behaves in DETECTORS.items()
        }


def record_of_a_call(folder: Path, behaves: str) -> CallRecord:
    """One masked call, from beginning to end, into a house whose detector behaves so."""
    packages = folder / "packages"
    packages.mkdir()
    (packages / "_webrtcvad.py").write_text(DETECTOR.format(behaves=behaves))
    found = os.pathsep.join([str(packages), os.environ.get("PYTHONPATH", "")]).rstrip(os.pathsep)
    with (
        Daemon(folder, SETTINGS, environment={"PYTHONPATH": found}) as daemon,
        RtpEar() as ear,
        RawSipCaller(daemon.wait_open(limit_seconds=60)) as outside,
    ):
        placed = outside.invite(from_header=MASKED, media_port=ear.port)
        placed.wait_answered()
        placed.wait_request("BYE", 60)
        return daemon.wait_record(placed.call_id)


@pytest.mark.timeout(LIMIT_SECONDS + 30)
@pytest.mark.parametrize(
    ("detector", "because"),
    [
        ("raises", "listening failed (no such thing as a voice)"),
        ("stalls", "the ear is behind"),
        ("is too slow for its queue", "the ear is behind"),
    ],
)
def test_a_broken_ear_makes_the_caller_a_person(
    records: dict[str, Future[CallRecord]], detector: str, because: str
) -> None:
    record = records[detector].result(LIMIT_SECONDS)
    amiss = [step for step in record.steps if because in step]
    assert amiss and "counts as a person" in amiss[0], record.steps
    assert "rang the house" in record.done, record.done
    assert "removal message" not in record.done
