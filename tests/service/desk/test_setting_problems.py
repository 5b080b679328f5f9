"""Everything in the settings that cannot work here is told at once, and nothing that can."""

from pathlib import Path

import pytest

from agent.service.desk.setting_problems import setting_problems
from agent.settings.config_file import load_settings
from agent.sip.pjsip.limits import LINES_LIMIT

LINE = '[[line]]\nname = "{name}"\ntrusted_peers = ["127.0.0.9"]\n{more}\n'


def problems_of(folder: Path, config: str) -> tuple[str, ...]:
    path = folder / "config.toml"
    path.write_text(config)
    return tuple(setting_problems(load_settings(path), {}))


def a_line(name: str = "home", more: str = "") -> str:
    return LINE.format(name=name, more=more)


def test_all_that_is_wrong_is_told_in_one_go(tmp_path: Path) -> None:
    house = '[house]\nown_numbers = ["hello", "0140000001"]\ndata_folder = "config.toml"\n'
    lists = (
        '[lists]\nsuspect_prefixes = ["01 7x", "abc"]\nshipped_off = ["arcep"]\ntreatments = {x = "screen"}\n'
    )
    lines = a_line("a", 'country = "XX"') + a_line("b", 'own_numbers = ["12"]\nbind_address = "192.0.2.7"')
    told = "\n".join(problems_of(tmp_path, house + lists + lines))
    for words in (
        '[[line]] "a" country = "XX": no country dials by that code',
        '[house] own_numbers has "hello"',
        '[[line]] "b" own_numbers has "12"',
        '"b" bind_address = "192.0.2.7" is no address of this computer',
        'shipped_off names "arcep"',
        'treatments names "x"',
        "config.toml cannot be written by this user, so no call would be written down",
    ):
        assert words in told
    # Hunches are read as a line dials: with no line that can dial there is nothing to read them by.
    assert "suspect_prefixes" not in told
    told = "\n".join(problems_of(tmp_path, lists + a_line()))
    assert 'suspect_prefixes has "01 7x"' in told
    assert 'suspect_prefixes has "abc"' in told


@pytest.mark.parametrize(
    ("one", "other", "clash"),
    [
        ("port = 5060", "port = 5060", True),
        ("port = 5060", 'port = 5060\nbind_address = "127.0.0.1"', True),
        ('port = 5060\nbind_address = "127.0.0.2"', 'port = 5060\nbind_address = "127.0.0.1"', False),
        ("port = 5060", 'port = 5060\ntransport = "tcp"', False),
        ("port = 5060", "port = 5061", False),
        ("port = 0", "port = 0", False),
    ],
)
def test_two_lines_cannot_share_a_port(tmp_path: Path, one: str, other: str, clash: bool) -> None:
    told = problems_of(tmp_path, a_line("a", one) + a_line("b", other))
    sentence = '[[line]] "a" and "b" both have port = 5060: give each its own, or leave it out'
    assert told == ((sentence,) if clash else ())


def test_a_registrar_asks_for_a_password(tmp_path: Path) -> None:
    config = '[[line]]\nregistrar = "fritz.box"\nuser = "u"\n'
    assert problems_of(tmp_path, config) == (
        '[[line]] "home" has no password, and fritz.box will ask for it: write for example '
        'password_file = "password.txt"',
    )
    assert problems_of(tmp_path, config + 'password = "hunter2"\n') == ()
    assert "NOPE" in problems_of(tmp_path, config + 'password_env = "NOPE"\n')[0]


def test_more_lines_than_the_stack_takes_are_told_before_the_start(tmp_path: Path) -> None:
    lines = [a_line(f"line{number}") for number in range(LINES_LIMIT + 1)]
    (told,) = problems_of(tmp_path, "".join(lines))
    assert "there are 9 [[line]] blocks, and the SIP library takes 8" in told
    assert problems_of(tmp_path, "".join(lines[1:])) == ()


def test_a_hunch_that_means_the_whole_country_is_named_with_how_many_that_is(tmp_path: Path) -> None:
    told = "\n".join(problems_of(tmp_path, '[lists]\nsuspect_prefixes = ["0", "0162", "+44"]\n' + a_line()))
    assert 'suspect_prefixes has "0", which is every number that begins with +33' in told
    assert "1\u202f000\u202f000\u202f000" in told
    assert "0162" not in told and "+44" not in told
