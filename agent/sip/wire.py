"""How the house and the engine talk: length-prefixed msgpack over a socket pair.

Each frame is a 4-byte big-endian length, then msgpack of `[name, value]` where name is the class
of `agent/call/` and value its fields by name.  Every event and command of `agent/call/` is a word of
this wire, each in its own direction; nothing else is ever accepted from the other side.
"""

import socket
import struct
from typing import Generic, TypeVar, get_args

import msgspec

from agent.call import commands, events
from agent.call.sentence import Sentence, put_together, taken_apart

MAX_FRAME_BYTES = 1_000_000
"""No honest frame comes near: the largest carries the headers of one INVITE."""

_LENGTH = struct.Struct("!I")

Word = events.EngineWord | commands.Command

Said = TypeVar("Said")


class WireBroken(Exception):
    """The other side said something that is not of this wire."""


_encoder = msgspec.msgpack.Encoder(enc_hook=taken_apart)
_frame_decoder = msgspec.msgpack.Decoder(tuple[str, msgspec.Raw])


def pack(word: Word) -> bytes:
    """One frame, ready to send."""
    body = _encoder.encode((type(word).__name__, word))
    return _LENGTH.pack(len(body)) + body


class FrameReader(Generic[Said]):
    """Collects bytes in any pieces; gives back whole words.  Use `events_reader` or `commands_reader`."""

    def __init__(self, words: tuple[type[Said], ...]) -> None:
        self._pending = bytearray()
        self._decoders = {word.__name__: msgspec.msgpack.Decoder(word, dec_hook=_sentence) for word in words}

    def feed(self, received: bytes) -> list[Said]:
        """Words that are complete now.  Raises WireBroken on a frame that is too long or not ours."""
        self._pending += received
        words: list[Said] = []
        while len(self._pending) >= _LENGTH.size:
            (length,) = _LENGTH.unpack_from(self._pending)
            if length > MAX_FRAME_BYTES:
                raise WireBroken(f"a frame of {length} bytes is longer than {MAX_FRAME_BYTES}")
            end = _LENGTH.size + length
            if len(self._pending) < end:
                break
            words.append(self._word(bytes(self._pending[_LENGTH.size : end])))
            del self._pending[:end]
        return words

    def _word(self, body: bytes) -> Said:
        try:
            name, raw = _frame_decoder.decode(body)
            return self._decoders[name].decode(raw)
        except KeyError:
            raise WireBroken(f"{name[:40]!r} is no word for this side of the wire") from None
        except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
            # Only the kind of the mistake: a frame may hold a password.
            raise WireBroken(f"a frame that cannot be read ({type(error).__name__})") from None


def _sentence(_kind: type, values: object) -> Sentence:
    return put_together(values)


def events_reader() -> FrameReader[events.EngineWord]:
    """For the house, which is told and never commanded."""
    return FrameReader(get_args(events.EngineWord))


def commands_reader() -> FrameReader[commands.Command]:
    """For the engine, which is commanded and never told."""
    return FrameReader(get_args(commands.Command))


def receive(link: socket.socket, reader: FrameReader[Said]) -> list[Said] | None:
    """Wait for bytes; the words they complete, or None when the other side is gone.

    Raises BlockingIOError when the link's own SO_RCVTIMEO ran out, and WireBroken.
    """
    try:
        received = link.recv(65536)
    except BlockingIOError:
        raise
    except OSError:
        return None
    if not received:
        return None
    return reader.feed(received)


def timeval(seconds: float) -> bytes:
    """A `struct timeval`, as SO_SNDTIMEO and SO_RCVTIMEO take it (socket(7))."""
    whole = int(seconds)
    micro = int((seconds - whole) * 1_000_000)
    return whole.to_bytes(8, "little") + micro.to_bytes(8, "little")
