"""Callers who leave at every possible moment leave nothing behind in either process."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest

from agent.prompts.choosing import prompt
from agent.prompts.recording import wav_path
from agent.sound.wav_file import read_wav
from agent.sound.wav_writing import write_wav
from tests.peers.raw_call import RawCall
from tests.peers.raw_sip import RawSipCaller
from tests.peers.rtp_ear import RtpEar
from tests.walks.calling import finals, gives_up
from tests.walks.daemon import TRUSTED, Daemon

CALLS_LIMIT = 4
DENIED, STRANGER = "0188001122", "0472000004"
MESSAGE = read_wav(wav_path(prompt("hello-again", "fr"), None))
VOICE = read_wav(wav_path(prompt("goodbye", "fr"), None))

Leaving = Callable[[RawCall, RtpEar], None]


def cancel_at_once(call: RawCall, ear: RtpEar) -> None:
    call.cancel()
    gives_up_or_is_refused(call)


def cancel_while_trying(call: RawCall, ear: RtpEar) -> None:
    # A 100, or already what comes after it: who answers within 200 ms need not say it (RFC 3261 §17.2.1).
    call.wait(lambda each: each.status > 0, 5.0, "a response")
    call.cancel()
    gives_up_or_is_refused(call)


def cancel_too_late(call: RawCall, ear: RtpEar) -> None:
    call.wait_status(200)
    call.cancel()
    call.ack()
    call.bye()


def hang_up_at_once(call: RawCall, ear: RtpEar) -> None:
    call.wait_answered()
    call.bye()


def hang_up_without_ack(call: RawCall, ear: RtpEar) -> None:
    call.wait_status(200)
    call.bye()


def hang_up_before_the_message(call: RawCall, ear: RtpEar) -> None:
    call.wait_answered()
    ear.wait_packets(10)
    call.bye()


def hang_up_while_speaking(call: RawCall, ear: RtpEar) -> None:
    call.wait_answered()
    ear.speak(VOICE[:6000])
    call.bye()


def hang_up_in_the_message(call: RawCall, ear: RtpEar) -> None:
    call.wait_answered()
    ear.wait_sound()
    call.bye()


def hang_up_as_we_do(call: RawCall, ear: RtpEar) -> None:
    call.wait_answered()
    ear.wait_sound()
    ear.wait_packets(len(ear.packets) + len(MESSAGE) // 160)
    call.bye()


def hear_it_all(call: RawCall, ear: RtpEar) -> None:
    call.wait_answered()
    call.wait_request("BYE", 10)


def cancel_while_ringing(call: RawCall, ear: RtpEar) -> None:
    call.wait_status(180)
    call.cancel()
    assert call.wait_final().status == 487


def cancel_early_media_at_once(call: RawCall, ear: RtpEar) -> None:
    call.wait_status(183)
    call.cancel()
    assert call.wait_final().status == 487


def cancel_in_the_early_message(call: RawCall, ear: RtpEar) -> None:
    call.wait_status(183)
    ear.wait_sound()
    call.cancel()
    assert call.wait_final().status == 487


def cancel_as_the_early_message_ends(call: RawCall, ear: RtpEar) -> None:
    call.wait_status(183)
    ear.wait_sound()
    ear.wait_packets(len(ear.packets) + len(MESSAGE) // 160)
    call.cancel()
    assert call.wait_final().status in (487, 603)


ANSWERED: tuple[tuple[str, Leaving], ...] = (
    (DENIED, cancel_at_once),
    (DENIED, cancel_while_trying),
    (DENIED, cancel_too_late),
    (DENIED, hang_up_at_once),
    (DENIED, hang_up_without_ack),
    (DENIED, hang_up_before_the_message),
    (DENIED, hang_up_while_speaking),
    (DENIED, hang_up_in_the_message),
    (DENIED, hang_up_as_we_do),
    (DENIED, hear_it_all),
    (STRANGER, cancel_at_once),
    (STRANGER, cancel_while_ringing),
)
EARLY: tuple[tuple[str, Leaving], ...] = (
    (DENIED, cancel_at_once),
    (DENIED, cancel_early_media_at_once),
    (DENIED, cancel_in_the_early_message),
    (DENIED, cancel_as_the_early_message_ends),
)


def gives_up_or_is_refused(call: RawCall) -> None:
    """A CANCEL may cross our answer: then the call is up and ends with a BYE."""
    if call.wait_final().status == 200:
        gives_up(call)


@pytest.fixture(params=["answer", "early"])
def media(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture
def daemon(tmp_path_factory: pytest.TempPathFactory, media: str) -> Iterator[Daemon]:
    folder = tmp_path_factory.mktemp(media)
    (folder / "voice").mkdir()
    write_wav(folder / "voice" / "removal.fr.wav", MESSAGE)
    announce = f'first_words_seconds = 0.4\nmedia = "{media}"\nmessage_folder = "voice"\n'
    config = f"{TRUSTED}\n[announce]\n{announce}"
    with Daemon(folder, config, deny="01 88 00 *\n") as daemon:
        yield daemon


def test_leaving_at_any_moment_leaves_nothing_behind(daemon: Daemon, media: str) -> None:
    leavings = ANSWERED if media == "answer" else EARLY
    with RawSipCaller(daemon.wait_open()) as caller:
        calls = [call_and_leave(caller, number, leaving) for number, leaving in leavings]
        four_at_once(caller, media)
        before = daemon.wait_footprint()
        calls += [call_and_leave(caller, number, leaving) for number, leaving in leavings]
        four_at_once(caller, media)
        daemon.wait_footprint(before)
        for call in calls:
            record = daemon.wait_record(call.call_id)
            assert record.not_judged_because == ""
            assert len(set(finals(call))) == 1
    assert daemon.stop() == 0
    assert not [line for line in daemon.lines if "Traceback" in line or " ERROR " in line]


def call_and_leave(caller: RawSipCaller, number: str, leaving: Leaving) -> RawCall:
    with RtpEar() as ear:
        call = caller.invite(number, media_port=ear.port)
        leaving(call, ear)
    return call


def four_at_once(caller: RawSipCaller, media: str) -> None:
    """Every slot of the stack is free again."""
    calls = [caller.invite(f"01880011{number:02}") for number in range(CALLS_LIMIT)]
    for call in calls:
        call.wait_status(200 if media == "answer" else 183)
    for call in calls:
        gives_up(call)
