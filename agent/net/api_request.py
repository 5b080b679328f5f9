"""One question to a list's API, answered within a set time or refused with a sentence."""

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import httpx

from agent.call.sentence import say
from agent.net.client import DEADLINE
from agent.net.retry_after import retry_after_seconds
from agent.net.unpacking import FetchRefusedError, unpacked

BACK_OFF_SECONDS = 60.0
"""How long to leave a server alone after a 429 that names no time."""
_MAX_ANSWER_BYTES = 1 << 20


class ApiRefusedError(Exception):
    """The service said no; the text says why, for a person."""

    def __init__(self, because: str, *, retry_after_seconds: float = 0.0, for_good: bool = False) -> None:
        """`for_good` is true when trying again is useless until a person changes something."""
        super().__init__(because)
        self.retry_after_seconds = retry_after_seconds
        self.for_good = for_good


def ask(
    client: httpx.Client,
    method: str,
    url: str,
    *,
    service: str,
    headers: dict[str, str] | None = None,
    parameters: dict[str, str] | None = None,
    body: dict[str, Any] | None = None,
    seconds: float,
    clock: Callable[[], float],
) -> bytes:
    """Send one request to a list's API and return its answer; ApiRefusedError says why there is none."""
    extensions = {DEADLINE: clock() + seconds, "timeout": httpx.Timeout(seconds).as_dict()}
    request = client.build_request(
        method, url, headers=headers, params=parameters, json=body, extensions=extensions
    )
    raw = bytearray()
    try:
        answer = client.send(request, stream=True)
        try:
            _check(answer, service)
            packing = answer.headers.get("Content-Encoding", "").strip().lower()
            for piece in unpacked(answer.iter_raw(), packing):
                raw += piece
                if len(raw) > _MAX_ANSWER_BYTES:
                    raise ApiRefusedError(say("{service}'s answer is too long", service=service))
        finally:
            answer.close()
    except FetchRefusedError as error:
        raise ApiRefusedError(say("{service}'s answer cannot be read", service=service)) from error
    except httpx.TimeoutException as error:
        raise ApiRefusedError(
            say("{service} did not answer in {seconds:g} s", service=service, seconds=seconds)
        ) from error
    except httpx.HTTPError as error:
        raise ApiRefusedError(
            say("{service} cannot be reached: {error}", service=service, error=error)
        ) from error
    return bytes(raw)


def _check(answer: httpx.Response, service: str) -> None:
    status = answer.status_code
    if status in (401, 403):
        raise ApiRefusedError(
            say(
                "{service} does not accept the key ({status}); check key_file", service=service, status=status
            ),
            for_good=True,
        )
    if status in (429, 503):
        wait = retry_after_seconds(answer.headers.get("Retry-After", ""), datetime.now(UTC))
        raise ApiRefusedError(
            say("{service} is busy ({status})", service=service, status=status),
            retry_after_seconds=wait or BACK_OFF_SECONDS,
        )
    if status >= 400:
        raise ApiRefusedError(
            say("{service} answers {status}", service=service, status=status), for_good=status < 500
        )
    if status >= 300:
        raise ApiRefusedError(
            say("{service} answers {status}, which is not expected", service=service, status=status)
        )
