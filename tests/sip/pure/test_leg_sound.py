"""The sound of a leg over real sockets: played, recorded, heard by the ear, bridged; nothing is left behind."""

import os
import queue
import threading
import time
from array import array
from collections.abc import Iterator
from pathlib import Path

import pytest

from agent.sip.ear import Frames
from agent.sip.engine_error import EngineError
from agent.sip.media.g711_frames import A_LAW, MU_LAW, Law
from agent.sip.media.media_terms import Direction, ReceivedTypes, RemoteTerms
from agent.sip.pure.leg_sound import PureSound
from agent.sip.pure.media_room import MediaRoom
from agent.sip.pure.played_file import LATEST_SECONDS, TAIL_SECONDS
from agent.sound.wav_file import WavFile, read_wav
from agent.sound.wav_writing import write_wav
from tests.peers.rtp_ear import RtpEar
from tests.sip.pure.sockets_at_work import AtWork

HERE = "127.0.0.1"
TONE = array("h", [8000, -8000] * 2000)
"""Half a second."""


class Sounds:
    """A room with legs in it, at work."""

    def __init__(self) -> None:
        self.work = AtWork()
        self.room = MediaRoom(self.work.poller)
        self.frames: Frames = queue.Queue(1000)
        self.pressed: list[str] = []

    def leg(self, ear: RtpEar, law: Law = A_LAW, direction: Direction = Direction.SENDRECV) -> PureSound:
        sound = PureSound(self.room, self.frames)
        sound.pressed = lambda digit, way: self.pressed.append(digit)
        sound.port_on(HERE)
        self.settle(sound, ear, law, direction)
        return sound

    def settle(
        self, sound: PureSound, ear: RtpEar, law: Law = A_LAW, direction: Direction = Direction.SENDRECV
    ) -> None:
        terms = RemoteTerms(
            address=HERE, port=ear.port, law=law, events=101, direction=direction, sip_source=HERE
        )
        sound.settled(ReceivedTypes(), terms, time.monotonic())

    def speaks(self, ear: RtpEar, sound: str) -> None:
        """Begin to speak, at the pace of speech."""
        threading.Thread(target=ear.speak, args=(Path(sound),), daemon=True).start()

    def for_seconds(self, seconds: float, *legs: PureSound) -> None:
        until = time.monotonic() + seconds
        while (now := time.monotonic()) < until:
            self.work.poller.wait(min(self.room.seconds_until_due(now), until - now))
            self.room.tick(time.monotonic())
            for leg in legs:
                leg.tick(time.monotonic())


@pytest.fixture
def sounds() -> Sounds:
    return Sounds()


@pytest.fixture
def tone(tmp_path: Path) -> str:
    path = tmp_path / "tone.wav"
    write_wav(path, TONE)
    return str(path)


@pytest.fixture
def ear() -> Iterator[RtpEar]:
    with RtpEar() as ear:
        yield ear


def test_a_greeting_is_sent_whole_and_is_over_when_it_was_heard(
    sounds: Sounds, ear: RtpEar, tone: str
) -> None:
    leg = sounds.leg(ear)
    began = time.monotonic()
    leg.start_greeting(tone, False, began)
    assert leg.greeting is not None
    assert 0.5 < leg.greeting.over_at_seconds - began < 0.7
    while not leg.greeting_is_over(now := time.monotonic()):
        sounds.for_seconds(0.01)
    # And not before what waits at the other side was heard.
    assert now - began >= 0.48 + TAIL_SECONDS
    assert leg.greeting.seconds_played(now) == pytest.approx(0.5, abs=0.021)
    assert sum(abs(sample) > 4000 for sample in ear.samples) == len(TONE)


def test_a_greeting_to_somebody_who_may_hear_nothing_ends_all_the_same(
    sounds: Sounds, ear: RtpEar, tone: str
) -> None:
    leg = sounds.leg(ear, direction=Direction.INACTIVE)
    began = time.monotonic()
    leg.start_greeting(tone, False, began)
    sounds.for_seconds(0.1)
    assert leg.greeting is not None
    assert leg.greeting.seconds_played(0.0) == 0.0
    assert not leg.greeting_is_over(began + 0.5 + LATEST_SECONDS - 0.1)
    assert leg.greeting_is_over(began + 0.5 + LATEST_SECONDS + 0.1)


@pytest.mark.parametrize("content", [None, b"no sound"])
def test_a_greeting_that_cannot_be_played_is_an_engine_error(
    sounds: Sounds, ear: RtpEar, tmp_path: Path, content: bytes | None
) -> None:
    path = tmp_path / "broken.wav"
    if content is not None:
        path.write_bytes(content)
    leg = sounds.leg(ear)
    with pytest.raises(EngineError):
        leg.start_greeting(str(path), False, 0.0)
    assert leg.greeting is None


