"""What the settings ask for and this computer or this country has not: all of it, a sentence each."""

import os
import shutil
import socket
from collections.abc import Iterator, Mapping
from itertools import combinations
from pathlib import Path

from agent.call.sentence import say
from agent.call.user_error import UserError
from agent.lists.household.entry_width import how_many, is_whole_country
from agent.service.judging.settings_for_calls import dial_plan_mistakes, dial_plan_of
from agent.service.lists.sources import name_mistakes, suspect
from agent.settings.line import LineSettings
from agent.settings.secret import read_password
from agent.settings.settings import Settings
from agent.sip.engine_choice import choose_engine

ROOM_BYTES = 4 * 1024 * 1024
"""Less than this on the disk, and a call log cannot grow for a week."""
_ANY_ADDRESS = ("", "0.0.0.0", "::")


def setting_problems(settings: Settings, environment: Mapping[str, str]) -> Iterator[str]:
    """Look, and touch nothing; some of these end the daemon at its start, others cost it a line or a list."""
    lines_limit = len(settings.lines)
    try:
        lines_limit = choose_engine(settings.house.engine).lines_limit
    except UserError as error:
        yield str(error)
    mistakes = {line.name: tuple(dial_plan_mistakes(line, settings)) for line in settings.lines}
    yield from dict.fromkeys(sentence for each in mistakes.values() for sentence in each)
    for line in settings.lines:
        yield from _line_problems(line, settings, environment)
    if len(settings.lines) > lines_limit:
        yield say(
            "there are {count} [[line]] blocks, and the SIP library takes {most}: the last ones stay closed",
            count=len(settings.lines),
            most=lines_limit,
        )
    for one, other in combinations(settings.lines, 2):
        if _want_one_socket(one, other):
            yield say(
                '[[line]] "{one}" and "{other}" both have port = {port}: give each its own, or leave it out',
                one=one.name,
                other=other.name,
                port=one.port,
            )
    yield from name_mistakes(settings)
    for typed in settings.lists.suspect_prefixes:
        try:
            for line in settings.lines:
                if mistakes[line.name]:
                    continue
                plan = dial_plan_of(line, settings)
                if is_whole_country(entry := suspect(typed, plan), plan):
                    yield say(
                        '[lists] suspect_prefixes has "{typed}", which is {very_many}: write a longer beginning',
                        typed=typed,
                        very_many=how_many(entry),
                    )
                    break
        except UserError as error:
            yield str(error)
    yield from _folder_problems(settings.data_folder)


def _line_problems(line: LineSettings, settings: Settings, environment: Mapping[str, str]) -> Iterator[str]:
    try:
        password = read_password(line, settings.folder, environment)
    except UserError as error:
        yield str(error)
    else:
        if line.registrar and not password:
            yield say(
                '[[line]] "{name}" has no password, and {registrar} will ask for it: write for example '
                'password_file = "password.txt"',
                name=line.name,
                registrar=line.registrar,
            )
    if line.bind_address and not _is_ours(line.bind_address):
        yield say(
            '[[line]] "{name}" bind_address = "{address}" is no address of this computer: leave it out, or '
            "write one that `ip address` shows",
            name=line.name,
            address=line.bind_address,
        )


def _is_ours(address: str) -> bool:
    family = socket.AF_INET6 if ":" in address else socket.AF_INET
    with socket.socket(family, socket.SOCK_DGRAM) as probe:
        try:
            # Any free port, and nothing is sent: the running daemon keeps its own.
            probe.bind((address, 0))
        except OSError:
            return False
    return True


def _want_one_socket(one: LineSettings, other: LineSettings) -> bool:
    same_port = one.port != 0 and one.port == other.port
    same_protocol = (one.transport == "udp") == (other.transport == "udp")
    addresses = {one.bind_address, other.bind_address}
    return same_port and same_protocol and (len(addresses) == 1 or bool(addresses & set(_ANY_ADDRESS)))


def _folder_problems(folder: Path) -> Iterator[str]:
    # `Path.exists` raises for what lies in a folder that this user may not look into.
    standing = next(each for each in (folder, *folder.parents) if os.path.exists(each))
    if not standing.is_dir() or not os.access(standing, os.W_OK | os.X_OK) or _is_read_only(standing):
        yield say(
            "{folder} cannot be written by this user, so no call would be written down: run Tranquille as the "
            "user who may, or set [house] data_folder",
            folder=folder,
        )
    elif shutil.disk_usage(standing).free < ROOM_BYTES:
        yield say(
            "the disk of {folder} is full: free some space, or calls are not written down", folder=folder
        )


def _is_read_only(folder: Path) -> bool:
    return bool(os.statvfs(folder).f_flag & os.ST_RDONLY)
