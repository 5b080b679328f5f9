"""What a person writes into config.toml, and what they are told when it cannot be."""

from collections.abc import Mapping
from pathlib import Path

import pytest

from agent.call.user_error import UserError
from agent.settings.config_file import ConfigMistakes, find_config_file, load_settings
from agent.settings.settings import Settings

FRITZ_BOX = """
[[line]]
registrar = "fritz.box"
user = "tranquille"
password_file = "password.txt"
area_code = "030"
"""


def load(folder: Path, toml: str, environment: Mapping[str, str] | None = None) -> Settings:
    path = folder / "config.toml"
    path.write_text(toml, encoding="utf-8")
    return load_settings(path, environment=environment or {"HOME": str(folder)})


def test_five_lines_are_enough_for_a_fritz_box(tmp_path: Path) -> None:
    settings = load(tmp_path, FRITZ_BOX)
    (line,) = settings.lines
    assert (line.registrar, line.user, line.kind) == ("fritz.box", "tranquille", "beside")
    assert settings.allow_path == tmp_path / "allow.txt"
    assert settings.house == Settings().house


@pytest.mark.parametrize(
    ("toml", "sentence"),
    [
        ("[hous]\n", "no section [hous] (did you mean house?); the sections are: announce, house, letting"),
        ("[[lines]]\n", "there is no section [lines] (did you mean line?)"),
        ('mode = "on"\n', "mode stands above the first [section]: it belongs under [house]"),
        ('registrar = "fritz.box"\n', "registrar stands above the first [section]: it belongs under [[line"),
        ('house = "on"\n', "house must be a section: write [house] on a line of its own"),
        ('[line]\nuser = "u"\n', "a line begins with [[line]], in double brackets: there may be several"),
        (
            '[house]\nmodus = "on"\n',
            "has no setting modus (did you mean mode?); its settings are: data_folder",
        ),
        ('[house]\nmode = "off"\n', '[house] mode = "off" must be one of "observe", "on"'),
        ('[house]\ntime_zone = "Paris"\n', '[house] time_zone = "Paris" is not a known time zone'),
        ('[house]\ntime_zone = "/etc/passwd"\n', "is not a known time zone"),
        (
            '[house]\nown_numbers = "01"\n',
            'own_numbers = "01" must be a list in [brackets], each text in "quotes"',
        ),
        ('[house]\nring = ["salon"]\n', '[house] ring has "salon": write SIP addresses such as'),
        ("[letting_ring]\nhold_seconds = 2\n", "hold_seconds = 2 must be a number from 3 to 60"),
        ("[letting_ring]\nrelease = 480\n", '[letting_ring] release = 480 must be one of "480", "wait"'),
        ('[listening]\nvoice_detector = "ears"\n', 'voice_detector = "ears" must be'),
        ("[store]\nkeep_days = 1.5\n", "[store] keep_days = 1.5 must be a whole number from 1 to 3650"),
        ("[store]\nkeep_days = nan\n", "[store] keep_days = NaN must be a whole number"),
        ("[announce]\nrepeat_when_talked_over = 1\n", "repeat_when_talked_over = 1 must be true or false"),
        ('[lists.treatments]\nx = "block"\n', "must be a table {name = value}, each one of"),
        ("[rules]\nreject_sip_status = 200\n", "[rules] reject_sip_status must be one of 403, 404"),
        ("[rules.wihheld]\non = false\n", "[rules] has no setting wihheld (did you mean withheld?)"),
        ('[rules.withheld]\non = "no"\n', '[rules.withheld] on = "no" must be true or false'),
        (
            '[rules.withheld]\ntreatment = "no"\n',
            "[rules.withheld] treatment must be one of let-ring, reject",
        ),
        ('[[line]]\nuser = "u"\n', "[[line]] number 1 has neither registrar nor trusted_peers"),
        ('[[line]]\nregistrar = "r"\n', '[[line]] number 1 registrar = "r" needs a user'),
        (FRITZ_BOX + FRITZ_BOX, 'two [[line]] blocks are called "home": give each its own name'),
        (FRITZ_BOX + 'name = "é à"\n', '[[line]] "é à" name = "é à" must be 1 to 40 letters'),
        (FRITZ_BOX + "name = 7\n", '[[line]] number 1 name = 7 must be text in "quotes"'),
        (FRITZ_BOX + 'country = "France"\n', 'country = "France" must be two capital letters such as "FR"'),
        (FRITZ_BOX + 'trusted_peers = ["box"]\n', 'trusted_peers has "box": write an IP address or network'),
        (FRITZ_BOX + 'bind_address = "eth0"\n', 'bind_address = "eth0" is not an IP address'),
        (FRITZ_BOX + "port = 99999\n", "port = 99999 must be a whole number from 0 to 65535"),
        (FRITZ_BOX + "port = [1, 2]\n", "port = [1, 2] must be a whole number"),
        (FRITZ_BOX + 'password_env = "P"\n', "has password_file and password_env: keep one of them"),
        (FRITZ_BOX + 'transport = "tls"\n', "OpenSSL 1.0.2k of 2017"),
        (FRITZ_BOX + "srtp = true\n", "or allow_old_tls = true to accept it"),
        ("[house\n", "is not valid TOML: "),
        ("[house]\nmode = on\n", "(at line 2, column 8)"),
    ],
)
def test_a_mistake_is_told_in_one_sentence_that_names_it(tmp_path: Path, toml: str, sentence: str) -> None:
    with pytest.raises(UserError) as told:
        load(tmp_path, toml)
    assert sentence in str(told.value)
    assert str(told.value).startswith(str(tmp_path / "config.toml"))
    assert "\n" not in str(told.value)


