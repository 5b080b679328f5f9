"""What a hostile or broken list server can do to us, one attack per name."""

import gzip
import socket
import struct
import threading
import zlib
from collections.abc import Callable

from tests.peers.http_peer import Asked, reply

GOOD_LINES = [f"+3316200{index:04d} votes=9" for index in range(200)]
GOOD = ("title: Good\n" + "\n".join(GOOD_LINES) + "\n").encode()
ETAG = '"good-1"'
IN_TIME = "in time"
"""What the report says of a server that plays for time."""

Attack = Callable[[Asked, socket.socket, threading.Event], None]


def good(asked: Asked, connection: socket.socket, stopping: threading.Event) -> None:
    connection.sendall(reply(GOOD, headers={"ETag": ETAG}))


def always(answer: bytes) -> Attack:
    def attack(asked: Asked, connection: socket.socket, stopping: threading.Event) -> None:
        connection.sendall(answer)

    return attack


def a_list(*lines: str) -> Attack:
    return always(reply("\n".join(lines).encode()))


def redirect(location: str) -> Attack:
    return always(reply(status="302 Found", headers={"Location": location}))


def cut_at(tenth: int) -> Attack:
    """Promise the whole list and hang up after some tenths of it."""
    return always(reply(GOOD[: len(GOOD) * tenth // 10], length=len(GOOD)))


def drip(before: bytes, drop: bytes) -> Attack:
    """Send so slowly that a patient client would wait for ever."""

    def attack(asked: Asked, connection: socket.socket, stopping: threading.Event) -> None:
        connection.sendall(before)
        while not stopping.wait(0.02):
            connection.sendall(drop)

    return attack


def flood(before: bytes, piece: bytes) -> Attack:
    """Send without end, as fast as the line allows."""

    def attack(asked: Asked, connection: socket.socket, stopping: threading.Event) -> None:
        connection.sendall(before)
        while not stopping.is_set():
            connection.sendall(piece)

    return attack


def silent(asked: Asked, connection: socket.socket, stopping: threading.Event) -> None:
    stopping.wait(10)


def reset(asked: Asked, connection: socket.socket, stopping: threading.Event) -> None:
    connection.sendall(reply(GOOD[:100], length=len(GOOD)))
    connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))


def _bomb(megabytes: int) -> bytes:
    packer = zlib.compressobj(9, wbits=31)
    zeros = bytes(1 << 20)
    return b"".join(packer.compress(zeros) for _ in range(megabytes)) + packer.flush()


_ZSTD = b"\x28\xb5\x2f\xfd" + bytes(60)
_CHUNKED = b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n"
_LAUGHS = '<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "ha">' + "".join(
    f'<!ENTITY {name} "&{inner};&{inner};&{inner};&{inner};">'
    for name, inner in zip("bcdef", "abcde", strict=True)
)

ATTACKS: dict[str, tuple[Attack, str]] = {
    # name: (what the server does, what the report must say)
    "poison: emergency numbers": (
        a_list(*("112", "15", "17", "18", "114", "115", "196") * 5),
        "cannot be used",
    ),
    "poison: whole countries": (
        a_list(*(f"+{digit}*" for digit in range(1, 10)), *["+33*", "+49*"]),
        "cannot be",
    ),
    "poison: everybody in another spelling": (
        a_list(*("+##############", "+3##########", "+*", "*") * 3),
        "cannot",
    ),
    "poison: the house and its contacts": (
        a_list(*["+33140000001", "+33612345678", "+336123*"] * 5),
        "cannot be",
    ),
    "poison: own number as pattern": (a_list(*["+3314000####", "+33140000###"] * 5), "cannot be used"),
    "a web page": (always(reply(b"<html>hi", headers={"Content-Type": "text/html"})), "web page"),
    "a web page that says it is text": (always(reply(b"<!DOCTYPE html><html>pay</html>")), "web page"),
    "a login page for every address": (
        always(reply(b"\n\n <html><form>", headers={"Content-Type": "x"})),
        "web",
    ),
    "prose": (always(reply(b"Dear subscriber,\nthis list has moved.\n")), "no format known"),
    "nothing at all": (always(reply(b"")), "no format known"),
    "random bytes in a wrong charset": (
        always(reply(bytes(range(256)) * 20, headers={"Content-Type": "text/plain; charset=utf-99"})),
        "no format known",
    ),
    "gzip bomb": (always(reply(_bomb(70), headers={"Content-Encoding": "gzip"})), "unpacks to more than"),
    "gzip bomb as a .gz file": (always(reply(_bomb(70))), "unpacks to more than"),
    "gzip in gzip": (
        always(reply(gzip.compress(gzip.compress(GOOD)), headers={"Content-Encoding": "x"})),
        "was not asked for",
    ),
    "gz file in a gz file": (always(reply(gzip.compress(gzip.compress(GOOD)))), "packed twice"),
    "gzip cut off": (
        always(reply(gzip.compress(GOOD)[:-20], headers={"Content-Encoding": "gzip"})),
        "cut off",
    ),
    "gzip damaged": (
        always(reply(b"\x1f\x8b\x08\x00" + bytes(6) + b"\xff" * 60, headers={"Content-Encoding": "gzip"})),
        "damaged",
    ),
    "plain text that claims to be packed": (
        always(reply(GOOD, headers={"Content-Encoding": "gzip"})),
        "damaged",
    ),
    "zstd on its way": (always(reply(_ZSTD, headers={"Content-Encoding": "zstd"})), "packed with zstd"),
    "zstd as a .zst file": (always(reply(_ZSTD)), "packed with zstd"),
    "brotli nobody asked for": (always(reply(GOOD, headers={"Content-Encoding": "br"})), "not asked for"),
    "slow drip": (drip(reply(b"", length=100_000), b"1"), IN_TIME),
    "headers that never end, slowly": (drip(b"HTTP/1.1 200 OK\r\n", b"X-A: b\r\n"), IN_TIME),
    "headers that never end, fast": (flood(b"HTTP/1.1 200 OK\r\n", b"X-A: " + b"b" * 900 + b"\r\n"), "HTTP"),
    "silence": (silent, IN_TIME),
    "redirect to another port here": (redirect("http://127.0.0.1:1/list"), "not https"),
    "redirect to this machine over https": (redirect("https://127.0.0.1:1/list"), "no public address"),
    "redirect to a file": (redirect("file:///etc/passwd"), "not https"),
    "redirect to gopher": (redirect("gopher://127.0.0.1/1"), "not https"),
    "redirect to the cloud's secrets": (
        redirect("https://169.254.169.254/latest/meta-data/"),
        "no public address",
    ),
    "redirect to the house in IPv6 disguise": (redirect("https://[::ffff:10.0.0.1]/"), "no public address"),
    "redirect to NAT64 disguise": (redirect("https://[64:ff9b::a00:1]/"), "no public address"),
    "redirect to 0": (redirect("https://0/"), "no public address"),
    "redirect to hexadecimal loopback": (redirect("https://0x7f.1/"), "no public address"),
    "redirect to plain http": (redirect("http://example.org/list"), "not https"),
    "redirect with a password": (redirect("https://user:secret@example.org/"), "password"),
    "redirect to nowhere": (redirect("https://"), "names no server"),
    "redirect to nonsense": (redirect("https://[::1"), "location header"),
    "redirect to a name no server has": (redirect("https://" + "a" * 300 + "/"), "cannot be reached"),
    "redirect to nothing": (always(reply(status="302 Found")), ""),
    "redirect for ever": (redirect("/list"), "redirects more than 3 times"),
    "no length, then hang up": (always(b"HTTP/1.0 200 OK\r\n\r\n" + GOOD[:1000]), "how long"),
    "a hundred gigabytes": (always(reply(GOOD, length=100 << 30)), "at most"),
    "a negative length": (always(reply(GOOD, length=-1)), "HTTP"),
    "two lengths": (
        always(b"HTTP/1.1 200 OK\r\nContent-Length: 10\r\nContent-Length: 5000\r\n\r\n" + GOOD),
        "HTTP",
    ),
    "a list without end": (
        flood(_CHUNKED, b"1000\r\n" + b"+33162000000 x\n+" * 256 + b"\r\n"),
        "longer than",
    ),
    "a broken chunk": (always(_CHUNKED + b"zz\r\n+33162000000\r\n0\r\n\r\n"), "HTTP"),
    "chunks cut off": (always(_CHUNKED + b"10\r\n+33162000000 a=1\r\n"), "broke off"),
    "reset in the middle": (reset, "cannot be reached"),
    "not HTTP": (always(b"220 mail.example.org ESMTP\r\n"), "HTTP"),
    "ETag lie: never changed again": (always(reply(status="304 Not Modified")), ""),
    "ETag lie: the same mark on another list": (
        always(reply(b"+33612345678\n+33*\n", headers={"ETag": ETAG})),
        "it is empty",
    ),
    "ETag lie: a mark of a megabyte": (always(reply(GOOD, headers={"ETag": "x" * (1 << 20)})), "HTTP"),
    "401": (always(reply(status="401 Unauthorized")), "does not accept the key"),
    "404": (always(reply(b"gone", status="404 Not Found")), "answers 404"),
    "500": (always(reply(GOOD, status="500 Internal Server Error")), "answers 500"),
    "206 part of a list": (always(reply(GOOD[:500], status="206 Partial Content")), "answers 206"),
    "204": (always(b"HTTP/1.1 204 No Content\r\n\r\n"), "answers 204"),
    "429 for an hour": (always(reply(status="429 Slow", headers={"Retry-After": "3600"})), "wait 3600 s"),
    "503 until a date": (
        always(reply(status="503 Busy", headers={"Retry-After": "Sun, 22 Nov 2026 13:00:00 GMT"})),
        "wait 3600 s",
    ),
    "429 for a thousand years": (
        always(reply(status="429 No", headers={"Retry-After": "9" * 30})),
        "wait 604800",
    ),
    "503 with nonsense": (always(reply(status="503 No", headers={"Retry-After": "soon"})), "busy (503)"),
    "a million bad lines": (a_list(*GOOD_LINES, *["bad"] * 1_000_000), "cannot be used"),
    "one line of ten megabytes": (always(reply(b"+33162000001\n" + b"1" * 10_000_000 + b"\n")), "shrank"),
    "nearly everything gone": (a_list(*GOOD_LINES[:3]), "shrank from 200 to 3"),
    "a hundred times as much": (a_list(*(f"+3316{index:07d}" for index in range(20_000))), "grew from 200"),
    "a flood of ranges": (a_list(*GOOD_LINES, *(f"+33{index}*" for index in range(16000, 16090))), "ranges"),
    "expired": (a_list("title: Old", "expires: 2020-01-01", *GOOD_LINES), "until 2020-01-01"),
    "JSON nested without end": (always(reply(b'{"numbers":[{"phone":' + b"[" * 200_000)), "not whole"),
    "JSON that stops in the middle": (
        always(reply(b'{"numbers":[{"phone":"+49301234567","votes":4},{"ph')),
        "not whole",
    ),
    "an XML bomb": (always(reply((_LAUGHS + "]><phonebooks><phonebook>&f;").encode())), "entities"),
    "a binary list that lies about its length": (
        always(reply(struct.pack("<IHHII", 0x4C424250, 1, 0, 2**32 - 1, 2**32 - 1) + bytes(80))),
        "not whole",
    ),
    **{f"cut after {tenth} tenths": (cut_at(tenth), "") for tenth in range(10)},
}
