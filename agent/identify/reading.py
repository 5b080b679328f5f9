"""What each identity header gives once its digits are read: a number, perhaps a second one, and a name."""

from collections.abc import Iterable
from dataclasses import dataclass

from agent.identify.dial_plan import DialPlan
from agent.identify.display_name import clean_name, split_second_number
from agent.identify.identity_headers import ShownIdentity
from agent.identify.name_addr import NameAddr
from agent.identify.phone_number import Number, read_number
from agent.identify.withheld import is_name_of_pbx, is_no_name, is_no_number, shows_no_number


@dataclass(frozen=True, slots=True)
class Reading:
    """One header as this line reads it."""

    header: str
    address: NameAddr
    number: Number | None
    """None when the header shows no number, or none that can be read."""
    name: str = ""
    """The name shown, cleaned; empty when it is a number or a word for nobody."""
    also: tuple[Number, ...] = ()
    """Further numbers it shows: in brackets, or in the place of the name."""
    named_number: Number | None = None
    """The number that stands in the place of the name, as at gateways to an analogue line, which write themselves
    into the address: `"0199001122" <sip:fxo@…>`."""
    says_nobody: bool = False
    """True when it says in one of the known ways that there is no number to show."""

    @property
    def is_internal(self) -> bool:
        """True for `**622` and the like, which no number outside the house can be."""
        return self.address.user.startswith("*")

    @property
    def as_written(self) -> str:
        """The user part as the network wrote it, fit for the record."""
        return clean_name(self.address.as_written)


def read_identity(shown: ShownIdentity, plan: DialPlan) -> Reading:
    """Read one header's number and name."""
    address = shown.address
    number, bracketed = _number_and_bracketed(address, plan)
    shown_name = clean_name(address.display_name)
    name, bracketed_name = split_second_number(shown_name)
    named_second = read_number(bracketed_name, plan) if bracketed_name else None
    also = [bracketed, named_second]
    name_as_number = read_number(name, plan)
    is_repeated = name == clean_name(address.user) or (name_as_number and name_as_number == number)
    is_nobody = is_no_name(name) or is_no_number(name)
    named = None
    if not (is_repeated or is_nobody):
        named = next(filter(_names_somebody, (name_as_number, named_second)), None)
    if (
        is_nobody
        or is_name_of_pbx(name)
        or is_repeated
        or (number is None and named and named == name_as_number)
    ):
        name = ""
    elif name_as_number and name_as_number.number_e164:
        also.append(name_as_number)
        name = ""
    return Reading(
        shown.header,
        address,
        number,
        name=name,
        also=tuple(each for each in also if each and each.number_e164 and each != number),
        named_number=named,
        says_nobody=shows_no_number(address) or (number is None and is_nobody),
    )


def _names_somebody(number: Number | None) -> bool:
    """False for `12`, and for digits that no plan has room for: a name may hold those, too."""
    return number is not None and number.possible and len(number.number_e164 or number.short_number) > 2


def number_of(address: NameAddr, plan: DialPlan) -> Number | None:
    """The number in a header's address, or None when it shows none that can be read."""
    return _number_and_bracketed(address, plan)[0]


def best_name(readings: Iterable[Reading]) -> str:
    """The first name that is one, for example the one the box found in its own phone book."""
    return next((reading.name for reading in readings if reading.name), "")


def _number_and_bracketed(address: NameAddr, plan: DialPlan) -> tuple[Number | None, Number | None]:
    if shows_no_number(address):
        return None, None
    first, bracketed = split_second_number(address.user)
    if bracketed and (number := read_number(first, plan)) and number.number_e164 and number.possible:
        return number, read_number(bracketed, plan)
    context = address.parameter("phone-context")
    return read_number(f"{address.user};phone-context={context}" if context else address.user, plan), None
