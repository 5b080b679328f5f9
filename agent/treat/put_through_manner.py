"""How to bring a caller to the family: the phones, the sounds, and how patient to be."""

import msgspec

from agent.call.commands import RingHouse
from agent.treat.talking import TalkManner


class ShownCaller(msgspec.Struct, frozen=True, kw_only=True):
    """What the phones that ring are told of the caller."""

    name: str = ""
    number: str = ""
    """E.164; empty when it was withheld."""
    number_in_from: bool = False

    def ring_house(self, call_id: str, phones: tuple[str, ...]) -> RingHouse:
        """The command that rings these phones and tells them who calls."""
        return RingHouse(
            call_id=call_id,
            phones=phones,
            shown_name=self.name,
            shown_number=self.number,
            number_in_from=self.number_in_from,
        )


class PutThroughManner(msgspec.Struct, frozen=True, kw_only=True):
    """How to put through, from settings and prompts; sounds are paths of WAV files."""

    phones: tuple[str, ...]
    shown: ShownCaller = ShownCaller()
    one_moment: str
    ring_back: str
    talk: TalkManner
    """What may be done once caller and family talk."""
    whisper: str = ""
    """Who it is and what the keys do, for the one who picks up; empty to connect at once."""
    whisper_patience_seconds: float = 4.0
    """Whoever presses nothing after the whisper gets the caller: a call is never lost to a missing key."""
    ring_seconds: float = 30.0
    transfer: bool = False
    """Try REFER to the first phone before ringing them ourselves."""
    transfer_within_seconds: float = 8.0
