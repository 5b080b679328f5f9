"""With mode = "observe" the house writes down what it would have done, and touches no call."""

import pytest

from tests.peers.raw_sip import RawSipCaller
from tests.walks.daemon import TRUSTED, Daemon


@pytest.mark.parametrize(
    ("settings", "would_be"),
    [
        ('[announce]\nmedia = "early"', "announced"),
        ('[rules.deny-list]\ntreatment = "reject"', "rejected"),
    ],
)
def test_a_denied_caller_only_rings_and_the_record_says_what_would_have_been_done(
    tmp_path_factory: pytest.TempPathFactory, settings: str, would_be: str
) -> None:
    folder = tmp_path_factory.mktemp("observe")
    config = f'mode = "observe"\n{TRUSTED}release = "480"\n{settings}\n'
    with (
        Daemon(folder, config, deny="01 88 00 *\n") as daemon,
        RawSipCaller(daemon.wait_open()) as caller,
    ):
        daemon.wait_line("only watching")
        denied = caller.invite("0188001122")
        telemarketer = caller.invite("0162000001")
        friend = caller.invite("0472000004")
        for call in (denied, telemarketer, friend):
            call.wait_status(180)
        # Longer than the hold: who only watches does not step aside either.
        with pytest.raises(TimeoutError):
            denied.wait_final(3.5)
        for call in (denied, telemarketer, friend):
            call.cancel()
            assert call.wait_final().status == 487
            assert [status for status, _ in call.statuses if status > 100] == [180, 487]
        record = daemon.wait_record(denied.call_id)
        assert record.done == f"observed only: would have been {would_be}"
        assert (record.rule, record.ended_by) == ("deny-list", "caller")
        assert (record.seconds_played, record.message_version) == (0.0, "")
        assert not [step for step in record.steps if "200" in step or "final response" in step]
        assert daemon.wait_record(telemarketer.call_id).done.endswith("announced")
        assert daemon.wait_record(friend.call_id).done == "observed only: would have been let ring"
