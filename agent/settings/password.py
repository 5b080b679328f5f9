"""Where a line's password comes from: the config, a file, the environment, or systemd."""

from collections.abc import Mapping
from pathlib import Path

from agent.settings.line import LineSettings
from agent.settings.user_error import UserError

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
                f'{where}: password_env = "{line.password_env}", but there is no such environment variable: '
                "set it, or use password_file"
            )
        return environment[line.password_env]
    if line.password_credential:
        credentials = environment.get("CREDENTIALS_DIRECTORY")
        if not credentials:
            raise UserError(
                f'{where}: password_credential = "{line.password_credential}", but systemd passed no '
                f"credentials: add LoadCredential={line.password_credential}:/path/to/file to the service, "
                "or use password_file"
            )
        return _first_line(Path(credentials) / line.password_credential, f"{where}: password_credential")
    if line.password_file:
        path = folder / Path(line.password_file).expanduser()
        return _first_line(path, f"{where}: password_file")
    return line.password


def _first_line(path: Path, setting: str) -> str:
    try:
        with path.open("rb") as file:
            raw = file.read(MAX_BYTES)
    except OSError as error:
        raise UserError(
            f"{setting}: {path} cannot be read ({error.strerror}): check the path and its rights"
        ) from error
    try:
        password = raw.decode("utf-8").split("\n", 1)[0].rstrip("\r")
    except UnicodeDecodeError:
        # The decoder's own error would quote the bytes.
        raise UserError(f"{setting}: {path} is not UTF-8 text: save it as plain text") from None
    if not password:
        raise UserError(f"{setting}: the first line of {path} is empty: write the password there")
    return password
