"""The two shapes other programs can hold: a whole number, or the beginning of numbers."""

from agent.call.list_entry import ListEntry


def whole_number(entry: ListEntry) -> str | None:
    """`+…` for an entry that is one whole number, else None."""
    return entry.value if entry.kind == "exact" and entry.value.startswith("+") else None


def beginning(entry: ListEntry) -> str | None:
    """`+…` for an entry that is a prefix or a pattern, else None."""
    return entry.value.rstrip("#") if entry.kind in ("prefix", "pattern") else None


def printable(text: str) -> str:
    """Text on one line without control characters."""
    return "".join(character if character.isprintable() else " " for character in text).strip()
