"""The pieces of a download that need no server."""

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agent.net.retry_after import retry_after_seconds

NOW = datetime(2026, 11, 21, 12, tzinfo=UTC)


@pytest.mark.parametrize(
    ("text", "seconds"),
    [
        ("120", 120),
        ("Sat, 21 Nov 2026 13:00:00 GMT", 3600),
        ("Sat, 21 Nov 2026 11:00:00 GMT", 0),
        ("Fri, 31 Dec 9999 23:59:59 GMT", 7 * 24 * 3600),
        ("9" * 400, 7 * 24 * 3600),
        ("-5", 0),
        ("soon", 0),
        ("", 0),
    ],
)
def test_retry_after_is_read_in_both_forms_and_never_more_than_a_week(text: str, seconds: float) -> None:
    assert retry_after_seconds(text, NOW) == seconds


@given(st.text())
def test_retry_after_never_raises(text: str) -> None:
    assert 0 <= retry_after_seconds(text, NOW) <= 7 * 24 * 3600
