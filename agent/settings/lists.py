"""Which lists the house consults, and where the household's own two lists are."""

import msgspec

from agent.settings.section import Section, Treating


class ListsSettings(Section, frozen=True):
    """`[lists]`: the household's own lists, the shipped ones, and hunches."""

    allow_file: str = "allow.txt"
    """Callers who always ring; a relative path starts at the config file's folder."""
    deny_file: str = "deny.txt"
    """Callers who never ring; a relative path starts at the config file's folder."""
    contacts_file: str = "contacts.txt"
    """Your contacts, as `tranquille lists import --as contacts` keeps them: they ring, and no list may match
    them; a relative path starts at the config file's folder."""
    shipped: bool = True
    """Use the regulators' telemarketing ranges that come with Tranquille.  Emergency numbers and
    helplines are protected whatever stands here."""
    shipped_off: tuple[str, ...] = ()
    """Names of shipped lists to leave out, for example `fr-arcep-telemarketing`."""
    treatments: dict[str, Treating] = msgspec.field(default_factory=dict)
    """What to do with a list's callers, by list name, where it differs from the list's rule."""
    suspect_prefixes: tuple[str, ...] = ()
    """Your own hunches, for example `01 70`: such callers are screened, never blocked."""
