"""Switching a list off that is wrong too often, and on again, by the household's own word."""

from datetime import datetime

from agent.call.sentence import NOTHING, day, say
from agent.call.user_error import UserError
from agent.disk.locks import only_writer
from agent.lists.shipped import shipped_folder
from agent.lists.sync.source_state import write_state
from agent.lists.sync.subscribed import state_of
from agent.service.lists.index import is_index_current, rebuild_index
from agent.settings.settings import Settings


def switch_list(settings: Settings, name: str, *, on: bool, now: datetime) -> bool:
    """Switch a shared list on or off by hand, and index anew; False when it was so already.

    What it did wrong before it is switched on again is forgiven.  Raises UserError.
    """
    if name in {path.stem for path in shipped_folder().glob("*.txt")}:
        raise UserError(
            say(
                '"{name}" came with Tranquille: [lists] shipped_off in your settings is where to switch it',
                name=name,
            )
        )
    each = settings.list_named(name)
    if not each.on:
        raise UserError(
            say('[[list]] "{name}" has on = false in your settings: that is where to switch it on', name=name)
        )
    folder = settings.shared_lists_folder
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with only_writer(folder) as alone:
            if not alone:
                raise UserError(say("a sync is running; wait until it has finished"))
            state = state_of(each, folder)
            if on == (not state.off_because):
                return False
            state.off_because = NOTHING if on else say("you switched it off on {day}", day=day(now))
            state.trusted_at = now if on else state.trusted_at
            write_state(folder, state)
        if not is_index_current(settings, now.date()):
            rebuild_index(settings, now.date())
    except OSError as error:
        raise UserError(
            say(
                "{folder} cannot be used: {error}", folder=settings.data_folder, error=error.strerror or error
            )
        ) from error
    return True
