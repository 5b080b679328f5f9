"""What a server that asks for a password says: WWW-Authenticate and Proxy-Authenticate, and Authentication-Info.

RFC 3261 §20.44, RFC 7616 §3.3 and §3.5, RFC 8760.  Several challenges may stand in one field or in several.
Read with good will: FRITZ!Box sends realm and nonce only, others forget quotes, commas or the algorithm.
"""

import hashlib
import re
from collections.abc import Iterable
from dataclasses import dataclass

MOST_CHALLENGES = 16
MOST_CHARACTERS = 8192
"""Of one field; what is longer is not read."""

_HASHES = {"sha-512-256": "sha512_256", "sha-256": "sha256", "md5": "md5"}
STRENGTH = [name for name in _HASHES if _HASHES[name] in hashlib.algorithms_available]
"""The algorithms we know, strongest first.  SHA-512-256 is missing where OpenSSL is."""

_PARAMETER = re.compile(
    r"""[\s,]*
    (?:(?P<scheme>[A-Za-z0-9!#$%&'*+.^_`|~-]{1,64})[ \t]+)?
    (?P<name>[A-Za-z0-9!#$%&'*+.^_`|~-]{1,64})[ \t]*=[ \t]*
    (?:"(?P<quoted>(?:[^"\\]|\\.)*)(?:"|\\?\Z)|(?P<token>[^\s,"\\]*))""",
    re.VERBOSE | re.DOTALL,
)
_NO_PARAMETER = re.compile(r'[\s,]*(?:"(?:[^"\\]|\\.)*(?:"|\\?\Z)|[^\s,"]+|\Z)', re.DOTALL)


@dataclass(frozen=True, slots=True)
class Challenge:
    """One challenge of the scheme Digest."""

    realm: str
    """Between its quotes, byte for byte: hashed and sent back as it came, escapes included."""
    nonce: str
    """Likewise."""
    opaque: str | None = None
    """Likewise; None when there was none."""
    algorithm: str | None = None
    """As written; None when there was none, which means MD5."""
    qops: frozenset[str] = frozenset()
    """In lower case; empty for a server of RFC 2069, which knows none."""
    stale: bool = False
    """The password was right, the nonce is too old."""

    @property
    def hash_name(self) -> str | None:
        """Which of `STRENGTH` it wants; None for one we do not know."""
        name = (self.algorithm or "MD5").lower().removesuffix("-sess")
        return name if name in STRENGTH else None

    @property
    def is_session(self) -> bool:
        """True for the `-sess` kind, which hashes the first nonce and cnonce in (RFC 7616 §3.4.2)."""
        return (self.algorithm or "").lower().endswith("-sess")

    @property
    def is_answerable(self) -> bool:
        """False for an unknown algorithm, and where only `auth-int` is offered."""
        return self.hash_name is not None and (not self.qops or "auth" in self.qops)


def read_challenges(fields: Iterable[str]) -> tuple[Challenge, ...]:
    """All Digest challenges of these header fields, in order; other schemes are left out."""
    challenges: list[Challenge] = []
    for field in fields:
        for scheme, parameters in _schemes(field[:MOST_CHARACTERS]):
            if scheme == "digest" and "nonce" in parameters:
                challenges.append(_challenge(parameters))
            if len(challenges) >= MOST_CHALLENGES:
                return tuple(challenges)
    return tuple(challenges)


def read_next_nonce(fields: Iterable[str]) -> str | None:
    """The nonce to use next, from Authentication-Info (RFC 7616 §3.5); None when none is named."""
    for field in fields:
        for _, parameters in _schemes("Digest " + field[:MOST_CHARACTERS]):
            if parameters.get("nextnonce"):
                return parameters["nextnonce"]
    return None


def hashed(hash_name: str, raw: bytes) -> str:
    """The digest of one of `STRENGTH`, in hexadecimal."""
    return hashlib.new(_HASHES[hash_name], raw, usedforsecurity=False).hexdigest()


def _challenge(parameters: dict[str, str]) -> Challenge:
    return Challenge(
        realm=parameters.get("realm", ""),
        nonce=parameters["nonce"],
        opaque=parameters.get("opaque"),
        algorithm=parameters.get("algorithm") or None,
        qops=frozenset(re.split(r"[\s,]+", parameters.get("qop", "").lower())) - {""},
        stale=parameters.get("stale", "").lower() == "true",
    )


def _schemes(text: str) -> list[tuple[str, dict[str, str]]]:
    """Each scheme in lower case with its parameters, of which the first of a name counts."""
    found: list[tuple[str, dict[str, str]]] = []
    position = 0
    while position < len(text):
        match = _PARAMETER.match(text, position)
        if match is None:
            # `Negotiate YII…==`, a lone word, a quote out of place.
            skipped = _NO_PARAMETER.match(text, position)
            position = max(position + 1, skipped.end() if skipped else 0)
            continue
        position = match.end()
        if match["scheme"] or not found:
            found.append(((match["scheme"] or "").lower(), {}))
        quoted = match["quoted"]
        found[-1][1].setdefault(match["name"].lower(), match["token"] if quoted is None else quoted)
    return found
