"""A telephone line the house keeps the door of: one [[line]] block each."""

import ipaddress
import re
from collections.abc import Iterator
from typing import Annotated, Any, Literal

import msgspec

from agent.call.sentence import joined, say
from agent.settings.letting_ring import Release
from agent.settings.section import Language, Section

_NAME = re.compile(r"[\w.-]{1,40}")
_PASSWORD_SETTINGS = ("password", "password_file", "password_env", "password_credential")


class LineSettings(Section, frozen=True):
    """`[[line]]`: registered at a registrar (the box, a provider), or serving trusted peers only."""

    name: str = "home"
    """How logs and the command line call this line; must differ from line to line."""
    kind: Literal["beside", "front"] = "beside"
    """`beside`: the box rings every phone and we are one of them; `front`: calls reach us first."""
    registrar: str = ""
    """Host or host:port of the box or provider, for example `fritz.box`; empty to serve only
    `trusted_peers`."""
    user: str = ""
    """The telephone's user name at the registrar."""
    auth_user: str = ""
    """User name for the password, where it differs from `user`."""
    password: str = ""
    """The password itself; safer is one of the three settings below."""
    password_file: str = ""
    """A file whose first line is the password; a relative path starts at the config file's folder."""
    password_env: str = ""
    """Name of an environment variable that holds the password."""
    password_credential: str = ""
    """Name of a systemd credential (`LoadCredential=`) that holds the password."""
    proxy: str = ""
    """Outbound proxy, host or host:port, where the provider wants one."""
    transport: Literal["udp", "tcp", "tls"] = "udp"
    """How SIP travels to the registrar."""
    srtp: bool = False
    """Encrypt the sound (SDES)."""
    allow_old_tls: bool = False
    """Accept the SIP library's own OpenSSL 1.0.2k of 2017, without which there is no `tls` and no `srtp`."""
    port: Annotated[int, msgspec.Meta(ge=0, le=65535)] = 0
    """Our own SIP port; 0 takes a free one."""
    bind_address: str = ""
    """Our own address to listen on; empty for the one that reaches the registrar."""
    trusted_peers: tuple[str, ...] = ()
    """Addresses (`192.168.1.9`) or networks (`192.168.1.0/24`) besides the registrar that may call us."""
    country: str = "FR"
    """Where the line is, two capital letters (ISO 3166-1): decides how numbers without `+` are read."""
    area_code: str = ""
    """Area code of the line, where local numbers are dialled without it, for example `030` in Berlin."""
    own_numbers: tuple[str, ...] = ()
    """This line's numbers, besides those in `[house]`."""
    language: Language | None = None
    """What to speak on this line; leave it out to follow the caller's country, then `[house]`."""
    phone_book_names: bool | None = None
    """The names this line shows come from the box's own phone book, so whoever has one is a contact; leave
    it out to believe that `beside` the box, and not in `front`, where callers choose the name themselves."""
    expires_seconds: Annotated[int, msgspec.Meta(ge=60, le=86_400)] = 300
    """How long a registration is asked for; it is renewed well before."""
    release: Release | None = None
    """This line's own answer to `[letting_ring] release`; leave it out to follow that."""

    def __post_init__(self) -> None:
        for sentence in self._mistakes():
            raise ValueError(sentence)

    def _mistakes(self) -> Iterator[str]:
        if not _NAME.fullmatch(self.name):
            yield say(
                'name = "{name}" must be 1 to 40 letters, digits, dots, dashes or underscores', name=self.name
            )
        if not self.registrar and not self.trusted_peers:
            yield (
                say(
                    "has neither registrar nor trusted_peers, so nobody could ever call: write for example "
                    'registrar = "fritz.box"'
                )
            )
        if self.registrar and not self.user:
            yield (
                say(
                    'registrar = "{registrar}" needs a user: the user name you gave this telephone in '
                    "the box",
                    registrar=self.registrar,
                )
            )
        given = [name for name in _PASSWORD_SETTINGS if getattr(self, name)]
        if len(given) > 1:
            yield say("has {given}: keep one of them", given=joined(say(" and "), given))
        if not re.fullmatch(r"[A-Z]{2}", self.country):
            yield say(
                'country = "{country}" must be two capital letters such as "FR" or "DE"', country=self.country
            )
        if not re.fullmatch(r"\d{0,6}", self.area_code):
            yield say(
                'area_code = "{area_code}" must be digits only, for example "030"', area_code=self.area_code
            )
        if self.bind_address and not _is_address(self.bind_address):
            yield say(
                'bind_address = "{bind_address}" is not an IP address such as "192.168.1.5"',
                bind_address=self.bind_address,
            )
        for peer in self.trusted_peers:
            if not _is_network(peer):
                yield say(
                    'trusted_peers has "{peer}": write an IP address or network such as "192.168.1.0/24"',
                    peer=peer,
                )
        if not self.allow_old_tls:
            if self.transport == "tls":
                yield _old_tls('transport = "tls"', 'transport = "udp" or "tcp"')
            if self.srtp:
                yield _old_tls("srtp = true", "srtp = false")

    @property
    def names_are_contacts(self) -> bool:
        """Whether a shown name makes its caller a contact."""
        return self.kind == "beside" if self.phone_book_names is None else self.phone_book_names

    def __repr__(self) -> str:
        return f"LineSettings(name={self.name!r}, registrar={self.registrar!r}, user={self.user!r})"

    def __rich_repr__(self) -> list[tuple[str, Any]]:
        return [("name", self.name), ("registrar", self.registrar), ("user", self.user)]


def _old_tls(written: str, instead: str) -> str:
    return say(
        "{written} would use the OpenSSL 1.0.2k of 2017 that the SIP library's package "
        "bundles, which gets no security fixes: write {instead}, or allow_old_tls = true to "
        "accept it",
        written=written,
        instead=instead,
    )


def _is_address(written: str) -> bool:
    try:
        ipaddress.ip_address(written)
    except ValueError:
        return False
    return True


def _is_network(written: str) -> bool:
    try:
        ipaddress.ip_network(written, strict=False)
    except ValueError:
        return False
    return True