def test_what_a_leg_says_goes_to_the_ear_and_into_a_file_that_is_closed_at_the_end(
    sounds: Sounds, ear: RtpEar, tmp_path: Path, tone: str
) -> None:
    leg = sounds.leg(ear)
    path = tmp_path / "message.wav"
    assert leg.start_tap("c1")
    leg.start_recording(str(path), 60.0, time.monotonic())
    sounds.for_seconds(0.1, leg)
    ear.wait_packets(1)
    sounds.speaks(ear, tone)
    sounds.for_seconds(0.6, leg)
    assert not WavFile(path).is_closed
    leg.stop_recording(time.monotonic())
    assert WavFile(path).is_closed
    assert sum(abs(sample) > 4000 for sample in read_wav(path)) > len(TONE) * 0.9
    heard = [sounds.frames.get_nowait() for _ in range(sounds.frames.qsize())]
    assert {call_id for call_id, _ in heard} == {"c1"}
    assert 25 <= len(heard) <= 40, "a frame each 20 ms, of silence too"
    assert leg.frames_dropped == 0
    leg.stop_tap(time.monotonic())
    assert not leg.is_tapped


def test_a_recording_that_cannot_be_made_is_an_engine_error(sounds: Sounds, ear: RtpEar) -> None:
    leg = sounds.leg(ear)
    with pytest.raises(EngineError):
        leg.start_recording("/nowhere/message.wav", 1.0, 0.0)
    assert leg.recording is None


def test_an_ear_that_is_full_loses_frames_and_they_are_counted(sounds: Sounds, ear: RtpEar) -> None:
    sounds.frames.maxsize = 1
    leg = sounds.leg(ear)
    leg.start_tap("c1")
    sounds.for_seconds(0.2)
    assert leg.frames_dropped > 5


def test_two_legs_hear_each_other_in_whatever_law_until_they_are_parted(
    sounds: Sounds, ear: RtpEar, tone: str
) -> None:
    with RtpEar() as other_ear:
        leg, other = sounds.leg(ear), sounds.leg(other_ear, MU_LAW)
        leg.connect(other)
        other.connect(leg)
        sounds.for_seconds(0.1)
        ear.wait_packets(1)
        sounds.speaks(ear, tone)
        sounds.for_seconds(0.6)
        assert {packet.payload_type for packet in other_ear.packets} == {0}
        assert sum(abs(sample) > 4000 for sample in other_ear.samples) == len(TONE)
        assert not any(abs(sample) > 4000 for sample in ear.samples)
        leg.disconnect(other)
        before = sum(abs(sample) > 4000 for sample in other_ear.samples)
        sounds.speaks(ear, tone)
        sounds.for_seconds(0.6)
        assert sum(abs(sample) > 4000 for sample in other_ear.samples) == before


def test_keys_are_told_as_they_come(sounds: Sounds, ear: RtpEar) -> None:
    leg = sounds.leg(ear)
    sounds.for_seconds(0.1)
    ear.wait_packets(1)
    ear.press("7")
    sounds.for_seconds(0.5)
    leg.receive_info("application/dtmf-relay", b"Signal=4\r\n", time.monotonic())
    assert sounds.pressed == ["7", "4"]


def test_a_leg_that_is_over_gives_its_sockets_back_and_does_nothing_more(
    sounds: Sounds, ear: RtpEar, tone: str
) -> None:
    with RtpEar() as other_ear:
        before = len(os.listdir("/proc/self/fd"))
        for _ in range(3):
            leg, other = sounds.leg(ear), sounds.leg(other_ear)
            leg.connect(other)
            leg.start_greeting(tone, True, time.monotonic())
            sounds.for_seconds(0.05)
            leg.close(time.monotonic())
            sounds.for_seconds(0.05)
            other.close(time.monotonic())
            other.close(time.monotonic())
        assert len(os.listdir("/proc/self/fd")) == before
    with pytest.raises(EngineError):
        leg.start_greeting(tone, False, 0.0)
    assert leg.count_packets() == 0


def test_every_leg_has_an_even_port_and_the_next_one(sounds: Sounds) -> None:
    ports = [PureSound(sounds.room, sounds.frames).port_on(HERE) for _ in range(30)]
    assert not [port for port in ports if port % 2]
    assert len(set(ports)) == 30
    assert PureSound(sounds.room, sounds.frames).port_on("::1") % 2 == 0
    with pytest.raises(EngineError):
        PureSound(sounds.room, sounds.frames).port_on("192.0.2.1")
