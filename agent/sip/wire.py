"""How the house and the engine talk: length-prefixed msgpack over a socket pair.

Each frame is a 4-byte big-endian length, then msgpack of `[name, value]` where name is the class
of `agent/call/` and value its fields by name.  Nothing else is ever accepted from the other side.
"""

import socket
import struct
from typing import Any

import msgspec

from agent.call import commands, events, heard

MAX_FRAME_BYTES = 1_000_000
"""No honest frame comes near: the largest carries the headers of one INVITE."""

_LENGTH = struct.Struct("!I")

Word = events.Event | commands.Command

_WORDS: tuple[type[Any], ...] = (
    events.EngineStarted,
    events.LineChanged,
    events.CallArrived,
    events.CallAnswered,
    events.GreetingPlayed,
    events.DigitPressed,
    events.CallEnded,
    events.PhoneRinging,
    events.PhoneAnswered,
    events.PhoneLost,
    events.TransferAnswered,
    events.Recorded,
    events.Trouble,
    events.EngineStopped,
    heard.SpeechHeard,
    heard.SpeechEnded,
    heard.SilenceHeard,
    heard.ToneHeard,
    heard.BargeInHeard,
    heard.Concluded,
    commands.OpenLine,
    commands.Ring,
    commands.Answer,
    commands.AnswerEarly,
    commands.Reject,
    commands.HangUp,
    commands.Play,
    commands.StopPlaying,
    commands.Listen,
    commands.StopListening,
    commands.RingHouse,
    commands.StopRinging,
    commands.Bridge,
    commands.Unbridge,
    commands.SendDigits,
    commands.Transfer,
    commands.Record,
    commands.StopRecording,
    commands.EndOrphan,
    commands.StopEngine,
)


class WireBroken(Exception):
    """The other side said something that is not of this wire."""


_encoder = msgspec.msgpack.Encoder()
_frame_decoder = msgspec.msgpack.Decoder(tuple[str, msgspec.Raw])
_decoders: dict[str, msgspec.msgpack.Decoder[Any]] = {
    word.__name__: msgspec.msgpack.Decoder(word) for word in _WORDS
}


def pack(word: Word) -> bytes:
    """One frame, ready to send."""
    body = _encoder.encode((type(word).__name__, word))
    return _LENGTH.pack(len(body)) + body


def unpack(body: bytes) -> Word:
    """The word of one frame's body.  Raises WireBroken when it is none of ours."""
    try:
        name, raw = _frame_decoder.decode(body)
        word: Word = _decoders[name].decode(raw)
    except (msgspec.DecodeError, KeyError) as error:
        raise WireBroken(f"not a word of this wire: {error}") from error
    return word


class FrameReader:
    """Collects bytes in any pieces; gives back whole words."""

    def __init__(self) -> None:
        self._pending = bytearray()

    def feed(self, received: bytes) -> list[Word]:
        """Words that are complete now.  Raises WireBroken on a frame that is too long or not ours."""
        self._pending += received
        words: list[Word] = []
        while len(self._pending) >= _LENGTH.size:
            (length,) = _LENGTH.unpack_from(self._pending)
            if length > MAX_FRAME_BYTES:
                raise WireBroken(f"a frame of {length} bytes is longer than {MAX_FRAME_BYTES}")
            end = _LENGTH.size + length
            if len(self._pending) < end:
                break
            words.append(unpack(bytes(self._pending[_LENGTH.size : end])))
            del self._pending[:end]
        return words


def receive(link: socket.socket, reader: FrameReader) -> list[Word] | None:
    """Wait for bytes; the words they complete, or None when the other side is gone."""
    try:
        received = link.recv(65536)
    except OSError:
        return None
    if not received:
        return None
    return reader.feed(received)
