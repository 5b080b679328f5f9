"""A list that somebody else keeps and the house consults."""

import re
from typing import Annotated, Literal
from urllib.parse import urlsplit

import msgspec

from agent.call.sentence import say
from agent.settings.section import Section, Treating

SharedRole = Literal["shared", "allow", "deny", "contacts", "regulator", "suspect"]
Privacy = Literal["local", "k-anonymity", "plaintext"]
Share = Annotated[float, msgspec.Meta(ge=0, le=1)]

_NAME = re.compile(r"[a-z0-9][a-z0-9-]{0,39}")


class SharedListSettings(Section, frozen=True):
    """`[[list]]`: one list from elsewhere, where it comes from and how far it is believed."""

    name: str
    """What you call it, in small letters, digits and hyphens; also its file's name."""
    url: str = ""
    """Where it is fetched from, `https://…`; `{date}` in it stands for the day, where each day has a file."""
    path: str = ""
    """Or a file on this machine, read again when it changes."""
    format: str = ""
    """How it is written, for example `plain` or `phoneblock`; empty to find out from its content."""
    on: bool = True
    """Switch the list off without forgetting it."""
    interval_hours: Annotated[float, msgspec.Meta(ge=1, le=24 * 60)] = 24.0
    """Time between two looks at the source."""
    jitter_hours: Annotated[float, msgspec.Meta(ge=0, le=24)] = 1.0
    """Chance added to or taken from the interval, so that not every house asks at once."""
    role: SharedRole = "shared"
    """What its entries mean: `shared` weighs votes, `deny` and `allow` are believed as your own word."""
    treatment: Treating | Literal[""] = ""
    """What to do with callers it knows; empty leaves it to the rule."""
    weight: Annotated[float, msgspec.Meta(ge=0, le=100)] = 1.0
    """What one vote of this list counts."""
    direct_threshold: Annotated[float, msgspec.Meta(ge=0)] = 4.0
    """Votes from which a whole number decides; not asked of lists that count no votes."""
    range_threshold: Annotated[float, msgspec.Meta(ge=0)] = 10.0
    """Votes from which a range decides; not asked of lists that count no votes."""
    country: Annotated[str, msgspec.Meta(pattern="^([A-Z]{2})?$")] = ""
    """Country (ISO 3166-1 alpha-2) whose national numbers it holds; empty for the line's own."""
    number_column: str = ""
    """For `csv`: name or position (from 1) of the column with the number; empty to find it."""
    votes_column: str = ""
    """For `csv`: name or position of the column with the votes; empty to find it."""
    label_column: str = ""
    """For `csv`: name or position of the column with the label; empty to find it."""
    key: str = ""
    """Token for the source; better in a file, see `key_file`."""
    key_file: str = ""
    """File whose first line is the token."""
    key_env: str = ""
    """Environment variable that holds the token."""
    key_credential: str = ""
    """Name of a systemd credential (`LoadCredential=`) that holds the token."""
    public_key: str = ""
    """minisign public key (`RW…`); with it, an unsigned, wrongly signed or older list is refused."""
    local: bool = False
    """The list lives in this house: plain http and private addresses are then allowed for its host."""
    privacy: Privacy = "local"
    """How a caller may be looked up online: `local` never, `k-anonymity` shows four digits of a
    hash, `plaintext` shows the number."""
    send_ratings: bool = False
    """Send the ratings you give with `tranquille report` to this list's community."""
    send_calls: bool = False
    """Tell this list's community when a number it lists calls you; it then knows who called."""
    wrong_limit: Annotated[int, msgspec.Meta(ge=0)] = 3
    """Callers it may be wrong about (it decided, you allowed them since) before it is switched off; 0: never.
    One may be a matter of taste, and two an accident; with three the list is not for your house."""
    believe_wanted: bool = False
    """Also believe what the list says of wanted callers, as if it stood on your allow list."""
    ranges_from_numbers: bool = False
    """Take whole blocks for unwanted where many of their numbers are: 4 numbers of a block of 10,
    3 such blocks of a block of 100."""
    change_share: Share = 0.5
    """A list that grows or shrinks by more than this share waits for your word."""
    bad_share: Share = 0.2
    """A list with more unreadable lines than this share waits for your word."""
    max_megabytes: Annotated[float, msgspec.Meta(gt=0, le=1024)] = 16.0
    """More than this is not downloaded."""
    max_unpacked_megabytes: Annotated[float, msgspec.Meta(gt=0, le=4096)] = 64.0
    """More than this is not unpacked."""
    max_entries: Annotated[int, msgspec.Meta(ge=1)] = 2_000_000
    """More entries than this are refused."""
    max_seconds: Annotated[float, msgspec.Meta(gt=0, le=3600)] = 60.0
    """A download that takes longer is given up."""

    def __post_init__(self) -> None:
        """Check what no single field can know."""
        if not _NAME.fullmatch(self.name):
            raise ValueError(
                say(
                    "name {name!r} may only have small letters, digits and hyphens, at most 40",
                    name=self.name,
                )
            )
        if bool(self.url) == bool(self.path):
            raise ValueError(say("needs either a url or a path"))
        if self.url:
            scheme = urlsplit(self.url).scheme
            if scheme not in ("https", "http") or (scheme == "http" and not self.local):
                raise ValueError(
                    say(
                        "url {url!r} must begin with https:// (http:// only with local = true, for a host at "
                        "home)",
                        url=self.url,
                    )
                )
        if sum(map(bool, (self.key, self.key_file, self.key_env, self.key_credential))) > 1:
            raise ValueError(
                say("has more than one of key, key_file, key_env, key_credential: keep one of them")
            )

    def __repr__(self) -> str:
        """Without the token."""
        return f"SharedListSettings({self.name!r}, url={self.url!r}, path={self.path!r}, role={self.role!r})"
