"""Telling Saracroche of a French number, by a person's own word."""

from collections.abc import Callable

from agent.net.api_request import ask
from agent.net.client import Client

BASE_URL = "https://saracroche.org/api/v1"


def report(
    client: Client,
    number_e164: str,
    *,
    is_good: bool = False,
    base_url: str = BASE_URL,
    clock: Callable[[], float],
) -> None:
    """Send one report; raises `ApiRefusedError` with the reason when it is not taken."""
    ask(
        client,
        "POST",
        base_url.rstrip("/") + "/reports",
        service="Saracroche",
        body={"phone": int(number_e164.lstrip("+")), "is_good": is_good},
        seconds=20,
        clock=clock,
    )
