"""What was recorded becomes small when its call is over, and is played back as loud as our own voice."""

from __future__ import annotations

from array import array
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

import pytest

from agent.call.call_record import CallRecord
from agent.call.caller import Caller
from agent.call.incoming_call import IncomingCall
from agent.call.news import CallChanged, CallGoesOn, MessageLeft, News
from agent.call.sentence import NOTHING
from agent.prompts.choosing import prompt
from agent.prompts.recording import wav_path
from agent.prompts.tones import silence
from agent.service.calls.fan_out import FanOut, Tell, nobody_listens
from agent.service.calls.message_keeping import MessageKeeping, levelled
from agent.settings.messages import MessagesSettings
from agent.settings.settings import Settings
from agent.sound.loudness import active_level_dbov
from agent.sound.wav_file import read_wav
from agent.sound.wav_writing import write_wav

NOON = datetime(2026, 11, 21, 12, 0, tzinfo=UTC)
CALL = IncomingCall(call_id="c1", line="home", received_at=NOON)
FRIEND = Caller(number_e164="+33612345678")
VOICE = read_wav(wav_path(prompt("goodbye", "fr"), None))
ENDED = CallChanged(CallRecord(call_id="c1", line="home", received_at=NOON, ended_at=NOON))


def keeping(folder: Path, on: bool = True, tell: Tell = nobody_listens) -> MessageKeeping:
    return MessageKeeping(Settings(messages=MessagesSettings(on=on), data_folder=folder), lambda: NOON, tell)


@contextmanager
def told_of_calls(messages: MessageKeeping) -> Iterator[FanOut]:
    """As the house does it: what was left behind first, then what is told; all is done at the end."""
    fan_out = FanOut()
    fan_out.listen("messages", messages.take, wants=messages.wants, first=messages.take_in_left_behind)
    messages.find_left_behind()
    fan_out.start()
    try:
        yield fan_out
    finally:
        messages.hurry()
        fan_out.close()


@pytest.fixture
def kept(tmp_path: Path) -> MessageKeeping:
    return keeping(tmp_path)


def quieter(samples: array[int], by: int) -> array[int]:
    return array("h", (sample // by for sample in samples))


def test_a_quiet_message_is_kept_as_it_was_and_played_as_loud_as_we_are(kept: MessageKeeping) -> None:
    path = kept.place_for(CALL, FRIEND, "message")
    write_wav(Path(path), quieter(VOICE, 8) + silence(2))
    with told_of_calls(kept) as fan_out:
        fan_out.tell(ENDED)
    (message,) = kept.folder.all()
    assert message.number == "+33612345678"
    assert message.seconds == pytest.approx(len(VOICE) / 8000 + 2, abs=0.01)
    assert active_level_dbov(kept.playable(message)) == pytest.approx(-26, abs=0.5)


def test_a_call_that_still_lasts_is_left_to_record(kept: MessageKeeping) -> None:
    path = Path(kept.place_for(CALL, FRIEND, "message"))
    write_wav(path, VOICE)
    kept.take(CallChanged(CallRecord(call_id="c2", line="home", received_at=NOON, ended_at=NOON)))
    assert path.exists()


def test_a_message_in_which_nobody_spoke_is_not_kept(kept: MessageKeeping) -> None:
    write_wav(Path(kept.place_for(CALL, FRIEND, "message")), silence(5))
    with told_of_calls(kept) as fan_out:
        fan_out.tell(ENDED)
    assert kept.folder.all() == []


def test_a_house_that_died_while_recording_keeps_what_there_is(tmp_path: Path) -> None:
    path = Path(keeping(tmp_path).place_for(CALL, FRIEND, "talk"))
    write_wav(path, VOICE)
    with path.open("r+b") as file:
        # Its lengths were never written.
        file.seek(4), file.write(bytes(4)), file.seek(40), file.write(bytes(4))
    next_house = keeping(tmp_path)
    with told_of_calls(next_house):
        pass
    (message,) = next_house.folder.all("talk")
    assert message.seconds == pytest.approx(len(VOICE) / 8000, abs=0.01)


@pytest.mark.parametrize("written", [b"", b"RIFF\0\0\0\0WAVEfmt "], ids=["nothing", "half a head"])
def test_a_recording_whose_head_was_never_written_is_no_message(tmp_path: Path, written: bytes) -> None:
    path = Path(keeping(tmp_path).place_for(CALL, FRIEND, "message"))
    path.write_bytes(written)
    next_house = keeping(tmp_path)
    # Whoever leaves does not wait for a head that nobody writes any more.
    with told_of_calls(next_house):
        pass
    assert (next_house.folder.under_way(), next_house.folder.all()) == ([], [])


def test_nothing_is_recorded_while_messages_are_off(tmp_path: Path) -> None:
    assert keeping(tmp_path, on=False).place_for(CALL, FRIEND, "message") == ""
    assert not (tmp_path / "messages").exists()


def test_a_folder_that_cannot_be_made_costs_the_recording_only(tmp_path: Path) -> None:
    (tmp_path / "messages").write_text("in the way")
    assert keeping(tmp_path).place_for(CALL, FRIEND, "message") == ""


def test_whoever_hides_is_called_withheld_whatever_their_network_told(kept: MessageKeeping) -> None:
    hidden = Caller(withheld=True, hidden_number_e164="+33612345678")
    assert "_withheld_" in kept.place_for(CALL, hidden, "message")


def test_no_voice_is_made_so_loud_that_it_crackles() -> None:
    clap = array("h", [30000]) + quieter(VOICE, 30)
    assert max(abs(sample) for sample in levelled(clap)) <= 32767
    assert levelled(silence(1)) == silence(1)


def test_only_calls_that_are_over_take_a_place_in_the_queue(tmp_path: Path) -> None:
    messages = keeping(tmp_path)
    assert messages.wants(ENDED)
    assert not messages.wants(CallChanged(CallRecord(call_id="c1", line="home", received_at=NOON)))
    assert not messages.wants(CallGoesOn("c1", NOTHING))


def test_a_message_that_is_kept_is_told_to_whoever_listens(tmp_path: Path) -> None:
    told: list[News] = []
    messages = keeping(tmp_path, tell=told.append)
    write_wav(Path(messages.place_for(CALL, FRIEND, "message")), VOICE)
    messages.hurry()
    messages.take(ENDED)
    (message,) = messages.folder.all()
    assert told == [
        MessageLeft(
            name=message.name,
            received_at=NOON,
            number="+33612345678",
            kind="message",
            seconds=message.seconds,
        )
    ]
