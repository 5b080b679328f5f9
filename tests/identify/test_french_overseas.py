"""A French overseas subscriber is one subscriber under both of their numbers."""

import random
import re

import phonenumbers
import pytest
from hypothesis import given
from hypothesis import strategies as st
from phonenumbers import PhoneMetadata

from agent.identify.french_overseas import territory_of
from agent.identify.subscriber import same_subscriber_forms


@pytest.mark.parametrize(
    ("number", "forms", "territory"),
    [
        ("+33947512345", ("+590947512345", "+33947512345"), "GP"),
        ("+590947512345", ("+590947512345", "+33947512345"), "GP"),
        ("+33947612345", ("+594947612345", "+33947612345"), "GF"),
        ("+33947712345", ("+596947712345", "+33947712345"), "MQ"),
        ("+33947812345", ("+262947812345", "+33947812345"), "YT"),
        ("+33947912345", ("+262947912345", "+33947912345"), "RE"),
        ("+262947912345", ("+262947912345", "+33947912345"), "RE"),
        ("+33590201234", ("+590590201234", "+33590201234"), "GP"),
        ("+33690001234", ("+590690001234", "+33690001234"), "GP"),
        ("+33594101234", ("+594594101234", "+33594101234"), "GF"),
        ("+33696201234", ("+596696201234", "+33696201234"), "MQ"),
        ("+33692123456", ("+262692123456", "+33692123456"), "RE"),
        ("+33262161234", ("+262262161234", "+33262161234"), "RE"),
        ("+33639012345", ("+262639012345", "+33639012345"), "YT"),
        ("+33269601234", ("+262269601234", "+33269601234"), "YT"),
        ("+33508412345", ("+508412345", "+33508412345"), "PM"),
        ("+508412345", ("+508412345", "+33508412345"), "PM"),
        ("+508708401234", ("+508708401234", "+33708401234"), "PM"),
        # Blocks of the telemarketing ranges that nobody holds yet belong to their territory all the same.
        ("+33947599999", ("+590947599999", "+33947599999"), "GP"),
        # Anybody else has one form.
        ("+33162000001", ("+33162000001",), ""),
        ("+33612345678", ("+33612345678",), ""),
        ("+33948000000", ("+33948000000",), ""),
        ("+590162000001", ("+590162000001",), ""),
        ("+594947512345", ("+594947512345",), ""),  # Guadeloupe's range is not Guyane's
        ("+590508412345", ("+590508412345",), ""),
        ("+3394751234", ("+3394751234",), ""),  # too short to be a number
        ("+4930123456", ("+4930123456",), ""),
        ("+", ("+",), ""),
    ],
)
def test_forms_and_territory(number: str, forms: tuple[str, ...], territory: str) -> None:
    assert same_subscriber_forms(number) == forms
    assert territory_of(number) == territory


@given(
    st.sampled_from(["33", "590", "594", "596", "262", "508"]), st.from_regex(r"[1-9]\d{5,9}", fullmatch=True)
)
def test_every_form_of_a_number_has_the_same_forms(code: str, national: str) -> None:
    forms = same_subscriber_forms(f"+{code}{national}")
    assert f"+{code}{national}" in forms
    assert {same_subscriber_forms(form) for form in forms} == {forms}


def test_libphonenumber_puts_no_number_elsewhere() -> None:
    """Where libphonenumber knows one territory for a number, ours is the same."""
    territories = {"GP": "590", "GF": "594", "MQ": "596", "RE": "262", "YT": "262"}
    patterns = {}
    for country in territories:
        metadata = PhoneMetadata.metadata_for_region(country)
        assert metadata is not None
        # 08 numbers are France-wide services and belong to no territory.
        kinds = (metadata.fixed_line, metadata.mobile, metadata.voip)
        patterns[country] = re.compile(
            "|".join(f"(?:{kind.national_number_pattern})" for kind in kinds if kind)
        )
    # Two are given more there than they hold, across the ranges of their neighbours.
    generous = {"GF": ("976",), "GP": ("9396", "9397")}
    chance = random.Random(590)
    beginnings = ["59", "69", "709", "939", "947", "976", "26", "639"]
    compared = set()
    for _ in range(30_000):
        national = chance.choice(beginnings)
        national += "".join(chance.choices("0123456789", k=9 - len(national)))
        known_in = [
            country
            for country, pattern in patterns.items()
            if pattern.fullmatch(national) and not national.startswith(generous.get(country, ()))
        ]
        if len({territories[country] for country in known_in}) == 1:
            assert f"+{territories[known_in[0]]}{national}" in same_subscriber_forms(f"+33{national}"), (
                national
            )
            if len(known_in) == 1:
                assert territory_of(f"+33{national}") == known_in[0], national
            compared.add(known_in[0])
    assert compared == set(territories)


def test_a_number_in_its_own_form_is_valid_where_the_plan_has_given_it_out() -> None:
    own_form, french_form = same_subscriber_forms("+33692123456")
    assert phonenumbers.is_valid_number(phonenumbers.parse(own_form))
    assert not phonenumbers.is_valid_number(phonenumbers.parse(french_form))
