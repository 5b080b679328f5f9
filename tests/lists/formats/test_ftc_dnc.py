"""The FTC's complaint file: complaints about one number become its votes."""

from datetime import date

from tests.lists.formats.lists_for_tests import bad_lines, detected, entries, read

COLUMNS = (
    "Company_Phone_Number,Created_Date,Violation_Date,Consumer_City,Consumer_State,Consumer_Area_Code,Subject,"
    "Recorded_Message_Or_Robocall\n"
)
FILE = (
    COLUMNS
    + """2125550123,2026-03-05 00:03:04,2026-03-04 10:00:00,"Albany, NY",New York,518,Vacation  & timeshares,Y
2125550123,2026-03-06 00:03:04,2026-03-04 10:00:00,Albany,New York,518,Dropped call or no message,N
,2026-03-06 00:03:04,,,,,Other,N
12345,2026-03-06 00:03:04,,,,,Other,N
"""
)


def test_two_complaints_are_two_votes_on_one_entry() -> None:
    (entry,) = entries(read("ftc-dnc", FILE))
    assert (entry.value, entry.votes, entry.note) == ("+12125550123", 2, "1 as robocall")
    assert entry.last_reported_on == date(2026, 3, 6)
    assert entry.label == "Dropped call or no message"


def test_a_complaint_without_a_number_is_no_mistake_but_half_a_number_is() -> None:
    assert [line.line_number for line in bad_lines(read("ftc-dnc", FILE))] == [5]


def test_it_is_recognised_by_its_first_column() -> None:
    assert detected(FILE) == "ftc-dnc"
