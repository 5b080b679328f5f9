"""A household's folder with settings, and lists on a web server of its own."""

import socket
import threading
from dataclasses import dataclass, field
from pathlib import Path

from agent.settings.config_file import load_settings
from agent.settings.settings import Settings
from tests.peers.http_peer import Asked, reply

STREET = "title: Our street\n\n+33472000004 votes=9 kind=solar\n+33472000005 votes=2\n"
LINE = '[[line]]\nname = "home"\ntrusted_peers = ["127.0.0.1"]\ncountry = "FR"\n'


@dataclass
class ListServer:
    """Serves what `pages` holds, by path; anything else is not there."""

    pages: dict[str, bytes] = field(default_factory=lambda: {"/street.txt": STREET.encode()})

    def __call__(self, asked: Asked, connection: socket.socket, stopping: threading.Event) -> None:
        page = self.pages.get(asked.path)
        connection.sendall(reply(status="404 Not Found") if page is None else reply(page))


def a_street(url: str, **more: str | bool | int | float) -> str:
    """A `[[list]]` named street at that address."""
    shown = {
        key: str(value).lower() if isinstance(value, bool | int | float) else f'"{value}"'
        for key, value in more.items()
    }
    settings = "".join(f"{key} = {value}\n" for key, value in shown.items())
    return f'[[list]]\nname = "street"\nurl = "{url}"\nlocal = true\n{settings}'


def settings_in(folder: Path, *blocks: str) -> Settings:
    """Settings of a house in France that keeps all it has in this folder."""
    path = folder / "config.toml"
    path.write_text(
        '[house]\ndata_folder = "data"\nown_numbers = ["01 40 00 00 01"]\n' + LINE + "".join(blocks)
    )
    return load_settings(path, environment={})
