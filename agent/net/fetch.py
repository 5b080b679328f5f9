"""Bring one file into the house, and nothing more than that file.

The server is believed in nothing: not in its length, its packing, its speed, its redirects, nor in
what it calls its answer.  Whatever goes wrong is one sentence, and the old list goes on serving.
"""

import contextlib
import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import BinaryIO

import httpx

from agent.call.sentence import say
from agent.net.client import DEADLINE, origin_of
from agent.net.retry_after import retry_after_seconds
from agent.net.unpacking import FetchRefusedError, unpacked

_REDIRECTS = (301, 302, 303, 307, 308)
_TOO_BUSY = (429, 503)
_SLOW_START_SECONDS = 5.0
"""A server may be this slow to get going before its speed is judged."""


@dataclass(frozen=True, slots=True, kw_only=True)
class FetchLimits:
    """What one download may cost."""

    wire_bytes: int = 16 << 20
    unpacked_bytes: int = 64 << 20
    total_seconds: float = 60.0
    min_bytes_per_second: float = 2048.0
    redirects: int = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class Fetched:
    """What came of one download."""

    unchanged: bool = False
    """True when the server says nothing changed since the last time (304)."""
    etag: str = ""
    last_modified: str = ""
    wire_bytes: int = 0
    unpacked_bytes: int = 0


def fetch(
    client: httpx.Client,
    url: str,
    into: BinaryIO,
    *,
    limits: FetchLimits | None = None,
    own_url: str = "",
    headers: Mapping[str, str] | None = None,
    etag: str = "",
    last_modified: str = "",
    clock: Callable[[], float] = time.monotonic,
    now: datetime | None = None,
) -> Fetched:
    """Write the file at `url` into `into`, unless it is unchanged; FetchRefusedError says why not.

    `own_url` is an address of this household, the only one that may be plain http.
    `headers` go to `url`'s own server and to no other that it redirects to.
    `now` is what a date in Retry-After is counted from.
    """
    limits = limits or FetchLimits()
    started = clock()
    address = _checked(url, own_url)
    first_origin = origin_of(address)
    conditions = {
        name: value
        for name, value in (("If-None-Match", etag), ("If-Modified-Since", "" if etag else last_modified))
        # What a server said once may be no header that can be sent back (RFC 9110 §5.5).
        if value and value.isascii() and value.isprintable()
    }
    for _ in range(limits.redirects + 1):
        own_headers = dict(headers or {}) if origin_of(address) == first_origin else {}
        request = client.build_request(
            "GET",
            address,
            headers={**conditions, **own_headers},
            extensions={DEADLINE: started + limits.total_seconds},
        )
        with _sentences(address), contextlib.closing(client.send(request, stream=True)) as answer:
            if answer.status_code in _REDIRECTS:
                address = _checked(answer.headers.get("Location", ""), own_url, base=address)
                continue
            if answer.status_code == 304 and conditions:
                return Fetched(unchanged=True, etag=etag, last_modified=last_modified)
            _check_answer(answer, limits, now or datetime.now(UTC))
            return _take(answer, into, limits, started, clock)
    raise FetchRefusedError(say("the server redirects more than {most} times", most=limits.redirects))


def _checked(url: str, own_url: str, base: httpx.URL | None = None) -> httpx.URL:
    try:
        address = base.join(url) if base is not None else httpx.URL(url)
    except (httpx.InvalidURL, ValueError) as error:
        raise FetchRefusedError(say("{url!r} is no address: {error}", url=url[:200], error=error)) from error
    if address.userinfo:
        raise FetchRefusedError(say("the address holds a password; put it in key_file instead"))
    if address.scheme in ("https", "http") and not address.host:
        raise FetchRefusedError(say("{url!r} names no server", url=url[:200]))
    if address.scheme == "https":
        return address
    if address.scheme == "http" and own_url and origin_of(address) == origin_of(httpx.URL(own_url)):
        return address
    raise FetchRefusedError(
        say("{url} is not https; a list that anyone on the way can change is not taken", url=url[:200])
    )


