"""Reads the settings as the thinking rooms need them: how a line dials, what the household says of itself."""

from collections.abc import Iterator

from agent.call.caller import Caller
from agent.call.incoming_call import IncomingCall
from agent.call.sentence import say
from agent.call.user_error import UserError
from agent.decide.facts import Household
from agent.identify.dial_plan import DialPlan
from agent.identify.emergency_number import is_emergency_number
from agent.identify.from_inside import dialled_by_family, dialled_inside
from agent.identify.phone_number import is_known_country, read_number
from agent.settings.line import LineSettings
from agent.settings.settings import Settings


def dial_plan_of(line: LineSettings, settings: Settings) -> DialPlan:
    """How the line reads numbers; its own numbers are the house's and those of the line.

    Raises UserError for a country or an own number that nobody can dial.
    """
    for sentence in dial_plan_mistakes(line, settings):
        raise UserError(sentence)
    plan = DialPlan(country=line.country, area_code=line.area_code)
    numbers = (read_number(typed, plan) for _, typed in _own_numbers(line, settings))
    own = dict.fromkeys(number.number_e164 for number in numbers if number and number.number_e164)
    return DialPlan(country=line.country, area_code=line.area_code, own_numbers=tuple(own))


def dial_plan_mistakes(line: LineSettings, settings: Settings) -> Iterator[str]:
    """A sentence for the line's country and for each own number, where nobody can dial them."""
    if not is_known_country(line.country):
        yield say(
            '[[line]] "{name}" country = "{country}": no country dials by that code; write its '
            'ISO 3166 code, such as "FR" or "DE"',
            name=line.name,
            country=line.country,
        )
        return
    plan = DialPlan(country=line.country, area_code=line.area_code)
    for where, typed in _own_numbers(line, settings):
        number = read_number(typed, plan)
        if number is None or not number.number_e164 or not number.possible:
            yield say(
                '{where} own_numbers has "{typed}", which is no telephone number of {country}: write '
                "it with its country code, such as +33140000001",
                where=where,
                typed=typed,
                country=line.country,
            )


def _own_numbers(line: LineSettings, settings: Settings) -> Iterator[tuple[str, str]]:
    yield from (("[house]", typed) for typed in settings.house.own_numbers)
    yield from ((f'[[line]] "{line.name}"', typed) for typed in line.own_numbers)


def household_of(line: LineSettings, settings: Settings, plan: DialPlan) -> Household:
    """What the rules may know of the house itself."""
    return Household(
        line_kind=line.kind,
        can_put_through=bool(settings.house.ring),
        # No box is asked for its list of calls yet, and no call to the outside is placed through us.
        knows_calls_made=False,
        own_numbers=plan.own_numbers,
    )


def asked_by_family(call: IncomingCall, caller: Caller, settings: Settings) -> str:
    """What a phone of the house asks of the daemon itself (`dialled_inside`); empty for all other calls."""
    line = next((line for line in settings.lines if line.name == call.line), None)
    if line is None or not settings.menu.on:
        return ""
    return dialled_inside(
        call,
        caller,
        is_beside=line.kind == "beside",
        own_user=line.user,
        peers=settings.menu.peers,
    )


def emergency_dialled(call: IncomingCall, caller: Caller, settings: Settings) -> str:
    """The emergency number that a telephone of the house dialled through us; empty for all other calls."""
    line = next((line for line in settings.lines if line.name == call.line), None)
    if line is None:
        return ""
    dialled = dialled_by_family(call, caller, is_beside=line.kind == "beside", peers=settings.menu.peers)
    plan = DialPlan(country=line.country, area_code=line.area_code)
    return dialled if dialled and is_emergency_number(dialled, plan) else ""
