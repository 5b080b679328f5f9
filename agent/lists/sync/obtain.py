"""Get a list's file, from the network or from this machine, checked as far as a file can be."""

import io
import os
import stat
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import BinaryIO
from urllib.parse import urlsplit, urlunsplit

import msgspec

from agent.call.sentence import say
from agent.lists.formats.registry import HEAD_BYTES, is_html
from agent.lists.sync.daily_files import DAYS_BACK, days_to_try, is_daily, url_of
from agent.lists.sync.file_address import file_address
from agent.lists.sync.normalised import ListRefusedError
from agent.lists.sync.signature import (
    MAX_SIGNATURE_BYTES,
    SignatureRefusedError,
    TrustedComment,
    read_public_key,
    refuse_rollback,
    verify,
)
from agent.lists.sync.source_state import SourceState
from agent.net.client import Client
from agent.net.fetch import Fetched, FetchLimits, fetch
from agent.net.unpacking import FetchRefusedError, packing_of, unpacked
from agent.settings.shared_list import SharedListSettings

_SIGNATURE_SUFFIX = ".minisig"


@dataclass(slots=True)
class Obtained:
    """A list's file as it came, unpacked and ready to be read; None when nothing changed."""

    file: BinaryIO | None
    fetched: Fetched
    signed: TrustedComment | None = None
    day: str = ""
    """The day of a file that comes out daily, `2026-11-21`."""


def limits_of(settings: SharedListSettings) -> FetchLimits:
    """What one download of this list may cost."""
    return FetchLimits(
        wire_bytes=int(settings.max_megabytes * (1 << 20)),
        unpacked_bytes=int(settings.max_unpacked_megabytes * (1 << 20)),
        total_seconds=settings.max_seconds,
    )


def obtain(
    settings: SharedListSettings,
    state: SourceState,
    folder: Path,
    client: Client | None,
    *,
    key: str = "",
    query: str = "",
    now: datetime,
    clock: Callable[[], float],
) -> Obtained:
    """Fetch or open the list; raises FetchRefusedError, SignatureRefusedError, ListRefusedError or OSError.

    `client` is None for a file on this machine; `query` is added to the url.
    The file is anonymous: it vanishes with the process.
    """
    if client is not None and is_daily(settings.url):
        return _newest_of_the_days(settings, state, folder, client, key=key, now=now, clock=clock)
    settings = msgspec.structs.replace(settings, url=file_address(settings.url))
    limits = limits_of(settings)
    if client is None:
        file, fetched = _from_this_machine(settings, state, limits)
    else:
        file = tempfile.TemporaryFile(dir=folder)  # noqa: SIM115 (handed on to the caller)
        fetched = fetch(
            client,
            _with_query(settings.url, query),
            file,
            limits=limits,
            own_url=settings.url if settings.local else "",
            headers={"Authorization": f"Bearer {key}"} if key else {},
            etag="" if query else state.etag,
            last_modified="" if query else state.last_modified,
            now=now,
            clock=clock,
        )
    if fetched.unchanged:
        file.close()
        return Obtained(None, fetched)
    signed = _check_signature(settings, state, file, client, key, clock) if settings.public_key else None
    return Obtained(_unpacked(file, folder, limits), fetched, signed)


def _newest_of_the_days(
    settings: SharedListSettings,
    state: SourceState,
    folder: Path,
    client: Client,
    *,
    key: str,
    now: datetime,
    clock: Callable[[], float],
) -> Obtained:
    """The newest file that has not come yet; nothing changed when no new one is there."""
    afresh = SourceState(signed_version=state.signed_version, signed_timestamp=state.signed_timestamp)
    for day in days_to_try(state.version, now.date()):
        of_that_day = msgspec.structs.replace(settings, url=url_of(settings.url, day))
        try:
            got = obtain(of_that_day, afresh, folder, client, key=key, now=now, clock=clock)
        except FetchRefusedError as error:
            if not error.is_missing:
                raise
            continue
        got.day = day.isoformat()
        return got
    if not state.version:
        raise FetchRefusedError(say("no day of the last {count} has a file there", count=DAYS_BACK))
    return Obtained(None, Fetched(unchanged=True))


