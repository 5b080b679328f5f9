"""Which of the communities behind shared lists may be asked or told something, as far as settings say."""

from agent.call.sentence import say
from agent.call.user_error import UserError
from agent.settings.settings import Settings
from agent.settings.shared_list import SharedListSettings

FRENCH = ("+33", "+262", "+590", "+594", "+596")
"""Country codes of the numbers that Saracroche keeps."""


def check_communities(settings: Settings) -> None:
    """Raise UserError for a list that is to do what only a community can."""
    for each in settings.shared_lists:
        where = f'[[list]] "{each.name}"'
        if each.privacy != "local" and each.format != "phoneblock":
            raise UserError(
                say(
                    '{where} privacy = "{privacy}" is for lists with format = "phoneblock"; leave it out',
                    where=where,
                    privacy=each.privacy,
                )
            )
        if each.send_calls and each.format != "phoneblock":
            raise UserError(
                say('{where} send_calls is for lists with format = "phoneblock"; leave it out', where=where)
            )
        if each.send_ratings and each.format not in ("phoneblock", "saracroche"):
            raise UserError(
                say(
                    '{where} send_ratings is for lists with format = "phoneblock" or "saracroche"; leave '
                    "it out",
                    where=where,
                )
            )


def takes_reports_of(each: SharedListSettings, number_e164: str) -> bool:
    """True when a person's word about this number is to be sent to the list's community."""
    if not each.on or not each.send_ratings:
        return False
    return each.format == "phoneblock" or number_e164.startswith(FRENCH)
