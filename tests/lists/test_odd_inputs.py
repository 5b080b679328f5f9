"""Whatever is typed and whatever stands in a file: no exception, no digit too many, no country code twice.

The same inputs by the million: `make drills`.
"""

from random import Random

from hypothesis import given, settings
from hypothesis import strategies as st

from agent.identify.dial_plan import DialPlan
from tests.drills.odd_files import odd_file, what_is_wrong_in
from tests.drills.odd_numbers import PLANS, odd_number, what_is_wrong

randoms = st.integers(0, 2**32).map(Random)


@settings(max_examples=400, deadline=None)
@given(randoms, st.sampled_from(PLANS))
def test_an_odd_number_is_read_alike_on_a_list_and_on_the_wire_or_refused(
    random: Random, plan: DialPlan
) -> None:
    for _ in range(5):
        typed = odd_number(random)
        assert what_is_wrong(typed, plan) == "", typed


@settings(max_examples=300, deadline=None)
@given(st.text(max_size=40), st.sampled_from(PLANS))
def test_any_text_is_read_alike_on_a_list_and_on_the_wire_or_refused(typed: str, plan: DialPlan) -> None:
    assert what_is_wrong(typed, plan) == ""


@settings(max_examples=300, deadline=None)
@given(randoms)
def test_an_odd_file_gives_entries_that_stand_in_it_or_bad_lines(random: Random) -> None:
    raw = odd_file(random)
    assert what_is_wrong_in(raw, random) == "", raw
