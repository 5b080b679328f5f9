"""The house as a whole: whether it acts, where it keeps things, how it speaks and tells the time."""

import re
from typing import Literal
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from agent.call.sentence import say
from agent.settings.section import Language, Section

_PHONE = re.compile(r"sips?:[^\s<>\"@]+@[^\s<>\"@]+")


class HouseSettings(Section, frozen=True):
    """`[house]`: what holds for every line."""

    mode: Literal["on", "observe"] = "on"
    """`observe` writes down what would have been done and touches no call."""
    engine: Literal["auto", "pjsua2", "python"] = "auto"
    """Which SIP engine takes the calls: `auto` takes the one that runs on this computer."""
    data_folder: str = ""
    """Where the call log lives; empty for the usual place: `/var/lib/tranquille` for a system
    service, else `~/.local/share/tranquille`.  A relative path starts at the config file's folder."""
    language: Language = "fr"
    """What the house speaks when neither the line nor the caller's country says otherwise."""
    written_language: Literal["", "fr", "en"] = ""
    """What the house writes to you in; empty for this computer's language, as far as it is one of these."""
    time_zone: str = ""
    """For example `Europe/Paris`; empty for the time zone of this computer."""
    own_numbers: tuple[str, ...] = ()
    """The numbers of this house, written in any usual form; a caller that shows one of them is lying."""
    ring: tuple[str, ...] = ()
    """SIP addresses of the phones to ring when the house puts a caller through itself; three at once, while
    one caller waits, and further ones in the place of a phone that declines."""

    def __post_init__(self) -> None:
        for phone in self.ring:
            if not _PHONE.fullmatch(phone):
                raise ValueError(
                    say(
                        'ring has "{phone}": write SIP addresses such as "sip:**9@fritz.box" or '
                        '"sip:salon@192.168.1.20"',
                        phone=phone,
                    )
                )
        if self.time_zone:
            try:
                ZoneInfo(self.time_zone)
            except (ZoneInfoNotFoundError, ValueError, OSError) as error:
                raise ValueError(
                    say(
                        'time_zone = "{time_zone}" is not a known time zone: write one such as '
                        '"Europe/Paris", or leave it out to use this computer\'s',
                        time_zone=self.time_zone,
                    )
                ) from error
