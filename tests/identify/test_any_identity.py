"""Whatever headers hold there is a caller, with no digit that was not written and no country code twice."""

import re

import phonenumbers
from hypothesis import given
from hypothesis import strategies as st

from agent.call.incoming_call import IncomingCall
from agent.identify.dial_plan import DialPlan
from agent.identify.identify import identify
from agent.identify.subscriber import same_subscriber_forms
from tests.identify.test_identify import a_call

PLANS = [DialPlan(country) for country in ("FR", "DE", "IT", "US", "RE", "PM", "AR", "MX", "CI")]

digits = st.text("0123456789", min_size=1, max_size=22)
beginnings = st.sampled_from(
    ["", "+", "00", "0", "+33", "0033", "+3333", "33", "+49", "49", "+39", "+1", "011", "+225"]
)
user = st.builds("{}{}".format, beginnings, digits) | st.sampled_from(
    ["", "anonymous", "asterisk", "trunk", "+266696687", "\xe8", "%00", "**622", "0(0)1"]
)
name = (
    st.text(max_size=12)
    | st.builds('"{}"'.format, user)
    | st.sampled_from(["Bond, James", '""x""', '"Sami\\"'])
)
address = st.builds(
    "{}{}{}{}{}".format,
    name,
    st.sampled_from(["<", "<<", "", " <"]),
    st.sampled_from(["sip:", "tel:", "", "sips:"]),
    user,
    st.sampled_from(["@box>", "@anonymous.invalid>", ">", "", "@box>;privacy=full", "@[::1]", "@"]),
)
value = address | st.text(max_size=40) | st.lists(address, max_size=3).map(",".join)

calls = st.builds(
    a_call,
    from_header=value,
    asserted_identity=st.lists(value, max_size=2).map(tuple),
    remote_party_id=st.lists(value, max_size=2).map("\n".join),
    privacy=st.sampled_from(["", "id", "none", "none;id", "user,header", "\x00"]),
    diversion=st.lists(value, max_size=2).map(tuple),
)


@given(call=calls, plan=st.sampled_from(PLANS))
def test_a_number_has_no_digit_that_was_not_written_and_no_country_code_twice(
    call: IncomingCall, plan: DialPlan
) -> None:
    caller = identify(call, plan)
    assert caller.believed_because
    for number in filter(None, (caller.number_e164, caller.other_number_e164, caller.hidden_number_e164)):
        forms = [form for form in same_subscriber_forms(number) if _stood_there(form, call)]
        assert forms, number
        assert any(not _has_code_twice(form) or _digits(form) in _digits(_text_of(call)) for form in forms)


def _stood_there(number_e164: str, call: IncomingCall) -> bool:
    """Its digits stood in a row in one header; before the national ones the house may put the country code."""
    written = _digits(_text_of(call))
    return _digits(number_e164) in written or any(
        number_e164[1 + length :] in written for length in (1, 2, 3) if number_e164[1 + length :]
    )


def _has_code_twice(number_e164: str) -> bool:
    try:
        found = phonenumbers.parse(number_e164)
    except phonenumbers.NumberParseException:
        return False
    return not phonenumbers.is_valid_number(found) and number_e164.startswith(
        f"+{str(found.country_code) * 2}"
    )


def _text_of(call: IncomingCall) -> str:
    return "|".join((call.from_header, *call.asserted_identity, *call.remote_party_id.split("\n")))


def _digits(text: str) -> str:
    # As the house reads them: a + (0) in between is a trunk prefix that nobody dials from abroad.
    return re.sub(r"[^0-9|]", "", text.replace("(0)", ""))
