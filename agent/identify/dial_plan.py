"""How a telephone line reads numbers: which country it is in, which town, and which numbers are its own."""

from dataclasses import dataclass

from agent.call.sentence import say


@dataclass(frozen=True)
class DialPlan:
    """Where a line stands in the world.

    Raises ValueError (a field cannot be what it says; the sentence names the value and the way out).
    """

    country: str = "FR"
    """ISO 3166-1 alpha-2 country whose national numbers arrive on the line."""
    area_code: str = ""
    """Area code for numbers written without one (`30` or `030` for Berlin, `212` for New York);
    empty in countries without local dialling, such as France."""
    own_numbers: tuple[str, ...] = ()
    """E.164 numbers of this line: nobody calls themselves."""

    def __post_init__(self) -> None:
        """Refuse what could only misread numbers later."""
        if not (len(self.country) == 2 and self.country.isascii() and self.country.isupper()):
            raise ValueError(
                say("country {country!r} must be a two-letter code such as FR or DE", country=self.country)
            )
        if self.area_code and not (self.area_code.isascii() and self.area_code.isdigit()):
            raise ValueError(
                say("area code {area_code!r} must be digits only, for example 30", area_code=self.area_code)
            )
        for number in self.own_numbers:
            if not (number.startswith("+") and number[1:].isascii() and number[1:].isdigit()):
                raise ValueError(
                    say("own number {number!r} must be + and digits, for example +33140000001", number=number)
                )
