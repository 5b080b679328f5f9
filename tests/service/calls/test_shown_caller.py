"""What the phones of the house show: every caller in every way the household may wish it."""

import pytest

from agent.call.caller import Caller
from agent.service.calls.shown_caller import shown_caller
from agent.treat.put_through_manner import ShownCaller

NUMBER = "+33612345678"
MARIE = Caller(number_e164=NUMBER, display_name="Marie", region_fr="France", region_en="France")
NAMELESS = Caller(number_e164=NUMBER)
HIDDEN = Caller(withheld=True, hidden_number_e164=NUMBER)
SHORT = Caller(short_number="3950")
UNREAD = Caller(region_fr="Allemagne", region_en="Germany")


@pytest.mark.parametrize(
    ("caller", "asserted", "as_name"),
    [
        (MARIE, ShownCaller(name="Marie", number=NUMBER), f"Marie {NUMBER}"),
        (NAMELESS, ShownCaller(name=NUMBER, number=NUMBER), NUMBER),
        (HIDDEN, ShownCaller(name="Numéro masqué"), "Numéro masqué"),
        (SHORT, ShownCaller(name="3950"), "3950"),
        (UNREAD, ShownCaller(name="Allemagne"), "Allemagne"),
    ],
)
def test_name_and_number_stand_where_the_household_wishes(
    caller: Caller, asserted: ShownCaller, as_name: str
) -> None:
    assert shown_caller(caller, "asserted", "fr") == asserted
    in_from = ShownCaller(name=asserted.name, number=asserted.number, number_in_from=True)
    assert shown_caller(caller, "from", "fr") == in_from
    assert shown_caller(caller, "name", "fr") == ShownCaller(name=as_name)
    assert shown_caller(caller, "off", "fr") == ShownCaller()


def test_an_english_house_is_shown_english_words() -> None:
    assert shown_caller(HIDDEN, "asserted", "en").name == "Number withheld"
    assert shown_caller(UNREAD, "asserted", "en").name == "Germany"
