"""A call that is let ring is never ended for the family's phones: a late 480 if so set, else nothing."""

from collections.abc import Iterator

import pytest

from tests.peers.raw_sip import RawSipCaller
from tests.walks.calling import finals
from tests.walks.daemon import TRUSTED, Daemon

ALLOW = "06 12 34 56 78\n"
OWN_NUMBER = "+33140000001"
LINES = f"""{TRUSTED}
own_numbers = ["{OWN_NUMBER}"]

[[line]]
name = "waiting"
bind_address = "127.0.0.1"
trusted_peers = ["127.0.0.1"]
country = "FR"
release = "wait"

[letting_ring]
hold_seconds = 3.0
release = "480"

[lists]
suspect_prefixes = ["01 70"]
"""

CALLERS = (
    ("112", "", (), "protected-caller"),
    ("**622", "", (), "internal-call"),
    ("0612345678", "", (), "allow-list"),
    ("0561000002", "Mamie", (), "contact"),
    ("0472000014", "", ("P-Asserted-Identity: <sip:+33472000014;verstat=TN-Validation-Failed@fritz.box>",),
     "failed-attestation"),
    ("+99912345678901", "", (), "impossible-number"),
    (OWN_NUMBER, "", (), "impossible-number"),
    ("0170000001", "", (), "suspect-prefix"),
    ("anonymous", "", (), "withheld"),
    ("0472000004", "", (), "otherwise"),
    ("0472000004", "", (), "insisting"),
    ("garbage", "", (), "otherwise"),
)  # fmt: skip
AT_ONCE = 4


@pytest.fixture(scope="module")
def daemon(engine_in_use: object, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Daemon]:
    with Daemon(tmp_path_factory.mktemp("release"), LINES, allow=ALLOW) as daemon:
        yield daemon


def test_whatever_rule_lets_it_ring_the_line_steps_aside_with_480_and_not_before_three_seconds(
    daemon: Daemon,
) -> None:
    with RawSipCaller(daemon.wait_open("home")) as caller:
        for first in range(0, len(CALLERS), AT_ONCE):
            batch = CALLERS[first : first + AT_ONCE]
            calls = []
            for user, name, headers, _ in batch:
                calls.append(caller.invite(user, display_name=name, headers=headers))
                calls[-1].wait_status(180)
            for call, (_, _, _, rule) in zip(calls, batch, strict=True):
                assert call.wait_final(6).status == 480
                seconds = dict(call.statuses)
                assert [status for status, _ in call.statuses if status > 100] == [180, 480]
                assert seconds[480] - seconds[180] >= 2.99
                record = daemon.wait_record(call.call_id)
                assert (record.treatment, record.rule) in (("let-ring", rule), ("screen", rule))
                assert (record.ended_by, record.sip_status) == ("house", 480)
                assert record.done == "let ring, stepped aside after 3 s"


def test_a_line_told_to_wait_says_nothing_final_until_the_caller_gives_up(daemon: Daemon) -> None:
    with RawSipCaller(daemon.wait_open("waiting")) as caller:
        for batch in (CALLERS[:4], CALLERS[4:8], CALLERS[8:]):
            calls = [caller.invite(user, display_name=name, headers=more) for user, name, more, _ in batch]
            for call in calls:
                call.wait_status(180)
            if batch[0] is CALLERS[0]:
                # Longer than the hold: nobody steps aside here.
                with pytest.raises(TimeoutError):
                    calls[0].wait_final(3.6)
            for call in calls:
                call.cancel()
                assert call.wait_final().status == 487
                assert finals(call) == [487]
                assert daemon.wait_record(call.call_id).sip_status == 487
