"""callattendant's CSV and its pattern file."""

from agent.lists.formats.parsed import says_of
from tests.lists.formats.lists_for_tests import AMERICAN, bad_lines, detected, entries, numbers_in, read

CSV = "PhoneNo,Name,Reason\n2125550123,ACME,robot\n555,Short,x\n"
YAML = """---
# patterns
blocknames:
  "V[0-9]{15}": Telemarketer Callers
  "ACME.*INC": Acme
  '^TOLL': toll free
blocknumbers:
  "^800": toll free
permitnames: {}
permitnumbers:
  2125550199: Aunt
"""


def test_national_numbers_need_and_use_the_country() -> None:
    found = read("callattendant", CSV, AMERICAN)
    assert numbers_in(found) == ["exact +12125550123"]
    assert [line.line_number for line in bad_lines(found)] == [3]


def test_simple_patterns_become_wildcards_and_others_say_why_not() -> None:
    found = read("callattendant", YAML, AMERICAN)
    assert numbers_in(found) == ["name *acme*inc*", "name toll*", "prefix +1800", "exact +12125550199"]
    assert "regular expression" in bad_lines(found)[0].because


def test_permitted_callers_are_wanted() -> None:
    assert says_of(entries(read("callattendant", YAML, AMERICAN))[-1]) == "wanted"


def test_both_are_recognised() -> None:
    assert detected(CSV) == detected(YAML) == "callattendant"
