"""What the house remembers of each shared list between two syncs, through restarts."""

from datetime import datetime
from pathlib import Path
from typing import Any

import msgspec

from agent.call.sentence import NOTHING, Sentence, taken_apart
from agent.disk.whole_file import whole_file
from agent.lists.sync.report import sentence_from

_INDEX_IS_OLD = ".index-is-old"


class SourceState(msgspec.Struct, kw_only=True):
    """One list's memory; times are aware UTC."""

    name: str = ""
    address: str = ""
    """The url or path these memories are of; another one starts afresh."""
    etag: str = ""
    last_modified: str = ""
    version: str = ""
    """The source's own count of its changes, to ask for what came since; empty when it has none."""
    full_at: datetime | None = None
    """When the whole list last came, where updates come in pieces."""
    looked_at: datetime | None = None
    """When the source was last asked, whatever came of it."""
    good_at: datetime | None = None
    """When the list in use was last known to be current."""
    next_at: datetime | None = None
    """When to ask again; None: now."""
    failures: int = 0
    """Failed looks in a row, for the back-off."""
    signed_version: int = 0
    signed_timestamp: int = 0
    entries: int = 0
    ranges: int = 0
    counts_votes: bool = False
    """True when any entry of the list in use has votes."""
    title: str = ""
    licence: str = ""
    format: str = ""
    """The format the list was last read as."""
    expires: str = ""
    """Day the list in use expires, `2026-11-21`, or empty."""
    held_because: Sentence = NOTHING
    """Why a newer list waits for the user's word; empty when none waits."""
    held_state: dict[str, str | int | bool] = msgspec.field(default_factory=dict)
    """What to remember of the held list once it is accepted."""
    off_because: Sentence = NOTHING
    """Why the list is switched off though settings have it on, or empty."""
    trusted_at: datetime | None = None
    """When the household switched it on again: what it was wrong about before is forgiven."""
    last_report: dict[str, Any] = msgspec.field(default_factory=dict)


def list_path(folder: Path, name: str) -> Path:
    """Where the list in use is kept, in the plain format."""
    return folder / f"{name}.txt"


def side_path(folder: Path, name: str, side: str) -> Path:
    """Where a list's `wanted` or `labels` entries are kept, or a `held` list waits."""
    return folder / f"{name}.{side}.txt"


def mark_index_old(folder: Path) -> None:
    """Note that lists are about to change, so that the index is rebuilt even after a crash."""
    (folder / _INDEX_IS_OLD).touch()


def is_index_old(folder: Path) -> bool:
    """Tell whether lists changed since the index was last built."""
    return (folder / _INDEX_IS_OLD).exists()


def mark_index_new(folder: Path) -> None:
    """Note that the index holds the lists as they are."""
    (folder / _INDEX_IS_OLD).unlink(missing_ok=True)


def read_state(folder: Path, name: str, address: str) -> SourceState:
    """Read what is remembered of a list; nothing when the file is missing, broken or of another address."""
    try:
        state = msgspec.json.decode(
            _state_path(folder, name).read_bytes(), type=SourceState, dec_hook=sentence_from
        )
    except (OSError, msgspec.DecodeError, ValueError):
        return SourceState(name=name, address=address)
    if state.address != address:
        return SourceState(name=name, address=address)
    return state


def write_state(folder: Path, state: SourceState) -> None:
    """Keep what is remembered of a list; the file is whole at every moment."""
    with whole_file(_state_path(folder, state.name)) as out:
        out.write(msgspec.json.format(msgspec.json.encode(state, enc_hook=taken_apart), indent=1))


def _state_path(folder: Path, name: str) -> Path:
    return folder / f"{name}.state.json"
