"""The table of regions without waiting for it: the first start makes it on the side while calls go on."""

import logging
import threading
from pathlib import Path

from agent.identify.regions import NOWHERE, Description, Regions
from agent.store.region_table import RegionTable

log = logging.getLogger(__name__)


class LateRegions:
    """`Regions` that know nothing until the table is there."""

    def __init__(self, path: Path) -> None:
        """Opens the table at `path`, or starts making it there on a thread of its own."""
        self._table: Regions = NOWHERE
        self._ready = threading.Event()
        try:
            self._table = RegionTable(path)
            self._ready.set()
        except (OSError, ValueError):
            threading.Thread(target=self._make, args=[path], name="regions", daemon=True).start()

    def describe(self, number_e164: str) -> Description:
        """What is known of the number's place and operator now, possibly nothing yet."""
        return self._table.describe(number_e164)

    def wait_ready(self, limit_seconds: float) -> bool:
        """True once the table is in use; False when it is not within the limit, or cannot be made."""
        return self._ready.wait(limit_seconds)

    def _make(self, path: Path) -> None:
        try:
            self._table = RegionTable.open(path)
            self._ready.set()
        except (OSError, ValueError) as error:
            log.warning("calls are shown without their region: %s", error)
