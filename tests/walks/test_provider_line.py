"""A provider's account in front: its server is behind a route, the telephones of the house are not."""

import contextlib
from pathlib import Path

import pytest

from tests.peers.kamailio import HOUSEHOLD_NUMBER, Kamailio
from tests.peers.ports import free_port
from tests.peers.raw_phone import RawPhone
from tests.peers.raw_sip import RawSipCaller
from tests.walks.daemon import Daemon, beside_kamailio

USERS = {"screen": "screenpw", "phone1": "phone1pw"}


@pytest.mark.parametrize(
    ("proxy", "show", "shown"),
    [
        ("", "asserted", '"Mamie" <sip:screen@localhost>'),
        ('proxy = "127.0.0.1:@PORT@"\n', "from", '"Mamie" <sip:+33612345678@localhost>'),
    ],
)
def test_phones_beside_us_and_phones_at_the_provider_both_ring(
    tmp_path: Path, proxy: str, show: str, shown: str
) -> None:
    with (
        Kamailio(tmp_path, free_port(2), USERS, household=["screen"]) as provider,
        contextlib.closing(RawPhone("salon", "", ("127.0.0.1", 1), host="127.0.0.2")) as salon,
        RawPhone("phone1", USERS["phone1"], ("127.0.0.1", provider.sip_port)) as office,
        RawSipCaller(("127.0.0.1", provider.sip_port)) as outside,
    ):
        # By its name, as a provider's server is: the engine finds the address by itself.
        account = beside_kamailio(provider.sip_port).replace('"127.0.0.1:', '"localhost:', 1)
        line = f"{account}{proxy.replace('@PORT@', str(provider.sip_port))}kind = 'front'\n"
        ring = f'ring = ["sip:salon@127.0.0.2:{salon.port}", "sip:phone1@localhost:{provider.sip_port}"]\n'
        manner = f'[putting_through]\nshow_caller = "{show}"\n'
        with Daemon(tmp_path, f"{ring}{line}{manner}", allow="06*\n") as daemon:
            daemon.wait_registered()
            provider.wait_registered("screen")
            call = outside.invite(
                "0612345678", HOUSEHOLD_NUMBER, media_port=free_port(2), display_name="Mamie"
            )
            at_provider = office.wait_invite()
            invite = salon.wait_invite()
            for at_phone in (invite, at_provider):
                assert at_phone.get("From").startswith(shown)
                assert at_phone.get("P-Asserted-Identity") == '"Mamie" <sip:+33612345678@localhost>'
            salon.answer(invite, free_port(2))
            call.wait_answered()
            office.wait_cancel(at_provider)
            salon.hang_up(invite)
            call.wait_request("BYE")
            assert "answered at sip:salon@" in daemon.wait_record(call.call_id).done
