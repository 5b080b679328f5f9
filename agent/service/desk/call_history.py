"""The last calls, for whoever asks: newest first, all or those of one number."""

from agent.call.call_record import CallRecord
from agent.call.sentence import say
from agent.call.user_error import UserError
from agent.identify.phone_number import read_number
from agent.service.judging.settings_for_calls import dial_plan_of
from agent.settings.settings import Settings
from agent.store.call_log import CallLog
from agent.store.database import StoreUnusable


def last_calls(settings: Settings, count: int, typed: str = "") -> list[CallRecord]:
    """The last calls, at most `count`; `typed` is a number in any form, or a telephone of the house.

    Leaves no trace on the disk.  Raises UserError when the call log cannot be read.
    """
    log = CallLog(settings.call_log_path, read_only=True)
    try:
        return log.last(count, known_as(typed, settings) if typed else None)
    except StoreUnusable as error:
        raise UserError(say("{error}; are you the user that Tranquille runs as?", error=error)) from error
    finally:
        log.close()


def known_as(typed: str, settings: Settings) -> str:
    """What the call log calls this caller: the E.164 number, the short number, or just what was typed."""
    number = read_number(typed, dial_plan_of(settings.line_named(None), settings))
    if number is None:
        return "".join(typed.split())
    return number.number_e164 or number.short_number or typed
