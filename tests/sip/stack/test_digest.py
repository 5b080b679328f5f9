"""A line proves its password as RFC 7616 has it, to servers old and new, and never in a loop."""

import hashlib
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agent.sip.stack.challenges import Challenge, read_challenges, read_next_nonce
from agent.sip.stack.digest import MOST_REALMS, MOST_STALES, Authentication, Verdict, credentials

NONCE = "7ypf/xlj9XXwfDPEoM4URrv/xwf94BcCAzFZH4GiTo0v"
CNONCE = "f2/wE4q74E6zIJEtWaHKaf5wv/H5QzzpXusqGemxURZJ"
OPAQUE = "FQhe/qaU925kfnzjCev0ciny7QMkPqMAFRtzCUYo5tdS"
URI = "sip:fritz.box"


def response_of(field: str) -> str:
    found = re.search(r'response="([0-9a-f]+)"', field)
    assert found
    return found[1]


def part_of(field: str, name: str) -> str | None:
    found = re.search(rf'[ ,]{name}="?([^",]*)"?', field)
    return found[1] if found else None


def a_line(password: str = "secret") -> Authentication:
    line = Authentication("tranquille", password)
    line.begin()
    return line


def digest_field(nonce: str = "n1", *more: str, realm: str = "fritz.box") -> str:
    return ", ".join([f'Digest realm="{realm}"', f'nonce="{nonce}"', *more])


@pytest.mark.parametrize(
    ("algorithm", "response"),
    [
        ("MD5", "8ca523f5e9506fed4657c9700eebdbec"),
        ("SHA-256", "753927fa0e85d155564e2e272a28d1802ca10daf4496794697cf8db5856cb6c1"),
    ],
)
def test_the_examples_of_rfc_7616_come_out(algorithm: str, response: str) -> None:
    field = (
        f'Digest realm="http-auth@example.org", qop="auth, auth-int", algorithm={algorithm}, '
        f'nonce="{NONCE}", opaque="{OPAQUE}"'
    )
    (challenge,) = read_challenges([field])
    answer = credentials(
        challenge, user="Mufasa", password="Circle of Life", method="GET", uri="/dir/index.html",
        cnonce=CNONCE, nonce_count=1,
    )  # fmt: skip
    assert response_of(answer) == response
    assert part_of(answer, "opaque") == OPAQUE
    assert (part_of(answer, "qop"), part_of(answer, "nc")) == ("auth", "00000001")
    assert "qop=auth," in answer and f"algorithm={algorithm}," in answer


@pytest.mark.parametrize(
    ("qop", "password", "response"),
    [
        ('qop="auth,auth-int", ', "Circle Of Life", "6629fae49393a05397450978507c4ef1"),  # RFC 2617 §3.5
        ("", "CircleOfLife", "1949323746fe6a43ef61f9606e7febea"),  # RFC 2069 §2.4, as its errata correct it
    ],
)
def test_the_examples_of_the_older_rfcs_come_out(qop: str, password: str, response: str) -> None:
    (challenge,) = read_challenges(
        [
            f'Digest realm="testrealm@host.com", {qop}nonce="dcd98b7102dd2f0e8b11d0f600bfb0c093", '
            'opaque="5ccc069c403ebaf9f0171e9517f40e41"'
        ]
    )
    answer = credentials(
        challenge, user="Mufasa", password=password, method="GET", uri="/dir/index.html",
        cnonce="0a4f113b", nonce_count=1,
    )  # fmt: skip
    assert response_of(answer) == response


