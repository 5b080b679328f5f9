"""Names the places of numbers as soon as the table of places is ready, and lets calls ring before that."""

import logging
import threading
from pathlib import Path

from agent.identify.regions import NOWHERE, Description, Regions
from agent.store.region_table import RegionTable

log = logging.getLogger(__name__)


class RegionsSoon:
    """A `Regions` that may know nothing for the first seconds: making the table takes a while, once."""

    def __init__(self, path: Path) -> None:
        """Opens the table at `path`; when there is none, a thread makes it."""
        self._path = path
        self._regions: Regions = NOWHERE
        self._ready = threading.Event()
        try:
            self._regions = RegionTable(path)
            self._ready.set()
        except (OSError, ValueError):
            threading.Thread(target=self._make, name="regions", daemon=True).start()

    def describe(self, number_e164: str) -> Description:
        """What is known of the number's home by now."""
        return self._regions.describe(number_e164)

    def wait(self, limit_seconds: float) -> bool:
        """Wait until there is a table or it is known that there will be none; False at the limit."""
        return self._ready.wait(limit_seconds)

    def _make(self) -> None:
        try:
            self._regions = RegionTable.open(self._path)
        except OSError as error:
            log.warning("calls are shown without their region: %s", error)
        finally:
            self._ready.set()
