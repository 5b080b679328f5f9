"""PhoneBlock's JSON: votes, ratings, deletes, and the personal lists."""

from datetime import date

from agent.lists.formats.parsed import HeaderLine, says_of
from tests.lists.formats.lists_for_tests import bad_lines, detected, dropped, entries, numbers_in, read

COMMUNITY = """{"numbers":[
{"phone":"+4917650642602","votes":10,"rating":"G_FRAUD","lastActivity":1704153600000},
{"phone":"+493012345678","votes":4,"rating":"A_LEGITIMATE"},
{"phone":"+493012345679","votes":0},
{"phone":"0301","votes":4}],"version":42}"""


def test_votes_rating_and_day_are_kept() -> None:
    first = entries(read("phoneblock", COMMUNITY))[0]
    assert (first.value, first.votes, first.label) == ("+4917650642602", 10, "fraud")
    assert first.last_reported_on == date(2024, 1, 2)


def test_no_votes_left_means_the_number_leaves_the_list() -> None:
    assert dropped(read("phoneblock", COMMUNITY)) == ["+493012345679"]


def test_a_legitimate_number_is_wanted() -> None:
    assert says_of(entries(read("phoneblock", COMMUNITY))[1]) == "wanted"


def test_the_version_for_the_next_update_is_passed_on() -> None:
    assert HeaderLine(name="version", value="42") in read("phoneblock", COMMUNITY)


def test_a_number_without_a_country_is_a_bad_line_with_its_place() -> None:
    assert [line.line_number for line in bad_lines(read("phoneblock", COMMUNITY))] == [5]


def test_a_personal_wildcard_is_a_prefix_and_needs_no_votes() -> None:
    personal = (
        '{"numbers":[{"phone":"+4930123","label":"x","comment":"y","rating":"C_PING","wildcard":true}]}'
    )
    found = read("phoneblock", personal)
    assert numbers_in(found) == ["prefix +4930123"]
    assert entries(found)[0].note == "y"
    assert detected(personal) == "phoneblock"


def test_a_million_entries_would_need_the_memory_of_one() -> None:
    """The list is read in pieces: entries come out before the file has been read to its end."""

    class CountingFile:
        def __init__(self) -> None:
            self.chunks_read = 0

        def read(self, size: int) -> bytes:
            if size < 10:
                return b'{"'
            self.chunks_read += 1
            if self.chunks_read == 1:
                return b'{"numbers":[' + b'{"phone":"+4917650642602","votes":4},' * 100
            return b'{"phone":"+4917650642602","votes":4},' * 100

        def seek(self, position: int) -> None:
            pass

    from agent.lists.formats import phoneblock_json
    from tests.lists.formats.lists_for_tests import FRENCH

    source = CountingFile()
    found = phoneblock_json.parse(source, FRENCH)  # type: ignore[arg-type]
    assert numbers_in([next(found)]) == ["exact +4917650642602"]
    assert source.chunks_read == 1
