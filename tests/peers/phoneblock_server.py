"""PhoneBlock's API v1.7 on loopback, as its documentation describes it."""

import gzip
import hashlib
import json
import socket
import threading
from dataclasses import dataclass, field
from typing import Any

from tests.peers.http_peer import Asked, reply

KEY = "pbt_good"


def hash_of(text: str) -> str:
    return hashlib.sha1(text.encode()).hexdigest().upper()


@dataclass
class PhoneBlockServer:
    """Numbers with votes, a version that grows with each change, and personal lists."""

    numbers: dict[str, dict[str, Any]] = field(default_factory=dict)
    changes: list[tuple[int, str]] = field(default_factory=list)
    version: int = 0
    blacklist: list[dict[str, Any]] = field(default_factory=list)
    whitelist: list[dict[str, Any]] = field(default_factory=list)
    rated: list[dict[str, Any]] = field(default_factory=list)
    reported: list[str] = field(default_factory=list)
    busy: bool = False
    silent: bool = False

    def report(self, number: str, votes: int, rating: str = "G_FRAUD") -> None:
        self.version += 1
        self.numbers[number] = {
            "phone": number,
            "votes": votes,
            "rating": rating,
            "lastActivity": 1704153600000,
        }
        self.changes.append((self.version, number))

    def __call__(self, asked: Asked, connection: socket.socket, stopping: threading.Event) -> None:
        if self.silent:
            stopping.wait(10)
            return
        if self.busy:
            connection.sendall(reply(status="429 Too Many Requests"))
            return
        if asked.headers.get("authorization") != f"Bearer {KEY}":
            connection.sendall(reply(status="401 Unauthorized"))
            return
        answer = self._answer(asked)
        if answer is None:
            connection.sendall(reply(status="404 Not Found"))
        elif answer == "":
            connection.sendall(b"HTTP/1.1 204 No Content\r\nConnection: close\r\n\r\n")
        else:
            body = answer if isinstance(answer, str) else json.dumps(answer)
            headers, content = {"Content-Type": "application/json"}, body.encode()
            if "gzip" in asked.headers.get("accept-encoding", ""):
                # As every web server in front of such a service does.
                headers["Content-Encoding"], content = "gzip", gzip.compress(content, 1)
            connection.sendall(reply(content, headers=headers))

    def _answer(self, asked: Asked) -> Any:
        match asked.method, asked.path.removeprefix("/api"):
            case "GET", "/blocklist":
                return self._blocklist(int(asked.query.get("since", "0")))
            case "GET", "/blacklist":
                return {"numbers": self.blacklist}
            case "GET", "/whitelist":
                return {"numbers": self.whitelist}
            case "GET", "/check-prefix":
                return self._check_prefix(asked.query)
            case "GET", path if path.startswith("/num/"):
                number = path.removeprefix("/num/").replace("%2B", "+")
                return self.numbers.get(number, {"phone": "unknown", "votes": 0, "votesWildcard": 12})
            case "POST", "/rate":
                self.rated.append(json.loads(asked.body))
                return "Rating recorded."
            case "POST", path if path.startswith("/report-call/"):
                self.reported.append(path.removeprefix("/report-call/").replace("%2B", "+"))
                return ""
            case _:
                return None

    def _blocklist(self, since: int) -> dict[str, Any]:
        changed = {number for version, number in self.changes if version > since}
        listed = [self.numbers[number] for number in changed if since or self.numbers[number]["votes"]]
        return {"numbers": listed, "version": self.version}

    def _check_prefix(self, query: dict[str, str]) -> dict[str, Any]:
        tens: dict[str, list[int]] = {}
        for number, info in self.numbers.items():
            tens.setdefault(number[:-1], []).append(info["votes"])
        hundreds: dict[str, list[int]] = {}
        for prefix, votes in tens.items():
            if len(votes) >= 4:
                hundreds.setdefault(prefix[:-1], []).append(sum(votes))
        return {
            "numbers": [
                info for number, info in self.numbers.items() if hash_of(number).startswith(query["sha1"])
            ],
            "range10": [
                {"prefix": prefix, "votes": sum(votes), "cnt": len(votes)}
                for prefix, votes in tens.items()
                if hash_of(prefix).startswith(query["prefix10"])
            ],
            "range100": [
                {"prefix": prefix, "votes": sum(votes), "cnt": len(votes)}
                for prefix, votes in hundreds.items()
                if hash_of(prefix).startswith(query["prefix100"])
            ],
        }