@pytest.mark.parametrize("name", ["MD5", "SHA-256", "SHA-512-256"])
@pytest.mark.parametrize("session", ["", "-sess"])
@pytest.mark.parametrize("qop", [True, False])
def test_every_kind_of_digest_is_what_hashlib_says(name: str, session: str, qop: bool) -> None:
    def h(*parts: bytes) -> bytes:
        kind = {"MD5": "md5", "SHA-256": "sha256", "SHA-512-256": "sha512_256"}[name]
        return hashlib.new(kind, b":".join(parts)).hexdigest().encode()

    challenge = Challenge("raüm", "n1", None, name + session, frozenset(("auth",)) if qop else frozenset())
    answer = credentials(
        challenge, user="ü", password="pä", method="REGISTER", uri=URI, cnonce="c1", nonce_count=10
    )
    secret = h("ü".encode(), "raüm".encode(), "pä".encode())
    secret = h(secret, b"n1", b"c1") if session else secret
    wanted = h(b"REGISTER", URI.encode())
    middle = (b"n1", b"0000000a", b"c1", b"auth") if qop else (b"n1",)
    assert response_of(answer) == h(secret, *middle, wanted).decode()


def test_a_fritzbox_that_says_realm_and_nonce_only_is_answered_without_more() -> None:
    line = a_line()
    assert line.challenged([digest_field("A1B2")], []) is Verdict.TRY_AGAIN
    [(name, answer)] = line.fields("REGISTER", URI, "c1")
    expected = hashlib.md5(
        b":".join(
            [
                hashlib.md5(b"tranquille:fritz.box:secret").hexdigest().encode(),
                b"A1B2",
                hashlib.md5(b"REGISTER:sip:fritz.box").hexdigest().encode(),
            ]
        )
    ).hexdigest()
    assert name == "Authorization"
    assert answer == (
        f'Digest username="tranquille", realm="fritz.box", nonce="A1B2", uri="sip:fritz.box", '
        f'response="{expected}"'
    )


@pytest.mark.parametrize(
    ("fields", "algorithm"),
    [
        ([digest_field("n1"), digest_field("n2", "algorithm=SHA-256")], "SHA-256"),
        ([digest_field("n2", "algorithm=SHA-256") + ", " + digest_field("n1", "algorithm=MD5")], "SHA-256"),
        ([digest_field("n1", "algorithm=MD5"), digest_field("n2", "algorithm=sha-512-256")], "sha-512-256"),
        ([digest_field("n1", "algorithm=SHA-256-sess"), digest_field("n2", "algorithm=MD5")], "SHA-256-sess"),
        ([digest_field("n1", "algorithm=SHA3-512"), digest_field("n2", "algorithm=MD5")], "MD5"),
        (
            [
                digest_field("n1", "algorithm=SHA-256", 'qop="auth-int"')
                + ","
                + digest_field("n2", "algorithm=MD5")
            ],
            "MD5",
        ),
        (['Basic realm="a, Digest b", ' + digest_field("n2", 'algorithm="MD5"')], "MD5"),
        (["Negotiate YIIB+w==", digest_field("n2", "algorithm=MD5")], "MD5"),
    ],
)
def test_of_several_challenges_the_strongest_that_we_know_is_answered(
    fields: list[str], algorithm: str
) -> None:
    line = a_line()
    assert line.challenged(fields, []) is Verdict.TRY_AGAIN
    [(_, answer)] = line.fields("REGISTER", URI, "c1")
    assert part_of(answer, "algorithm") == algorithm


def test_a_realm_goes_back_byte_for_byte_also_when_it_is_no_utf_8() -> None:
    line = a_line()
    line.challenged([digest_field(realm='B\udcfcro \\"1\\"')], [])
    [(_, answer)] = line.fields("REGISTER", URI, "c1")
    assert 'realm="B\udcfcro \\"1\\"",' in answer
    secret = hashlib.md5(b'tranquille:B\xfcro \\"1\\":secret').hexdigest().encode()
    wanted = hashlib.md5(b"REGISTER:sip:fritz.box").hexdigest().encode()
    assert response_of(answer) == hashlib.md5(secret + b":n1:" + wanted).hexdigest()


