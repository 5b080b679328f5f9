"""Hiding one's number is recognised in every form, and is not confused with having none."""

import pytest

from agent.identify.name_addr import read_name_addr
from agent.identify.withheld import (
    asks_for_privacy,
    is_no_name,
    privacy_hides,
    remote_party_hides,
    shows_no_number,
)


@pytest.mark.parametrize(
    ("header", "asks", "shows_none"),
    [
        ('"Anonymous" <sip:anonymous@anonymous.invalid>', True, True),
        ("<sip:anonymous@fritz.box>", True, True),
        ("<sip:Anonymous@192.168.178.1>", True, True),
        ("<sip:%61nonymous@box>", True, True),
        ("<sip:restricted@op.example>", True, True),
        ("<sip:withheld@op.example>", True, True),
        ("<sip:private@op.example>", True, True),
        ("<sip:c8e7@anonymous.invalid>", True, True),
        ("<sip:0162000001@anonymous.invalid>", True, True),
        ("<sip:unavailable@unknown.invalid>", False, True),
        ("<sip:unavailable@op.example>", False, True),
        ("<sip:unknown@op.example>", False, True),
        ("<sip:someone@hidden.invalid>", False, True),
        ("<sip:Anonymous%20Caller@box>", False, True),
        ("<sip:num%C3%A9ro%20masqu%C3%A9@box>", False, True),
        ("<sip:Nume%CC%81ro_masque%CC%81@box>", False, True),
        ("<sip:no-number@box>", False, True),
        ("<sip:indisponible@box>", False, True),
        ("<sip:fritz.box>", False, True),
        ("<sip:@fritz.box>", False, True),
        ("<tel:>", False, True),
        ("<sip:0162000001@fritz.box>", False, False),
        ("<sip:**622@fritz.box>", False, False),
        ("<sip:alice@op.example>", False, False),
    ],
)
def test_addresses(header: str, asks: bool, shows_none: bool) -> None:
    address = read_name_addr(header)
    assert (asks_for_privacy(address), shows_no_number(address)) == (asks, shows_none)


@pytest.mark.parametrize(
    "name",
    [
        "Anonyme",
        "Numéro masqué",
        "NUMERO MASQUE",
        "Anonymous",
        "Anonym",
        "Unbekannt",
        "Withheld",
        "Private",
        "(unknown)",
        '"Anonymous"',
        "Inconnu",
        "Unknown Caller",
        "unavailable",
    ],
)
def test_words_for_nobody_are_no_name(name: str) -> None:
    assert is_no_name(name)


@pytest.mark.parametrize(
    "name", ["", "Mamie", "Privatbank", "SPAM: Anonyme", "Dr. Unbekannt-Meier", "Masque & Cie"]
)
def test_names_are_names(name: str) -> None:
    assert not is_no_name(name)


@pytest.mark.parametrize(
    ("header", "hides"),
    [
        ("id", True),
        ("ID", True),
        ("id;critical", True),
        ("user", True),
        ("header", True),
        ("header; session ;user", True),
        ("session", False),  # hides media addresses, not the caller
        ("critical", False),
        ("none", False),
        ("", False),
        ("history", False),
    ],
)
def test_privacy_header(header: str, hides: bool) -> None:
    assert privacy_hides(header) is hides


@pytest.mark.parametrize(
    ("header", "hides"),
    [
        ("<sip:1@h>;party=calling;privacy=full;screen=yes", True),
        ("<sip:1@h>;privacy=uri", True),
        ("<sip:1@h>;privacy=uri-network", True),
        ("<sip:1@h>;privacy=name", False),  # hides the name, shows the number
        ("<sip:1@h>;privacy=off", False),
        ("<sip:1@h>;screen=yes", False),
    ],
)
def test_remote_party_privacy(header: str, hides: bool) -> None:
    assert remote_party_hides(read_name_addr(header)) is hides
