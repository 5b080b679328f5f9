"""`transfer = "refer"`: the box moves the caller to the phone; when it will not, we ring and connect ourselves."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from agent.prompts.choosing import prompt
from agent.prompts.recording import wav_path
from tests.peers.raw_call import RawCall
from tests.peers.raw_phone import RawPhone
from tests.peers.raw_sip import RawSipCaller
from tests.peers.rtp_ear import RtpEar
from tests.walks.daemon import TRUSTED, Daemon
from tests.walks.hearing import Hearing

MASKED = '"Anonymous" <sip:anonymous@anonymous.invalid>'
GOODBYE = wav_path(prompt("goodbye", "fr"), None)


@pytest.fixture(scope="module")
def phone(engine_in_use: object) -> Iterator[RawPhone]:
    phone = RawPhone("salon", "", ("127.0.0.1", 1))
    yield phone
    phone.close()


@pytest.fixture(scope="module")
def daemon(
    engine_in_use: object, tmp_path_factory: pytest.TempPathFactory, phone: RawPhone
) -> Iterator[Daemon]:
    config = (
        f'ring = ["sip:salon@127.0.0.1:{phone.port}"]\n{TRUSTED}'
        '[putting_through]\nwhisper = "off"\ntransfer = "refer"\n'
    )
    with Daemon(tmp_path_factory.mktemp("transfer"), config) as daemon:
        daemon.wait_open()
        yield daemon


class Stranger:
    """A masked caller who says something and presses the digit; the box answers our REFER as it likes."""

    def __init__(self, daemon: Daemon, folder: Path, refer_status: int) -> None:
        self.line = RawSipCaller(daemon.wait_open())
        self.ear = RtpEar()
        self.hearing = Hearing(self.ear, folder)
        self.call: RawCall = self.line.invite(from_header=MASKED, media_port=self.ear.port)
        self.call.answers_requests_with["REFER"] = refer_status
        self.call.wait_answered()
        self.hearing.prompt("hello")
        self.ear.speak(GOODBYE)
        self.hearing.prompt("who-is-calling")
        self.ear.press(self.hearing.digit())

    def tells_how_it_went(self, status_line: str) -> int:
        """NOTIFY with the answer that the phone gave (RFC 3515 §2.4.4); what we say to that."""
        headers = [
            "Event: refer",
            "Subscription-State: terminated;reason=noresource",
            "Content-Type: message/sipfrag;version=2.0",
        ]
        return self.call.request("NOTIFY", headers, f"{status_line}\r\n").status

    def __enter__(self) -> "Stranger":
        return self

    def __exit__(self, *_: object) -> None:
        self.ear.close()
        self.line.close()


def test_a_box_that_transfers_has_the_call_from_then_on(
    daemon: Daemon, phone: RawPhone, tmp_path: Path
) -> None:
    with Stranger(daemon, tmp_path, 202) as stranger:
        refer = stranger.call.wait_request("REFER")
        assert f"sip:salon@127.0.0.1:{phone.port}" in refer.get("Refer-To")
        # Without it a FRITZ!Box answers 429 (RFC 3892).
        assert refer.get("Referred-By")
        assert stranger.tells_how_it_went("SIP/2.0 200 OK") == 200
        stranger.call.wait_request("BYE")
        record = daemon.wait_record(stranger.call.call_id)
    assert "transfer answered with 200" in " ".join(record.steps)
    assert "transferred to sip:salon@" in record.done
    assert not phone.messages


@pytest.mark.parametrize("answer", [429, 202])
def test_a_box_that_will_not_transfer_loses_nobody(
    daemon: Daemon, phone: RawPhone, tmp_path: Path, answer: int
) -> None:
    before = len([each for each in phone.messages if each.method == "INVITE" and not each.status])
    with Stranger(daemon, tmp_path, answer) as stranger:
        stranger.call.wait_request("REFER")
        if answer == 202:
            # It tried, and the phone was not there.
            assert stranger.tells_how_it_went("SIP/2.0 404 Not Found") == 200
        invite = phone.wait_invite(times=before + 1)
        # And not our own name, as if nobody had called.
        assert invite.get("From").startswith('"Numéro masqué" <')
        assert not invite.get("P-Asserted-Identity")
        with RtpEar() as at_home:
            phone.answer(invite, at_home.port)
            at_home.wait_packets(5)
            at_home.speak(GOODBYE)
            stranger.hearing.spoken("goodbye")
            assert stranger.call.bye().status == 200
            phone.wait_bye(invite)
    assert "put through to sip:salon@" in daemon.wait_record(stranger.call.call_id).done
