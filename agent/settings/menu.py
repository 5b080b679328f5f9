"""The house's own telephone number: whoever calls it from a phone of the house hears a spoken menu."""

import ipaddress
import re
from typing import Annotated

import msgspec

from agent.call.sentence import say
from agent.settings.section import Section

_PIN = re.compile(r"\d{4,10}")


class MenuSettings(Section, frozen=True):
    """`[menu]`: last call, deny, allow, messages, permits, for phones of the house and nobody else."""

    on: bool = True
    """False: calls to the daemon's own number ring like any other call inside the house."""
    pin: str = ""
    """4 to 10 digits to type first; empty to ask for none.  Three wrong ones shut the menu for 15 minutes."""
    peers: tuple[str, ...] = ()
    """Addresses of telephones, ATAs or PBXs (also in `trusted_peers`) that may dial `menu`, `*30`, `*31` and
    `*32` although they do not show a number with `*`.  A PBX must let only its own phones dial these."""
    answer_group_calls_after_seconds: Annotated[float, msgspec.Meta(ge=0, le=60)] = 0.0
    """A FRITZ!Box says `**9` (everybody) even when only our number was dialled: answer such a call from
    inside when nobody has picked up for so long; 0 for never, as with a door bell that rings everybody."""

    def __post_init__(self) -> None:
        if self.pin and not _PIN.fullmatch(self.pin):
            # The value stays unsaid: it is a secret, even a malformed one.
            raise ValueError(say("pin must be 4 to 10 digits in quotes, or left out"))
        for peer in self.peers:
            try:
                ipaddress.ip_network(peer, strict=False)
            except ValueError:
                raise ValueError(
                    say(
                        'peers has "{peer}": write an IP address or network such as "192.168.1.20"', peer=peer
                    )
                ) from None

    def __repr__(self) -> str:
        return f"MenuSettings(on={self.on!r}, pin={'…' if self.pin else ''!r}, peers={self.peers!r})"
