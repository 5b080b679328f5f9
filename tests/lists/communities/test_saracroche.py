"""Saracroche: its list synced, and a person's report sent."""

import time
from pathlib import Path

from agent.lists.communities import saracroche
from agent.lists.sync.normalised import read_kept
from agent.lists.sync.source_state import side_path
from agent.net.client import open_client
from agent.settings.shared_list import SharedListSettings
from tests.lists.lists_in_use import AHouse
from tests.peers.http_peer import HttpPeer
from tests.peers.saracroche_server import SaracrocheServer


def test_its_ranges_are_kept_as_patterns_and_names_apart(tmp_path: Path) -> None:
    server = SaracrocheServer(
        patterns=[
            {"name": "Préfixe démarchage ARCEP", "action": "block", "pattern": "33162######"},
            {"name": "Aircall", "action": "identify", "pattern": "3318765####"},
        ]
    )
    with HttpPeer(server) as peer:
        url = peer.url("/api/v1/lists/french-list-arcep-operators")
        house = AHouse(tmp_path, SharedListSettings(name="saracroche", url=url, local=True))
        assert house.sync().outcome == "new"
    assert [(entry.value, entry.label) for entry in house.entries] == [
        ("+33162######", "Préfixe démarchage ARCEP")
    ]
    assert [entry.label for entry in read_kept(side_path(tmp_path, "saracroche", "labels"))] == ["Aircall"]


def test_a_report_holds_the_number_as_a_number() -> None:
    server = SaracrocheServer()
    with HttpPeer(server) as peer, open_client(own_url=peer.url("/")) as client:
        saracroche.report(client, "+33612345678", base_url=peer.url("/api/v1"), clock=time.monotonic)
    assert server.reports == [{"phone": 33612345678, "is_good": False}]
