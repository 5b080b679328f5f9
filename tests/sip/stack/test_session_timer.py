"""Session timers are agreed on as RFC 4028 has it, refreshed in time, and end a talk whose other side is gone."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agent.sip.stack.session_timer import (
    INTERVAL_TOO_SMALL,
    LONGEST_SECONDS,
    SMALLEST_SECONDS,
    TRY_AGAIN_SECONDS,
    Due,
    Refresher,
    SessionExpires,
    SessionTimer,
    TimerAnswer,
    accepted_timer,
    answer_timer,
    ask_timer,
    longer_timer,
    read_min_se,
    read_session_expires,
)

UAC, UAS = Refresher.UAC, Refresher.UAS


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("600;refresher=uac", SessionExpires(600, UAC)),
        (" 1800 ; Refresher = UAS ; x=y", SessionExpires(1800, UAS)),
        ('1800;refresher="uas"', SessionExpires(1800, UAS)),
        ("1800;refresher=both", SessionExpires(1800)),
        ("1800;refresher", SessionExpires(1800)),
        ("1800", SessionExpires(1800)),
        ("0", None),
        ("-5", None),
        ("²", None),
        ("99999999999999999999999", None),
        ("soon;refresher=uac", None),
        ("", None),
        (None, None),
    ],
)
def test_a_session_expires_is_read(text: str | None, value: SessionExpires | None) -> None:
    assert read_session_expires(text) == value


@pytest.mark.parametrize(
    ("text", "seconds"), [("90", 90), ("120;x=y", 120), ("5", 90), ("x", 90), ("", 90), (None, 90), ("3600", 3600)]
)  # fmt: skip
def test_a_min_se_is_never_less_than_the_rfc_has_it(text: str | None, seconds: int) -> None:
    assert read_min_se(text) == seconds


def test_what_a_fritzbox_asks_is_echoed_and_the_box_refreshes() -> None:
    answer = answer_timer(["timer", "100rel"], "600;refresher=uac")
    assert answer.fields == (("Session-Expires", "600;refresher=uac"), ("Require", "timer"))
    assert answer.sip_status == 0 and answer.session == SessionExpires(600, UAC)


@pytest.mark.parametrize(
    ("supported", "session_expires", "value", "required"),
    [
        (["timer"], "1800", "1800;refresher=uac", True),
        (["timer"], "1800;refresher=uac", "1800;refresher=uac", True),
        (["timer"], "1800;refresher=uas", "1800;refresher=uas", False),
        ([], "1800", "1800;refresher=uas", False),
        (["100rel"], "1800;refresher=uas", "1800;refresher=uas", False),
        ([], "1800;refresher=uac", "1800;refresher=uas", False),
        (["timer"], "90", "90;refresher=uac", True),
    ],
)
def test_who_refreshes_is_as_table_2_has_it(
    supported: list[str], session_expires: str, value: str, required: bool
) -> None:
    answer = answer_timer(supported, session_expires)
    assert dict(answer.fields)["Session-Expires"] == value
    assert (("Require", "timer") in answer.fields) == required
    assert answer.session == read_session_expires(value)


def test_too_short_a_session_is_refused_with_the_shortest() -> None:
    refusal = answer_timer(["timer"], "60;refresher=uac")
    assert (refusal.sip_status, refusal.fields) == (INTERVAL_TOO_SMALL, (("Min-SE", "90"),))
    assert answer_timer(["timer"], "100", smallest_seconds=120).fields == (("Min-SE", "120"),)


@pytest.mark.parametrize(
    ("supported", "session_expires"), [(["timer"], None), ([], None), ([], "30"), (["timer"], "soon")]
)
def test_a_session_has_no_end_that_nobody_asked_for(
    supported: list[str], session_expires: str | None
) -> None:
    assert answer_timer(supported, session_expires) == TimerAnswer()


# As UAC.


def test_our_request_asks_for_a_session_and_names_us_when_we_refresh_already() -> None:
    assert ask_timer(1800) == (("Session-Expires", "1800"),)
    assert ask_timer(600, refresher=UAC) == (("Session-Expires", "600;refresher=uac"),)
    assert ask_timer(600, smallest_seconds=600) == (("Session-Expires", "600"), ("Min-SE", "600"))


@pytest.mark.parametrize(
    ("text", "agreed"),
    [
        ("1800;refresher=uas", SessionExpires(1800, UAS)),
        ("1800;refresher=uac", SessionExpires(1800, UAC)),
        ("1800", SessionExpires(1800, UAC)),
        ("10;refresher=uas", SessionExpires(SMALLEST_SECONDS, UAS)),
        (None, None),
        ("never", None),
    ],
)
def test_what_a_2xx_says_of_the_session_holds(text: str | None, agreed: SessionExpires | None) -> None:
    assert accepted_timer(text) == agreed


@pytest.mark.parametrize(
    ("asked_seconds", "min_se", "wanted"),
    [(90, "600", 600), (600, "600", None), (1800, "600", None), (1800, None, None), (90, "x", None),
     (1800, str(LONGEST_SECONDS), LONGEST_SECONDS), (1800, str(LONGEST_SECONDS + 1), None)],
)  # fmt: skip
def test_after_a_422_we_ask_for_what_it_names_and_never_in_a_loop(
    asked_seconds: int, min_se: str | None, wanted: int | None
) -> None:
    assert longer_timer(asked_seconds, min_se) == wanted


# Both.


def a_timer(seconds: int = 600, refresher: Refresher = UAC, we_are: Refresher = UAS) -> SessionTimer:
    return SessionTimer.begin(SessionExpires(seconds, refresher), we_are=we_are, now_seconds=1000.0)


def test_whoever_does_not_refresh_waits_and_says_goodbye_a_little_before_the_end() -> None:
    timer = a_timer()
    assert not timer.we_refresh and timer.due_at_seconds == 1568.0
    assert timer.due(1567.9) is Due.NOTHING and timer.due(1568.0) is Due.BYE


def test_a_short_session_ends_a_third_before_its_end() -> None:
    assert a_timer(90).due_at_seconds == 1060.0


@pytest.mark.parametrize("we_are", [UAC, UAS])
def test_whoever_refreshes_does_so_at_half_time(we_are: Refresher) -> None:
    timer = a_timer(600, we_are, we_are)
    assert timer.we_refresh and timer.due_at_seconds == 1300.0
    assert timer.due(1299.9) is Due.NOTHING and timer.due(1300.0) is Due.REFRESH


def test_a_refresh_is_asked_once_and_without_an_answer_the_talk_ends() -> None:
    timer = a_timer(600, UAS).asked()
    assert timer.due(1400.0) is Due.NOTHING
    assert timer.due_at_seconds == 1568.0 and timer.due(1568.0) is Due.BYE


def test_a_refresh_that_was_refused_is_tried_again_a_little_later() -> None:
    timer = a_timer(600, UAS).asked().refused(1301.0)
    assert timer.due(1301.0 + TRY_AGAIN_SECONDS - 0.1) is Due.NOTHING
    assert timer.due(1301.0 + TRY_AGAIN_SECONDS) is Due.REFRESH
    assert timer.due(1568.0) is Due.BYE


@given(st.text(max_size=40) | st.integers(-5, 2**40).map("{};refresher=uas".format), st.booleans())
def test_any_text_makes_an_answer_whose_session_can_be_read(text: str, knows: bool) -> None:
    answer = answer_timer(["timer"] if knows else [], text)
    if answer.session is not None:
        assert read_session_expires(dict(answer.fields)["Session-Expires"]) == answer.session
        assert answer.session.seconds >= SMALLEST_SECONDS
    accepted_timer(text)
    longer_timer(90, text)
