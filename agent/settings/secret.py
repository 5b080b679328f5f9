"""Where a line's password and a list's token come from: the config, a file, the environment, or systemd."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from agent.call.sentence import say
from agent.call.user_error import UserError
from agent.settings.line import LineSettings
from agent.settings.shared_list import SharedListSettings

MAX_BYTES = 4096


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class _Places:
    """What the config says of one secret; at most one place is named."""

    where: str
    """The section, for a person."""
    setting: str
    """Name of the setting that holds the secret itself; those of the places begin with it."""
    what: str
    """What a person calls it."""
    itself: str
    file: str
    environment_variable: str
    credential: str


def read_password(line: LineSettings, folder: Path, environment: Mapping[str, str]) -> str:
    """The password of a line, or empty when none is set.

    `folder` is the config file's, where a relative `password_file` starts.  Raises UserError that
    names the place and never what stands in it.
    """
    places = _Places(
        where=f'[[line]] "{line.name}"',
        setting="password",
        what=say("the password"),
        itself=line.password,
        file=line.password_file,
        environment_variable=line.password_env,
        credential=line.password_credential,
    )
    return _read(places, folder, environment)


def read_key(settings: SharedListSettings, folder: Path, environment: Mapping[str, str]) -> str:
    """The token of a shared list's source, without blanks around it; as `read_password`, with `key_file`."""
    places = _Places(
        where=f'[[list]] "{settings.name}"',
        setting="key",
        what=say("the token"),
        itself=settings.key,
        file=settings.key_file,
        environment_variable=settings.key_env,
        credential=settings.key_credential,
    )
    return _read(places, folder, environment).strip()


def _read(places: _Places, folder: Path, environment: Mapping[str, str]) -> str:
    if name := places.environment_variable:
        if name not in environment:
            raise UserError(
                say(
                    '{where}: {setting}_env = "{name}", but there is no such environment variable: set it, '
                    "or use {setting}_file",
                    where=places.where,
                    setting=places.setting,
                    name=name,
                )
            )
        return environment[name]
    if name := places.credential:
        credentials = environment.get("CREDENTIALS_DIRECTORY")
        if not credentials:
            raise UserError(
                say(
                    '{where}: {setting}_credential = "{name}", but systemd passed no credentials: add '
                    "LoadCredential={name}:/path/to/file to the service, or use {setting}_file",
                    where=places.where,
                    setting=places.setting,
                    name=name,
                )
            )
        return _first_line(Path(credentials) / name, places, "credential")
    if places.file:
        return _first_line(folder / Path(places.file).expanduser(), places, "file")
    return places.itself


def _first_line(path: Path, places: _Places, kind: str) -> str:
    setting = say("{where}: {setting}", where=places.where, setting=f"{places.setting}_{kind}")
    try:
        with path.open("rb") as file:
            raw = file.read(MAX_BYTES)
    except OSError as error:
        raise UserError(
            say(
                "{setting}: {path} cannot be read ({strerror}): check the path and its rights",
                setting=setting,
                path=path,
                strerror=error.strerror,
            )
        ) from error
    try:
        secret = raw.decode("utf-8").split("\n", 1)[0].rstrip("\r")
    except UnicodeDecodeError:
        # The decoder's own error would quote the bytes.
        raise UserError(
            say("{setting}: {path} is not UTF-8 text: save it as plain text", setting=setting, path=path)
        ) from None
    if not secret.strip():
        raise UserError(
            say(
                "{setting}: the first line of {path} is empty: write {what} there",
                setting=setting,
                path=path,
                what=places.what,
            )
        )
    return secret
