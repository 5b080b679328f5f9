"""What the household says of a list, before anything the list says itself."""

from dataclasses import dataclass

from agent.call.list_entry import ListRole


@dataclass(frozen=True, slots=True, kw_only=True)
class ListSource:
    """A list as settings know it: its name, what it may do, and how much its word counts."""

    name: str
    role: ListRole
    treatment: str = ""
    """What a match asks for (a name of `agent.call.treatment.TREATMENTS`), or empty."""
    weight: float = 1.0
    """What one of its votes counts."""
    direct_threshold: float = 0.0
    """Score from which an exact entry decides."""
    range_threshold: float = 0.0
    """Score from which a prefix or pattern decides."""
    file: str = ""
    """Path of the file a person can open, or empty."""
