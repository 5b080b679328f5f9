"""Everything the household has set, in one frozen value."""

from pathlib import Path

import msgspec

from agent.call.sentence import say
from agent.call.user_error import UserError
from agent.settings.announce import AnnounceSettings
from agent.settings.house import HouseSettings
from agent.settings.letting_ring import LettingRingSettings
from agent.settings.line import LineSettings
from agent.settings.listening import ListeningSettings
from agent.settings.lists import ListsSettings
from agent.settings.log import LogSettings
from agent.settings.menu import MenuSettings
from agent.settings.messages import MessagesSettings
from agent.settings.putting_through import PuttingThroughSettings
from agent.settings.quiet_hours import QuietHoursSettings
from agent.settings.rules import RulesSettings
from agent.settings.screening import ScreeningSettings
from agent.settings.shared_list import SharedListSettings
from agent.settings.store import StoreSettings


class Settings(msgspec.Struct, frozen=True, kw_only=True):
    """The root: one field per section, and the two folders everything else is found from."""

    house: HouseSettings = HouseSettings()
    lines: tuple[LineSettings, ...] = ()
    """The `[[line]]` blocks in the order they were written."""
    shared_lists: tuple[SharedListSettings, ...] = ()
    """The `[[list]]` blocks in the order they were written; a relative path already starts at `folder`."""
    letting_ring: LettingRingSettings = LettingRingSettings()
    announce: AnnounceSettings = AnnounceSettings()
    screening: ScreeningSettings = ScreeningSettings()
    putting_through: PuttingThroughSettings = PuttingThroughSettings()
    messages: MessagesSettings = MessagesSettings()
    menu: MenuSettings = MenuSettings()
    store: StoreSettings = StoreSettings()
    lists: ListsSettings = ListsSettings()
    quiet_hours: QuietHoursSettings = QuietHoursSettings()
    rules: RulesSettings = RulesSettings()
    listening: ListeningSettings = ListeningSettings()
    log: LogSettings = LogSettings()
    config_file: Path | None = None
    """The file all this was read from, or None when everything is at its default."""
    folder: Path = Path()
    """The config file's folder, where relative paths start."""
    data_folder: Path = Path()
    """Where the house writes: the call log, compiled lists, recordings."""

    @property
    def allow_path(self) -> Path:
        """The household's allow list."""
        return self.beside_config(self.lists.allow_file)

    @property
    def deny_path(self) -> Path:
        """The household's deny list."""
        return self.beside_config(self.lists.deny_file)

    @property
    def contacts_path(self) -> Path:
        """The household's contacts, as they were imported."""
        return self.beside_config(self.lists.contacts_file)

    @property
    def shared_lists_folder(self) -> Path:
        """The house's own copies of shared lists, and what it remembers of their sources."""
        return self.data_folder / "lists"

    @property
    def index_path(self) -> Path:
        """The compiled index of all lists but the household's own two."""
        return self.data_folder / "numbers.index"

    @property
    def outbox_path(self) -> Path:
        """Reports that wait to be sent to communities."""
        return self.data_folder / "reports.json"

    @property
    def call_log_path(self) -> Path:
        """The SQLite file of the call log."""
        return self.data_folder / "calls.sqlite"

    @property
    def status_path(self) -> Path:
        """The socket where a running house is asked how it stands."""
        return self.data_folder / "status.sock"

    @property
    def own_prompts_folder(self) -> Path:
        """Where the household's own recordings lie; the folder need not be there."""
        written = self.announce.message_folder
        return self.beside_config(written) if written else self.data_folder / "prompts"

    def beside_config(self, written: str) -> Path:
        """A path as the household wrote it; a relative one starts at the config file's folder."""
        return self.folder / Path(written).expanduser()

    def list_named(self, name: str) -> SharedListSettings:
        """The `[[list]]` of that name.  Raises UserError naming the known lists."""
        for each in self.shared_lists:
            if each.name == name:
                return each
        known = ", ".join(each.name for each in self.shared_lists)
        lists = (
            say("the shared lists are: {known}", known=known)
            if known
            else say("your settings have no [[list]] yet")
        )
        raise UserError(say('there is no shared list "{name}"; {lists}', name=name, lists=lists))

    def line_named(self, name: str | None) -> LineSettings:
        """The line of that name, or the first when None; a plain default line when none is set.

        Raises UserError naming the known lines.
        """
        if name is None:
            # A line needs somebody who may call it; nobody ever calls this one.
            return self.lines[0] if self.lines else LineSettings(trusted_peers=("127.0.0.1",))
        for line in self.lines:
            if line.name == name:
                return line
        known = ", ".join(line.name for line in self.lines)
        lines = say("the lines are: {known}", known=known) if known else say("no line is set")
        raise UserError(say('there is no line "{name}"; {lines}', name=name, lines=lines))
