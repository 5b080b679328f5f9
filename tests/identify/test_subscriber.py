"""One subscriber is one subscriber, whichever of their numbers somebody wrote."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agent.identify.dial_plan import DialPlan
from agent.identify.phone_number import read_number
from agent.identify.subscriber import same_subscriber_forms, shown_form, subscriber_of

FORMS = [
    # Mexico
    ("+525512345678", "+5215512345678"),
    ("+528112345678", "+5218112345678"),
    # Argentina
    ("+5491112345678", "+541112345678"),
    ("+5492966412345", "+542966412345"),
    # Brazil
    ("+5511987654321", "+551187654321"),
    ("+5521998765432", "+552198765432"),
    # Ivory Coast: mobile (Orange, MTN, Moov), fixed (Orange, MTN, Moov)
    ("+2250707123456", "+22507123456"),
    ("+2250787123456", "+22587123456"),
    ("+2250544123456", "+22544123456"),
    ("+2250140123456", "+22540123456"),
    ("+2252720212345", "+22520212345"),
    ("+2252520012345", "+22520012345"),
    ("+2252120812345", "+22520812345"),
    # Benin
    ("+2290197123456", "+22997123456"),
    ("+2290121123456", "+22921123456"),
    # France overseas
    ("+262692399800", "+33692399800"),
    ("+590947512345", "+33947512345"),
    ("+508412345", "+33508412345"),
]


@pytest.mark.parametrize("forms", FORMS)
def test_every_form_of_a_subscriber_gives_all_of_them(forms: tuple[str, ...]) -> None:
    for form in forms:
        assert same_subscriber_forms(form) == forms
        assert subscriber_of(form) == forms[0]


@pytest.mark.parametrize(
    "number",
    [
        "+33162000001",
        "+4930123456",
        "+5211234567890",  # no Mexican area code begins with 1
        "+52551234567",
        "+551133334444",  # a telephone on a wall in São Paulo
        "+5511933334444",  # given out after the 9 came
        "+2250544223",
        "+2250107123456",  # Moov's prefix before a number that was Orange's: given out since
        "+229971234567",
        "+54111234567",
        "+54",
        "+",
        "",
        "3950",
        "a name",
    ],
)
def test_anybody_else_has_one_form(number: str) -> None:
    assert same_subscriber_forms(number) == (number,)


@pytest.mark.parametrize("typed", ["+54111512345678", "+5491115 1234 5678", "0054 11 15 1234 5678"])
def test_the_15_of_argentina_is_read_away(typed: str) -> None:
    number = read_number(typed, DialPlan())
    assert number is not None
    assert number.number_e164 is not None
    assert (number.number_e164, number.line_type) == ("+5491112345678", "mobile")
    assert same_subscriber_forms("+54111512345678") == same_subscriber_forms(number.number_e164)


@pytest.mark.parametrize("forms", FORMS)
def test_each_form_is_read_as_a_number_that_exists(forms: tuple[str, ...]) -> None:
    for form in forms:
        number = read_number(form, DialPlan())
        assert number is not None
        assert (number.number_e164, number.possible) == (shown_form(form), True), form


def test_an_argentine_number_is_shown_as_it_came_because_it_may_hang_on_a_wall() -> None:
    assert shown_form("+541143210000") == "+541143210000"
    assert shown_form("+5491143210000") == "+5491143210000"
    assert shown_form("+5215512345678") == "+525512345678"


@given(
    st.sampled_from(["33", "52", "521", "54", "549", "55", "225", "229", "262", "508", "590"]),
    st.from_regex(r"[0-9]{5,13}", fullmatch=True),
)
def test_forms_of_forms_are_the_same_and_hold_the_number(code: str, national: str) -> None:
    number = f"+{code}{national}"
    forms = same_subscriber_forms(number)
    assert len(forms) == len(set(forms))
    assert {same_subscriber_forms(form) for form in forms} == {forms}
    has_15 = code.startswith("54") and len(national) >= 12
    assert number in forms or has_15


@given(st.text())
def test_any_text_has_a_form(text: str) -> None:
    assert same_subscriber_forms(text)
