"""Any table: columns found by name or chosen."""

import io
from datetime import date

import pytest

from agent.lists.formats.csv_columns import Columns
from agent.lists.formats.registry import format_named
from tests.lists.formats.lists_for_tests import FRENCH, GERMAN, bad_lines, detected, entries, numbers_in, read

FILE = (
    "Nom;Téléphone;Votes;Date\n"
    "Robot;01 62 00 00 01;12;2026-11-02\n"
    "Plage;0163*;;\n"
    "Motif;+33270######;x;nope\n"
    "Rien;;1;\n"
)


def test_columns_with_usual_names_are_found() -> None:
    found = read("csv", FILE)
    assert numbers_in(found) == ["exact +33162000001", "prefix +33163", "pattern +33270######"]
    first = entries(found)[0]
    assert (first.label, first.votes, first.last_reported_on) == ("Robot", 12, date(2026, 11, 2))


def test_an_empty_number_is_a_bad_line() -> None:
    assert [line.because for line in bad_lines(read("csv", FILE))] == ["the number is empty"]


def test_columns_can_be_chosen_by_name_or_by_position() -> None:
    chosen = format_named("csv", Columns(number="2", label="a"))
    found = list(chosen.parse(io.BytesIO(b"a,b\nx,+33140000001\n"), FRENCH))
    assert numbers_in(found) == ["exact +33140000001"]
    assert entries(found)[0].label == "x"


def test_it_is_recognised_by_a_number_column() -> None:
    assert detected(FILE.encode()) == "csv"


GOOGLE = (
    "First Name,Middle Name,Last Name,Notes,Labels,E-mail 1 - Value,Phone 1 - Label,Phone 1 - Value,"
    "Phone 2 - Label,Phone 2 - Value\n"
    "Jeanne,,Dupont,,* myContacts,,Mobile,06 39 98 00 01,Home,01 99 00 10 01\n"
    "Paul,,Durand,,* myContacts,,Mobile,06 39 98 00 02 ::: +33 2 61 91 10 02,,\n"
    'Lea,,Martin,"infirmiere\nlundi et jeudi",* myContacts,,Mobile,06 39 98 00 03,,\n'
)
OUTLOOK = {
    "fr": (
        "Titre,Prénom,Nom,Rue (bureau),Téléphone (bureau),Télécopie (bureau),Téléphone (domicile),Tél. mobile\n"
        ',"Anne","Roux","1 rue A\nBât. B","01 99 00 10 01","","","02 61 91 10 02"\n'
    ),
    "en": (
        "Title,First Name,Last Name,Business Street,Business Phone,Business Fax,Home Phone,Mobile Phone\n"
        ',"Anne","Roux","1 rue A\r\nB","01 99 00 10 01","","","02 61 91 10 02"\n'
    ),
    "de": (
        "Anrede,Vorname,Nachname,Straße geschäftlich,Telefon geschäftlich,Fax geschäftlich,Telefon (privat),"
        'Mobiltelefon\n,"Anne","Roux","1 rue A\nB","01 99 00 10 01","","","02 61 91 10 02"\n'
    ),
}
CALL_LIST = (
    "sep=;\nTyp;Datum;Name;Rufnummer;Landes-/Ortsnetzbereich;Nebenstelle;Eigene Rufnummer;Dauer\n"
    "1;29.11.26 18:12;;03023125001;Berlin;;022147109009;0:03\n"
    "2;29.11.26 17:02;Werbung Müller;04066969001;Hamburg;;022147109009;0:00\n"
    "10;29.11.26 16:00;;;;;022147109009;0:00\n"
)


def test_google_contacts_have_several_numbers_a_person_and_notes_over_several_lines() -> None:
    assert detected(GOOGLE) == "csv"
    found = read("csv", GOOGLE)
    assert [(one.label, one.value) for one in entries(found)] == [
        ("Jeanne Dupont", "+262639980001"),
        ("Jeanne Dupont", "+33199001001"),
        ("Paul Durand", "+262639980002"),
        ("Paul Durand", "+33261911002"),
        ("Lea Martin", "+262639980003"),
    ]
    assert bad_lines(found) == []


@pytest.mark.parametrize("language", OUTLOOK)
@pytest.mark.parametrize("charset", ["utf-8", "cp1252", "utf-16", "utf-16-le"])
def test_outlook_is_read_in_its_languages_and_charsets(language: str, charset: str) -> None:
    raw = OUTLOOK[language].encode(charset)
    assert detected(raw) == "csv"
    found = read("csv", raw)
    assert [(one.label, one.value) for one in entries(found)] == [
        ("Anne Roux", "+33199001001"),
        ("Anne Roux", "+33261911002"),
    ]
    assert bad_lines(found) == []


def test_a_fritzbox_call_list_has_its_callers_and_not_the_households_own_number() -> None:
    assert detected(CALL_LIST) == "csv"
    found = read("csv", CALL_LIST, GERMAN)
    assert [(one.value, one.label) for one in entries(found)] == [
        ("+493023125001", ""),
        ("+494066969001", "Werbung Müller"),
    ]
    assert [line.because for line in bad_lines(found)] == ["the number is empty"]


@pytest.mark.parametrize("name", ["number", "Téléphone", "Phone Number", "Rufnummer", "pattern", "Portable"])
@pytest.mark.parametrize("charset", ["utf-8", "cp1252", "utf-16"])
def test_a_table_of_one_column_is_recognised(name: str, charset: str) -> None:
    raw = f"{name}\n0199001001\n".encode(charset)
    assert detected(raw) == "csv"
    assert numbers_in(read("csv", raw)) == ["exact +33199001001"]


def test_columns_without_a_usual_name_are_found_by_what_stands_in_them() -> None:
    text = "Qui;Où joindre;Depuis\nRobot;01 99 00 10 01;2026-11-02\nAutre;02 61 91 10 02;2026-11-03\n"
    assert detected(text) == "csv"
    assert numbers_in(read("csv", text)) == ["exact +33199001001", "exact +33261911002"]
    assert numbers_in(read("csv", "a;0199001001\nb;0261911002\n")) == [
        "exact +33199001001",
        "exact +33261911002",
    ]


@pytest.mark.parametrize(
    ("cell", "number"),
    [
        ('="0199001001"', "exact +33199001001"),
        ("'0199001001", "exact +33199001001"),
        ("353011003", "exact +33353011003"),
        ("3.3465711004E+10", "exact +33465711004"),
        ("33536491005.0", "exact +33536491005"),
        ("33162.*", "prefix +33162"),
    ],
)
def test_what_a_spreadsheet_made_of_a_number_is_undone(cell: str, number: str) -> None:
    assert numbers_in(read("csv", f"phone;name\n{cell};a\n")) == [number]


def test_a_number_that_a_spreadsheet_rounded_is_named() -> None:
    found = read("csv", "phone;name\n4.93E+10;a\n")
    assert entries(found) == []
    assert "what a spreadsheet left of a number" in bad_lines(found)[0].because


def test_a_quote_that_nobody_closes_costs_one_line() -> None:
    text = 'number;name\n0199001001;"a\n' + "".join(f"02619110{line:02};b\n" for line in range(60))
    assert len(entries(read("csv", text))) == 61
