"""Giving back: what a household publishes, what it never publishes, and many lists made one."""

import stat
from pathlib import Path
from typing import Any

import pytest

from agent.call.list_entry import ListEntry
from agent.call.user_error import UserError
from agent.lists.publishing import findings, make_key, merge_lists, publish, read_key_file
from agent.settings.shared_list import SharedListSettings
from tests.lists.lists_in_use import CONTACT, NOON, OWN_NUMBER, PROTECTED, AHouse
from tests.lists.sync.test_one_list import Files
from tests.peers.http_peer import HttpPeer


def exact(value: str, **more: Any) -> ListEntry:
    return ListEntry(kind="exact", value=value, **more)


def test_only_denied_numbers_and_repeated_silences_are_published() -> None:
    deny = [
        exact("+33162000001", note="my ex", label="solar"),
        exact("+33162000001"),
        exact(CONTACT),
        exact(OWN_NUMBER),
        exact("3950"),
        ListEntry(kind="prefix", value="+33163"),
        ListEntry(kind="name", value="*boss*"),
        ListEntry(kind="withheld"),
    ]
    silent = {"+33270000001": 2, "+33270000002": 1, "+33612000000": 5, "+33162000001": 9, CONTACT: 3}
    published = list(
        findings(deny, silent, protected=PROTECTED, is_mobile=lambda number: number.startswith("+336"))
    )
    assert [(entry.value, entry.label, entry.note) for entry in published] == [
        ("+33162000001", "solar", ""),
        ("+33270000001", "silent dialer", ""),
    ]


def test_a_published_list_can_be_subscribed_to_and_never_goes_back(tmp_path: Path) -> None:
    key = make_key(tmp_path / "me.key")
    first = publish([exact("+33162000001", votes=1)], tmp_path / "a.txt", key, title="Mine", now=NOON)
    assert (first.count, first.version) == (1, 2026112100)
    second = publish(
        [exact("+33162000002")], tmp_path / "b.txt", key, title="Mine", now=NOON, last_version=first.version
    )
    assert second.version == first.version + 1
    files = Files(list_txt=second.path.read_bytes(), list_txt_minisig=second.signature_path.read_bytes())
    with HttpPeer(files) as peer:
        settings = SharedListSettings(
            name="neighbour", url=peer.url("/list.txt"), local=True, public_key=key.public.text
        )
        house = AHouse(tmp_path, settings)
        assert house.sync().outcome == "new"
        files.files["/list.txt"] = first.path.read_bytes()
        files.files["/list.txt.minisig"] = first.signature_path.read_bytes()
        assert "older" in house.sync().because
    assert [entry.value for entry in house.entries] == ["+33162000002"]


def test_a_key_is_made_once_for_its_owner_only(tmp_path: Path) -> None:
    path = tmp_path / "me.key"
    key = make_key(path)
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert read_key_file(path).public == key.public
    assert key.public.text in (tmp_path / "me.key.pub").read_text()
    with pytest.raises(UserError, match="is not replaced"):
        make_key(path)
    with pytest.raises(UserError, match="make one with keygen"):
        read_key_file(tmp_path / "none")


def test_a_quorum_of_households_makes_one_list() -> None:
    a = [exact("+33162000001", label="solar"), exact("+33162000001"), exact("+33162000002")]
    b = [
        exact("+33162000001", label="solar"),
        exact("+33162000003"),
        ListEntry(kind="prefix", value="+33163"),
    ]
    c = [exact("+33162000001"), exact("+33162000003")]
    merged = list(merge_lists([a, b, c], quorum=2))
    assert [(entry.value, entry.votes) for entry in merged] == [("+33162000001", 3), ("+33162000003", 2)]
    with pytest.raises(UserError, match="quorum of 0"):
        list(merge_lists([a], quorum=0))
