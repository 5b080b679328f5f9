"""Finds config.toml, reads it, and turns every mistake in it into one sentence that helps."""

import os
import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Any, TypeVar, get_type_hints

import msgspec

from agent.call.sentence import joined, say, say_count
from agent.call.user_error import UserError
from agent.settings.line import LineSettings
from agent.settings.read_section import did_you_mean, read_section
from agent.settings.settings import Settings
from agent.settings.shared_list import SharedListSettings

MAX_BYTES = 1_000_000
Block = TypeVar("Block", LineSettings, SharedListSettings)
SECTIONS: dict[str, type[msgspec.Struct]] = {
    name: kind
    for name, kind in get_type_hints(Settings).items()
    if isinstance(kind, type) and issubclass(kind, msgspec.Struct)
}
"""Section name and struct of everything but the blocks, which may stand several times."""
BLOCKS: dict[str, type[LineSettings] | type[SharedListSettings]] = {
    "line": LineSettings,
    "list": SharedListSettings,
}
"""What stands in double brackets: `[[line]]`, `[[list]]`."""


class ConfigMistakes(UserError):
    """The mistakes of one config file; its own text is the first one and how many more there are."""

    def __init__(self, where: str, sentences: list[str]) -> None:
        """`where` opens each sentence: `config.toml: ` or empty."""
        self.sentences = tuple(joined("", (where, sentence)) for sentence in sentences)
        more = len(sentences) - 1
        rest = say_count(
            " (and {count} more mistake: see tranquille check)",
            " (and {count} more mistakes: see tranquille check)",
            more,
        )
        super().__init__(joined("", (self.sentences[0], rest if more else "")))


def load_settings(
    config_file: Path | None = None,
    *,
    environment: Mapping[str, str] | None = None,
    system_folder: Path | None = None,
) -> Settings:
    """Read the named file, or the first that exists of the usual places, or take every default.

    Raises UserError: one sentence for what cannot be read or understood.
    """
    environment = os.environ if environment is None else environment
    path = config_file or find_config_file(environment, system_folder)
    if path is None:
        return settings_from({}, None, _user_folder(environment), environment)
    path = path.expanduser().absolute()
    return settings_from(_read_toml(path), path, path.parent, environment)


def find_config_file(environment: Mapping[str, str], system_folder: Path | None = None) -> Path | None:
    """`$TRANQUILLE_CONFIG` if set, else the first that exists of here, the user's and the system's."""
    if named := environment.get("TRANQUILLE_CONFIG"):
        return Path(named)
    places = (Path(), _user_folder(environment), system_folder or _system_folder(environment))
    return next((place / "config.toml" for place in places if (place / "config.toml").is_file()), None)


def settings_from(
    tables: Mapping[str, Any], config_file: Path | None, folder: Path, environment: Mapping[str, str]
) -> Settings:
    """Convert parsed TOML section by section; raises ConfigMistakes with all that is wrong."""
    mistakes = [said for section, table in tables.items() if (said := _wrong_section(section, table))]
    read: dict[str, Any] = {
        section: read_section(kind, tables[section], f"[{section}]", mistakes)
        for section, kind in SECTIONS.items()
        if isinstance(tables.get(section), dict)
    }
    lines = _read_blocks("line", LineSettings, tables, mistakes)
    shared_lists = _read_blocks("list", SharedListSettings, tables, mistakes)
    if mistakes:
        raise ConfigMistakes(f"{config_file}: " if config_file else "", mistakes)
    settings = Settings(**read, lines=lines, config_file=config_file, folder=folder)
    at_home = tuple(_with_whole_path(each, settings) for each in shared_lists)
    written = settings.house.data_folder
    data_folder = settings.beside_config(written) if written else _data_folder(environment)
    return msgspec.structs.replace(settings, data_folder=data_folder, shared_lists=at_home)


