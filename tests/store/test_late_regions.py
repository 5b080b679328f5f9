"""The table of regions must never hold up a start."""

from pathlib import Path

from agent.identify.regions import NOWHERE
from agent.store.late_regions import LateRegions


def test_the_first_start_goes_on_at_once_and_knows_places_a_little_later(tmp_path: Path) -> None:
    regions = LateRegions(tmp_path / "regions.table")
    assert regions.describe("+33140000001") == NOWHERE.describe("+33140000001")
    assert regions.wait_ready(60)
    assert regions.describe("+33140000001").region_fr
    assert LateRegions(tmp_path / "regions.table").describe("+33140000001").region_fr


def test_a_table_that_cannot_be_made_leaves_callers_without_a_place(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("not a folder")
    regions = LateRegions(tmp_path / "file" / "regions.table")
    assert not regions.wait_ready(0.01)
    assert regions.describe("+33140000001") == NOWHERE.describe("+33140000001")
