"""A list file that people and programs both edit."""

import os
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agent.call.user_error import UserError
from agent.identify.dial_plan import DialPlan
from agent.lists.household.list_file import add_entry, read_list_file, remove_entries

FRANCE = DialPlan(country="FR")
BY_HAND = """\
# My list, do not touch the order

+33162*          # the law
01 70 12 34 56   # fake bank

this is no entry
  "Spam*"
# the end
"""


@pytest.fixture
def deny(tmp_path: Path) -> Path:
    path = tmp_path / "deny.txt"
    path.write_text(BY_HAND, encoding="utf-8")
    return path


def values(path: Path) -> list[str]:
    return [entry.value for entry in read_list_file(path, "deny", FRANCE).entries]


def test_a_bad_line_is_named_and_the_rest_works(deny: Path) -> None:
    read = read_list_file(deny, "deny", FRANCE)
    assert [(entry.line_number, entry.kind, entry.value) for entry in read.entries] == [
        (3, "prefix", "+33162"),
        (4, "exact", "+33170123456"),
        (7, "name", "spam*"),
    ]
    assert [(bad.line_number, bad.text) for bad in read.bad_lines] == [(6, "this is no entry")]


def test_a_missing_file_is_an_empty_list(tmp_path: Path) -> None:
    read = read_list_file(tmp_path / "none.txt", "allow", FRANCE)
    assert read.entries == () and read.fingerprint is None


def test_an_entry_is_added_at_the_end_as_typed(deny: Path) -> None:
    added = add_entry(deny, " 01 62 00 00 01 ", "they called at\nnight", FRANCE)
    assert deny.read_text() == BY_HAND + "01 62 00 00 01  # they called at night\n"
    assert not added.already_there
    assert added.entry.line_number == 9 and added.entry.note == "they called at night"
    assert added.entry in read_list_file(deny, "deny", FRANCE).entries


@pytest.mark.parametrize("typed", ["+33 1 70 12 34 56", "0170123456", "0033170123456 # other note"])
def test_an_entry_that_is_there_in_another_form_is_not_added_twice(deny: Path, typed: str) -> None:
    added = add_entry(deny, typed, "again", FRANCE)
    assert added.already_there and added.entry.as_written == "01 70 12 34 56   # fake bank"
    assert deny.read_text() == BY_HAND


def test_a_prefix_that_covers_the_number_does_not_make_it_already_there(deny: Path) -> None:
    assert not add_entry(deny, "0162000001", "", FRANCE).already_there


def test_a_new_file_explains_itself_in_both_languages(tmp_path: Path) -> None:
    path = tmp_path / "new folder" / "allow.txt"
    added = add_entry(path, "01 62 00 00 01", "Odile", FRANCE, "allow")
    text = path.read_text(encoding="utf-8")
    assert text.startswith("# Ceux qui sonnent toujours.") and "# Callers who always ring." in text
    assert text.endswith("\n\n01 62 00 00 01  # Odile\n")
    assert read_list_file(path, "allow", FRANCE).entries == (added.entry,)
    assert read_list_file(path, "allow", FRANCE).bad_lines == ()


def test_removing_takes_every_form_of_the_entry_and_nothing_else(deny: Path) -> None:
    deny.write_text(BY_HAND + "+33170123456\n0170123456 # twice\n01 70*\n")
    gone = remove_entries(deny, "01.70.12.34.56", FRANCE)
    assert [entry.line_number for entry in gone] == [4, 9, 10]
    assert deny.read_text() == BY_HAND.replace("01 70 12 34 56   # fake bank\n", "") + "01 70*\n"


def test_removing_what_is_not_there_touches_nothing(deny: Path) -> None:
    before = deny.stat()
    assert remove_entries(deny, "0145678901", FRANCE) == ()
    assert deny.stat() == before
    assert remove_entries(deny.parent / "none.txt", "0145678901", FRANCE) == ()
    assert not (deny.parent / "none.txt").exists()


def test_a_french_overseas_number_is_the_same_entry_in_both_its_forms(deny: Path) -> None:
    add_entry(deny, "+590947512345", "", FRANCE)
    assert add_entry(deny, "09 47 51 23 45", "", FRANCE).already_there
    assert remove_entries(deny, "+33 9 47 51 23 45", FRANCE)


@pytest.mark.parametrize(
    "typed", ["", "# just a note", "Jean Dupont", "0162", "\x1b[2J", "0162000001\n0162000002"]
)
def test_what_is_no_entry_is_refused_with_a_sentence(deny: Path, typed: str) -> None:
    for change in (lambda: add_entry(deny, typed, "", FRANCE), lambda: remove_entries(deny, typed, FRANCE)):
        with pytest.raises(UserError) as refused:
            change()
        assert str(refused.value).isprintable()
    assert deny.read_text() == BY_HAND


def test_pasted_marks_that_nobody_sees_are_not_written(deny: Path) -> None:
    add_entry(deny, "\u202a01 62 00 00 01\u202c", "\u202enight\x07", FRANCE)
    assert deny.read_text() == BY_HAND + "01 62 00 00 01  # night\n"


