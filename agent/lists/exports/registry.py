"""Which formats a list can be exported to."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import BinaryIO, Protocol

from agent.call.list_entry import ListEntry
from agent.call.sentence import say
from agent.call.user_error import UserError
from agent.lists.exports import (
    asterisk,
    csv_table,
    freepbx,
    fritzbox,
    kamailio_htable,
    kamailio_mtree,
    phoneblock_binary,
    plain_list,
    vcard,
)
from agent.lists.exports.written import Written


class _Write(Protocol):
    def __call__(self, entries: Iterable[ListEntry], out: BinaryIO, title: str) -> Written: ...


class _Module(Protocol):
    NAME: str
    TITLE: str

    def write(self, entries: Iterable[ListEntry], out: BinaryIO, title: str) -> Written: ...


@dataclass(frozen=True, slots=True)
class Export:
    """One way to write a list for somebody else."""

    name: str
    title: str
    write: _Write


def _of(module: _Module) -> Export:
    return Export(module.NAME, module.TITLE, module.write)


EXPORTS: tuple[Export, ...] = (
    _of(plain_list),
    _of(csv_table),
    _of(vcard),
    _of(fritzbox),
    _of(freepbx),
    _of(asterisk),
    _of(kamailio_htable),
    _of(kamailio_mtree),
    _of(phoneblock_binary),
)


def export_named(name: str) -> Export:
    """The export a person names; UserError lists the names when there is none."""
    for known in EXPORTS:
        if known.name == name:
            return known
    raise UserError(
        say(
            "there is no export {name!r}; the exports are {known}",
            name=name,
            known=", ".join(e.name for e in EXPORTS),
        )
    )
