"""A household with several lists on its own disk and a number index beside them."""

from pathlib import Path
from typing import Any

from agent.lists.index.build import build_index
from agent.lists.index.number_index import NumberIndex
from agent.lists.sync.subscribed import index_inputs
from agent.lists.sync.subscriptions import sync_all
from agent.settings.shared_list import SharedListSettings
from tests.lists.lists_in_use import FRENCH_LINE, NOON, PROTECTED


class AHousehold:
    """Several lists on this machine, an index beside them."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder / "lists"
        self.sources = folder
        self.index_path = folder / "numbers.index"
        self.now = NOON
        self.protected = PROTECTED
        self.rebuilt = 0
        self.lists: list[SharedListSettings] = []

    def a_list(self, name: str, text: str, **settings: Any) -> None:
        path = self.sources / f"{name}.source"
        path.write_text(text)
        self.lists = [one for one in self.lists if one.name != name]
        self.lists.append(SharedListSettings(name=name, path=str(path), **settings))

    def rebuild(self) -> None:
        self.rebuilt += 1
        build_index(index_inputs(self.lists, self.folder, self.now.date(), self.protected), self.index_path)

    def sync(self, **options: Any) -> Any:
        return sync_all(
            self.lists,
            self.folder,
            now=lambda: self.now,
            plan=FRENCH_LINE,
            protected=self.protected,
            keys={},
            **{"force": True, "rebuild": self.rebuild, **options},
        )

    def matches(self, number: str) -> Any:
        return NumberIndex.open(self.index_path).lookup(number)