def test_a_user_name_with_quotes_is_escaped_and_hashed_as_it_stands_on_the_wire() -> None:
    line = Authentication('o"ne\\', "secret")
    line.challenged([digest_field()], [])
    [(_, answer)] = line.fields("REGISTER", URI, "c1")
    assert 'username="o\\"ne\\\\"' in answer
    secret = hashlib.md5(b'o\\"ne\\\\:fritz.box:secret').hexdigest().encode()
    wanted = hashlib.md5(b"REGISTER:sip:fritz.box").hexdigest().encode()
    assert response_of(answer) == hashlib.md5(secret + b":n1:" + wanted).hexdigest()


def test_no_password_is_shown() -> None:
    line = a_line("hush")
    line.challenged([digest_field()], [])
    assert "hush" not in repr(line)


@pytest.mark.parametrize(
    "fields",
    [[], ["Basic realm=\"a\""], [digest_field("n", "algorithm=AKAv1-MD5")], [digest_field("n", "qop=auth-int")],
     ["Digest realm=\"no nonce\""]],
)  # fmt: skip
def test_what_cannot_be_answered_is_not_tried(fields: list[str]) -> None:
    line = a_line()
    assert line.challenged(fields, []) is Verdict.UNANSWERABLE
    assert line.fields("REGISTER", URI, "c1") == []


# Never a loop.


def outcomes(line: Authentication, *fields: str) -> list[Verdict]:
    """What each refusal in a row means, with our password sent in between."""
    verdicts = []
    for field in fields:
        verdicts.append(line.challenged([field], []))
        line.fields("REGISTER", URI, "c1")
    return verdicts


def test_the_same_nonce_again_means_a_wrong_password() -> None:
    again, wrong = outcomes(a_line(), digest_field("n1"), digest_field("n1"))
    assert (again, wrong) == (Verdict.TRY_AGAIN, Verdict.WRONG_PASSWORD)


def test_the_same_nonce_called_stale_is_not_tried_either() -> None:
    assert (
        outcomes(a_line(), digest_field("n1"), digest_field("n1", "stale=true"))[1] is Verdict.WRONG_PASSWORD
    )


def test_a_new_nonce_without_stale_is_tried_once_more_and_then_the_password_is_wrong() -> None:
    verdicts = outcomes(a_line(), *(digest_field(f"n{turn}") for turn in range(3)))
    assert verdicts == [Verdict.TRY_AGAIN, Verdict.TRY_AGAIN, Verdict.WRONG_PASSWORD]


def test_a_stale_nonce_costs_no_try_but_is_not_believed_for_ever() -> None:
    stale = [digest_field(f"s{turn}", "stale=true") for turn in range(MOST_STALES + 1)]
    verdicts = outcomes(a_line(), digest_field("n1"), *stale)
    assert verdicts == [Verdict.TRY_AGAIN] * (MOST_STALES + 1) + [Verdict.WRONG_PASSWORD]
    mixed = outcomes(a_line(), digest_field("n1"), stale[0], digest_field("n2"), digest_field("n3"))
    assert mixed == [Verdict.TRY_AGAIN] * 3 + [Verdict.WRONG_PASSWORD]


def test_whoever_names_another_realm_each_time_is_left() -> None:
    verdicts = outcomes(a_line(), *(digest_field("n1", realm=f"r{turn}") for turn in range(MOST_REALMS + 1)))
    assert verdicts == [Verdict.TRY_AGAIN] * MOST_REALMS + [Verdict.WRONG_PASSWORD]


def test_the_next_exchange_begins_anew_after_a_wrong_password() -> None:
    line = a_line()
    outcomes(line, digest_field("n1"), digest_field("n1"))
    line.begin()
    assert line.fields("REGISTER", URI, "c1") == []
    assert line.challenged([digest_field("n1")], []) is Verdict.TRY_AGAIN


def test_a_nonce_that_was_good_is_used_at_once_and_may_be_refused_once() -> None:
    line = a_line()
    outcomes(line, digest_field("n1", "qop=auth"))
    line.succeeded()
    line.begin()
    [(_, answer)] = line.fields("REGISTER", URI, "c2")
    assert (part_of(answer, "nonce"), part_of(answer, "nc")) == ("n1", "00000002")
    verdicts = outcomes(line, digest_field("n2"), digest_field("n3"))
    assert verdicts == [Verdict.TRY_AGAIN, Verdict.WRONG_PASSWORD]


