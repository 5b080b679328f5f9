"""One SIP message as it was on the wire, with questions a test asks of it (RFC 3261, section 7)."""

import re
import time
from dataclasses import dataclass, field

# RFC 3261 section 7.3.3: compact forms.
_COMPACT = {"i": "call-id", "m": "contact", "f": "from", "t": "to", "v": "via", "l": "content-length"}


@dataclass(frozen=True, slots=True)
class SipMessage:
    """A request or a response.  A byte that is not UTF-8 stands as a lone surrogate (PEP 383), here and where
    callers and phones are given text to send."""

    start_line: str
    headers: tuple[tuple[str, str], ...]
    body: str = ""
    source: tuple[str, int] = ("", 0)
    arrived_at: float = field(default_factory=time.monotonic)
    """`time.monotonic()` when it was read from the socket."""

    @property
    def status(self) -> int:
        """The status of a response; 0 for a request."""
        return int(self.start_line.split()[1]) if self.start_line.startswith("SIP/2.0 ") else 0

    @property
    def reason(self) -> str:
        """The words behind the status."""
        return self.start_line.partition(" ")[2].partition(" ")[2]

    @property
    def method(self) -> str:
        """The method of a request; of a response, the one it answers."""
        return self.get("CSeq").split()[1] if self.status else self.start_line.split()[0]

    @property
    def cseq(self) -> int:
        """The number in CSeq."""
        return int(self.get("CSeq").split()[0])

    def get(self, name: str) -> str:
        """The first header of that name, `""` when there is none."""
        values = self.all(name)
        return values[0] if values else ""

    def all(self, name: str) -> list[str]:
        """Every header of that name, in order."""
        wanted = name.lower()
        return [value for key, value in self.headers if _COMPACT.get(key.lower(), key.lower()) == wanted]

    @property
    def tag_to(self) -> str:
        """The tag in To."""
        return _parameter(self.get("To"), "tag")

    @property
    def tag_from(self) -> str:
        """The tag in From."""
        return _parameter(self.get("From"), "tag")

    @property
    def contact_uri(self) -> str:
        """The URI of Contact, without brackets."""
        found = re.search(r"<([^>]*)>|^([^;]*)", self.get("Contact"))
        return (found.group(1) or found.group(2) or "").strip() if found else ""

    @property
    def media_address(self) -> tuple[str, int]:
        """Where the SDP asks for audio (RFC 4566); `("", 0)` without one."""
        host = re.search(r"^c=IN IP4 (\S+)", self.body, re.MULTILINE)
        port = re.search(r"^m=audio (\d+)", self.body, re.MULTILINE)
        return (host.group(1), int(port.group(1))) if host and port else ("", 0)

    @property
    def payload_types(self) -> list[int]:
        """The formats of the audio line of the SDP, in the order of preference."""
        line = re.search(r"^m=audio \d+ \S+ (.*)$", self.body, re.MULTILINE)
        return [int(number) for number in line.group(1).split()] if line else []


def parse(raw: bytes, source: tuple[str, int] = ("", 0)) -> SipMessage:
    """A whole message; ValueError when it has no start line that looks like SIP."""
    head, _, body = raw.decode("utf-8", "surrogateescape").partition("\r\n\r\n")
    start_line, *rest = re.sub(r"\r\n[ \t]+", " ", head).split("\r\n")
    if "SIP/2.0" not in start_line:
        raise ValueError(f"not a SIP message: {start_line!r}")
    headers = tuple(
        (name.strip(), value.strip()) for name, _, value in (line.partition(":") for line in rest)
    )
    return SipMessage(start_line, headers, body, source)


def _parameter(value: str, name: str) -> str:
    found = re.search(rf";\s*{name}=([^;>\s]+)", value)
    return found.group(1) if found else ""
