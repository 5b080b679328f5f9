"""Taking a list out of its packing, piece by piece, so that a small file cannot fill the machine.

gzip is what every Python reads by itself.  A list packed with zstd is refused in one sentence that says what to
ask for instead.
"""

import zlib
from collections.abc import Iterator

from agent.call.sentence import say

PIECE_BYTES = 1 << 18

_GZIP = b"\x1f\x8b"
_ZSTD = b"\x28\xb5\x2f\xfd"


class FetchRefusedError(Exception):
    """The file did not come, or was not taken; the text says why, for a person."""

    def __init__(self, because: str, *, retry_after_seconds: float = 0.0, is_missing: bool = False) -> None:
        """`retry_after_seconds` is what the server asked for, 0 when it asked for nothing.

        `is_missing` when the server is well and has no such file.
        """
        super().__init__(because)
        self.is_missing = is_missing
        self.retry_after_seconds = retry_after_seconds


ACCEPTED = "gzip"
"""What a server may pack a list with on its way (Accept-Encoding, RFC 9110 §12.5.3)."""


def packing_of(head: bytes) -> str:
    """How a file that begins so is packed: `gzip`, `zstd`, or not at all."""
    return "gzip" if head.startswith(_GZIP) else "zstd" if head.startswith(_ZSTD) else ""


def unpacked(chunks: Iterator[bytes], packing: str) -> Iterator[bytes]:
    """Yield what is packed in `chunks`, in pieces that can be counted before they are kept.

    `packing` is a name of `packing_of`, or what a server calls it (RFC 9110 §8.4.1).
    Raises FetchRefusedError for another packing, and for a file that is damaged or cut off.
    """
    if packing in ("", "identity"):
        yield from chunks
    elif packing in ("gzip", "x-gzip"):
        yield from gunzipped(chunks)
    elif packing == "zstd":
        raise FetchRefusedError(say("the list is packed with zstd; ask its author for gzip or plain text"))
    else:
        raise FetchRefusedError(
            say("the list is packed as {encoding!r}, which was not asked for", encoding=packing[:40])
        )


def gunzipped(chunks: Iterator[bytes], piece_bytes: int = PIECE_BYTES) -> Iterator[bytes]:
    """Yield unpacked pieces, never more than `piece_bytes` at once however dense the packing."""
    unpacker = zlib.decompressobj(wbits=31)
    started = False
    for chunk in chunks:
        rest = chunk
        while rest:
            if unpacker.eof:  # a gzip file may be several joined together
                unpacker = zlib.decompressobj(wbits=31)
            try:
                piece = unpacker.decompress(rest, piece_bytes)
            except zlib.error as error:
                raise FetchRefusedError(say("the packed list is damaged")) from error
            started = True
            rest = unpacker.unused_data if unpacker.eof else unpacker.unconsumed_tail
            if piece:
                yield piece
    if not started or not unpacker.eof:
        raise FetchRefusedError(say("the packed list was cut off"))
