"""Shuts the family's menu for a while after wrong codes, however many calls they were typed in."""

from collections.abc import Callable

WRONG_CODES = 3
SHUT_SECONDS = 900.0


class MenuLock:
    """Counts on a monotonic clock in seconds; a restart forgets.  For the switchboard's thread."""

    def __init__(self, clock_seconds: Callable[[], float]) -> None:
        self._clock_seconds = clock_seconds
        self._wrong_at_seconds: list[float] = []

    @property
    def tries_left(self) -> int:
        """Wrong codes that are still forgiven; 0 while the menu is shut."""
        oldest = self._clock_seconds() - SHUT_SECONDS
        self._wrong_at_seconds = [moment for moment in self._wrong_at_seconds if moment > oldest]
        return max(0, WRONG_CODES - len(self._wrong_at_seconds))

    def count_wrong_code(self) -> None:
        """Somebody typed a wrong code."""
        self._wrong_at_seconds.append(self._clock_seconds())
