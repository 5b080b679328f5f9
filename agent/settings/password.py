"""Where a line's password comes from: the config, a file, the environment, or systemd."""

from collections.abc import Mapping
from pathlib import Path

from agent.call.sentence import say
from agent.call.user_error import UserError
from agent.settings.line import LineSettings

MAX_BYTES = 4096


def read_password(line: LineSettings, folder: Path, environment: Mapping[str, str]) -> str:
    """The password of a line, or empty when none is set.

    `folder` is the config file's, where a relative `password_file` starts.  Raises UserError that
    names the place and never what stands in it.
    """
    where = f'[[line]] "{line.name}"'
    if line.password_env:
        if line.password_env not in environment:
            raise UserError(
                say(
                    '{where}: password_env = "{password_env}", but there is no such environment '
                    "variable: set it, or use password_file",
                    where=where,
                    password_env=line.password_env,
                )
            )
        return environment[line.password_env]
    if line.password_credential:
        credentials = environment.get("CREDENTIALS_DIRECTORY")
        if not credentials:
            raise UserError(
                say(
                    '{where}: password_credential = "{password_credential}", but systemd passed no '
                    "credentials: add LoadCredential={password_credential}:/path/to/file to the service, "
                    "or use password_file",
                    where=where,
                    password_credential=line.password_credential,
                )
            )
        return _first_line(
            Path(credentials) / line.password_credential, say("{where}: password_credential", where=where)
        )
    if line.password_file:
        path = folder / Path(line.password_file).expanduser()
        return _first_line(path, say("{where}: password_file", where=where))
    return line.password


def _first_line(path: Path, setting: str) -> str:
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
        password = raw.decode("utf-8").split("\n", 1)[0].rstrip("\r")
    except UnicodeDecodeError:
        # The decoder's own error would quote the bytes.
        raise UserError(
            say("{setting}: {path} is not UTF-8 text: save it as plain text", setting=setting, path=path)
        ) from None
    if not password:
        raise UserError(
            say(
                "{setting}: the first line of {path} is empty: write the password there",
                setting=setting,
                path=path,
            )
        )
    return password
