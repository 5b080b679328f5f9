"""All shared lists of a house together: synced, shown in a table, and handed to the number index."""

import random
import time
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from pathlib import Path

from agent.call.sentence import say
from agent.call.user_error import UserError
from agent.disk.locks import only_writer
from agent.disk.whole_file import clear_leftovers
from agent.identify.dial_plan import DialPlan
from agent.lists.sync.hygiene import Protected
from agent.lists.sync.one_list import sync_source
from agent.lists.sync.report import SyncReport
from agent.lists.sync.source_state import (
    is_index_old,
    mark_index_new,
)
from agent.settings.shared_list import SharedListSettings

MAX_KEY_BYTES = 4096


def sync_all(
    subscriptions: Sequence[SharedListSettings],
    folder: Path,
    *,
    now: Callable[[], datetime],
    plan: DialPlan,
    protected: Protected,
    keys: Mapping[str, str],
    rebuild: Callable[[], None],
    force: bool = False,
    only: str = "",
    chance: Callable[[], float] = random.random,
    clock: Callable[[], float] = time.monotonic,
    progress: Callable[[str, int], None] = lambda name, count: None,
) -> list[SyncReport]:
    """Look at every list that is due, rebuild the index once if any changed, return the reports.

    `keys` holds the sources' tokens by list name.  `rebuild` makes a new index off to the side and
    swaps it.  Raises UserError when another process is at it already.
    """
    folder.mkdir(parents=True, exist_ok=True)
    with only_writer(folder) as alone:
        if not alone:
            raise UserError(say("another sync is running; wait until it has finished"))
        clear_leftovers(folder)
        reports = [
            sync_source(
                settings,
                folder,
                now=now(),
                plan=plan,
                protected=protected,
                key=keys.get(settings.name, ""),
                force=force,
                chance=chance,
                clock=clock,
                progress=lambda count, name=settings.name: progress(name, count),  # type: ignore[misc]
            )
            for settings in subscriptions
            if settings.on and only in ("", settings.name)
        ]
        if is_index_old(folder):
            rebuild()
            mark_index_new(folder)
    return reports


def read_key(settings: SharedListSettings, folder: Path, environment: Mapping[str, str]) -> str:
    """Return a source's token, or an empty string when none is set; UserError names the place.

    `folder` is the config file's, where a relative `key_file` starts.
    """
    where = say('[[list]] "{settings}"', settings=settings.name)
    if settings.key_env:
        if settings.key_env not in environment:
            raise UserError(
                say(
                    "{where}: key_env names {name}, but there is no such environment variable",
                    where=where,
                    name=settings.key_env,
                )
            )
        return environment[settings.key_env].strip()
    if settings.key_credential:
        credentials = environment.get("CREDENTIALS_DIRECTORY")
        if not credentials:
            raise UserError(
                say(
                    "{where}: key_credential needs systemd's LoadCredential={name}:…",
                    where=where,
                    name=settings.key_credential,
                )
            )
        return _first_line(Path(credentials) / settings.key_credential, where)
    if settings.key_file:
        return _first_line(folder / Path(settings.key_file).expanduser(), where)
    return settings.key


def _first_line(path: Path, where: str) -> str:
    try:
        with path.open("rb") as file:
            raw = file.read(MAX_KEY_BYTES)
    except OSError as error:
        raise UserError(
            say(
                "{where}: {path} cannot be read ({error}); check the path and its rights",
                where=where,
                path=path,
                error=error.strerror,
            )
        ) from error
    key = raw.split(b"\n", 1)[0].strip().decode("ascii", "replace")
    if not key:
        raise UserError(
            say("{where}: the first line of {path} is empty; write the token there", where=where, path=path)
        )
    return key
