"""Messages are kept small, for a while, within their quota, and never where the disk has no room."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import BinaryIO

import pytest

from agent.disk.whole_file import whole_file
from agent.sound.g711 import from_a_law
from agent.sound.wav_file import read_wav
from agent.store.messages import LEAVE_FREE_BYTES, MessageFolder

NOON = datetime(2026, 11, 21, 12, 0, tzinfo=UTC)
NUMBER = "+33162000001"
SECOND = b"\xd5" * 8000


@pytest.fixture
def folder(tmp_path: Path) -> MessageFolder:
    return MessageFolder(tmp_path / "messages", keep_days=30, quota_bytes=1_000_000)


def left(folder: MessageFolder, number: str = NUMBER, at: datetime = NOON, seconds: int = 1) -> str:
    """A message that was recorded and kept; its name."""
    recording = folder.place_for(f"call {number} {at}", at, number, "message", 120)
    assert recording is not None
    recording.write_bytes(b"a recording")
    kept = folder.keep(recording, SECOND * seconds, at)
    assert kept is not None
    return kept.name


def test_a_message_says_in_its_name_who_left_it_and_when(folder: MessageFolder) -> None:
    name = left(folder, seconds=3)
    (message,) = folder.all()
    assert (message.name, message.number, message.received_at) == (name, NUMBER, NOON)
    assert (message.kind, message.seconds) == ("message", 3.0)
    assert read_wav(message.path) == from_a_law(SECOND * 3)
    assert not folder.under_way()
    assert message.path.stat().st_mode & 0o077 == 0, "for nobody else's ears"


class SpyDisk:
    """Writes whole files, and sees whether the recording was still there when one had reached the disk."""

    def __init__(self, full: bool = False) -> None:
        self.had_recording: list[bool] = []
        self.recording = Path()
        self._full = full

    @contextmanager
    def write(self, path: Path, *, mode: int) -> Iterator[BinaryIO]:
        with whole_file(path, mode=mode) as file:
            yield file
            if self._full:
                raise OSError("no space left on device")
        self.had_recording.append(self.recording.exists())


def under_way(tmp_path: Path, disk: SpyDisk) -> MessageFolder:
    folder = MessageFolder(tmp_path / "messages", keep_days=30, quota_bytes=1_000_000, write=disk.write)
    recording = folder.place_for("c1", NOON, NUMBER, "message", 120)
    assert recording is not None
    recording.write_bytes(b"a recording")
    disk.recording = recording
    return folder


def test_a_message_has_reached_the_disk_before_its_recording_goes(tmp_path: Path) -> None:
    disk = SpyDisk()
    folder = under_way(tmp_path, disk)
    kept = folder.keep(disk.recording, SECOND[:80], NOON)
    assert kept is not None and not disk.recording.exists()
    assert disk.had_recording == [True]


def test_a_message_that_does_not_reach_the_disk_leaves_its_recording(tmp_path: Path) -> None:
    disk = SpyDisk(full=True)
    folder = under_way(tmp_path, disk)
    with pytest.raises(OSError):
        folder.keep(disk.recording, SECOND, NOON)
    assert disk.recording.exists()
    assert [path.name for path in folder.folder.iterdir()] == ["recording"]


@pytest.mark.parametrize("number", ["", "withheld", "3950", "../../etc/passwd", "+33 1", "*", "x" * 300])
def test_whatever_a_caller_shows_the_file_stays_in_its_folder(folder: MessageFolder, number: str) -> None:
    name = left(folder, number)
    assert (folder.folder / name).is_file()
    assert folder.all()[0].number in (number, "")


def test_the_newest_comes_first_and_one_can_be_deleted(folder: MessageFolder) -> None:
    old, new = left(folder), left(folder, at=NOON + timedelta(hours=1))
    assert [message.name for message in folder.all()] == [new, old]
    assert folder.delete(old)
    assert not folder.delete(old)
    assert not folder.delete("../calls.sqlite")
    assert [message.name for message in folder.all()] == [new]


def test_a_number_that_is_forgotten_takes_its_messages_along(folder: MessageFolder) -> None:
    left(folder), left(folder, "+33612345678")
    assert folder.delete_of(NUMBER) == 1
    assert [message.number for message in folder.all()] == ["+33612345678"]


def test_after_thirty_days_a_message_is_gone(folder: MessageFolder) -> None:
    left(folder)
    assert folder.erase_old(NOON + timedelta(days=30)) == 0
    assert folder.erase_old(NOON + timedelta(days=30, seconds=1)) == 1
    assert folder.all() == []


def test_over_the_quota_the_oldest_go_and_the_newest_stays(folder: MessageFolder) -> None:
    names = [left(folder, at=NOON + timedelta(minutes=minute), seconds=60) for minute in range(4)]
    assert [message.name for message in folder.all()] == [names[3], names[2]]
    assert sum(each.stat().st_size for each in folder.folder.glob("*.wav")) <= 1_000_000


def test_a_disk_without_room_takes_no_recording(folder: MessageFolder) -> None:
    more_than_any_disk_seconds = 1e15
    assert folder.place_for("c1", NOON, NUMBER, "message", more_than_any_disk_seconds) is None
    assert LEAVE_FREE_BYTES > 100_000_000


def test_what_was_made_to_be_heard_goes_with_the_call(folder: MessageFolder) -> None:
    left(folder)
    (message,) = folder.all()
    first, second = (folder.place_to_hear(call_id, message) for call_id in ("c1", "c2"))
    first.write_bytes(b"x"), second.write_bytes(b"x")
    folder.forget_heard("c1")
    assert (first.exists(), second.exists()) == (False, True)
    folder.forget_heard()
    assert not second.exists()


def test_half_a_message_that_a_killed_writer_left_goes_too(folder: MessageFolder) -> None:
    left(folder)
    half = folder.folder / ".20261121T203000Z_+33162000001_1f0c22aa_message.wav.0a1b2c.part"
    half.write_bytes(b"RIFF")
    assert folder.erase_old(NOON) == 0
    assert not half.exists() and len(folder.all()) == 1


def test_other_files_in_the_folder_are_left_alone(folder: MessageFolder) -> None:
    left(folder)
    (folder.folder / "holiday.wav").write_bytes(b"mine")
    folder.erase_old(NOON + timedelta(days=300))
    assert [path.name for path in folder.folder.glob("*.wav")] == ["holiday.wav"]
