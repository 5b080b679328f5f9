"""Callers of the corpus, played by strangers (sipp, baresip): each is heard for what it is, and treated so."""

from __future__ import annotations

import threading
import time
from array import array
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from agent.call.call_record import CallRecord
from agent.prompts import catalogue
from agent.sound.wav_file import read_wav
from tests.corpus.caller import Call, Utterance
from tests.corpus.line import Line
from tests.corpus.machines import (
    Made,
    fax,
    on_hold,
    operator,
    recording_at_once,
    recording_that_waits,
    waiting_dialer,
)
from tests.corpus.people import Person, late, late_rtp, plain, slow
from tests.corpus.signal import Sound, silence, tone
from tests.corpus.voices import voices
from tests.peers.correlation import find
from tests.peers.needs import require
from tests.peers.phone import BaresipPhone
from tests.peers.raw_sip import RawSipCaller
from tests.peers.rtp_ear import RtpEar
from tests.peers.rtp_pcap import frames_pcap, write_wav
from tests.peers.sipp import SippCaller
from tests.peers.sipp_scenario import CallPlan
from tests.walks.daemon import TRUSTED, Daemon
from tests.walks.live_caller import LiveCaller
from tests.walks.test_put_through import GOODBYE, MASKED, QUESTION, digit_asked_for, sound
from tests.walks.told_caller import frames_of, sound_of

NOBODY_THERE = "sip:nobody@127.0.0.1:9"

LIMIT_SECONDS = 300
CALL_SECONDS = 45
WAV_HEADER_BYTES = 44
SHORTEST_DIGIT_SAMPLES = 6000

Recipe = Callable[[Person], Made | tuple[list[Utterance], dict[str, Any]]]


@pytest.fixture(scope="module")
def daemon(engine_in_use: object, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Daemon]:
    """One house for all: whom it lets in is rung at a phone that is not there."""
    for peer in ("espeak-ng", "flite", "sox"):
        require(peer)
    settings = f'ring = ["{NOBODY_THERE}"]\n[screening]\nanswer_within_seconds = 6\n'
    settings += f"[putting_through]\nring_seconds = 5\n{TRUSTED}"
    with Daemon(tmp_path_factory.mktemp("ear"), settings) as daemon:
        daemon.wait_open()
        yield daemon


def a_call(recipe: Recipe, line: dict[str, Any] | None = None, seed: int = 7) -> Call:
    """A call of the corpus by this recipe, in the French voice, over a line we choose."""
    random = np.random.default_rng(seed)
    voice = next(each for each in voices("test") if each.language == "fr")
    made = recipe(Person(voice, -24.0, "test", random))
    if not isinstance(made, Made):
        made = Made("person", *made)
    starts = made.extra.get("rtp_starts_at_seconds", 0.0)
    return Call(
        name="live",
        kind="live",
        truth=made.truth,
        split="test",
        language="fr",
        voice=voice.name,
        level_dbov=-24.0,
        utterances=tuple(made.utterances),
        noise="none",
        noise_dbov=-96.0,
        line=Line(rtp_starts_at_seconds=starts, **(line or {})),
    )


ONE_BARESIP = threading.Lock()
"""All baresips give the same name, so that only one may call at a time."""

Known = Callable[[CallRecord], bool]
"""Whether a record is that of a call placed before."""


def by_our_own(daemon: Daemon, visitor: Visitor, folder: Path) -> Known:
    """Somebody who listens: speaks when the house is quiet, stops when it speaks."""
    with RawSipCaller(daemon.wait_open()) as outside, RtpEar() as ear:
        placed = outside.invite(from_header=MASKED, media_port=ear.port)
        placed.wait_answered()
        live = LiveCaller(visitor.call(), ear, packets_lost_percent=visitor.lost_percent).start()
        try:
            placed.wait_request("BYE", CALL_SECONDS)
        finally:
            live.stop()
        return lambda record: record.call_id == placed.call_id


def by_sipp(daemon: Daemon, visitor: Visitor, folder: Path) -> Known:
    """The call played by sipp, packet for packet."""
    folder.mkdir()
    frames = frames_of(visitor.call(), visitor.lost_percent)
    capture = frames_pcap(frames, folder / "caller.pcap") if not visitor.sends_nothing else None
    name = f"User-Agent: {folder.name}"
    plan = CallPlan(from_header=MASKED, headers=(name,), play=capture, hang_up_after_ms=None)
    assert SippCaller(daemon.wait_open(), folder).call(plan, CALL_SECONDS).got_bye
    return lambda record: record.user_agent == folder.name


