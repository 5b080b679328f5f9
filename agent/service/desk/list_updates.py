"""Shared lists brought up to date by a person's word: looked at now, or accepted although they changed much."""

from datetime import datetime

from agent.call.sentence import say
from agent.call.user_error import UserError
from agent.disk.locks import only_writer
from agent.lists.sync.one_list import accept_held
from agent.service.lists.index import rebuild_index
from agent.service.lists.sync import sync_lists
from agent.settings.settings import Settings

__all__ = ["accept_list", "sync_lists"]


def accept_list(settings: Settings, name: str, now: datetime) -> int:
    """Put a list that was held back in use, on the household's word; how many entries it has.

    Raises UserError when none waits, or a sync is at work.
    """
    each = settings.list_named(name)
    folder = settings.shared_lists_folder
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with only_writer(folder) as alone:
            if not alone:
                raise UserError(say("another sync is running; wait until it has finished"))
            state = accept_held(name, each.url or each.path, folder, now)
            rebuild_index(settings, now.date())
    except OSError as error:
        raise UserError(
            say(
                "{folder} cannot be used: {error}", folder=settings.data_folder, error=error.strerror or error
            )
        ) from error
    return state.entries
