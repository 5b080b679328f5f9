"""Which telephones are called directly, and which over the server of the line."""

import pytest

from agent.call.commands import OpenLine
from agent.sip.pjsip.direct_account import stands_beside

ADDRESSES = ("192.0.2.1", "192.168.1.20")
"""Of the registrar, then of a telephone."""


@pytest.mark.parametrize(
    ("registrar", "proxy", "phone", "is_direct"),
    [
        ("sip.provider.example", "", "sip:salon@192.168.1.20", True),
        ("sip.provider.example", "", "sip:salon@192.168.1.20:5070;transport=udp", True),
        ("192.0.2.1", "proxy.provider.example", "sip:salon@192.168.1.20", True),
        # Behind the server: our provider's other numbers, our box's own telephones.
        ("fritz.box", "", "sip:**9@fritz.box", False),
        ("fritz.box:5060", "", "sip:**9@fritz.box", False),
        ("fritz.box", "", "sip:**9@192.0.2.1", False),
        ("sip.provider.example", "proxy.provider.example:5061", "sip:2@proxy.provider.example", False),
        # Without a route nothing stands in the way.
        ("192.0.2.1", "", "sip:salon@192.168.1.20", False),
        ("", "", "sip:salon@192.168.1.20", False),
    ],
)
def test_a_telephone_elsewhere_than_the_line_s_server_is_called_directly(
    registrar: str, proxy: str, phone: str, is_direct: bool
) -> None:
    line = OpenLine(line="home", registrar=registrar, proxy=proxy)
    assert stands_beside(line, ADDRESSES, phone) is is_direct
