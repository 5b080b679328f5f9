"""Whatever is imported, its sums agree, and every line that was refused says what to do."""

from pathlib import Path

import pytest

from agent.call.user_error import UserError
from agent.service.desk.list_exchange import FileToRead, Imported, check_list_file, import_file
from agent.settings.settings import Settings
from tests.service.a_house import settings_in

FILES = {
    "beginnings.txt": ("0162\n0270\n018480\n", (0, 0, 3)),
    "national.txt": ("0199001001\n0261911002\n0199001001\n", (2, 1, 0)),
    "table.csv": ("number;label\n33162*;a\nrobot;b\n;c\n0199001001;d\n", (2, 0, 2)),
    "wide.txt": ("+33*\n06*\n0162*\n", (1, 0, 2)),
    "asterisk.txt": ("/blacklist/0199001001 : 1\n/blacklist/anonymous : 1\n", (1, 0, 1)),
    "pattern.txt": ("+33162######\n+331234###\n", (1, 0, 1)),
    "contacts.vcf": ("BEGIN:VCARD\nFN:a\nTEL:0199001001\nTEL:x\nEND:VCARD\n", (1, 0, 1)),
    "map.json": ('{"numbers":{"+33199001001":{},"0162000":{}}}', (1, 0, 1)),
}


def imported_from(name: str, settings: Settings, folder: Path) -> Imported:
    path = folder / name
    path.write_text(FILES[name][0])
    return import_file(settings, FileToRead(path=path), "deny")


@pytest.mark.parametrize("name", FILES)
def test_added_already_there_and_refused_are_all_that_was_read(name: str, tmp_path: Path) -> None:
    settings = settings_in(tmp_path)
    first = imported_from(name, settings, tmp_path)
    added, twice, refused = FILES[name][1]
    assert (first.added, first.already_there, first.left_out_count) == (added, twice, refused)
    again = imported_from(name, settings, tmp_path)
    assert (again.added, again.already_there, again.left_out_count) == (0, added + twice, refused)
    for each in (first, again):
        assert each.read == each.added + each.already_there
        assert all(str(bad.because) for bad in each.left_out)


def test_of_many_refused_lines_ten_are_named(tmp_path: Path) -> None:
    path = tmp_path / "list.txt"
    path.write_text("0199001001\n" + "0162\n" * 25)
    found = import_file(settings_in(tmp_path), FileToRead(path=path), "deny")
    assert (found.added, found.left_out_count, len(found.left_out)) == (1, 25, 10)


def test_a_line_that_a_list_cannot_hold_says_what_to_type(tmp_path: Path) -> None:
    (bad,) = imported_from("pattern.txt", settings_in(tmp_path), tmp_path).left_out
    assert bad.because.endswith("say tranquille deny +331234*")
    refused = imported_from("wide.txt", settings_in(tmp_path), tmp_path).left_out
    assert "tranquille deny +33* --yes" in refused[0].because


@pytest.mark.parametrize(
    "content",
    ["<phonebooks><phonebook></phonebook></phonebooks>", '{"entries": [], "number": ""}', "title: x\n"],
)
def test_a_file_without_any_number_is_refused(content: str, tmp_path: Path) -> None:
    path = tmp_path / "file"
    path.write_text(content)
    for take in (
        lambda: import_file(settings_in(tmp_path), FileToRead(path=path), "deny"),
        lambda: import_file(settings_in(tmp_path), FileToRead(path=path), "contacts"),
        lambda: check_list_file(settings_in(tmp_path), FileToRead(path=path)),
    ):
        with pytest.raises(UserError, match=r"holds no telephone number|in no format known here"):
            take()
    assert not (tmp_path / "contacts.txt").exists()


def test_an_address_is_no_file(tmp_path: Path) -> None:
    with pytest.raises(UserError, match="is an address and not a file"):
        import_file(settings_in(tmp_path), FileToRead(path=Path("https://lists.example/l.txt")), "deny")
