"""What is fetched is the list itself, also where the settings have the address of a page that shows it."""

from datetime import UTC, datetime
from pathlib import Path

import httpx
import pytest

from agent.lists.sync.normalised import ListRefusedError
from agent.lists.sync.obtain import obtain
from agent.lists.sync.source_state import SourceState
from agent.settings.shared_list import SharedListSettings

NOW = datetime(2026, 11, 21, tzinfo=UTC)


def obtained(url: str, folder: Path, body: bytes) -> tuple[bytes, list[str]]:
    asked: list[str] = []
    length = {"Content-Length": str(len(body))}

    def answer(request: httpx.Request) -> httpx.Response:
        asked.append(str(request.url))
        return httpx.Response(200, headers=length, stream=httpx.ByteStream(body))

    settings = SharedListSettings(name="street", url=url)
    with httpx.Client(transport=httpx.MockTransport(answer)) as client:
        got = obtain(settings, SourceState(), folder, client, now=NOW, clock=lambda: 0.0)
    assert got.file is not None
    with got.file:
        return got.file.read(), asked


def test_the_page_of_a_code_host_is_followed_to_its_file(tmp_path: Path) -> None:
    body, asked = obtained("https://github.com/a/b/blob/main/list.txt", tmp_path, b"+33199001001\n")
    assert asked == ["https://raw.githubusercontent.com/a/b/main/list.txt"]
    assert body == b"+33199001001\n"


def test_any_other_page_is_refused_with_what_to_give_instead(tmp_path: Path) -> None:
    with pytest.raises(ListRefusedError, match="give the address of the file itself"):
        obtained("https://code.example/a/b/blob/list.txt", tmp_path, b"<!DOCTYPE html><html></html>")
