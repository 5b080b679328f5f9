"""Proves that we know a line's password without saying it: digest authentication of a client.

RFC 7616, RFC 8760, RFC 3261 §22.  Pure: the client's own random text (`cnonce`) is an argument.

Each exchange (a request, and what is sent again because a password was asked for) ends: a nonce that is refused
twice means a wrong password, a new one without `stale` is tried once more, and `stale` is believed a few times.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from enum import Enum, auto

from agent.sip.stack.challenges import STRENGTH, Challenge, hashed, read_challenges, read_next_nonce

MOST_REALMS = 4
"""Proxies and a registrar that each ask for a password of their own (RFC 3261 §22.3)."""
MOST_REFUSALS = 1
"""Times that a realm may refuse us with a new nonce in one exchange, and is tried again."""
MOST_STALES = 3
"""The same where it says that the nonce was stale."""
_MOST_NONCE_COUNT = 0xFFFFFFFF

Fields = Sequence[str]


class Verdict(Enum):
    """What a 401 or 407 means."""

    TRY_AGAIN = auto()
    """Send the request again, as a new transaction with the next CSeq, with `fields`."""
    WRONG_PASSWORD = auto()
    UNANSWERABLE = auto()
    """No challenge, or none of an algorithm and quality that we know."""


@dataclass(slots=True)
class _Realm:
    """What one realm asked for last."""

    challenge: Challenge
    nonce_count: int = 0
    session_cnonce: str = ""
    refusals: int = 0
    """In this exchange, without `stale`."""
    stales: int = 0
    """In this exchange."""
    was_sent: bool = False
    """In this exchange."""

    @property
    def is_given_up(self) -> bool:
        return self.refusals > MOST_REFUSALS or self.stales > MOST_STALES


@dataclass(slots=True)
class Authentication:
    """The password of one line, and what its servers asked for; kept for the life of the line."""

    user: str
    password: str = field(repr=False)
    _realms: dict[tuple[bool, str], _Realm] = field(default_factory=dict, repr=False)

    def begin(self) -> None:
        """A new exchange: nothing has been refused yet.  Nonces that were good are used at once."""
        for realm in self._realms.values():
            realm.refusals, realm.stales, realm.was_sent = 0, 0, False

    def challenged(self, www: Fields, proxy: Fields) -> Verdict:
        """A 401 or 407 with these WWW-Authenticate and Proxy-Authenticate fields."""
        asked = _strongest(www, is_proxy=False) | _strongest(proxy, is_proxy=True)
        if not asked:
            return Verdict.UNANSWERABLE
        verdicts = [self._take(key, challenge) for key, challenge in asked.items()]
        return Verdict.TRY_AGAIN if all(verdicts) else Verdict.WRONG_PASSWORD

    def succeeded(self, www_info: Fields = (), proxy_info: Fields = ()) -> None:
        """A response that took our password, with its (Proxy-)Authentication-Info: the next nonce."""
        for is_proxy, fields in ((False, www_info), (True, proxy_info)):
            nonce = read_next_nonce(fields)
            for (of_proxy, _), realm in self._realms.items():
                if nonce and of_proxy == is_proxy and realm.was_sent and nonce != realm.challenge.nonce:
                    realm.challenge = replace(realm.challenge, nonce=nonce, stale=False)
                    realm.nonce_count, realm.session_cnonce = 0, ""

    def fields(self, method: str, uri: str, cnonce: str) -> list[tuple[str, str]]:
        """The Authorization and Proxy-Authorization fields of the next request; none until somebody asked."""
        fields: list[tuple[str, str]] = []
        for (is_proxy, _), realm in self._realms.items():
            realm.was_sent = True
            realm.nonce_count = min(realm.nonce_count + 1, _MOST_NONCE_COUNT)
            if realm.challenge.is_session:
                # The session's key was made of the first one.
                realm.session_cnonce = realm.session_cnonce or cnonce
            name = "Proxy-Authorization" if is_proxy else "Authorization"
            answer = credentials(
                realm.challenge,
                user=self.user,
                password=self.password,
                method=method,
                uri=uri,
                cnonce=realm.session_cnonce or cnonce,
                nonce_count=realm.nonce_count,
            )
            fields.append((name, answer))
        return fields

    def _take(self, key: tuple[bool, str], challenge: Challenge) -> bool:
        """Remember what is asked; False when it has been answered in vain."""
        known = self._realms.get(key)
        if known is None and len(self._realms) >= MOST_REALMS:
            # Whoever names another realm each time gets no endless answers either.
            self._realms.clear()
            return False
        asked = _Realm(challenge)
        if known is not None:
            asked.refusals, asked.stales = known.refusals, known.stales
            if known.was_sent:
                asked.refusals += not challenge.stale
                asked.stales += challenge.stale
                if challenge.nonce == known.challenge.nonce or asked.is_given_up:
                    # Forgotten, so that the next exchange asks anew: the password may have been changed there.
                    del self._realms[key]
                    return False
        self._realms[key] = asked
        return True


def credentials(
    challenge: Challenge, *, user: str, password: str, method: str, uri: str, cnonce: str, nonce_count: int
) -> str:
    """The value of an Authorization header that answers this challenge (RFC 7616 §3.4)."""
    hash_name = challenge.hash_name or STRENGTH[-1]
    count = f"{nonce_count:08x}"
    # Hashed as it stands between its quotes (`unq`, §3.4.2), like the realm: servers do not undo escapes.
    name = user.replace("\\", "\\\\").replace('"', '\\"')
    secret = _hashed(hash_name, name, challenge.realm, password)
    if challenge.is_session:
        secret = _hashed(hash_name, secret, challenge.nonce, cnonce)
    wanted = _hashed(hash_name, method, uri)
    quality = (count, cnonce, "auth") if challenge.qops else ()
    response = _hashed(hash_name, secret, challenge.nonce, *quality, wanted)
    parts = [
        f'username="{name}"',
        f'realm="{challenge.realm}"',
        f'nonce="{challenge.nonce}"',
        f'uri="{uri}"',
        f'response="{response}"',
    ]
    if challenge.algorithm is not None:
        parts.append(f"algorithm={challenge.algorithm}")
    if challenge.qops or challenge.is_session:
        # Without qop only a session needs it: its key cannot be made without.
        parts.append(f'cnonce="{cnonce}"')
    if challenge.qops:
        parts += ["qop=auth", f"nc={count}"]
    if challenge.opaque is not None:
        parts.append(f'opaque="{challenge.opaque}"')
    return "Digest " + ", ".join(parts)


def _strongest(fields: Fields, *, is_proxy: bool) -> dict[tuple[bool, str], Challenge]:
    """Of each realm the strongest challenge that can be answered, of equals the first."""
    best: dict[tuple[bool, str], Challenge] = {}
    answerable = [each for each in read_challenges(fields) if each.is_answerable]
    for challenge in sorted(answerable, key=lambda each: STRENGTH.index(each.hash_name or STRENGTH[-1])):
        best.setdefault((is_proxy, challenge.realm), challenge)
    return best


def _hashed(hash_name: str, *parts: str) -> str:
    return hashed(hash_name, b":".join(_bytes(part) for part in parts))


def _bytes(text: str) -> bytes:
    """UTF-8 (RFC 7616 §4), and bytes that are none as they came (PEP 383)."""
    try:
        return text.encode("utf-8", "surrogateescape")
    except UnicodeEncodeError:
        return text.encode("utf-8", "replace")
