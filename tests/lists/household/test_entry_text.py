"""One line of a list, in any form a person writes it."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agent.call.list_entry import BadLine, ListEntry
from agent.identify.dial_plan import DialPlan
from agent.lists.household.entry_text import read_entry

FRANCE = DialPlan(country="FR")
BERLIN = DialPlan(country="DE", area_code="030")
NEW_YORK = DialPlan(country="US", area_code="212")
NUMBER = "+33162000001"


def read(text: str, plan: DialPlan = FRANCE) -> ListEntry:
    entry = read_entry(text, plan, 7)
    assert isinstance(entry, ListEntry), entry
    return entry


@pytest.mark.parametrize(
    "text",
    [
        "0162000001",
        "01 62 00 00 01",
        "01.62.00.00.01",
        "01-62/00 00.01",
        "(01) 62 00 00 01",
        "+33162000001",
        "+33 (0)1 62 00 00 01",
        "0033 1 62 00 00 01",
        "33162000001",
        "tel:+33162000001",
        "01\u00a062\u202f00\u200900\u00a001",
        "\u202a+33 1 62 00 00 01\u202c",
        "\ufeff0162000001",
        "\uff10\uff11\uff16\uff12000001",
        "01\u201162\u201100\u201100\u201101",
        "  0162000001\t",
        '"01 62 00 00 01"',
    ],
)
def test_a_number_may_be_written_in_any_form(text: str) -> None:
    entry = read(text)
    assert (entry.kind, entry.value) == ("exact", NUMBER)


@pytest.mark.parametrize(
    ("plan", "text", "kind", "value"),
    [
        (FRANCE, "3950", "exact", "3950"),
        (FRANCE, "112", "exact", "112"),
        (FRANCE, "09 47 51 23 45", "exact", "+590947512345"),
        (FRANCE, "+331234", "exact", "+331234"),  # impossible, yet callers do show such numbers
        (BERLIN, "1234567", "exact", "+49301234567"),
        (NEW_YORK, "(212) 555-0123", "exact", "+12125550123"),
        (FRANCE, "+33162*", "prefix", "+33162"),
        (FRANCE, "01 62 *", "prefix", "+33162"),
        (FRANCE, "0033 1 62…", "prefix", "+33162"),
        (FRANCE, "01.62...", "prefix", "+33162"),
        (FRANCE, "+33 (0)1 62*", "prefix", "+33162"),
        (FRANCE, "+44*", "prefix", "+44"),
        (FRANCE, "09475*", "prefix", "+339475"),
        (FRANCE, "0162000001*", "prefix", NUMBER),
        (BERLIN, "030*", "prefix", "+4930"),
        (FRANCE, "33162######", "pattern", "+33162######"),
        (FRANCE, "0162######", "pattern", "+33162######"),
        (FRANCE, "01 62 ## ## ##", "pattern", "+33162######"),
        (FRANCE, "01.62.xx.xx.xx", "pattern", "+33162######"),
        (FRANCE, "01 62 00 00 ??", "pattern", "+331620000##"),
        (FRANCE, "+339475#####", "pattern", "+339475#####"),
        (FRANCE, "+44 20 7946 ####", "pattern", "+44207946####"),
        (FRANCE, "3###", "pattern", "3###"),
        (BERLIN, "030 1234 ###", "pattern", "+49301234###"),
        (NEW_YORK, "212 555 ####", "pattern", "+1212555####"),
        (FRANCE, '"Spam*"', "name", "spam*"),
        (FRANCE, "« Énergie  Plus »", "name", "energie plus"),
        (FRANCE, "“R**bo?”", "name", "r*bo?"),
        (FRANCE, "'Jean'", "name", "jean"),
        (FRANCE, '"Agent 007"', "name", "agent 007"),
        (FRANCE, "withheld", "withheld", ""),
        (FRANCE, "Masqué", "withheld", ""),
        (FRANCE, "numéro  masqué", "withheld", ""),
        (FRANCE, "ANONYMOUS", "withheld", ""),
        (FRANCE, "unknown", "withheld", ""),
        (FRANCE, "Desconocido", "withheld", ""),
        (FRANCE, "Rufnummer unterdrückt", "withheld", ""),
    ],
)  # fmt: skip
def test_every_kind_of_entry(plan: DialPlan, text: str, kind: str, value: str) -> None:
    entry = read(text, plan)
    assert (entry.kind, entry.value) == (kind, value)


@pytest.mark.parametrize(
    ("text", "value", "note"),
    [
        ("0162000001 # fake bank", NUMBER, "fake bank"),
        ("0162000001# fake bank", NUMBER, "fake bank"),
        ("0162000001#fake bank", NUMBER, "fake bank"),
        ("0162000001 # 2 calls", NUMBER, "2 calls"),
        ("0162000001 #", NUMBER, ""),
        ("0162000001#", NUMBER, ""),
        ("0162000001 ## twice # over", NUMBER, "twice # over"),
        ("0162000001 # x", NUMBER, "x"),
        ("01 62*  # fake bank", "+33162", "fake bank"),
        ("33162######  # note", "+33162######", "note"),
        ("33162###### # note", "+33162######", "note"),
        ("33162###### #note", "+33162######", "note"),
        ("33162####### note", "+33162######", "note"),
        ("01 62 ## ## ## # note", "+33162######", "note"),
        ('"Spam*"# note', "spam*", "note"),
        ('"0162000001" # note', NUMBER, "note"),
        ("withheld # never", "", "never"),
    ],
)
def test_a_hash_opens_a_note_unless_it_stands_for_a_digit(text: str, value: str, note: str) -> None:
    entry = read(text)
    assert (entry.value, entry.note) == (value, note)


@pytest.mark.parametrize(
    "text", ["", "   ", "# a note", "  # 0162000001", "\ufeff", "#31#0612345678", "\u200b"]
)
def test_blank_lines_and_notes_are_nothing(text: str) -> None:
    assert read_entry(text, FRANCE) is None


@pytest.mark.parametrize(
    ("text", "because"),
    [
        ("Jean Dupont", 'to match a name shown, put it in quotes: "Jean Dupont"'),
        ("Jean*", "a name needs quotes"),
        ('"Spam', "is not closed"),
        ('"*"', "would match every name"),
        ('"Spam" yes', "put # in front of a note"),
        ("*", "would mean every caller"),
        ("+*", "would mean every caller"),
        ("00*", "every number abroad"),
        ("162*", "write +162 or 0162"),
        ("**622", "a telephone of the house"),
        ("01*62", "the * must be the last character"),
        ("0162", "for all that begin so, write 0162*"),
        ("01 62 00 00", "for all that begin so, write 01 62 00 00*"),
        ("33162#####", "no number has the length of 33162#####"),
        ("0162#######", "no number has the length"),
        ("0162000001 fake bank", "write the number, then # and the words"),
        ("Maman: 06 12 34 56 78", "write the number, then # and the words"),
        ("1" * 30, "too many digits"),
        ("0" * 501, "at most 500 characters"),
        ("01:62:00:00:01", "is not a telephone number"),
    ],
)
def test_a_bad_line_says_what_to_write_instead(text: str, because: str) -> None:
    bad = read_entry(text, FRANCE, 3)
    assert isinstance(bad, BadLine) and bad.line_number == 3
    assert because in bad.because


def test_an_entry_keeps_its_line_and_how_it_was_written() -> None:
    entry = read("  01 62*  # Fausse banque ", FRANCE)
    assert entry.as_written == "01 62*  # Fausse banque"
    assert entry.line_number == 7


def test_a_bad_line_cannot_send_orders_to_a_terminal() -> None:
    bad = read_entry("\x1b[2J\x07 0162", FRANCE)
    assert isinstance(bad, BadLine)
    assert (bad.text + bad.because).isprintable()


@given(
    st.text() | st.text("0123456789+*#xX?. ()-\"'", max_size=24),
    st.sampled_from([FRANCE, BERLIN, NEW_YORK, DialPlan(country="IT")]),
)
def test_any_text_is_an_entry_nothing_or_a_bad_line_with_a_reason(text: str, plan: DialPlan) -> None:
    match read_entry(text, plan, 1):
        case None:
            pass
        case BadLine(because=because):
            assert because and because.isprintable()
        case ListEntry(kind="exact", value=value):
            assert value.removeprefix("+").isdigit()
        case ListEntry(kind="prefix", value=value):
            assert value[0] == "+" and value[1:].isdigit()
        case ListEntry(kind="pattern", value=value):
            fixed, free = value.rstrip("#"), value.count("#")
            assert fixed.removeprefix("+").isdigit() and free and len(fixed) + free <= 16
        case ListEntry(kind="name", value=value):
            assert any(character.isalnum() for character in value)
        case ListEntry(kind="withheld", value=value):
            assert value == ""
