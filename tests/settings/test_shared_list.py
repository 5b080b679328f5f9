"""`[[list]]`: mistakes are answered with the way out, and a token is never shown."""

from typing import Any

import pytest

from agent.settings.shared_list import SharedListSettings


@pytest.mark.parametrize(
    ("settings", "because"),
    [
        ({"name": "Bad Name", "url": "https://x.example/"}, "small letters, digits and hyphens"),
        ({"name": "../etc", "url": "https://x.example/"}, "small letters, digits and hyphens"),
        ({"name": "x"}, "either a url or a path"),
        ({"name": "x", "url": "https://x.example/", "path": "/y"}, "either a url or a path"),
        ({"name": "x", "url": "http://x.example/"}, "must begin with https://"),
        ({"name": "x", "url": "file:///etc/passwd", "local": True}, "must begin with https://"),
        ({"name": "x", "url": "https://x.example/", "key": "a", "key_file": "b"}, "more than one of"),
    ],
)
def test_mistakes_are_named(settings: dict[str, Any], because: str) -> None:
    with pytest.raises(ValueError, match=because):
        SharedListSettings(**settings)


def test_plain_http_is_for_the_house_only() -> None:
    assert SharedListSettings(name="x", url="http://nas.local/list.txt", local=True).url


def test_the_token_stays_out_of_the_repr() -> None:
    assert "secret" not in repr(SharedListSettings(name="x", url="https://x.example/", key="secret"))
