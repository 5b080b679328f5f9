"""What a household gives to others: its own findings as a signed list, and many such lists made into one."""

import re
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import BinaryIO

from agent.call.list_entry import ListEntry
from agent.call.sentence import say
from agent.call.user_error import UserError
from agent.disk.whole_file import whole_file
from agent.identify.phone_number import read_number
from agent.lists.exports.plain_list import write
from agent.lists.exports.written import Written
from agent.lists.file_check import read_file
from agent.lists.household.household_lists import HouseholdLists
from agent.lists.publishing import Published, findings, make_key, merge_lists, publish, read_key_file
from agent.lists.sync.hygiene import Sieve
from agent.lists.sync.signature import MAX_SIGNATURE_BYTES
from agent.service.lists.index import plans_of
from agent.service.lists.sources import protected_by
from agent.settings.settings import Settings
from agent.store.call_counts import CallCounts
from agent.store.database import StoreUnusable

KEY_FILE = "publish.key"
_VERSION = re.compile(r"^trusted comment:.*\bversion:(\d{1,15})\b", re.MULTILINE)


def key_path(settings: Settings) -> Path:
    """Where the household's secret key is when nobody says otherwise: beside its settings."""
    return settings.folder / KEY_FILE


def new_key(path: Path) -> str:
    """Make a key pair, the public half in a file beside the secret one, and return the public half.

    Raises UserError, also when there is a key already.
    """
    return make_key(path).public.text


def publish_findings(settings: Settings, path: Path, key: Path, *, title: str, now: datetime) -> Published:
    """Write the numbers this household denied or found to be dialers, signed.  Raises UserError."""
    secret = read_key_file(key)
    plan = plans_of(settings)[0]
    lists = HouseholdLists(settings.allow_path, settings.deny_path, plan)
    lists.load()
    log = CallCounts(settings.call_log_path, read_only=True)

    def is_mobile(number_e164: str) -> bool:
        number = read_number(number_e164, plan)
        return number is None or "mobile" in number.line_type

    try:
        found = findings(
            lists.entries_by_file().get(settings.deny_path, ()),
            log.silent_callers(),
            protected=protected_by(settings, plans_of(settings)),
            is_mobile=is_mobile,
        )
        return publish(found, path, secret, title=title, now=now, last_version=_version_of(path))
    except StoreUnusable as error:
        raise UserError(say("{error}; are you the user that Tranquille runs as?", error=error)) from error
    except OSError as error:
        raise UserError(
            say("{path} cannot be written: {error}", path=path, error=error.strerror or error)
        ) from error
    finally:
        log.close()


def merge_files(
    settings: Settings, paths: Sequence[Path], quorum: int, where: Path | BinaryIO, title: str
) -> Written:
    """Write the numbers that at least so many of the lists hold.  Raises UserError."""
    if quorum > len(paths):
        raise UserError(
            say(
                "a quorum of {quorum} cannot be reached by {count} lists; name more of them",
                quorum=quorum,
                count=len(paths),
            )
        )
    sieve = Sieve(protected_by(settings, plans_of(settings)))
    merged = merge_lists((_entries(path, settings) for path in paths), quorum)
    found = [entry for entry in merged if not sieve.objection(entry)]
    if not isinstance(where, Path):
        return write(found, where, title)
    try:
        with whole_file(where) as out:
            return write(found, out, title)
    except OSError as error:
        raise UserError(
            say("{where} cannot be written: {error}", where=where, error=error.strerror or error)
        ) from error


def today_title(now: datetime) -> str:
    """A title for those who give none."""
    return f"Unwanted callers, {now.astimezone(UTC):%Y-%m-%d}"


def _entries(path: Path, settings: Settings) -> Iterator[ListEntry]:
    for found in read_file(path, plan=plans_of(settings)[0]):
        if isinstance(found, ListEntry):
            yield found


def _version_of(path: Path) -> int:
    """The version of what was published there last; 0 when nothing was."""
    try:
        with path.with_name(path.name + ".minisig").open("rb") as file:
            text = file.read(MAX_SIGNATURE_BYTES).decode("utf-8", "replace")
    except OSError:
        return 0
    found = _VERSION.search(text)
    return int(found[1]) if found else 0
