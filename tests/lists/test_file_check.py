"""Files a person brings or takes away."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from agent.call.list_entry import BadLine, ListEntry
from agent.call.user_error import UserError
from agent.lists.file_check import check_file, export_file, read_file
from agent.lists.formats.csv_columns import Columns
from tests.lists.lists_in_use import FRENCH_LINE, PROTECTED


def test_a_check_says_what_is_in_a_file_and_what_cannot_be_used(tmp_path: Path) -> None:
    path = tmp_path / "list.txt"
    path.write_text("title: Test\n+33162000001\n+33163*\n+33*\n112\nhello\n")
    check = check_file(path, plan=FRENCH_LINE, protected=PROTECTED)
    assert (check.format, check.entries, check.ranges, check.headers) == ("plain", 2, 1, {"title": "Test"})
    assert [left.line_number for left in check.report.left_out] == [4, 5, 6]
    assert "line 5: 112: 112 would match 112, which is protected" in "\n".join(check.lines)


def test_contacts_are_imported_without_sifting(tmp_path: Path) -> None:
    path = tmp_path / "contacts.vcf"
    path.write_text("BEGIN:VCARD\nVERSION:3.0\nFN:Emergency\nTEL:+33140000001\nTEL:x\nEND:VCARD\n")
    found = list(read_file(path, plan=FRENCH_LINE))
    assert isinstance(found[0], ListEntry)
    assert (found[0].value, found[0].label) == ("+33140000001", "Emergency")
    assert isinstance(found[1], BadLine)


def test_a_format_can_be_forced_and_its_columns_chosen(tmp_path: Path) -> None:
    path = tmp_path / "odd.txt"
    path.write_text("x;01 62 00 00 01\n")
    (entry,) = read_file(path, plan=FRENCH_LINE, format_name="csv", columns=Columns(number="2"))
    assert isinstance(entry, ListEntry)
    assert entry.value == "+33162000001"


@pytest.mark.parametrize(
    ("content", "because"),
    [(b"<html>", "web page"), (b"hello there\n", "name it with --format"), (None, "cannot be read")],
)
def test_a_file_that_is_no_list_says_so(content: bytes, because: str, tmp_path: Path) -> None:
    path = tmp_path / "file"
    if content is not None:
        path.write_bytes(content)
    with pytest.raises(UserError, match=because):
        list(read_file(path, plan=FRENCH_LINE))


def test_an_export_is_whole_or_not_there(tmp_path: Path) -> None:
    path = tmp_path / "out.csv"

    def interrupted() -> Iterator[Any]:
        yield ListEntry(kind="exact", value="+33162000001")
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        export_file(interrupted(), path, format_name="csv", title="x")
    assert list(tmp_path.iterdir()) == []
    done = export_file([ListEntry(kind="exact", value="+33162000001")], path, format_name="csv", title="x")
    assert done.sentence == "1 entry written"
    assert path.exists()