@pytest.mark.parametrize("note", ["# hash", "## two", "x", "#", "…", "ends with \\", '"quoted"', "12 34"])
@pytest.mark.parametrize("typed", ["01 62 00 00 01", "33162000###", '"Nobody*"', "anonyme", "01 63*"])
def test_no_note_changes_what_an_entry_means(deny: Path, typed: str, note: str) -> None:
    added = add_entry(deny, typed, note, FRANCE)
    assert read_list_file(deny, "deny", FRANCE).entries[-1] == added.entry
    assert remove_entries(deny, typed, FRANCE) == (added.entry,)
    assert deny.read_text() == BY_HAND


def test_a_file_in_windows_letters_stays_in_windows_letters(deny: Path) -> None:
    content = "masqué\r\n01 70 12 34 56 # éèà\r\n".encode("cp1252")
    deny.write_bytes(content)
    assert values(deny) == ["", "+33170123456"]
    add_entry(deny, "0162000001", "volé", FRANCE)
    assert deny.read_bytes() == content + "0162000001  # volé\r\n".encode("cp1252")


def test_broken_utf_16_is_read_as_far_as_it_goes_and_never_edited(deny: Path) -> None:
    content = "\ufeff0170123456\n".encode("utf-16-le") + b"!"
    deny.write_bytes(content)
    assert values(deny) == ["+33170123456"]
    with pytest.raises(UserError, match="save it as UTF-8"):
        add_entry(deny, "0162000001", "", FRANCE)
    assert deny.read_bytes() == content


def test_a_list_that_is_a_folder_is_named_in_one_sentence(tmp_path: Path) -> None:
    path = tmp_path / "deny.txt"
    path.mkdir()
    with pytest.raises(UserError, match=r"cannot read .*deny\.txt: it is not an ordinary file"):
        read_list_file(path, "deny", FRANCE)
    with pytest.raises(UserError, match=r"cannot write .*deny\.txt"):
        add_entry(path, "0162000001", "", FRANCE)


def test_a_list_inside_a_file_is_named_in_one_sentence(deny: Path) -> None:
    with pytest.raises(UserError, match=r"cannot read .*deny\.txt/x: not a directory"):
        read_list_file(deny / "x", "deny", FRANCE)
    with pytest.raises(UserError, match=r"cannot write .*deny\.txt/x: "):
        add_entry(deny / "x", "0162000001", "", FRANCE)
    assert remove_entries(deny / "x", "0162000001", FRANCE) == ()


def test_reading_again_with_the_earlier_state_gives_the_same(deny: Path) -> None:
    earlier = read_list_file(deny, "deny", FRANCE)
    deny.write_text("# one more line above\n" + BY_HAND.replace("# fake bank", "# not a bank"))
    again = read_list_file(deny, "deny", FRANCE, earlier=earlier)
    assert again == read_list_file(deny, "deny", FRANCE)
    assert [entry.line_number for entry in again.entries] == [4, 5, 8]


def test_an_earlier_state_of_another_country_is_not_believed(deny: Path) -> None:
    deny.write_text("0170123456\n")
    earlier = read_list_file(deny, "deny", DialPlan(country="DE"))
    assert read_list_file(deny, "deny", FRANCE, earlier=earlier).entries[0].value == "+33170123456"


SOME_LINES = st.lists(
    st.sampled_from(
        [b"0162000001", b"01 62*", b'"a*"', b"masqu\xe9", b"# \xff", b"", b"\xef\xbb\xbf", b"+1"]
    ),
    max_size=6,
)
SOME_FILES = st.binary(max_size=80) | st.builds(
    lambda lines, ends, last: b"".join(a + b for a, b in zip(lines, ends, strict=False)) + last,
    SOME_LINES,
    st.lists(st.sampled_from([b"\n", b"\r\n", b"\r"]), min_size=6, max_size=6),
    st.sampled_from([b"", b"0162000002"]),
)


@given(SOME_FILES, st.sampled_from(["0162000001", "01 62*", '"a*"', "masqué", "+331620000##"]))
def test_adding_and_then_removing_restores_any_file_byte_for_byte(content: bytes, typed: str) -> None:
    with TemporaryDirectory() as folder:
        path = Path(folder, "deny.txt")
        path.write_bytes(content)
        before = read_list_file(path, "deny", FRANCE)
        try:
            added = add_entry(path, typed, "note", FRANCE)
        except UserError:
            assert content[:2] in (b"\xff\xfe", b"\xfe\xff")
            return
        after = read_list_file(path, "deny", FRANCE)
        if added.already_there:
            assert added.entry in before.entries and path.read_bytes() == content
            return
        assert after.entries == (*before.entries, added.entry)
        assert after.bad_lines == before.bad_lines
        assert remove_entries(path, typed, FRANCE) == (added.entry,)
        assert path.read_bytes() == content
        assert os.listdir(folder) == ["deny.txt"]
