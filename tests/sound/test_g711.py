"""A-law: 256 steps, symmetric, and nearest means nearest."""

from array import array

from hypothesis import given
from hypothesis import strategies as st

from agent.sound.g711 import A_LAW_STEPS, from_a_law, to_a_law, to_a_law_steps


def test_the_steps_are_those_of_the_standard() -> None:
    assert len(set(A_LAW_STEPS)) == 256
    assert A_LAW_STEPS[128:132] == (8, 24, 40, 56)
    assert A_LAW_STEPS[-1] == 32256
    assert [-step for step in reversed(A_LAW_STEPS)] == list(A_LAW_STEPS)


@given(st.integers(-32768, 32767))
def test_a_sample_moves_to_the_nearest_step(sample: int) -> None:
    moved = to_a_law_steps(array("h", [sample]))
    assert abs(moved[0] - sample) == min(abs(step - sample) for step in A_LAW_STEPS)
    assert to_a_law_steps(moved) == moved


@given(st.lists(st.integers(-32768, 32767), max_size=30))
def test_what_was_coded_comes_back_as_the_nearest_steps(samples: list[int]) -> None:
    assert from_a_law(to_a_law(array("h", samples))) == to_a_law_steps(array("h", samples))
