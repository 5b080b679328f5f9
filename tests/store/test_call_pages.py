"""A long log is read page by page: nothing twice, nothing left out, and calls may come meanwhile."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from agent.call.call_record import CallRecord
from agent.store.call_log import CallLog
from agent.store.call_pages import PAGE_ROWS, CallPages, CallsWanted
from agent.store.database import StoreUnusable

MORNING = datetime(2026, 11, 21, 8, 0, tzinfo=UTC)
CALLS = 2 * PAGE_ROWS


def a_call(place: int) -> CallRecord:
    return CallRecord(
        call_id=f"c{place}",
        line="home",
        # Three calls come in each second: pages may end between two of the same moment.
        received_at=MORNING + timedelta(seconds=place // 3),
        number_e164=f"+3316200000{place % 10}",
        treatment="announce" if place % 2 else "let-ring",
        rule="deny-list" if place % 5 == 0 else "otherwise",
    )


@pytest.fixture
def log(tmp_path: Path) -> Iterator[CallLog]:
    log = CallLog(tmp_path / "calls.sqlite")
    log.save_all([a_call(place) for place in range(CALLS)])
    yield log
    log.close()


def read(log: CallLog, **wanted: object) -> list[int]:
    pages = CallPages(log.path, read_only=True)
    found = [int(record.call_id[1:]) for record in pages.matching(CallsWanted(**wanted))]  # type: ignore[arg-type]
    pages.close()
    return found


def test_every_call_comes_once_newest_first(log: CallLog) -> None:
    assert read(log) == list(range(CALLS))[::-1]


def test_calls_are_narrowed_by_all_that_is_given(log: CallLog) -> None:
    everything = range(CALLS - 1, -1, -1)
    assert read(log, treatment="announce") == [place for place in everything if place % 2]
    assert read(log, rule="deny-list") == [place for place in everything if place % 5 == 0]
    assert read(log, number="+33162000007", treatment="announce") == [p for p in everything if p % 10 == 7]
    assert read(log, number="") == []
    begin, end = MORNING + timedelta(seconds=2), MORNING + timedelta(seconds=4)
    assert read(log, since=begin, until=end) == [11, 10, 9, 8, 7, 6], "from the first moment, before the last"


def test_a_call_that_comes_while_somebody_reads_neither_shows_nor_hides_another(log: CallLog) -> None:
    pages = CallPages(log.path, read_only=True)
    found = pages.matching(CallsWanted())
    first = next(found)
    log.save(a_call(CALLS + 10))
    rest = [int(record.call_id[1:]) for record in found]
    pages.close()
    assert [int(first.call_id[1:]), *rest] == list(range(CALLS))[::-1]


def test_a_page_at_a_time_is_asked_for(log: CallLog) -> None:
    pages = CallPages(log.path, read_only=True)
    found = pages.matching(CallsWanted())
    next(found)
    log.erase_old(MORNING + timedelta(days=365))
    assert len(list(found)) == PAGE_ROWS - 1, "the second page was read before it was wanted"
    pages.close()


def test_a_missing_log_is_empty_and_a_damaged_one_says_so(tmp_path: Path) -> None:
    assert list(CallPages(tmp_path / "none.sqlite", read_only=True).matching(CallsWanted())) == []
    (tmp_path / "calls.sqlite").write_bytes(b"no database at all" * 1000)
    with pytest.raises(StoreUnusable):
        list(CallPages(tmp_path / "calls.sqlite", read_only=True).matching(CallsWanted()))