def test_a_nonce_that_was_good_may_be_stale_as_often_as_a_new_one() -> None:
    line = a_line()
    outcomes(line, digest_field("n1"), digest_field("s0", "stale=true"))
    line.succeeded()
    line.begin()
    line.fields("REGISTER", URI, "c2")
    verdicts = outcomes(line, *(digest_field(f"s{turn}", "stale=true") for turn in range(1, MOST_STALES + 1)))
    assert verdicts == [Verdict.TRY_AGAIN] * MOST_STALES


def test_each_nonce_is_counted_from_one() -> None:
    line = a_line()
    counts = []
    for nonce in ("n1", "n2"):
        line.challenged([digest_field(nonce, "qop=auth")], [])
        counts += [part_of(line.fields("REGISTER", URI, "c")[0][1], "nc") for _ in range(2)]
    assert counts == ["00000001", "00000002", "00000001", "00000002"]


def test_a_session_keeps_the_cnonce_its_key_was_made_of() -> None:
    line = a_line()
    line.challenged([digest_field("n1", "qop=auth", "algorithm=MD5-sess")], [])
    cnonces = [part_of(line.fields("REGISTER", URI, text)[0][1], "cnonce") for text in ("c1", "c2")]
    assert cnonces == ["c1", "c1"]


def test_the_next_nonce_that_a_server_names_is_used() -> None:
    line = a_line()
    outcomes(line, digest_field("n1", "qop=auth"))
    line.succeeded(['qop=auth, rspauth="ab", nextnonce="n2", nc=00000001'])
    line.begin()
    [(_, answer)] = line.fields("REGISTER", URI, "c2")
    assert (part_of(answer, "nonce"), part_of(answer, "nc")) == ("n2", "00000001")


def test_the_same_nonce_named_next_is_counted_on() -> None:
    line = a_line()
    outcomes(line, digest_field("n1", "qop=auth"))
    line.succeeded(['nextnonce="n1"'])
    assert part_of(line.fields("REGISTER", URI, "c2")[0][1], "nc") == "00000002"


def test_a_proxy_and_a_registrar_are_each_answered_in_their_own_field() -> None:
    line = a_line()
    line.challenged([], [digest_field("p1", realm="proxy")])
    line.fields("REGISTER", URI, "c1")
    assert line.challenged([digest_field("r1", realm="registrar")], []) is Verdict.TRY_AGAIN
    answers = dict(line.fields("REGISTER", URI, "c1"))
    assert part_of(answers["Proxy-Authorization"], "nonce") == "p1"
    assert part_of(answers["Authorization"], "nonce") == "r1"
    line.succeeded(proxy_info=['nextnonce="p2"'])
    answers = dict(line.fields("REGISTER", URI, "c1"))
    assert part_of(answers["Proxy-Authorization"], "nonce") == "p2"
    assert part_of(answers["Authorization"], "nonce") == "r1"


# Any bytes.

any_text = st.one_of(
    st.binary(max_size=300).map(lambda raw: raw.decode("utf-8", "surrogateescape")),
    st.text(alphabet='Digestralmnoc ="\\,\t\udcff', max_size=200),
    st.text(max_size=60).map(lambda text: f'Digest realm="{text}", nonce="{text}", qop={text}'),
)


@given(st.lists(any_text, max_size=6), st.lists(any_text, max_size=3))
def test_any_bytes_make_a_verdict_and_fields_whose_quotes_close(www: list[str], proxy: list[str]) -> None:
    line = a_line()
    line.challenged(www, proxy)
    for _, answer in line.fields("REGISTER", URI, "c1"):
        (again,) = read_challenges([answer])
        assert part_of(answer, "response") and again.nonce in answer
        assert not re.sub(r'"(?:[^"\\]|\\.)*"', "", answer, flags=re.DOTALL).count('"')
    line.succeeded(www, proxy)
    read_next_nonce(www)
