"""Keeps what callers said after the beep: one A-law WAV file each, never too many, never for too long.

The name of a file says all there is to know of it, so there is no index that could disagree with the folder:
`20261121T203000Z_+33162000001_1f0c22aa_message.wav` is when, who, which call, and what.
"""

import contextlib
import re
import shutil
import zlib
from collections.abc import Iterator
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import BinaryIO, Literal, Protocol

from agent.disk.whole_file import clear_leftovers, whole_file
from agent.sound.wav_writing import A_LAW_HEAD_BYTES, a_law_wav

Kind = Literal["message", "talk"]
"""Left by a caller whom nobody took, or recorded by `*7` while the family talked."""

WITHHELD = "withheld"
LEAVE_FREE_BYTES = 200_000_000
"""Nothing is recorded when the disk has less than this left: others need it more."""
RECORDING_BYTES_EACH_SECOND = 16_000
"""While it is recorded, 16-bit; half of that when it is kept."""
KEPT_BYTES_EACH_SECOND = 8_000

_NAME = re.compile(r"(\d{8}T\d{6}Z)_(\+?\d{0,20}|withheld)_([0-9a-f]{8})_(message|talk)\.wav")
_STAMP = "%Y%m%dT%H%M%SZ"


@dataclass(frozen=True, slots=True, kw_only=True)
class Message:
    """One recording that is kept."""

    name: str
    """The file's name, which says all the rest."""
    path: Path
    received_at: datetime
    """Aware, UTC."""
    number: str
    """E.164 or short number, `withheld`, or empty when the caller showed none that can be read."""
    kind: Kind
    seconds: float


class WritesWhole(Protocol):
    """How a whole file is written."""

    def __call__(self, path: Path, *, mode: int) -> AbstractContextManager[BinaryIO]:
        """Open what takes the place of `path` at the end.  Raises OSError."""


class MessageFolder:
    """The folder `messages`; every method may raise OSError."""

    def __init__(
        self, folder: Path, keep_days: int, quota_bytes: int, write: WritesWhole = whole_file
    ) -> None:
        """Touches nothing yet.  `write` as `disk.whole_file`: what it wrote is on the disk when it ends."""
        self.folder = folder
        self._under_way = folder / "recording"
        self._heard = folder / "heard"
        self._keep_days = keep_days
        self._quota_bytes = quota_bytes
        self._write = write

    def place_for(
        self, call_id: str, received_at: datetime, number: str, kind: Kind, longest_seconds: float
    ) -> Path | None:
        """Where to record; None when the disk has no room for the longest recording there may be."""
        self._under_way.mkdir(parents=True, exist_ok=True, mode=0o700)
        needed_bytes = LEAVE_FREE_BYTES + longest_seconds * RECORDING_BYTES_EACH_SECOND
        if shutil.disk_usage(self._under_way).free < needed_bytes:
            return None
        safe_number = number if re.fullmatch(r"\+?\d{1,20}|withheld", number) else ""
        stamp = received_at.astimezone(UTC).strftime(_STAMP)
        return self._under_way / f"{stamp}_{safe_number}_{_fingerprint(call_id)}_{kind}.wav"

    def under_way(self, call_id: str = "") -> list[Path]:
        """Recordings of this call that are not kept yet, or of every call."""
        return sorted(self._under_way.glob(f"*_{_fingerprint(call_id)}_*.wav" if call_id else "*.wav"))

    def keep(self, recording: Path, a_law: bytes, now: datetime) -> Message | None:
        """Keep the sound of a recording and erase the recording itself, and whatever is too old or too much.

        None when its name is none of ours.
        """
        path = self.folder / recording.name
        # Not before: a power cut would take both, the one unwritten and the other erased.
        with self._write(path, mode=0o600) as file:
            file.write(a_law_wav(a_law))
        recording.unlink(missing_ok=True)
        self.erase_old(now)
        return _read_name(path)

    def drop(self, recording: Path) -> None:
        """Erase a recording in which nobody said anything."""
        recording.unlink(missing_ok=True)

    def all(self, kind: Kind | None = "message") -> list[Message]:
        """Newest first; of both kinds when None."""
        found = [message for message in self._messages() if kind in (None, message.kind)]
        return sorted(found, key=lambda message: message.name, reverse=True)

    def place_to_hear(self, call_id: str, message: Message) -> Path:
        """Where to put what is played in this call; each call that listens has a file of its own."""
        self._heard.mkdir(parents=True, exist_ok=True, mode=0o700)
        return self._heard / f"{_fingerprint(call_id)}_{message.name}"

    def forget_heard(self, call_id: str = "") -> None:
        """The call is over: what was made to be played in it goes; of every call when none is named."""
        for path in self._heard.glob(f"{_fingerprint(call_id)}_*" if call_id else "*"):
            path.unlink(missing_ok=True)

    def delete(self, name: str) -> bool:
        """False when there is none of that name."""
        found = [message for message in self.all(None) if message.name == name]
        for message in found:
            message.path.unlink(missing_ok=True)
        return bool(found)

    def delete_of(self, number: str) -> int:
        """Erase everything this number ever said; returns how many recordings went."""
        found = [message for message in self.all(None) if message.number == number]
        return sum(self.delete(message.name) for message in found)

    def erase_old(self, now: datetime) -> int:
        """Erase what is too old, then the oldest until the rest fits; returns how many went.

        What a killed writer left of a message goes too: it is somebody's voice.
        """
        clear_leftovers(self.folder)
        erased = total_bytes = 0
        for message in self.all(None):
            total_bytes += message.path.stat().st_size
            is_old = message.received_at < now - timedelta(days=self._keep_days)
            if is_old or total_bytes > self._quota_bytes:
                message.path.unlink(missing_ok=True)
                erased += 1
        return erased

    def _messages(self) -> Iterator[Message]:
        for path in self.folder.glob("*.wav"):
            # Erased by somebody else in this moment.
            with contextlib.suppress(FileNotFoundError):
                if (message := _read_name(path)) is not None:
                    yield message


def _read_name(path: Path) -> Message | None:
    found = _NAME.fullmatch(path.name)
    if found is None:
        return None
    return Message(
        name=path.name,
        path=path,
        received_at=datetime.strptime(found[1], _STAMP).replace(tzinfo=UTC),
        number=found[2],
        kind="talk" if found[4] == "talk" else "message",
        seconds=max(0, path.stat().st_size - A_LAW_HEAD_BYTES) / KEPT_BYTES_EACH_SECOND,
    )


def _fingerprint(call_id: str) -> str:
    return f"{zlib.crc32(call_id.encode('utf-8', 'replace')):08x}"
