"""The table of places is made beside the house's work, never before it."""

from pathlib import Path

from agent.identify.regions import Description
from agent.service.regions_soon import RegionsSoon


def test_places_are_named_once_the_table_is_made(tmp_path: Path) -> None:
    regions = RegionsSoon(tmp_path / "regions.table")
    assert regions.wait(60)
    assert regions.describe("+33140000001").region_en == "Paris"
    again = RegionsSoon(tmp_path / "regions.table")
    assert again.wait(0), "a table that is there needs no waiting"
    assert again.describe("+33140000001").region_fr == "Paris"


def test_without_a_place_for_the_table_nobody_waits_for_ever(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    regions = RegionsSoon(tmp_path / "file/regions.table")
    assert regions.wait(60)
    assert regions.describe("+33140000001") == Description()
