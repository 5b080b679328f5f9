"""PhoneBlock's API (v1.7) as far as a doorkeeper uses it: look a caller up, and give back.

A look-up can hide the number: the server is told four hex digits of its SHA-1, about three
thousand German numbers share them, and the comparison happens here.
"""

import hashlib
import json
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from agent.call.list_entry import ListEntry
from agent.call.sentence import say
from agent.lists.formats.parsed import SourceEntry
from agent.lists.formats.phoneblock_json import RATINGS, date_of_milliseconds
from agent.lists.formats.source_json import text_of, whole_number_of
from agent.lists.formats.source_text import shown
from agent.net.api_request import ApiRefusedError, ask
from agent.net.client import Client

BASE_URL = "https://phoneblock.net/phoneblock/api"
KINDS = {label: rating for rating, label in RATINGS.items()}
"""What a person may call a caller, and PhoneBlock's word for it."""
_HASH_DIGITS = 4
_LEAST_IN_TEN = 4
_LEAST_IN_HUNDRED = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class Known:
    """What PhoneBlock knows of one caller."""

    direct: SourceEntry | None = None
    """The number itself, when it was reported or is on the user's personal lists."""
    nearby: ListEntry | None = None
    """The block around it, when many of its numbers were reported."""
    denied_by_user: bool = False
    """True when the number stands on the user's own PhoneBlock blacklist."""
    allowed_by_user: bool = False


def hash_of(number_e164: str) -> str:
    """The SHA-1 of a number (with its `+`), 40 upper-case hex digits."""
    return hashlib.sha1(number_e164.encode(), usedforsecurity=False).hexdigest().upper()


class PhoneBlock:
    """One account at PhoneBlock, over a client of `net.client.open_client`."""

    def __init__(
        self,
        client: Client,
        key: str,
        *,
        base_url: str = BASE_URL,
        clock: Callable[[], float],
    ) -> None:
        """`key` is the token `pbt_…` from the account's settings page; `clock` is monotonic seconds."""
        self._client = client
        self._base_url = base_url.rstrip("/")
        self._headers = {"Authorization": f"Bearer {key}", "Accept": "application/json"}
        self._clock = clock

    def look_up_hidden(self, number_e164: str, *, seconds: float = 0.8) -> Known:
        """Ask for everybody who shares four hash digits with the number, and compare here."""
        query = {"sha1": number_e164, "prefix10": number_e164[:-1], "prefix100": number_e164[:-2]}
        parameters = {name: hash_of(part)[:_HASH_DIGITS] for name, part in query.items()}
        answer = self._json("GET", "/check-prefix", parameters=parameters, seconds=seconds)
        direct: dict[str, Any] = next(
            (info for info in _objects(answer.get("numbers")) if info.get("phone") == number_e164), {}
        )
        ten = _range(answer.get("range10"), number_e164[:-1])
        hundred = _range(answer.get("range100"), number_e164[:-2])
        return _known(number_e164, direct, ten, hundred)

    def look_up_openly(self, number_e164: str, *, seconds: float = 0.8) -> Known:
        """Ask for the number itself; PhoneBlock then knows who called."""
        info = self._json("GET", f"/num/{number_e164}", seconds=seconds)
        nearby = None
        if (votes := whole_number_of(info.get("votesWildcard"))) > 0:
            nearby = ListEntry(
                kind="prefix", value=number_e164[:-1], as_written=number_e164[:-1] + "*", votes=votes
            )
        return Known(
            direct=_direct(number_e164, info),
            nearby=nearby,
            denied_by_user=info.get("blackListed") is True,
            allowed_by_user=info.get("whiteListed") is True,
        )

    def rate(self, number_e164: str, kind: str, comment: str = "") -> None:
        """Send a person's own rating; `kind` is a word of `KINDS`."""
        body = {"phone": number_e164, "rating": KINDS[kind], "comment": comment[:1000]}
        self._ask("POST", "/rate", seconds=20, body=body)

    def report_call(self, number_e164: str) -> None:
        """Tell that a listed number called; counted at most 20 times a day."""
        self._ask("POST", f"/report-call/{number_e164}", seconds=20)

    def _json(
        self, method: str, path: str, *, seconds: float, parameters: dict[str, str] | None = None
    ) -> dict[str, Any]:
        raw = self._ask(method, path, seconds=seconds, parameters=parameters)
        try:
            answer = json.loads(raw)
        except (ValueError, RecursionError) as error:
            raise ApiRefusedError(say("{service}'s answer cannot be read", service="PhoneBlock")) from error
        return answer if isinstance(answer, dict) else {}

    def _ask(
        self,
        method: str,
        path: str,
        *,
        seconds: float,
        parameters: dict[str, str] | None = None,
        body: dict[str, str] | None = None,
    ) -> bytes:
        return ask(
            self._client,
            method,
            self._base_url + path,
            service="PhoneBlock",
            headers=self._headers,
            parameters=parameters,
            body=body,
            seconds=seconds,
            clock=self._clock,
        )


def _known(number: str, direct: dict[str, Any], ten: tuple[int, int], hundred: tuple[int, int]) -> Known:
    votes_ten, count_ten = ten
    votes_hundred, count_hundred = hundred
    nearby = None
    if count_hundred >= _LEAST_IN_HUNDRED:
        # A ten that is no range of its own is not among the hundred's votes yet.
        votes = votes_hundred + (votes_ten if count_ten < _LEAST_IN_TEN else 0)
        nearby = _block(number[:-2] + "##", votes)
    elif count_ten >= _LEAST_IN_TEN:
        nearby = _block(number[:-1] + "#", votes_ten)
    found = _direct(number, direct)
    if found is not None and found.says == "wanted":
        nearby = None  # a number known as legitimate outranks its neighbourhood
    return Known(
        direct=found,
        nearby=nearby,
        denied_by_user=direct.get("blackListed") is True,
        allowed_by_user=direct.get("whiteListed") is True,
    )


def _direct(number: str, info: dict[str, Any]) -> SourceEntry | None:
    rating = text_of(info.get("rating"))
    votes = whole_number_of(info.get("votes"))
    on_personal_list = info.get("blackListed") is True or info.get("whiteListed") is True
    if votes == 0 and rating != "A_LEGITIMATE" and not on_personal_list:
        return None
    return SourceEntry(
        kind="exact",
        value=number,
        as_written=number,
        votes=votes,
        label=RATINGS.get(rating, ""),
        note=shown(text_of(info.get("location"))),
        last_reported_on=date_of_milliseconds(info.get("lastUpdate")),
        says="wanted" if rating == "A_LEGITIMATE" else "unwanted",
    )


def _block(value: str, votes: int) -> ListEntry:
    return ListEntry(
        kind="pattern", value=value, as_written=value, votes=votes, note="many reports around it"
    )


def _range(ranges: object, prefix: str) -> tuple[int, int]:
    """Votes and count of the answered range that is ours, or zeros."""
    for found in _objects(ranges):
        if found.get("prefix") == prefix:
            return whole_number_of(found.get("votes")), whole_number_of(found.get("cnt"))
    return 0, 0


def _objects(found: object) -> list[dict[str, Any]]:
    return [one for one in found if isinstance(one, dict)] if isinstance(found, list) else []
