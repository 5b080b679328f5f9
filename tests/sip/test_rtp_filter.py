"""Only who we talk with is heard: strangers' packets never reach a talk, and a third address gets its chance."""

import re
import socket
import threading
import time
from array import array
from collections.abc import Iterator
from pathlib import Path

import pytest

from agent.call.commands import Answer, HangUp, Play, Record
from agent.call.events import CallAnswered, CallArrived, Recorded
from agent.prompts.catalogue import PROMPTS
from agent.prompts.recording import wav_path
from agent.sip.rtp_filter import PATIENCE_SECONDS, RtpFilter
from tests.peers.ports import free_port
from tests.peers.raw_call import RawCall
from tests.peers.raw_sip import RawSipCaller
from tests.peers.rtp_ear import RtpEar
from tests.sip.engine_under_test import EngineUnderTest

FRIEND, STRANGER, ELSEWHERE = "127.0.1.1", "127.0.1.2", "127.0.1.3"
HELLO = wav_path(next(each for each in PROMPTS if each.name == "hello" and each.language == "fr"), None)
WAV_HEADER_BYTES = 44
LOUDEST = 32000
"""Of 16-bit samples: about what A-law can carry."""
LONG = wav_path(next(each for each in PROMPTS if each.name == "removal" and each.language == "fr"), None)


@pytest.fixture
def media() -> Iterator[socket.socket]:
    """A media socket as PJSIP has one."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as media:
        media.bind(("127.0.0.1", free_port(2)))
        media.setblocking(False)
        yield media


def hears(media: socket.socket, address: str) -> bool:
    """Whether a packet from there arrives; loopback has no distance."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as sender:
        sender.bind((address, 0))
        sender.sendto(b"sound", media.getsockname())
    try:
        return media.recv(100) == b"sound"
    except BlockingIOError:
        return False


def test_only_the_addresses_that_were_named_are_heard(media: socket.socket) -> None:
    lock = RtpFilter()
    lock.begin(media.getsockname()[1], (FRIEND, "", "box.invalid", "0.0.0.0"), 0, 100.0)
    assert hears(media, FRIEND)
    assert not hears(media, STRANGER)
    assert not lock.feel(5, 100.2)
    assert not lock.feel(5, 100.0 + 10 * PATIENCE_SECONDS)
    assert not hears(media, STRANGER)


def test_when_nothing_comes_the_first_who_sends_is_the_one(media: socket.socket) -> None:
    lock = RtpFilter()
    lock.begin(media.getsockname()[1], (FRIEND,), 0, 100.0)
    lock.feel(0, 100.0 + PATIENCE_SECONDS / 2)
    assert not hears(media, ELSEWHERE)
    assert not lock.feel(0, 100.0 + PATIENCE_SECONDS)
    assert hears(media, ELSEWHERE)
    assert lock.feel(1, 101.2), "now it should be asked who that is"
    lock.believe(ELSEWHERE)
    assert not lock.feel(2, 101.4)
    assert hears(media, ELSEWHERE)
    assert not hears(media, STRANGER)


def test_a_hold_may_name_another_address(media: socket.socket) -> None:
    lock = RtpFilter()
    port = media.getsockname()[1]
    lock.begin(port, (FRIEND,), 0, 100.0)
    lock.begin(port, (ELSEWHERE,), 50, 160.0)
    assert hears(media, ELSEWHERE)
    assert not hears(media, FRIEND)


def test_after_a_hold_too_a_third_address_is_heard(media: socket.socket) -> None:
    lock = RtpFilter()
    port = media.getsockname()[1]
    lock.begin(port, (FRIEND,), 0, 100.0)
    lock.feel(0, 100.0 + PATIENCE_SECONDS)
    lock.believe(ELSEWHERE)
    lock.begin(port, (FRIEND,), 50, 160.0)
    assert hears(media, ELSEWHERE)
    # And when the new address is not where the sound comes from either:
    lock.begin(port, (STRANGER,), 90, 200.0)
    lock.feel(90, 200.0 + PATIENCE_SECONDS)
    assert hears(media, "127.0.1.4")


def test_a_call_that_names_no_address_stays_as_it_was(media: socket.socket) -> None:
    RtpFilter().begin(media.getsockname()[1], ("", "0.0.0.0"), 0, 100.0)
    assert hears(media, STRANGER)


def answered(engine: EngineUnderTest, call: RawCall) -> tuple[str, int]:
    """Where the engine listens for the sound of this call."""
    engine.wait_for(CallArrived)
    engine.send(Answer(call.call_id))
    answer = call.wait_answered()
    engine.wait_for(CallAnswered)
    port = re.search(r"m=audio (\d+)", answer.body)
    assert port
    return "127.0.0.1", int(port[1])


def packet(number: int) -> bytes:
    """20 ms of A-law, of another stream than the caller's and as loud as A-law can be."""
    head = b"\x80\x08" + number.to_bytes(2, "big") + (160 * number).to_bytes(4, "big") + b"EVIL"
    return head + b"\x2a\xaa" * 80


def loudest(sound: Path) -> int:
    """The loudest sample of a sound, also of a recording whose file is not closed yet."""
    samples = array("h")
    samples.frombytes(sound.read_bytes()[WAV_HEADER_BYTES:][: -1 if sound.stat().st_size % 2 else None])
    return max(map(abs, samples))


def test_ten_thousand_foreign_packets_are_neither_heard_nor_answered(tmp_path: Path) -> None:
    with EngineUnderTest() as engine, RtpEar() as friend, RtpEar(STRANGER) as stranger:
        engine.open_line()
        with RawSipCaller(engine.target) as caller:
            call = caller.invite(media_port=friend.port)
            target = answered(engine, call)
            recording = tmp_path / "caller.wav"
            engine.send(Play(call.call_id, str(LONG)), Record(call.call_id, str(recording), 60.0))
            friend.wait_packets(5)
            friend.speak(HELLO)
            spoken = len(friend.packets)
            for number in range(10_000):
                stranger.send_packet(packet(number), target)
            # The talk goes on where it was.
            friend.wait_packets(spoken + 50)
            engine.send(HangUp(call.call_id))
            engine.wait_for(Recorded)
    assert stranger.packets == []
    assert 0 < loudest(recording) < 1.2 * loudest(HELLO) < LOUDEST


def test_a_box_whose_sound_comes_from_a_third_address_is_heard_after_a_second() -> None:
    with EngineUnderTest() as engine, RtpEar() as named, RtpEar(ELSEWHERE) as sender:
        engine.open_line()
        with RawSipCaller(engine.target) as caller:
            call = caller.invite(media_port=named.port)
            target = answered(engine, call)
            engine.send(Play(call.call_id, str(LONG)))
            pause, deadline = threading.Event(), time.monotonic() + 10
            number = 0
            # PJSIP sends back to whoever it hears.
            while not sender.packets and time.monotonic() < deadline:
                sender.send_packet(packet(number), target)
                number += 1
                pause.wait(0.02)
            assert sender.packets, "it was never heard"
