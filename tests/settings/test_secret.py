"""A password or a token is found where the household put it, and shown nowhere."""

from pathlib import Path
from typing import Any

import pytest
from rich.pretty import pretty_repr

from agent.call.user_error import UserError
from agent.settings.line import LineSettings
from agent.settings.secret import read_key, read_password
from agent.settings.settings import Settings
from agent.settings.shared_list import SharedListSettings


def a_line(**given: Any) -> LineSettings:
    return LineSettings(name="home", registrar="fritz.box", user="u", **given)


def test_a_password_comes_from_each_of_its_four_places(tmp_path: Path) -> None:
    (tmp_path / "secret").write_text("hünter2 \r\nsecond line\n", encoding="utf-8")
    environment = {"FROM_ENV": "of the environment", "CREDENTIALS_DIRECTORY": str(tmp_path)}
    assert read_password(a_line(), tmp_path, environment) == ""
    assert read_password(a_line(password="plain"), tmp_path, environment) == "plain"
    assert read_password(a_line(password_file="secret"), tmp_path, environment) == "hünter2 "
    assert read_password(a_line(password_env="FROM_ENV"), tmp_path, environment) == "of the environment"
    assert read_password(a_line(password_credential="secret"), tmp_path, environment) == "hünter2 "


@pytest.mark.parametrize(
    ("given", "sentence"),
    [
        ({"password_file": "none"}, '"home": password_file: {folder}/none cannot be read (No such file'),
        ({"password_file": "empty"}, "the first line of {folder}/empty is empty: write the password there"),
        ({"password_file": "binary"}, "{folder}/binary is not UTF-8 text"),
        ({"password_env": "NONE"}, 'password_env = "NONE", but there is no such environment variable'),
        ({"password_credential": "sip"}, "add LoadCredential=sip:/path/to/file to the service"),
    ],
)
def test_a_missing_password_is_one_sentence(tmp_path: Path, given: dict[str, str], sentence: str) -> None:
    (tmp_path / "empty").write_text("\nhunter2")
    (tmp_path / "binary").write_bytes(b"\xff\xfehunter2")
    with pytest.raises(UserError) as told:
        read_password(a_line(**given), tmp_path, {})
    assert sentence.format(folder=tmp_path) in str(told.value)
    assert "hunter2" not in str(told.value)


def test_a_password_is_in_no_repr() -> None:
    line = a_line(password="hunter2")
    settings = Settings(lines=(line,))
    for shown in (
        repr(line),
        f"{line}",
        repr(settings),
        pretty_repr(settings),
        pretty_repr(line, max_width=9),
    ):
        assert "hunter2" not in shown
        assert "fritz.box" in shown


@pytest.mark.parametrize(
    ("settings", "environment", "key"),
    [
        ({"key": "pbt_a"}, {}, "pbt_a"),
        ({"key_env": "TOKEN"}, {"TOKEN": "pbt_b\n"}, "pbt_b"),
        ({"key_file": "token"}, {}, "pbt_c"),
        ({}, {}, ""),
    ],
)
def test_a_token_comes_from_where_the_settings_say(
    settings: dict[str, Any], environment: dict[str, str], key: str, tmp_path: Path
) -> None:
    (tmp_path / "token").write_text("pbt_c\nsecond line\n")
    a_list = SharedListSettings(name="x", url="https://x.example/", **settings)
    assert read_key(a_list, tmp_path, environment) == key
    assert "pbt_" not in repr(a_list)


def test_a_token_from_systemd(tmp_path: Path) -> None:
    (tmp_path / "pb").write_text("pbt_d\n")
    a_list = SharedListSettings(name="x", url="https://x.example/", key_credential="pb")
    assert read_key(a_list, Path("/"), {"CREDENTIALS_DIRECTORY": str(tmp_path)}) == "pbt_d"


@pytest.mark.parametrize(
    ("settings", "because"),
    [
        ({"key_env": "TOKEN"}, "no such environment variable"),
        ({"key_file": "nowhere"}, "cannot be read"),
        ({"key_file": "empty"}, "is empty"),
        ({"key_credential": "pb"}, "LoadCredential=pb"),
    ],
)
def test_a_missing_token_names_the_place(settings: dict[str, Any], because: str, tmp_path: Path) -> None:
    (tmp_path / "empty").write_text("\n")
    with pytest.raises(UserError, match=because):
        read_key(SharedListSettings(name="x", url="https://x.example/", **settings), tmp_path, {})
