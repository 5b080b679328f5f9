"""The table of regions says what libphonenumber says, and a bad file is never believed."""

import random
import sqlite3
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import phonenumbers
import pytest
from hypothesis import given
from hypothesis import strategies as st

from agent.identify.region_names import RegionNames
from agent.identify.region_rows import naming_of
from agent.identify.regions import Description
from agent.store.region_table import RegionTable, build_in_child, fingerprinted, main


@pytest.fixture(scope="module")
def table_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Made once, the way the daemon makes it."""
    path = tmp_path_factory.mktemp("state") / "new" / "regions"
    RegionTable.open(path).close()
    return path


@pytest.fixture(scope="module")
def table(table_file: Path) -> Iterator[RegionTable]:
    opened = RegionTable(table_file)
    yield opened
    opened.close()


@pytest.mark.parametrize(
    ("number", "region_fr", "region_en", "carrier"),
    [
        ("+33140000001", "Paris", "Paris", ""),
        ("+33162000001", "France", "France", ""),
        ("+33612345678", "France", "France", "SFR"),
        ("+590590201234", "Guadeloupe", "Guadeloupe", ""),
        ("+262692123456", "La Réunion", "Reunion", "SFR"),
        ("+4930123456", "Berlin", "Berlin", ""),
        ("+4989123456", "Munich", "Munich", ""),
        ("+4915112345678", "Allemagne", "Germany", "T-Mobile"),
        ("+12125552345", "New York, NY", "New York, NY", ""),
        ("+18005552345", "", "", ""),  # valid in many countries, so from none
        ("+442079460000", "London", "London", ""),
        ("+390612345678", "Rome", "Rome", ""),
        ("+32470123456", "Belgique", "Belgium", "Proximus"),
        ("+5491112345678", "Buenos Aires", "Buenos Aires", ""),
        ("+80012345678", "", "", ""),
        ("+33700123456", "", "", ""),  # given to nobody yet
        ("+9991234567", "", "", ""),
        ("3950", "", "", ""),
        ("", "", "", ""),
    ],
)
def test_numbers_are_described_in_both_languages(
    table: RegionTable, number: str, region_fr: str, region_en: str, carrier: str
) -> None:
    assert table.describe(number) == Description(region_fr, region_en, carrier)
    assert RegionNames().describe(number) == table.describe(number)


def numbers_of_the_world(how_many: int) -> Iterator[phonenumbers.PhoneNumber]:
    """Numbers in named ranges, and others, of every length."""
    from phonenumbers.carrierdata import CARRIER_DATA
    from phonenumbers.geodata import GEOCODE_DATA

    chance = random.Random(2026)
    ranges = chance.sample(sorted(GEOCODE_DATA), how_many // 2) + chance.sample(
        sorted(CARRIER_DATA), how_many // 4
    )
    ranges += ["549" + prefix[2:] for prefix in GEOCODE_DATA if prefix.startswith("54")][: how_many // 20]
    ranges += chance.choices(
        ["331", "336", "49", "44", "1", "39", "7", "262", "590", "61", "34"], k=how_many // 4
    )
    for prefix in ranges:
        missing = max(0, chance.randint(9, 13) - len(prefix))
        number = phonenumbers.parse("+" + prefix + "".join(chance.choices("0123456789", k=missing)))
        if phonenumbers.is_valid_number(number):
            yield number


def test_the_table_says_what_libphonenumber_says(table: RegionTable) -> None:
    from phonenumbers import carrier, geocoder

    compared = set()
    for number in numbers_of_the_world(16_000):
        number_e164 = phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)
        assert table.describe(number_e164) == Description(
            geocoder.description_for_number(number, "fr"),
            geocoder.description_for_number(number, "en"),
            carrier.name_for_number(number, "en"),
        ), number_e164
        compared.add((number.country_code, number.national_number))
    assert len(compared) > 3000
    assert len({code for code, _ in compared}) > 50


def test_every_country_has_its_names(table: RegionTable) -> None:
    from phonenumbers.geodata.locale import LOCALE_DATA

    assert table.of_country("DE") == Description("Allemagne", "Germany", "")
    assert all(table.of_country(country).region_en for country in LOCALE_DATA)
    assert all(table.of_country(country).region_fr for country in LOCALE_DATA)
    for nowhere in ("ZZ", "", "001", "é!", "de", "\ud800"):
        assert table.of_country(nowhere) == Description()


def test_a_zero_in_front_is_no_country_code(table: RegionTable) -> None:
    assert table.of_prefix("33140000001").region_en == "Paris"
    assert table.of_prefix("033140000001") == Description()


@given(number=st.text(max_size=20) | st.from_regex(r"\+[0-9]{1,15}", fullmatch=True))
def test_any_text_is_described_or_not(table: RegionTable, number: str) -> None:
    assert isinstance(table.describe(number), Description)
    assert isinstance(table.of_prefix(number), Description)


def test_naming_an_unassigned_number_gives_no_country() -> None:
    assert naming_of("+33700123456").country == ""
    assert naming_of("+33162000001").country == "FR"


def test_a_table_that_is_there_is_not_made_again(table_file: Path) -> None:
    before = table_file.stat()
    RegionTable.open(table_file).close()
    after = table_file.stat()
    assert (after.st_ino, after.st_mtime_ns) == (before.st_ino, before.st_mtime_ns)
    assert [each.name for each in table_file.parent.iterdir()] == [table_file.name]


def damaged(content: bytes, how: str) -> bytes:
    match how:
        case "empty":
            return b""
        case "something else":
            return b"number;name\n" * 1000
        case "another program's database":
            return content[:68] + bytes(4) + content[72:]
        case "half of it":
            return content[: len(content) // 2]
        case "one bit":
            middle = len(content) // 2
            return content[:middle] + bytes([content[middle] ^ 1]) + content[middle + 1 :]
        case "one bit of the fingerprint":
            return content[:60] + bytes([content[60] ^ 1]) + content[61:]
        case "one more byte":
            return content + b"\0"
        case "made from other names":
            return changed(content, "UPDATE made_from SET names_version = '8.13.0'")
        case "an older format":
            return changed(content, "UPDATE made_from SET format = 1")
        case "no table":
            return changed(content, "DROP TABLE made_from")
    raise AssertionError(how)


def changed(content: bytes, statement: str) -> bytes:
    """Whole, but not what it should be."""
    with closing(sqlite3.connect(":memory:", isolation_level=None)) as database:
        database.deserialize(content)
        database.execute(statement)
        return fingerprinted(database.serialize())


@pytest.mark.parametrize(
    ("how", "because"),
    [
        ("empty", "is not a table of regions"),
        ("something else", "is not a table of regions"),
        ("another program's database", "is not a table of regions"),
        ("half of it", "is damaged"),
        ("one bit", "is damaged"),
        ("one bit of the fingerprint", "is damaged"),
        ("one more byte", "is damaged"),
        ("made from other names", r"was made as \(2, '8.13.0'\), we have"),
        ("an older format", r"was made as \(1, "),
        ("no table", "is not a table of regions"),
    ],
)
def test_a_bad_file_is_refused_with_its_name(
    table_file: Path, tmp_path: Path, how: str, because: str
) -> None:
    bad = tmp_path / "regions"
    bad.write_bytes(damaged(table_file.read_bytes(), how))
    with pytest.raises(ValueError, match=because) as refused:
        RegionTable(bad)
    assert str(bad) in str(refused.value)


def test_a_bad_file_is_made_again(table_file: Path, tmp_path: Path) -> None:
    bad = tmp_path / "regions"
    bad.write_bytes(damaged(table_file.read_bytes(), "one bit"))
    (tmp_path / ".regions.interrupted").write_bytes(b"left by a build that was killed")
    opened = RegionTable.open(bad)
    assert opened.describe("+33140000001").region_en == "Paris"
    opened.close()
    assert bad.read_bytes() == table_file.read_bytes()
    assert [each.name for each in tmp_path.iterdir()] == ["regions"]


def test_a_table_in_use_survives_its_replacement(table_file: Path, tmp_path: Path) -> None:
    path = tmp_path / "regions"
    path.write_bytes(table_file.read_bytes())
    old = RegionTable(path)
    newer = tmp_path / "newer"
    newer.write_bytes(b"something else entirely")
    newer.replace(path)
    assert old.describe("+4930123456").region_fr == "Berlin"
    old.close()


def test_a_table_cut_short_under_us_costs_places_and_no_call(table_file: Path, tmp_path: Path) -> None:
    path = tmp_path / "regions"
    path.write_bytes(table_file.read_bytes())
    table = RegionTable(path)
    with path.open("r+b") as file:
        file.truncate(5000)
    assert table.describe("+4930123456") == Description()
    table.close()


def test_asking_leaves_nothing_beside_the_table(table_file: Path, tmp_path: Path) -> None:
    path = tmp_path / "a folder with ? and #" / "regions"
    path.parent.mkdir()
    path.write_bytes(table_file.read_bytes())
    table = RegionTable(path)
    assert table.describe("+4930123456").region_fr == "Berlin"
    assert list(path.parent.iterdir()) == [path]
    table.close()


def test_nobody_who_has_the_table_open_keeps_us_from_asking(table_file: Path, tmp_path: Path) -> None:
    path = tmp_path / "regions"
    path.write_bytes(table_file.read_bytes())
    with closing(sqlite3.connect(path, isolation_level=None, timeout=0)) as other:
        other.execute("BEGIN EXCLUSIVE")
        table = RegionTable(path)
        assert table.describe("+4930123456").region_fr == "Berlin"
        table.close()


def test_several_threads_may_ask_at_once(table: RegionTable) -> None:
    numbers = ["+33140000001", "+4930123456", "+12125552345", "+442079460000"] * 50
    alone = [table.describe(number) for number in numbers]
    together: list[list[Description]] = []
    threads = [
        threading.Thread(target=lambda: together.append([table.describe(number) for number in numbers]))
        for _ in range(4)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert together == [alone] * 4


def test_a_table_that_cannot_be_made_is_an_error_that_says_where(tmp_path: Path) -> None:
    in_the_way = tmp_path / "file"
    in_the_way.write_text("not a folder")
    with pytest.raises(OSError, match="could not be made"):
        build_in_child(in_the_way / "regions")
    with pytest.raises(OSError, match="file"):
        RegionTable.open(in_the_way / "regions")


def test_a_build_that_takes_too_long_is_given_up(tmp_path: Path) -> None:
    with pytest.raises(OSError, match="was not made within 0 s"):
        build_in_child(tmp_path / "regions", limit_seconds=0.01)
    assert not (tmp_path / "regions").exists()


def test_the_maker_says_how_it_is_called(capsys: pytest.CaptureFixture[str]) -> None:
    assert main([]) == 2
    assert "usage:" in capsys.readouterr().err


def test_names_are_not_loaded_by_those_who_only_ask(table_file: Path) -> None:
    """The reason for the table: a process that uses it never imports libphonenumber's names."""
    script = (
        "import sys; from pathlib import Path; from agent.store.region_table import RegionTable\n"
        "print(RegionTable.open(Path(sys.argv[1])).describe('+33140000001').region_en)\n"
        "print(*(name for name in sys.modules if 'geodata' in name or 'carrierdata' in name))"
    )
    command = [sys.executable, "-c", script, str(table_file)]
    said = subprocess.run(command, cwd=Path(__file__).parents[2], capture_output=True, text=True, check=True)
    assert said.stdout.splitlines() == ["Paris", ""]
