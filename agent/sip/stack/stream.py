"""Messages out of a stream, however it was cut (RFC 3261 §7.5, §18.3; keep-alives: RFC 5626 §4.4.1)."""

from dataclasses import dataclass

from agent.sip.stack.reading import HEAD_END, Read, content_length, read_message
from agent.sip.stack.refusals import Ignored, Limits, Refused

PONG = b"\r\n"
"""The answer to a ping."""


@dataclass(frozen=True, slots=True)
class Ping:
    """An empty line, twice: whoever sent it waits for `PONG`."""


class StreamReader:
    """One connection's bytes.  Once they make no sense any more, where the next message begins is unknowable."""

    def __init__(self, limits: Limits | None = None) -> None:
        self._limits = limits or Limits()
        self._waiting = bytearray()
        self._searched_bytes = 0
        self._needed_bytes = 0
        """The whole message whose head is here; nothing is looked at again before it is complete."""
        self.is_broken = False
        """Nothing more will be read: answer what `feed` gave, and close the connection."""

    def feed(self, data: bytes) -> list[Read | Ping]:
        """All that is complete now, in order."""
        if self.is_broken:
            return []
        self._waiting += data
        read: list[Read | Ping] = []
        while not self.is_broken and (one := self._next()) is not None:
            read.append(one)
        return read

    def _next(self) -> Read | Ping | None:
        if len(self._waiting) < self._needed_bytes:
            return None
        if ping := self._skip_empty_lines():
            return ping
        if self._waiting and self._waiting[0] < 4:
            return self._break(Ignored("not SIP"))
        end = HEAD_END.search(self._waiting, max(0, self._searched_bytes - 3))
        if end is None:
            self._searched_bytes = len(self._waiting)
            if len(self._waiting) > self._limits.message_bytes + len(b"\r\n\r\n"):
                return self._break(read_message(bytes(self._waiting), b"", self._limits))
            return None
        head = bytes(self._waiting[: end.start()])
        if len(head) > self._limits.message_bytes:
            return self._break(read_message(head, b"", self._limits))
        length = content_length(head, self._limits)
        if length is None or length > self._limits.body_bytes:
            return self._break(self._refusal(head, length))
        if len(self._waiting) < end.end() + length:
            self._searched_bytes, self._needed_bytes = end.start(), end.end() + length
            return None
        body = bytes(self._waiting[end.end() : end.end() + length])
        del self._waiting[: end.end() + length]
        self._searched_bytes = self._needed_bytes = 0
        read = read_message(head, body, self._limits)
        return self._break(read) if isinstance(read, Ignored) and read.because == "not SIP" else read

    def _skip_empty_lines(self) -> Ping | None:
        """Empty lines before a message mean nothing; two in a row are a ping."""
        waiting = self._waiting
        while waiting and waiting[0] in b"\r\n":
            if waiting.startswith(b"\r\n\r\n"):
                del waiting[:4]
                return Ping()
            if b"\r\n\r\n".startswith(waiting):
                return None
            del waiting[: 2 if waiting.startswith(b"\r\n") else 1]
        return None

    def _refusal(self, head: bytes, length: int | None) -> Read:
        """A head whose body nobody will wait for."""
        read = read_message(head, b"", self._limits)
        if length is not None and isinstance(read, Refused) and length > self._limits.body_bytes:
            return Refused(413, "Request Entity Too Large", read.request)
        return read

    def _break(self, read: Read) -> Read:
        self.is_broken = True
        self._waiting.clear()
        return read
