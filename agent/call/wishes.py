"""What somebody in the house asks for during a call, by a key: to be done to the household's own lists."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class DenyCaller:
    """Put this call's number on the deny list."""

    call_id: str


@dataclass(frozen=True, slots=True)
class AllowCaller:
    """Put this call's number on the allow list."""

    call_id: str


Wish = DenyCaller | AllowCaller
