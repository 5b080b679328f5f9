"""Who is calling: every header read, one identity believed, and the sentence that says why."""

from dataclasses import replace

from agent.call.caller import Caller
from agent.call.incoming_call import IncomingCall
from agent.identify.attestation import attestation_of
from agent.identify.dial_plan import DialPlan
from agent.identify.display_name import clean_name
from agent.identify.identity_headers import (
    FROM,
    forwarders,
    ignored_headers,
    may_be_named,
    shown_identities,
    wants_privacy,
)
from agent.identify.name_addr import NameAddr
from agent.identify.phone_number import Number
from agent.identify.reading import Reading, best_name, number_of, read_identity
from agent.identify.regions import NOWHERE, Description, Regions
from agent.identify.subscriber import subscriber_of

__all__ = ["NOWHERE", "Description", "Regions", "identify"]


def identify(call: IncomingCall, plan: DialPlan, regions: Regions = NOWHERE) -> Caller:
    """Read a call's headers the way its line would, and believe the best of them.

    The caller is the first identity, in the order of `shown_identities`, that is neither one of our own
    numbers nor somebody who only forwarded the call.  Never raises for anything a header can hold.
    """
    readings = tuple(read_identity(shown, plan) for shown in shown_identities(call))
    passed_on_by = forwarders(call)
    own_numbers = {subscriber_of(number) for number in plan.own_numbers}
    not_the_caller = (own_numbers | {_e164(forwarder, plan) for forwarder in passed_on_by}) - {""}
    chosen = _first_caller(readings, not_the_caller)
    hides = wants_privacy(call)
    if not hides and (chosen is None or not (chosen.is_internal or _is_whole(chosen.number))):
        chosen = _first_named(readings, chosen, not_the_caller) or chosen
    if chosen is None and not hides:
        chosen = next((reading for reading in readings if reading.number), None)
    attestation = _attestation(call, readings)
    diverted_from = _diverted_from(passed_on_by, own_numbers, plan)

    if chosen is not None and chosen.is_internal:
        return Caller(
            internal=clean_name(chosen.address.user),
            as_written=chosen.as_written,
            display_name=best_name(readings),
            diverted_from=diverted_from,
            believed_because=f"{chosen.header}: a number that begins with * lives inside the house",
        )
    if hides:
        return Caller(
            withheld=True,
            hidden_number_e164=(chosen and chosen.number and chosen.number.number_e164) or "",
            as_written=next((reading.as_written for reading in readings if reading.says_nobody), ""),
            attestation=attestation,
            diverted_from=diverted_from,
            believed_because=_why_hidden(call),
        )
    if chosen is None or chosen.number is None:
        return Caller(
            withheld=any(reading.says_nobody for reading in readings),
            as_written=readings[0].as_written if readings else "",
            display_name=best_name(readings),
            attestation=attestation,
            diverted_from=diverted_from,
            believed_because=_why_no_number(readings),
        )
    number = chosen.number
    other_number = _other_number(readings, chosen, not_the_caller)
    home = regions.describe(number.number_e164) if number.number_e164 else Description()
    return Caller(
        number_e164=number.number_e164,
        other_number_e164=other_number,
        short_number=number.short_number,
        as_written=chosen.as_written,
        display_name=best_name((chosen, *readings)),
        possible=number.possible,
        own_number=_subscriber(number) in own_numbers,
        country=number.country,
        region_fr=home.region_fr,
        region_en=home.region_en,
        line_type=number.line_type,
        carrier=home.carrier,
        attestation=attestation,
        diverted_from=diverted_from,
        believed_because=_why(call, readings, chosen, other_number),
    )


def _e164(address: NameAddr, plan: DialPlan) -> str:
    return _subscriber(number_of(address, plan))


def _first_caller(readings: tuple[Reading, ...], not_the_caller: set[str]) -> Reading | None:
    others = [
        reading
        for reading in readings
        if reading.is_internal or (reading.number and _subscriber(reading.number) not in not_the_caller)
    ]
    # Trunks like to assert their own account (`100@pbx`): a whole number elsewhere says more.
    whole = (each for each in others if each.is_internal or _is_whole(each.number))
    return next(whole, others[0] if others else None)


def _first_named(
    readings: tuple[Reading, ...], chosen: Reading | None, not_the_caller: set[str]
) -> Reading | None:
    """The first caller whose number stands in the place of the name; beside a short number only a whole one."""
    for reading in readings:
        number = reading.named_number
        if number and (chosen is None or number.number_e164) and _subscriber(number) not in not_the_caller:
            return replace(reading, number=number, also=())
    return None


def _subscriber(number: Number | None) -> str:
    return subscriber_of((number and number.number_e164) or "")


def _is_whole(number: Number | None) -> bool:
    return number is not None and number.number_e164 is not None and number.possible


def _attestation(call: IncomingCall, readings: tuple[Reading, ...]) -> str:
    # A caller can write what they like: only a peer we trust can tell what a network verified.
    if not call.from_trusted_peer:
        return ""
    return attestation_of((reading.address for reading in readings), call.attestation_headers)


def _diverted_from(passed_on_by: tuple[NameAddr, ...], own_numbers: set[str], plan: DialPlan) -> str:
    if not passed_on_by or not may_be_named(passed_on_by[0]):
        return ""
    number = _e164(passed_on_by[0], plan)
    # History-Info begins with the number that was dialled; when it is ours, nobody forwarded the call to us.
    return "" if number in own_numbers else number or clean_name(passed_on_by[0].user)


def _other_number(readings: tuple[Reading, ...], chosen: Reading, not_the_caller: set[str]) -> str:
    shown: list[Number | None] = [*chosen.also]
    for reading in readings:
        shown += (reading.number, *reading.also)
    numbers = (each.number_e164 for each in shown if each is not None and each.number_e164)
    known = {_subscriber(chosen.number), *not_the_caller}
    return next((number for number in numbers if subscriber_of(number) not in known), "")


def _why(call: IncomingCall, readings: tuple[Reading, ...], chosen: Reading, other_number: str) -> str:
    peer = call.source_address or "the line's peer"
    if chosen.header != FROM:
        because = f"{chosen.header}, because {peer} vouches for it"
    elif len(readings) > 1:
        because = f"From, because {readings[0].header} shows no number, or only ours or that of a forwarder"
    else:
        because = "From, the only header that shows a caller"
    if chosen.number is chosen.named_number:
        because += ", in the place of the name"
    if ignored := ignored_headers(call):
        because += f"; {' and '.join(ignored)} not believed, because {peer} is not trusted"
    return f"{because}; the call also shows {other_number}" if other_number else because


def _why_hidden(call: IncomingCall) -> str:
    asked = f" (Privacy: {clean_name(call.privacy)})" if call.privacy.strip() else ""
    return f"the caller asked for privacy{asked}"


def _why_no_number(readings: tuple[Reading, ...]) -> str:
    if not readings:
        return "no header says who is calling"
    for reading in readings:
        if reading.says_nobody:
            return f"{reading.header} says that there is no number to show"
    return f"{readings[0].header} holds no telephone number that can be read"
