"""What a registrar answers is read as it is meant: our own time, waits within reason, and where it saw us."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agent.sip.stack.registrar_answer import (
    LONGEST_EXPIRES_SECONDS,
    LONGEST_RETRY_AFTER_SECONDS,
    Place,
    contacts,
    first_within,
    granted_seconds,
    min_expires_seconds,
    read_place,
    retry_after_seconds,
    routes,
    seen_from,
)

OURS = "sip:t1@192.0.2.7:5071;ob"
Field = tuple[str, str]


def contact(*values: str) -> list[Field]:
    return [("Contact", value) for value in values]


@pytest.mark.parametrize(
    ("fields", "seconds"),
    [
        # FRITZ!Box: ours alone.  Asterisk: the header for all.  Kamailio: several in one field.
        (contact("<sip:t1@192.0.2.7:5071;ob>;expires=300"), 300),
        ([*contact("<sip:t1@192.0.2.7:5071>"), ("Expires", "120")], 120),
        (
            contact(
                '<sip:t1@192.0.2.9:5071>;expires=900, "A, B <x>" <sip:t1@192.0.2.7:5071;ob>;q=1;expires=57;'
                'received="sip:192.0.2.7:5071", <sip:other@192.0.2.7:5071>;expires=3000'
            ),
            57,
        ),
        (contact("<sip:x@192.0.2.1>;expires=1", "<sip:t1@192.0.2.7:5071>;expires=61"), 61),
        ([("m", "sip:t1@192.0.2.7:5071;expires=62")], 62),
        ([("CONTACT", '<SIP:t1@192.0.2.7:5071>;Expires="63"')], 63),
        ([*contact("<sip:t1@192.0.2.7:5071>;expires=30"), ("Expires", "3600")], 30),
        # A registrar that writes the address it saw.
        (contact("<sip:t1@203.0.113.9:40112>;expires=45", "<sip:t2@192.0.2.7:5071>;expires=600"), 45),
        # Ours is not there.
        (contact("<sip:t2@192.0.2.7:5071>;expires=600"), 0),
        ([*contact("<sip:t2@192.0.2.7:5071>;expires=600"), ("Expires", "240")], 240),
        # Nothing is said, or nothing that is a number.
        ([], 300),
        ([("Expires", "60")], 60),
        (contact("<sip:t1@192.0.2.7:5071>;expires=soon"), 300),
        ([("Expires", "-1")], 300),
        (contact("<sip:t1@192.0.2.7:5071>;expires=0"), 0),
        (contact("<sip:t1@192.0.2.7:5071>;expires=4294967295"), LONGEST_EXPIRES_SECONDS),
        (contact("*"), 0),
    ],
)
def test_the_granted_time_is_that_of_our_own_contact(fields: list[Field], seconds: int) -> None:
    assert granted_seconds(fields, OURS, 300) == seconds


@pytest.mark.parametrize(
    ("ours", "theirs", "seconds"),
    [
        ("sip:t1@192.0.2.7", "sip:t1@192.0.2.7:5060", 77),
        ("sip:t1@192.0.2.7:5060", "sip:t1@192.0.2.7", 77),
        ("sip:192.0.2.7:5071", "sip:192.0.2.7:5071", 77),
        ("sip:192.0.2.7:5071", "sip:192.0.2.8:5071", 0),
    ],
)
def test_our_contact_is_known_by_its_usual_port_and_without_a_user_by_its_place_alone(
    ours: str, theirs: str, seconds: int
) -> None:
    other = "<sip:t1@192.0.2.7:5999>;expires=900" if seconds else "<sip:t9@192.0.2.7:5071>;expires=900"
    assert granted_seconds(contact(other, f"<{theirs}>;expires=77"), ours, 300) == seconds


@pytest.mark.parametrize(
    ("address", "place"),
    [
        ("sip:t1@192.0.2.7:5071;ob", Place("t1", "192.0.2.7", 5071)),
        ("SIPS:Fritz.Box", Place("", "fritz.box", 0)),
        ("sip:[2001:DB8::1]:5060;transport=tcp", Place("", "[2001:db8::1]", 5060)),
        ("sip:a:b@x?h=1", Place("a:b", "x", 0)),
        ("tel:+331", None),
        ("sip:", None),
        ("sip:x:99999999", None),
        ("sip:x y", None),
        ("*", None),
    ],
)
def test_who_and_where_an_address_names_is_read(address: str, place: Place | None) -> None:
    assert read_place(address) == place


@pytest.mark.parametrize(
    ("text", "seconds"),
    [("120", 120), ("18000;duration=3600", LONGEST_RETRY_AFTER_SECONDS), (" 5 (I'm away)", 5),
     ("soon", None), ("", None), ("9" * 30, LONGEST_RETRY_AFTER_SECONDS)],
)  # fmt: skip
def test_a_wait_is_kept_to_within_an_hour(text: str, seconds: int | None) -> None:
    assert retry_after_seconds([("Retry-After", text)]) == seconds


def test_a_shortest_time_is_read() -> None:
    assert min_expires_seconds([("min-expires", "1800")]) == 1800
    assert min_expires_seconds([("Min-Expires", "x")]) is None and min_expires_seconds([]) is None


def test_routes_are_taken_whole_or_not_at_all() -> None:
    two = [
        ("Service-Route", "<sip:p1.example.org;lr>, <sip:p2.example.org;lr>"),
        ("service-route", "<sip:p3;lr>"),
    ]
    assert routes(two, "service-route") == (
        "<sip:p1.example.org;lr>",
        "<sip:p2.example.org;lr>",
        "<sip:p3;lr>",
    )
    assert routes([*two, ("Service-Route", "nonsense")], "service-route") == ()
    assert routes([("Path", ", ".join(["<sip:p;lr>"] * 9))], "path") == ()
    assert routes([], "path") == ()


@pytest.mark.parametrize(
    ("via", "place"),
    [
        (
            "SIP/2.0/UDP 10.0.0.2:5071;branch=z9hG4bK1;rport=40112;received=203.0.113.9",
            ("203.0.113.9", 40112),
        ),
        ("SIP/2.0/UDP 192.0.2.7:5071;rport=5071;branch=z9hG4bK1", ("192.0.2.7", 5071)),
        ("SIP/2.0/TCP [2001:db8::7]:5071;rport=5071;received=2001:db8::7", ("2001:db8::7", 5071)),
        ("SIP/2.0/UDP 10.0.0.2;received=[2001:db8::7];rport=1", ("2001:db8::7", 1)),
        ("SIP / 2.0 / UDP 192.0.2.7 : 5071 ;rport=5071, SIP/2.0/UDP x;rport=1", ("192.0.2.7", 5071)),
        ("SIP/2.0/UDP 192.0.2.7:5071;branch=z9hG4bK1", None),
        ("SIP/2.0/UDP 192.0.2.7:5071;rport", None),
        ("SIP/2.0/UDP 192.0.2.7:5071;rport=0", None),
        ("SIP/2.0/UDP 192.0.2.7:5071;rport=70000", None),
        ("SIP/2.0/UDP home.example.org;rport=5060", None),
        ("SIP/2.0/UDP 192.0.2.7;received=evil.example.org;rport=5060", None),
        ("", None),
    ],
)
def test_where_the_registrar_saw_us_is_an_address_and_a_port(via: str, place: tuple[str, int] | None) -> None:
    assert seen_from([("v", via)]) == seen_from([("Via", via), ("Via", "SIP/2.0/UDP x;rport=9")]) == place


def test_only_a_host_at_or_below_the_registrars_name_is_followed() -> None:
    strangers = ["sip:evil.org", "sip:notsipgate.de", "sip:sipgate.de.evil.org", "tel:1"]
    addresses = [*strangers, "sip:u@sip3.sipgate.de:5070"]
    assert first_within(addresses, "sipgate.de") == Place("u", "sip3.sipgate.de", 5070)
    assert first_within(strangers, "sipgate.de") is None
    assert first_within(["sip:192.0.2.1:5070"], "192.0.2.1") == Place("", "192.0.2.1", 5070)


some_text = st.text(max_size=60) | st.text(alphabet='<>sip:@;=,"\\exprs0123456789 \udcff', max_size=80)


@given(some_text)
def test_any_text_is_read_without_a_failure(text: str) -> None:
    names = ("Contact", "Via", "Expires", "Min-Expires", "Retry-After", "Service-Route")
    fields = [(name, text) for name in names]
    assert 0 <= granted_seconds(fields, OURS, 300) <= LONGEST_EXPIRES_SECONDS
    (
        seen_from(fields),
        retry_after_seconds(fields),
        min_expires_seconds(fields),
        routes(fields, "service-route"),
    )
    first_within((address for address, _ in contacts(fields)), "example.org")
    granted_seconds([], text, 300)


def test_a_list_without_end_is_read_in_no_time() -> None:
    for piece in ("<sip:a@b>,", '"', "<", "sip:@", ";", "a ", ": "):
        fields = [("Contact", piece * 100_000), ("Via", piece * 100_000)] * 4
        granted_seconds(fields, OURS, 300)
        seen_from(fields)
