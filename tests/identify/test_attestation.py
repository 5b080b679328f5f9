"""What the network says it verified is understood in every spelling, and nothing else is taken for it."""

import pytest

from agent.identify.attestation import attestation_of
from agent.identify.name_addr import read_name_addr


@pytest.mark.parametrize(
    ("header", "said"),
    [
        ("<sip:+15612345678;verstat=TN-Validation-Passed@foo.com;user=phone>", "passed"),
        ("<sip:+15612345678;verstat=TN-Validation-Passed-A@foo.com;user=phone>", "passed"),
        ("<sip:+15612345678;verstat=TN-Validation-Passed-B@foo.com;user=phone>", "passed"),
        ("<sip:+15612345678;verstat=TN-Validation-Passed-C@foo.com;user=phone>", "passed"),
        ("<sip:+15612345678;verstat=TN-Validation-Failed@foo.com;user=phone>", "failed"),
        ("<sip:+15612345678;verstat=TN-Validation-Failed-C@foo.com;user=phone>", "failed"),
        ("<sip:+15612345678;verstat=No-TN-Validation@foo.com;user=phone>", "none"),
        ("<sip:+15612345678@foo.com;user=phone;verstat=tn-validation-passed>", "passed"),
        ("<tel:+15612345678;verstat=TN-Validation-Failed>", "failed"),
        ("<sip:anonymous;verstat=TN-Validation-Passed@anonymous.invalid>", "passed"),
        ("<sip:+15612345678;verstat=@foo.com>", ""),
        ("<sip:+15612345678;verstat=Perhaps@foo.com>", ""),
        ("<sip:+15612345678@foo.com>", ""),
    ],
)
def test_verstat_in_an_address(header: str, said: str) -> None:
    assert attestation_of([read_name_addr(header)], []) == said


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("X-Twilio-VerStat: TN-Validation-Passed-A", "passed"),
        ("X-Twilio-VerStat: TN-Validation-Failed-C", "failed"),
        ("X-Twilio-VerStat: No-TN-Validation", "none"),
        ("Verstat:TN-Validation-Passed", "passed"),
        ('X-Verstat: "TN-Validation-Failed"', "failed"),
        ("Attestation-Info: A", "passed"),
        ("X-Attestation-Info: B", "none"),
        ("X-Attestation-Info: C", "none"),
        ("P-Attestation-Indicator: A", "passed"),
        ("Attestation-Info: verstat=TN-Validation-Failed", "failed"),
        ("Identity: eyJhbGciOiJFUzI1NiJ9.e30.c2ln;info=<https://cert.example>;ppt=shaken", ""),
        ("Attestation-Info: unknown", ""),
        ("A", ""),
        ("", ""),
    ],
)
def test_headers(line: str, said: str) -> None:
    assert attestation_of([], [line]) == said


def test_the_most_believed_address_speaks_first() -> None:
    asserted = read_name_addr("<sip:+1;verstat=TN-Validation-Failed@op>")
    shown = read_name_addr("<sip:+1;verstat=TN-Validation-Passed@op>")
    assert attestation_of([asserted, shown], ["X-Twilio-VerStat: TN-Validation-Passed-A"]) == "failed"
    assert attestation_of([read_name_addr("<sip:+1@op>"), shown], []) == "passed"


def test_a_verification_says_more_than_a_level() -> None:
    assert attestation_of([], ["Attestation-Info: A", "Verstat: TN-Validation-Failed"]) == "failed"