def by_baresip(daemon: Daemon, visitor: Visitor, folder: Path) -> Known:
    """The call played by baresip, a telephone of its own."""
    folder.mkdir()
    says = write_wav(folder / "caller.wav", sound_of(visitor.call()))
    house = daemon.wait_open()
    with ONE_BARESIP, BaresipPhone(folder, "anonymous", "", house, says=says, registers=False) as phone:
        dialled_at = datetime.now(UTC)
        phone.dial(f"sip:household@{house[0]}:{house[1]}")
        phone.wait_established(10)
        phone.wait_hung_up(CALL_SECONDS)
    return lambda record: record.received_at >= dialled_at and record.user_agent.startswith("baresip")


Place = Callable[[Daemon, "Visitor", Path], "Known"]


def screened(daemon: Daemon, visitor: Visitor, folder: Path) -> tuple[str, str]:
    """Place the call; what the ear made of it, and what was done."""
    is_theirs = visitor.by(daemon, visitor, folder)
    deadline = time.monotonic() + 10
    while time.monotonic() < deadline:
        # The oldest first: the newer of two baresips called after ours.
        for record in reversed(daemon.records()):
            if is_theirs(record) and record.ended_at:
                return record.heard, record.done
        threading.Event().wait(0.05)
    raise TimeoutError(f"no record of {folder.name}: {daemon.records()}")


@dataclass(frozen=True)
class Visitor:
    """One caller of the corpus, and the line they call over."""

    recipe: Recipe
    line: dict[str, Any] = field(default_factory=dict)
    lost_percent: float = 0.0
    says_nothing: bool = False
    sends_nothing: bool = False
    by: Place = by_sipp

    def call(self) -> Call:
        call = a_call(self.recipe, self.line)
        # A dialer that finds its agent late: nothing at all until the verdict.
        return replace(call, utterances=()) if self.says_nothing else call


VISITORS = {
    "silence in packets": Visitor(waiting_dialer, says_nothing=True),
    "no RTP at all": Visitor(waiting_dialer, says_nothing=True, sends_nothing=True),
    "comfort noise": Visitor(waiting_dialer, {"when_silent": "comfort-noise"}, says_nothing=True),
    "recording at once": Visitor(recording_at_once),
    "recording that waits": Visitor(recording_that_waits, by=by_baresip),
    "fax": Visitor(fax),
    "operator's tone": Visitor(operator, by=by_baresip),
    "music on hold": Visitor(on_hold),
    "plain person": Visitor(plain),
    "late person": Visitor(late, by=by_baresip),
    "late RTP": Visitor(late_rtp),
    "slow person": Visitor(slow),
    "lost packets": Visitor(plain, {"when_silent": "comfort-noise"}, lost_percent=5.0),
    "person who heeds us": Visitor(plain, by=by_our_own),
}


@pytest.fixture(scope="module")
def outcomes(
    engine_in_use: object, daemon: Daemon, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Outcomes]:
    """All of them call, two at a time, which is what the stack can screen at once."""
    folder = tmp_path_factory.mktemp("visitors")
    with ThreadPoolExecutor(2) as two:
        yield {
            name: two.submit(screened, daemon, visitor, folder / f"visitor-{number}")
            for number, (name, visitor) in enumerate(VISITORS.items())
        }


Outcomes = dict[str, "Future[tuple[str, str]]"]


@pytest.mark.timeout(400)
@pytest.mark.parametrize("visitor", ["silence in packets", "no RTP at all", "comfort noise"])
def test_a_dialer_s_silence_ends_in_the_removal_message(outcomes: Outcomes, visitor: str) -> None:
    heard, done = outcomes[visitor].result(LIMIT_SECONDS)
    assert heard == "dialer-silence"
    assert "played the removal message" in done


@pytest.mark.parametrize("visitor", ["recording at once", "recording that waits"])
def test_a_recording_that_talks_on_hears_the_removal_message(outcomes: Outcomes, visitor: str) -> None:
    heard, done = outcomes[visitor].result(LIMIT_SECONDS)
    assert "played the removal message" in done, (heard, done)


@pytest.mark.parametrize("visitor", ["fax", "operator's tone"])
def test_a_machine_that_hears_no_words_is_let_go(outcomes: Outcomes, visitor: str) -> None:
    heard, done = outcomes[visitor].result(LIMIT_SECONDS)
    assert heard in ("fax-or-modem", "operator-tone")
    assert "removal message" not in done


