"""Saracroche's API v1 on loopback, as its app uses it."""

import json
import socket
import threading
from dataclasses import dataclass, field
from typing import Any

from tests.peers.http_peer import Asked, reply


@dataclass
class SaracrocheServer:
    """One list of patterns, and the reports people send."""

    patterns: list[dict[str, str]] = field(default_factory=list)
    version: str = "2026.01.01.01.01"
    reports: list[dict[str, Any]] = field(default_factory=list)

    def __call__(self, asked: Asked, connection: socket.socket, stopping: threading.Event) -> None:
        if (asked.method, asked.path) == ("GET", "/api/v1/lists/french-list-arcep-operators"):
            answer = {
                "version": self.version,
                "name": "Operators",
                "license": "GPL-3.0",
                "description": "Préfixes ARCEP",
                "blocked_numbers_count": 1,
                "patterns": self.patterns,
            }
            body = json.dumps(answer, ensure_ascii=False).encode()
            connection.sendall(reply(body, headers={"Content-Type": "application/json; charset=utf-8"}))
        elif (asked.method, asked.path) == ("POST", "/api/v1/reports"):
            self.reports.append(json.loads(asked.body))
            connection.sendall(reply(b"{}", status="201 Created"))
        else:
            connection.sendall(reply(status="404 Not Found"))