def test_every_mistake_of_a_file_is_known_at_once(tmp_path: Path) -> None:
    with pytest.raises(ConfigMistakes) as told:
        load(
            tmp_path,
            'x = 1\n[hous]\n[house]\nmode = "off"\nmod = 1\n[store]\nkeep_days = 0\n[[line]]\nport = -1\n',
        )
    keys = ["x stands", "[hous]", "[house] mode", "no setting mod ", "keep_days", "port = -1"]
    assert len(told.value.sentences) == len(keys)
    for key, sentence in zip(keys, told.value.sentences, strict=True):
        assert key in sentence
        assert sentence.startswith(f"{tmp_path}/config.toml: ")
    assert str(told.value).endswith("(and 5 more mistakes: see tranquille check)")


def test_old_tls_is_taken_when_the_household_says_so(tmp_path: Path) -> None:
    settings = load(tmp_path, FRITZ_BOX + 'transport = "tls"\nsrtp = true\nallow_old_tls = true\n')
    assert settings.lines[0].transport == "tls"


@pytest.mark.parametrize(
    "line",
    ['password = "{}"\nport = "x"', "password = ['{}']", 'pasword = "{}"', 'password = "{}', "password = {}"],
)
def test_no_mistake_ever_shows_a_password(tmp_path: Path, line: str) -> None:
    with pytest.raises(UserError) as told:
        load(tmp_path, '[[line]]\nregistrar = "r"\nuser = "u"\n' + line.format("hunter2") + "\n")
    shown: BaseException | None = told.value
    while shown:
        assert "hunter2" not in str(shown)
        shown = shown.__cause__


def test_files_that_cannot_be_read_are_named(tmp_path: Path) -> None:
    with pytest.raises(UserError, match=r"none\.toml does not exist: name another with --config"):
        load_settings(tmp_path / "none.toml", environment={})
    with pytest.raises(UserError, match=r"cannot be read \(Is a directory\)"):
        load_settings(tmp_path, environment={})
    (tmp_path / "latin.toml").write_bytes('\n[house]\ndata_folder = "é"\n'.encode("latin-1"))
    with pytest.raises(UserError, match=r"is not UTF-8 text \(line 3\)"):
        load_settings(tmp_path / "latin.toml", environment={})


