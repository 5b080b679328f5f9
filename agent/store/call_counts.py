"""What the call log knows of lists and dialers when all calls are taken together."""

from collections import Counter
from datetime import UTC, datetime

from agent.store.call_log import CallLog

DIALER_SILENCE = "dialer-silence"
"""What the ear calls a caller behind whom nobody was."""
_BY_LIST = (
    "SELECT json_extract(pair.value, '$[1]'), number_e164, count(*) FROM calls, json_each(calls.evidence) "
    "AS pair WHERE json_extract(pair.value, '$[0]') = 'list' "
)


class CallCounts(CallLog):
    """The same log, asked for sums.  Every method raises `StoreUnusable` when the disk fails."""

    def calls_by_list(self) -> dict[str, Counter[str]]:
        """By list name: how often each number (E.164) called that the list had decided about."""
        found: dict[str, Counter[str]] = {}
        for name, number, count in self._ask(f"{_BY_LIST} GROUP BY 1, 2"):
            found.setdefault(name, Counter())[number] += count
        return found

    def calls_on_list_since(self, name: str, since: datetime) -> list[str]:
        """The numbers that a list decided about since then, one for each call; none that was hidden."""
        rows = self._ask(
            f"{_BY_LIST} AND json_extract(pair.value, '$[1]') = ? AND received_at >= ? "
            "AND number_e164 <> '' AND withheld = 0 GROUP BY calls.id",
            name,
            since.astimezone(UTC).isoformat(timespec="microseconds"),
        )
        return [number for _, number, _ in rows]

    def silent_callers(self) -> dict[str, int]:
        """How often each number (E.164) kept silent as dialers do."""
        rows = self._ask(
            "SELECT number_e164, count(*) FROM calls WHERE heard = ? AND number_e164 <> '' "
            "AND withheld = 0 GROUP BY number_e164",
            DIALER_SILENCE,
        )
        return dict(rows)
