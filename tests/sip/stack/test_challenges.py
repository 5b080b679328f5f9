"""What a server that asks for a password says is read with good will, and in no time."""

import pytest

from agent.sip.stack.challenges import MOST_CHALLENGES, Challenge, read_challenges, read_next_nonce


@pytest.mark.parametrize(
    ("text", "challenge"),
    [
        ('Digest realm="a, b", nonce="c,d"', Challenge("a, b", "c,d")),
        ('digest  REALM="a",Nonce="b" ,', Challenge("a", "b")),
        ('Digest realm=a nonce=b stale=TRUE qop=auth', Challenge("a", "b", qops=frozenset({"auth"}), stale=True)),
        ('Digest realm="a\\"b\\\\", nonce="c"', Challenge('a\\"b\\\\', "c")),
        ('Digest realm="HAUS\\tom", nonce="c"', Challenge("HAUS\\tom", "c")),
        ('Digest realm="a", nonce="b', Challenge("a", "b")),
        ('Digest realm="a", nonce="b\\', Challenge("a", "b")),
        ('Digest nonce="b", opaque=""', Challenge("", "b", opaque="")),
        ('Digest realm="a", realm="z", nonce="b", qop=""', Challenge("a", "b")),
        ("Digest realm=\"\udcfc\", nonce=\"b\"", Challenge("\udcfc", "b")),
        (",, Digest realm = \"a\" , \"stray\" , nonce = \"b\"", Challenge("a", "b")),
    ],
)  # fmt: skip
def test_a_challenge_is_read_with_good_will(text: str, challenge: Challenge) -> None:
    assert read_challenges([text]) == (challenge,)


AUTH = frozenset({"auth"})


@pytest.mark.parametrize(
    ("who", "text", "challenge"),
    [
        (
            "FRITZ!Box",
            'Digest realm="fritz.box", nonce="47E1F0F8C07E2FDB"',
            Challenge("fritz.box", "47E1F0F8C07E2FDB"),
        ),
        (
            "Asterisk",
            'Digest realm="asterisk",nonce="1669/a0=",opaque="5a1b",stale=true,algorithm=MD5,qop="auth"',
            Challenge("asterisk", "1669/a0=", "5a1b", "MD5", AUTH, stale=True),
        ),
        (
            "Kamailio",
            'Digest realm="sip.example.org", nonce="Y3iX+2N4=", qop="auth", algorithm=SHA-256',
            Challenge("sip.example.org", "Y3iX+2N4=", None, "SHA-256", AUTH),
        ),
        (
            "a carrier's IMS",
            'Digest realm="ims.example.net",nonce="0a9c",algorithm=MD5,qop="auth,auth-int",opaque="",stale=FALSE',
            Challenge("ims.example.net", "0a9c", "", "MD5", AUTH | {"auth-int"}),
        ),
    ],
)
def test_what_boxes_and_carriers_ask_is_read(who: str, text: str, challenge: Challenge) -> None:
    assert read_challenges([text]) == (challenge,), who
    assert challenge.is_answerable


def test_a_field_of_any_length_is_read_in_no_time() -> None:
    for piece in ("a ", 'Digest nonce="b",', '"', "\\", " ", "a=", ","):
        assert len(read_challenges([piece * 500_000])) <= MOST_CHALLENGES


@pytest.mark.parametrize(
    ("fields", "nonce"),
    [
        (['nextnonce="n2"'], "n2"),
        (['qop=auth, rspauth="ab,nextnonce=x", nextnonce=n2'], "n2"),
        (['rspauth="ab"', 'nextnonce="n3"'], "n3"),
        (['nextnonce=""'], None),
        ([], None),
    ],
)
def test_the_next_nonce_is_found(fields: list[str], nonce: str | None) -> None:
    assert read_next_nonce(fields) == nonce
