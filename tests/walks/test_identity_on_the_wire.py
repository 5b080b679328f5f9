"""Who calls, told from the headers of real INVITEs."""

import json
from collections.abc import Iterator

import pytest

from agent.call.call_record import CallRecord
from tests.peers.raw_sip import RawSipCaller
from tests.walks.calling import finals, gives_up
from tests.walks.daemon import TRUSTED, Daemon

DENY = "+33188001122\n"
ALLOW = "06 12 34 56 78\n"


@pytest.fixture(scope="module")
def daemon(engine_in_use: object, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Daemon]:
    folder = tmp_path_factory.mktemp("identity")
    with Daemon(folder, TRUSTED + 'own_numbers = ["+33123456789"]\n', allow=ALLOW, deny=DENY) as daemon:
        yield daemon


@pytest.fixture(scope="module")
def caller(engine_in_use: object, daemon: Daemon) -> Iterator[RawSipCaller]:
    with RawSipCaller(daemon.wait_open()) as caller:
        yield caller


def record_of(
    daemon: Daemon, caller: RawSipCaller, from_header: str, headers: tuple[str, ...] = ()
) -> CallRecord:
    """One short call, and what was written down about it."""
    call = caller.invite(from_header=from_header, headers=headers)
    call.wait(lambda message: message.status > 100, 5)
    gives_up(call)
    return daemon.wait_record(call.call_id)


@pytest.mark.parametrize(
    ("from_header", "headers", "number", "rule"),
    [
        # The box vouches for another number than the one the caller wrote.
        ("<sip:0561000003@fritz.box>", ("P-Asserted-Identity: <sip:+33188001122@fritz.box>",), "+33188001122",
         "deny-list"),
        ("<sip:0561000003@fritz.box>", ("P-Asserted-Identity: <tel:+33-1-88-00-11-22>",), "+33188001122",
         "deny-list"),
        ("<sip:0188001122@fritz.box>", ('Remote-Party-ID: "x" <sip:0612345678@fritz.box>;party=calling',),
         "+33612345678", "allow-list"),
        # A list may know either number of a call; the household's friend then rings.
        ("<sip:0612345678@fritz.box>", ("P-Asserted-Identity: <sip:+33188001122@fritz.box>",), "+33188001122",
         "allow-list"),
        ("<sip:+33612345678@fritz.box;user=phone>", (), "+33612345678", "allow-list"),
        ("<sip:0033612345678@fritz.box>", (), "+33612345678", "allow-list"),
        ("<tel:+33612345678>", (), "+33612345678", "allow-list"),
        ('"0612345678" <sip:0612345678@fritz.box>', (), "+33612345678", "allow-list"),
        ("<sip:**622@fritz.box>", (), "", "internal-call"),
        ("<sip:0123456789@fritz.box>", (), "+33123456789", "impossible-number"),
    ],
)  # fmt: skip
def test_the_number_is_the_one_that_the_peer_vouches_for(
    daemon: Daemon,
    caller: RawSipCaller,
    from_header: str,
    headers: tuple[str, ...],
    number: str,
    rule: str,
) -> None:
    record = record_of(daemon, caller, from_header, headers)
    assert (record.number_e164, record.rule) == (number, rule)
    assert record.believed_because
    assert record.source_address == "127.0.0.1"


@pytest.mark.parametrize(
    ("from_header", "headers"),
    [
        ('"Anonymous" <sip:anonymous@anonymous.invalid>', ()),
        ("<sip:anonymous@fritz.box>", ()),
        ("<sip:unavailable@fritz.box>", ()),
        ("<sip:fritz.box>", ()),
        ('"Numéro masqué" <sip:restricted@fritz.box>', ()),
        ("<sip:0472000004@fritz.box>", ("Privacy: id",)),
    ],
)
def test_whoever_hides_is_withheld_and_rings(
    daemon: Daemon, caller: RawSipCaller, from_header: str, headers: tuple[str, ...]
) -> None:
    record = record_of(daemon, caller, from_header, headers)
    assert (record.withheld, record.number_e164, record.rule) == (True, "", "withheld")
    assert record.sip_status == 487


def test_a_friend_who_hides_rings_as_a_friend_and_is_not_named(daemon: Daemon, caller: RawSipCaller) -> None:
    record = record_of(
        daemon,
        caller,
        '"Anonymous" <sip:anonymous@anonymous.invalid>',
        ("P-Asserted-Identity: <sip:+33612345678@fritz.box>", "Privacy: id"),
    )
    assert (record.rule, record.withheld) == ("allow-list", True)
    told = json.dumps([daemon.ask("calls", "--last", "1"), daemon.lines[-3:]])
    assert "612345678" not in told
    assert "12 34 56 78" not in told


def test_the_number_that_was_dialled_and_the_one_that_forwarded_are_kept(
    daemon: Daemon, caller: RawSipCaller
) -> None:
    record = record_of(
        daemon,
        caller,
        "<sip:0612345678@fritz.box>",
        (
            "P-Called-Party-ID: <sip:0123456789@fritz.box>",
            "Diversion: <sip:+33140000009@fritz.box>;reason=unconditional",
        ),
    )
    assert "0123456789" in record.called_party or "+33123456789" in record.called_party
    assert record.number_e164 == "+33612345678"
    # A trunk that asserts the forwarder did not become the caller.
    forwarded = record_of(
        daemon,
        caller,
        "<sip:0612345678@fritz.box>",
        (
            "P-Asserted-Identity: <sip:+33140000009@fritz.box>",
            "Diversion: <sip:+33140000009@fritz.box>;reason=unconditional",
        ),
    )
    assert forwarded.number_e164 == "+33612345678"


def test_a_name_from_the_box_s_phone_book_makes_a_contact_and_a_spam_label_does_not(
    daemon: Daemon, caller: RawSipCaller
) -> None:
    mamie = record_of(daemon, caller, '"Mamie" <sip:0561000002@fritz.box>')
    assert (mamie.rule, mamie.treatment, mamie.display_name) == ("contact", "let-ring", "Mamie")
    spam = record_of(daemon, caller, '"SPAM: Energie" <sip:0974000003@fritz.box>')
    assert (spam.rule, spam.treatment) == ("spam-label", "announce")
    # A name that only repeats the number is nobody's name.
    bare = record_of(daemon, caller, '"0561000003" <sip:0561000003@fritz.box>')
    assert (bare.rule, bare.display_name) == ("otherwise", "")


def test_strangers_on_the_network_never_reach_the_line(daemon: Daemon, caller: RawSipCaller) -> None:
    with RawSipCaller(daemon.wait_open(), host="127.0.0.2") as stranger:
        call = stranger.invite(
            "0188001122", headers=["P-Asserted-Identity: <sip:+33612345678@fritz.box>"], domain="127.0.0.2"
        )
        # Whoever is trusted is heard meanwhile.
        record_of(daemon, caller, "<sip:0612345678@fritz.box>")
        with pytest.raises(TimeoutError):
            call.wait(lambda message: message.status >= 100, 0.3)
        assert finals(call) == []
        assert call.call_id not in [record.call_id for record in daemon.records()]