def _from_this_machine(
    settings: SharedListSettings, state: SourceState, limits: FetchLimits
) -> tuple[BinaryIO, Fetched]:
    # Without O_NONBLOCK a named pipe in the place of the list would hold us for ever.
    descriptor = os.open(Path(settings.path).expanduser(), os.O_RDONLY | os.O_NONBLOCK)
    file = os.fdopen(descriptor, "rb")
    found = os.fstat(descriptor)
    if not stat.S_ISREG(found.st_mode):
        file.close()
        raise ListRefusedError(say("{path} is not a file", path=settings.path))
    if found.st_size > limits.unpacked_bytes:
        file.close()
        raise ListRefusedError(
            say("{path} is larger than {most} MB", path=settings.path, most=limits.unpacked_bytes >> 20)
        )
    etag = f"{found.st_mtime_ns}-{found.st_size}"
    return file, Fetched(unchanged=etag == state.etag, etag=etag, unpacked_bytes=found.st_size)


def _check_signature(
    settings: SharedListSettings,
    state: SourceState,
    file: BinaryIO,
    client: Client | None,
    key: str,
    clock: Callable[[], float],
) -> TrustedComment:
    text = io.BytesIO()
    if client is None:
        try:
            with Path(settings.path + _SIGNATURE_SUFFIX).expanduser().open("rb") as signature:
                text.write(signature.read(MAX_SIGNATURE_BYTES))
        except OSError as error:
            raise SignatureRefusedError(
                say("the list is not signed: no {path}{suffix}", path=settings.path, suffix=_SIGNATURE_SUFFIX)
            ) from error
    else:
        parts = urlsplit(settings.url)
        url = urlunsplit(parts._replace(path=parts.path + _SIGNATURE_SUFFIX))
        try:
            fetch(
                client,
                url,
                text,
                limits=FetchLimits(
                    wire_bytes=MAX_SIGNATURE_BYTES,
                    unpacked_bytes=MAX_SIGNATURE_BYTES,
                    total_seconds=settings.max_seconds,
                    min_bytes_per_second=0,
                ),
                own_url=settings.url if settings.local else "",
                headers={"Authorization": f"Bearer {key}"} if key else {},
                clock=clock,
            )
        except FetchRefusedError as error:
            raise SignatureRefusedError(say("its signature did not come: {error}", error=error)) from error
    file.seek(0)
    signature_text = text.getvalue().decode("utf-8", "replace")
    comment = verify(file, signature_text, read_public_key(settings.public_key))
    refuse_rollback(comment, (state.signed_version, state.signed_timestamp))
    return comment


def _unpacked(file: BinaryIO, folder: Path, limits: FetchLimits) -> BinaryIO:
    """The list itself, taken out of a `.gz` when it came in one."""
    head = _head_of(file)
    if packing := packing_of(head):
        plain_file = tempfile.TemporaryFile(dir=folder)  # noqa: SIM115 (handed on to the caller)
        count = 0
        for piece in unpacked(_chunks(file), packing):
            count += len(piece)
            if count > limits.unpacked_bytes:
                raise ListRefusedError(
                    say("the list unpacks to more than {most} MB", most=limits.unpacked_bytes >> 20)
                )
            plain_file.write(piece)
        file.close()
        file = plain_file
        head = _head_of(file)
        if packing_of(head):
            raise ListRefusedError(say("the list is packed twice"))
    if is_html(head):
        raise ListRefusedError(
            say("it is a web page and not a list; give the address of the file itself, often called raw")
        )
    return file


def _head_of(file: BinaryIO) -> bytes:
    file.seek(0)
    head = file.read(HEAD_BYTES)
    file.seek(0)
    return head


def _chunks(file: BinaryIO) -> Iterator[bytes]:
    while chunk := file.read(1 << 16):
        yield chunk


def _with_query(url: str, query: str) -> str:
    if not query:
        return url
    parts = urlsplit(url)
    return urlunsplit(parts._replace(query="&".join(filter(None, (parts.query, query)))))