def test_music_on_hold_is_not_put_through(outcomes: Outcomes) -> None:
    _, done = outcomes["music on hold"].result(LIMIT_SECONDS)
    assert "rang the house" not in done


@pytest.mark.parametrize(
    "visitor",
    ["plain person", "late person", "late RTP", "slow person", "lost packets", "person who heeds us"],
)
def test_a_person_without_a_keypad_is_still_put_through(outcomes: Outcomes, visitor: str) -> None:
    heard, done = outcomes[visitor].result(LIMIT_SECONDS)
    assert "rang the house" in done, (heard, done)
    assert "removal message" not in done


KEYS = {"1": (697, 1209), "2": (697, 1336), "3": (697, 1477), "4": (770, 1209), "5": (770, 1336)}
KEYS |= {"6": (770, 1477), "7": (852, 1209), "8": (852, 1336), "9": (852, 1477), "0": (941, 1336)}


def key_tone(digit: str) -> array[int]:
    """A key as sound (ITU-T Q.23), 200 ms at -13 dBov."""
    low, high = KEYS[digit]
    made: Sound = np.concatenate([silence(0.1), tone(0.2, low, high), silence(0.1)])
    return to_samples(made / np.abs(made).max() * 0.27)


def to_samples(made: Sound) -> array[int]:
    return array("h", np.round(made * 32767).astype(np.int16).tolist())


def digit_in(recording: Callable[[], Path], limit_seconds: float = 20) -> str:
    """The digit that was asked for, from what the telephone has recorded so far."""
    deadline, question, best = time.monotonic() + limit_seconds, read_wav(QUESTION), (0.0, "")
    while time.monotonic() < deadline:
        threading.Event().wait(0.2)
        # Its header says nothing of its length before the call has ended.
        raw = recording().read_bytes()[WAV_HEADER_BYTES:]
        heard = array("h", raw[: len(raw) // 2 * 2])
        asked = find(question, heard)
        after = heard[int(asked.begins_at_seconds * 8000) + len(question) :]
        if asked.correlation >= 0.95 and len(after) > SHORTEST_DIGIT_SAMPLES:
            best = max((find(read_wav(sound(f"digit-{digit}")), after).correlation, digit) for digit in KEYS)
            if best[0] >= 0.95:
                return best[1]
    raise TimeoutError(f"no digit was heard; best {best}")


@pytest.mark.parametrize("way", ["rfc4733", "in-band"])
def test_the_digit_opens_from_a_telephone_in_both_of_its_ways(
    daemon: Daemon, tmp_path: Path, way: str
) -> None:
    house = daemon.wait_open()
    says = write_wav(tmp_path / "says.wav", to_samples(silence(1.8)) + read_wav(GOODBYE))
    with ONE_BARESIP, BaresipPhone(tmp_path, "anonymous", "", house, says=says, registers=False) as phone:
        dialled_at = datetime.now(UTC)
        phone.dial(f"sip:household@{house[0]}:{house[1]}")
        phone.wait_established(10)
        digit = digit_in(lambda: phone.recordings[0])
        if way == "rfc4733":
            phone.press(digit)
        else:
            key = key_tone(digit) + to_samples(silence(30))
            phone.say_now(write_wav(tmp_path / "key.wav", key))
        phone.wait_hung_up(30)
    record = next(each for each in daemon.records() if each.received_at >= dialled_at)
    assert f"pressed {digit}" in record.done
    assert "rang the house" in record.done


def test_the_digit_opens_by_sip_info(daemon: Daemon) -> None:
    with RawSipCaller(daemon.wait_open()) as outside, RtpEar() as ear:
        placed = outside.invite(from_header=MASKED, media_port=ear.port)
        placed.wait_answered()
        hello = read_wav(sound(catalogue.HELLO))
        while find(hello, ear.samples).correlation < 0.95:
            ear.wait_packets(len(ear.packets) + 10)
        ear.speak(GOODBYE)
        digit = digit_asked_for(ear)
        assert placed.info_digit(digit).status == 200
        placed.wait_request("BYE", 30)
        record = daemon.wait_record(placed.call_id)
        assert f"pressed {digit}" in record.done
        assert "rang the house" in record.done


def test_sounds_of_the_corpus_are_the_same_for_the_same_seed(tmp_path: Path) -> None:
    first, again = a_call(plain), a_call(plain)
    assert np.array_equal(first.utterances[0].sound, again.utterances[0].sound)