def _read_toml(path: Path) -> dict[str, Any]:
    try:
        with path.open("rb") as file:
            raw = file.read(MAX_BYTES + 1)
    except FileNotFoundError:
        raise UserError(
            say("{path} does not exist: name another with --config, or create it", path=path)
        ) from None
    except OSError as error:
        raise UserError(
            say("{path} cannot be read ({error}): check its rights", path=path, error=error.strerror)
        ) from error
    if len(raw) > MAX_BYTES:
        raise UserError(
            say(
                "{path} is larger than {count} bytes: this cannot be a Tranquille config",
                path=path,
                count=MAX_BYTES,
            )
        )
    try:
        return tomllib.loads(raw.decode("utf-8-sig"))
    except UnicodeDecodeError as error:
        line_number = raw[: error.start].count(b"\n") + 1
        raise UserError(
            say("{path} is not UTF-8 text (line {number}): save it as UTF-8", path=path, number=line_number)
        ) from None
    except tomllib.TOMLDecodeError as error:
        # A TOML error says what and where, and never quotes the line: a password stays unseen.
        raise UserError(
            say('{path} is not valid TOML: {error}; text stands in "quotes"', path=path, error=error)
        ) from None


def _wrong_section(section: str, table: Any) -> str:
    """What is wrong with a top-level key, or empty."""
    known = sorted([*SECTIONS, *BLOCKS])
    if section not in known:
        sections = say("the sections are: {known}", known=", ".join(known))
        if isinstance(table, dict | list):
            hint = did_you_mean(section, known)
            return say(
                "there is no section [{section}]{hint}; {sections}",
                section=section,
                hint=hint,
                sections=sections,
            )
        homes = [f"[{other}]" for other, kind in SECTIONS.items() if section in kind.__struct_fields__]
        homes += [f"[[{block}]]" for block, kind in BLOCKS.items() if section in kind.__struct_fields__]
        belongs = (
            say(": it belongs under {homes}", homes=joined(say(" or "), homes))
            if homes
            else joined("; ", ("", sections))
        )
        return say("{section} stands above the first [section]{belongs}", section=section, belongs=belongs)
    if section in BLOCKS:
        is_list = isinstance(table, list) and all(isinstance(block, dict) for block in table)
        several = say(
            "a {section} begins with [[{section}]], in double brackets: there may be several", section=section
        )
        return "" if is_list else several
    if not isinstance(table, dict):
        return say("{section} must be a section: write [{section}] on a line of its own", section=section)
    return ""


def _read_blocks(
    section: str, kind: type[Block], tables: Mapping[str, Any], mistakes: list[str]
) -> tuple[Block, ...]:
    """Every `[[section]]` block; no two may have one name."""
    written = tables.get(section)
    blocks = [block for block in written if isinstance(block, dict)] if isinstance(written, list) else []
    titles = [_block_title(section, number, block) for number, block in enumerate(blocks, start=1)]
    found = [read_section(kind, block, title, mistakes) for block, title in zip(blocks, titles, strict=True)]
    read = tuple(each for each in found if each is not None)
    names = [each.name for each in read]
    mistakes += [
        say(
            'two [[{section}]] blocks are called "{name}": give each its own name', section=section, name=name
        )
        for name in dict.fromkeys(names)
        if names.count(name) > 1
    ]
    return read


def _block_title(section: str, number: int, table: Mapping[str, Any]) -> str:
    name = table.get("name")
    return (
        f'[[{section}]] "{name}"'
        if isinstance(name, str) and name
        else say("[[{section}]] number {number}", section=section, number=number)
    )


def _with_whole_path(shared: SharedListSettings, settings: Settings) -> SharedListSettings:
    if not shared.path:
        return shared
    return msgspec.structs.replace(shared, path=str(settings.beside_config(shared.path)))


def _user_folder(environment: Mapping[str, str]) -> Path:
    base = environment.get("XDG_CONFIG_HOME")
    return (Path(base) if base else _home(environment) / ".config") / "tranquille"


def _system_folder(environment: Mapping[str, str]) -> Path:
    # systemd names it so where a unit has ConfigurationDirectory=.
    named = environment.get("CONFIGURATION_DIRECTORY")
    return Path(named.split(":")[0] if named else "/etc/tranquille")


def _data_folder(environment: Mapping[str, str]) -> Path:
    # systemd names the folder it made for the service (StateDirectory=), a list in theory.
    if state := environment.get("STATE_DIRECTORY"):
        return Path(state.split(":")[0])
    if os.geteuid() == 0:
        return Path("/var/lib/tranquille")
    base = environment.get("XDG_DATA_HOME")
    return (Path(base) if base else _home(environment) / ".local/share") / "tranquille"


def _home(environment: Mapping[str, str]) -> Path:
    return Path(environment.get("HOME") or "/")