def test_the_places_are_tried_in_order(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    here, home, system = tmp_path / "here", tmp_path / "home", tmp_path / "system"
    users = home / ".config/tranquille"
    for folder in (here, users, system):
        folder.mkdir(parents=True)
    monkeypatch.chdir(here)
    environment = {"HOME": str(home)}
    assert find_config_file(environment, system) is None
    (system / "config.toml").touch()
    assert find_config_file(environment, system) == system / "config.toml"
    (users / "config.toml").touch()
    assert find_config_file(environment, system) == users / "config.toml"
    (here / "config.toml").touch()
    systemd = {"HOME": str(tmp_path), "CONFIGURATION_DIRECTORY": f"{system}:{users}"}
    monkeypatch.chdir(tmp_path)
    assert find_config_file(systemd) == system / "config.toml"
    monkeypatch.chdir(here)
    assert load_settings(environment=environment, system_folder=system).config_file == here / "config.toml"
    named = environment | {"TRANQUILLE_CONFIG": str(tmp_path / "named.toml")}
    assert find_config_file(named, system) == tmp_path / "named.toml"
    with pytest.raises(UserError, match=r"named\.toml does not exist"):
        load_settings(environment=named, system_folder=system)


def test_without_a_file_everything_is_at_its_default(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    settings = load_settings(environment={"HOME": "/home/someone"}, system_folder=tmp_path)
    assert settings.config_file is None
    assert settings.deny_path == Path("/home/someone/.config/tranquille/deny.txt")
    assert settings.line_named(None).country == "FR"
    with pytest.raises(UserError, match='there is no line "salon"; no line is set'):
        settings.line_named("salon")


def test_the_data_folder_is_where_the_household_or_the_system_says(tmp_path: Path) -> None:
    assert load(tmp_path, '[house]\ndata_folder = "kept"\n').data_folder == tmp_path / "kept"
    environment = {"HOME": "/home/someone", "STATE_DIRECTORY": "/var/lib/tranquille"}
    assert load(tmp_path, "", environment).data_folder == Path("/var/lib/tranquille")


def test_what_is_tested_finds_no_settings_and_no_data_of_the_machine(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    found = load_settings()
    assert found.config_file is None
    assert not found.data_folder.exists()
    assert found.data_folder.is_relative_to(tmp_path.parent.parent), "made by pytest"
    assert found.folder.is_relative_to(tmp_path.parent.parent)


def test_shared_lists_are_read_in_their_order_and_a_path_starts_at_the_config(tmp_path: Path) -> None:
    path = tmp_path / "config.toml"
    path.write_text(
        '[[list]]\nname = "b"\nurl = "https://x.example/"\n[[list]]\nname = "a"\npath = "a.txt"\n'
    )
    settings = load_settings(path, environment={})
    assert [each.name for each in settings.shared_lists] == ["b", "a"]
    assert settings.shared_lists[1].path == str(tmp_path / "a.txt")
    assert settings.list_named("a").name == "a"
    with pytest.raises(UserError, match='no shared list "c"; the shared lists are: b, a'):
        settings.list_named("c")


@pytest.mark.parametrize(
    ("toml", "said"),
    [
        ('[[list]]\nname = "a"\npath = "x"\n' * 2, 'two [[list]] blocks are called "a"'),
        ('[[list]]\nname = "a"\n', '[[list]] "a" needs either a url or a path'),
        ('[[list]]\nname = "a"\nurl = "http://x.example/"\n', "must begin with https://"),
        ('[[list]]\nname = "a"\npath = "x"\nkey = 12345\n', '[[list]] "a" key = … must be text'),
        ('[list]\nname = "a"\n', "a list begins with [[list]]"),
        ("interval_hours = 3\n", "it belongs under [[list]]"),
    ],
)
def test_a_mistake_in_a_shared_list_names_it_and_shows_no_token(tmp_path: Path, toml: str, said: str) -> None:
    with pytest.raises(UserError) as told:
        load(tmp_path, toml)
    assert said in str(told.value)
    assert "12345" not in str(told.value)
