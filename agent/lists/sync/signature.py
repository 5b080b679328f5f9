"""Signed lists: minisign keys and signatures (Ed25519), so that only its author can change a list.

Format: https://jedisct1.github.io/minisign/ — base64 of `Ed` (the file itself) or `ED` (its
BLAKE2b-512), an 8-byte key number, then key or signature.  The trusted comment is signed too and
holds `timestamp:` and, in our lists, `version:`.
"""

import base64
import binascii
import hashlib
import secrets
from dataclasses import dataclass
from typing import BinaryIO

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from agent.call.sentence import say
from agent.call.user_error import UserError

MAX_SIGNATURE_BYTES = 4096
_UNTRUSTED = "untrusted comment: "
_TRUSTED = "trusted comment: "


class SignatureRefusedError(Exception):
    """The list is not what its author signed; the text says why."""


@dataclass(frozen=True, slots=True)
class PublicKey:
    """Half of a key pair that everybody may know."""

    key_number: bytes
    raw: bytes

    @property
    def text(self) -> str:
        """The key as `RW…`, to paste into settings."""
        return base64.b64encode(b"Ed" + self.key_number + self.raw).decode()


@dataclass(frozen=True, slots=True, repr=False)
class SecretKey:
    """Half of a key pair that only the list's author has."""

    key_number: bytes
    seed: bytes

    @property
    def public(self) -> PublicKey:
        """The other half."""
        public = Ed25519PrivateKey.from_private_bytes(self.seed).public_key()
        raw = public.public_bytes(serialization.Encoding.Raw, serialization.PublicFormat.Raw)
        return PublicKey(self.key_number, raw)

    @property
    def text(self) -> str:
        """A minisign secret key file without password; keep it readable for its owner only."""
        body = self.key_number + self.seed + self.public.raw
        checksum = hashlib.blake2b(b"Ed" + body, digest_size=32).digest()
        packed = b"Ed" + b"\0\0" + b"B2" + bytes(32 + 8 + 8) + body + checksum
        return f"{_UNTRUSTED}minisign secret key\n{base64.b64encode(packed).decode()}\n"


@dataclass(frozen=True, slots=True)
class TrustedComment:
    """What the author signed besides the list."""

    text: str
    version: int = 0
    """`version:` of the comment, 0 when there is none."""
    timestamp: int = 0
    """Unix time of the signature, 0 when there is none."""

    @property
    def rank(self) -> tuple[int, int]:
        """What must never go back between two lists of one author."""
        return self.version, self.timestamp


def new_key() -> SecretKey:
    """Make a key pair."""
    return SecretKey(secrets.token_bytes(8), secrets.token_bytes(32))


def read_public_key(text: str) -> PublicKey:
    """Read `RW…`, or a whole `.pub` file; UserError when it is neither."""
    lines = [line for line in text.strip().splitlines() if not line.startswith(_UNTRUSTED)]
    packed = _decoded(lines[0] if lines else "")
    if len(packed) != 42 or packed[:2] != b"Ed":
        raise UserError(
            say("{text!r} is not a minisign public key; it begins with RW", text=text.strip()[:60])
        )
    return PublicKey(packed[2:10], packed[10:])


def read_secret_key(text: str) -> SecretKey:
    """Read a secret key file without password; UserError says what else it is."""
    lines = [line for line in text.strip().splitlines() if not line.startswith(_UNTRUSTED)]
    packed = _decoded(lines[0] if lines else "")
    if len(packed) != 158 or packed[:2] != b"Ed":
        raise UserError(say("this is not a minisign secret key; make one with `tranquille lists keygen`"))
    if packed[2:4] != b"\0\0":
        raise UserError(
            say("this secret key has a password; remove it with `minisign -C -W`, or make a new key")
        )
    body, checksum = packed[54:126], packed[126:158]
    if hashlib.blake2b(b"Ed" + body, digest_size=32).digest() != checksum:
        raise UserError(say("this secret key is damaged; restore it from a copy"))
    return SecretKey(body[:8], body[8:40])


def sign(content: BinaryIO, key: SecretKey, *, version: int, timestamp: int, file_name: str) -> str:
    """The text of a `.minisig` file for a list (prehashed, as minisign writes today)."""
    private = Ed25519PrivateKey.from_private_bytes(key.seed)
    signature = private.sign(_prehash(content))
    comment = f"timestamp:{timestamp}\tfile:{file_name}\tversion:{version}\thashed"
    comment_signature = private.sign(signature + comment.encode())
    return (
        f"{_UNTRUSTED}signature of a list, check it with {key.public.text}\n"
        f"{base64.b64encode(b'ED' + key.key_number + signature).decode()}\n"
        f"{_TRUSTED}{comment}\n{base64.b64encode(comment_signature).decode()}\n"
    )


def verify(content: BinaryIO, signature_text: str, key: PublicKey) -> TrustedComment:
    """Check that `key`'s owner signed this content and its comment; SignatureRefusedError says why not."""
    lines = signature_text.splitlines()
    if len(lines) < 4 or not lines[0].startswith(_UNTRUSTED) or not lines[2].startswith(_TRUSTED):
        raise SignatureRefusedError(say("the signature file is not one that minisign makes"))
    packed, comment_signature = _decoded(lines[1]), _decoded(lines[3])
    comment = lines[2][len(_TRUSTED) :]
    if len(packed) != 74 or packed[:2] not in (b"Ed", b"ED") or len(comment_signature) != 64:
        raise SignatureRefusedError(say("the signature file is not one that minisign makes"))
    if packed[2:10] != key.key_number:
        raise SignatureRefusedError(say("the list is signed with another key than the one in your settings"))
    message = _prehash(content) if packed[:2] == b"ED" else content.read()
    signature = packed[10:]
    public = Ed25519PublicKey.from_public_bytes(key.raw)
    try:
        public.verify(signature, message)
    except InvalidSignature:
        raise SignatureRefusedError(
            say("the signature does not belong to this list: it was changed on the way")
        ) from None
    try:
        public.verify(comment_signature, signature + comment.encode())
    except InvalidSignature:
        raise SignatureRefusedError(say("the signature's own comment was changed on the way")) from None
    fields = dict(part.partition(":")[::2] for part in comment.split("\t"))
    return TrustedComment(comment, _count(fields.get("version", "")), _count(fields.get("timestamp", "")))


def refuse_rollback(comment: TrustedComment, last_rank: tuple[int, int]) -> None:
    """Raise SignatureRefusedError when a signed list is older than one already in use."""
    if comment.rank < last_rank:
        raise SignatureRefusedError(
            say(
                "the list is signed but older (version {version}) than the one in use (version {used})",
                version=comment.version,
                used=last_rank[0],
            )
        )


def _prehash(content: BinaryIO) -> bytes:
    digest = hashlib.blake2b(digest_size=64)
    while chunk := content.read(1 << 18):
        digest.update(chunk)
    return digest.digest()


def _decoded(line: str) -> bytes:
    try:
        return base64.b64decode(line.strip().encode("ascii", "replace"), validate=True)
    except (binascii.Error, ValueError):
        return b""


def _count(text: str) -> int:
    return int(text) if text.isascii() and text.isdigit() and len(text) <= 15 else 0
