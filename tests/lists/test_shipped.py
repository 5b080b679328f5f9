"""The lists that ship: readable, sourced, and careful with people."""

from pathlib import Path

import pytest

from agent.call.list_entry import ListEntry
from agent.lists.shipped import read_shipped_list, shipped_folder, shipped_lists

SHIPPED = {shipped.name: shipped for shipped in shipped_lists()}


def matches(entry: ListEntry, number: str) -> bool:
    if entry.kind == "pattern":
        return len(number) == len(entry.value) and number.startswith(entry.value.rstrip("#"))
    return number == entry.value if entry.kind == "exact" else number.startswith(entry.value)


def lists_that_match(number: str) -> set[str]:
    return {
        name for name, shipped in SHIPPED.items() if any(matches(entry, number) for entry in shipped.entries)
    }


@pytest.mark.parametrize("name", SHIPPED)
def test_every_line_can_be_read_and_the_list_says_where_it_comes_from(name: str) -> None:
    shipped = SHIPPED[name]
    assert shipped.bad_lines == ()
    assert shipped.entries
    assert shipped.header.title
    assert shipped.header.source
    assert shipped.header.licence
    assert shipped.header.updated
    assert shipped.header.role in ("protected", "regulator")


@pytest.mark.parametrize("name", SHIPPED)
def test_no_entry_stands_twice_in_a_list(name: str) -> None:
    written = [(entry.value, entry.region) for entry in SHIPPED[name].entries]
    assert len(written) == len(set(written))


@pytest.mark.parametrize(
    "number",
    [
        # One number of each of ARCEP's ranges, as it arrives on a French line.
        *("+33162000001", "+33163000001", "+33270000001", "+33271000001", "+33377000001", "+33378000001"),
        *("+33424000001", "+33425000001", "+33568000001", "+33569000001", "+33948000001", "+33949000001"),
        # Overseas, under the code of France and under that of the territory.
        *("+33947500001", "+33947600001", "+33947700001", "+33947800001", "+33947900001"),
        *("+590947500001", "+594947600001", "+596947700001", "+262947800001", "+262947900001"),
    ],
)
def test_french_telemarketing_ranges_are_known(number: str) -> None:
    assert lists_that_match(number) == {"fr-arcep-telemarketing"}


@pytest.mark.parametrize(
    "number",
    [
        "+33170000001",  # 01 70 and 01 77: families live there
        "+33177000001",
        "+33937000001",  # parcels, taxis, reminders
        "+33938000001",
        "+33939000001",
        "+33947000001",
        "+33612345678",
        "+590590000001",
        "+390843123456",  # statistics
        "+344001234567",  # one digit too long for a Spanish number
    ],
)
def test_ordinary_numbers_are_on_no_list_of_ours(number: str) -> None:
    assert lists_that_match(number) == set()


def test_a_short_number_is_protected_where_it_means_help() -> None:
    regions = {(entry.value, entry.region) for entry in SHIPPED["protected"].entries}
    assert ("112", "") in regions
    assert ("119", "FR") in regions
    assert ("119", "IT") not in regions
    assert ("110", "DE") in regions
    for country in ("FR", "DE", "GB", "US", "ES", "IT", "BE", "CH"):
        assert any(region == country for _, region in regions), country


def test_a_short_number_outside_the_common_ones_names_its_country() -> None:
    for entry in SHIPPED["protected"].entries:
        everywhere = entry.value == "112" or entry.value.startswith("116")
        assert entry.value.startswith("+") or entry.region or everywhere, entry


def test_no_list_matches_a_protected_number() -> None:
    protected = SHIPPED["protected"]
    for shipped in SHIPPED.values():
        if shipped is not protected:
            for entry in protected.entries:
                assert not any(matches(other, entry.value) for other in shipped.entries), entry


def test_what_we_ship_names_its_role_and_its_file() -> None:
    source = SHIPPED["fr-arcep-telemarketing"].source
    assert (source.role, source.treatment) == ("regulator", "announce")
    assert source.file == str(shipped_folder() / "fr-arcep-telemarketing.txt")


def test_a_damaged_list_still_gives_what_can_be_read(tmp_path: Path) -> None:
    path = tmp_path / "street.txt"
    path.write_bytes(b"title: Our street\n+33140000001\n\xff\xfe\x00\n+33140000002\n")
    shipped = read_shipped_list(path)
    assert [entry.value for entry in shipped.entries] == ["+33140000001", "+33140000002"]
    assert [line.line_number for line in shipped.bad_lines] == [3]