def _check_answer(answer: httpx.Response, limits: FetchLimits, now: datetime) -> None:
    status, reason = answer.status_code, answer.reason_phrase or "?"
    if status in _TOO_BUSY:
        wait = retry_after_seconds(answer.headers.get("Retry-After", ""), now)
        asked = say(" and asks to wait {wait:.0f} s", wait=wait) if wait else ""
        raise FetchRefusedError(
            say("the server is busy ({status}){asked}", status=status, asked=asked), retry_after_seconds=wait
        )
    if status in (401, 403):
        raise FetchRefusedError(
            say("the server does not accept the key ({status}); check key_file", status=status)
        )
    if status != 200:
        sentence = say("the server answers {status} {reason}", status=status, reason=reason)
        raise FetchRefusedError(sentence, is_missing=status in (404, 410))
    if answer.headers.get("Content-Type", "").lower().startswith("text/html"):
        raise FetchRefusedError(say("the server sends a web page instead of a list"))
    length = answer.headers.get("Content-Length", "")
    if "chunked" not in answer.headers.get("Transfer-Encoding", "").lower() and not length:
        raise FetchRefusedError(
            say("the server does not say how long the list is, so a cut list would go unseen")
        )
    if length.isascii() and length.isdigit() and int(length[:18]) > limits.wire_bytes:
        raise FetchRefusedError(
            say(
                "the list is {size}; at most {most}",
                size=_megabytes(int(length[:18])),
                most=_megabytes(limits.wire_bytes),
            )
        )


def _take(
    answer: httpx.Response, into: BinaryIO, limits: FetchLimits, started: float, clock: Callable[[], float]
) -> Fetched:
    wire = _Metered(answer, limits, started, clock)
    unpacked_bytes = 0
    for piece in unpacked(iter(wire), answer.headers.get("Content-Encoding", "").strip().lower()):
        unpacked_bytes += len(piece)
        if unpacked_bytes > limits.unpacked_bytes:
            raise FetchRefusedError(
                say("the list unpacks to more than {size}", size=_megabytes(limits.unpacked_bytes))
            )
        into.write(piece)
    return Fetched(
        etag=answer.headers.get("ETag", "")[:500],
        last_modified=answer.headers.get("Last-Modified", "")[:100],
        wire_bytes=wire.count,
        unpacked_bytes=unpacked_bytes,
    )


class _Metered:
    """The answer's raw bytes, stopped when they are too many or too slow."""

    def __init__(
        self, answer: httpx.Response, limits: FetchLimits, started: float, clock: Callable[[], float]
    ) -> None:
        self.count = 0
        self._answer = answer
        self._limits = limits
        self._started = started
        self._clock = clock

    def __iter__(self) -> Iterator[bytes]:
        for chunk in self._answer.iter_raw():
            self.count += len(chunk)
            if self.count > self._limits.wire_bytes:
                raise FetchRefusedError(
                    say("the list is longer than {size}", size=_megabytes(self._limits.wire_bytes))
                )
            seconds = self._clock() - self._started
            if seconds > self._limits.total_seconds:
                raise FetchRefusedError(
                    say("the download took longer than {seconds:.0f} s", seconds=self._limits.total_seconds)
                )
            if seconds > _SLOW_START_SECONDS and self.count < seconds * self._limits.min_bytes_per_second:
                raise FetchRefusedError(
                    say(
                        "the server is too slow: {count} bytes in {seconds:.0f} s",
                        count=self.count,
                        seconds=seconds,
                    )
                )
            yield chunk


@contextlib.contextmanager
def _sentences(address: httpx.URL) -> Iterator[None]:
    """Turn what can go wrong on the network into a sentence."""
    try:
        yield
    except httpx.TimeoutException as error:
        raise FetchRefusedError(say("{host} did not answer in time", host=address.host)) from error
    except httpx.RemoteProtocolError as error:
        raise FetchRefusedError(
            say("{host} broke off or does not speak HTTP: {error}", host=address.host, error=error)
        ) from error
    except httpx.HTTPError as error:
        raise FetchRefusedError(
            say("{host} cannot be reached: {error}", host=address.host, error=error)
        ) from error


def _megabytes(count: int) -> str:
    return f"{count / (1 << 20):.0f} MB" if count >= 1 << 20 else say("{count} bytes", count=count)
