"""A sentence is English text to whoever does not ask, and remembers its words for whoever does."""

import copy
import json
import pickle
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agent.call.sentence import Sentence, joined, put_together, said, say, say_count, taken_apart

INNER = say("on your deny list: {entry}", entry='"01 62*"')
OUTER = say("{because}; rings, because {why}", because=INNER, why=say("it is not time"))

fields = st.text(max_size=9) | st.integers() | st.floats(allow_nan=False)
sentences: st.SearchStrategy[Sentence] = st.recursive(
    st.builds(lambda value: say("{value} of them", value=value), fields),
    lambda inside: (
        st.lists(inside, min_size=1, max_size=3).map(lambda parts: joined(", ", parts))
        | st.tuples(inside, st.integers(0, 3)).map(
            lambda each: say_count("{count} of {it}", "{count} times {it}", each[1], it=each[0])
        )
    ),
    max_leaves=5,
)


def test_it_reads_as_the_finished_english_text() -> None:
    assert OUTER == 'on your deny list: "01 62*"; rings, because it is not time'
    assert OUTER.fields["because"] == INNER


@pytest.mark.parametrize(("count", "text"), [(0, "0 calls left"), (1, "1 call left"), (2, "2 calls left")])
def test_one_and_several_have_their_own_words(count: int, text: str) -> None:
    assert say_count("{count} call left", "{count} calls left", count) == text


def test_an_error_gives_back_the_sentence_it_was_raised_with() -> None:
    assert said(ValueError(OUTER)) is OUTER
    assert said(OSError(2, "gone")).template == ""


def test_braces_that_a_caller_wrote_are_text() -> None:
    assert say("{who} is in your contacts", who="{0.__class__}") == "{0.__class__} is in your contacts"
    assert say("a line is written [[line]] {in braces}") == "a line is written [[line]] {in braces}"


def test_a_copy_remembers_as_much() -> None:
    for again in (copy.deepcopy(OUTER), pickle.loads(pickle.dumps(OUTER))):
        assert (again, parts_of(again)) == (OUTER, parts_of(OUTER))


@given(sentences)
def test_it_goes_through_json_whole(sentence: Sentence) -> None:
    back = put_together(json.loads(json.dumps(taken_apart(sentence))))
    assert (back, parts_of(back)) == (sentence, parts_of(sentence))


def parts_of(sentence: Sentence) -> object:
    inside = {
        name: parts_of(value) if isinstance(value, Sentence) else value
        for name, value in sentence.fields.items()
    }
    return sentence.template, sentence.many, inside


@pytest.mark.parametrize(
    "values",
    [None, 3, [], [3], ["text", "t"], ["text", "t", []], ["text", "t", {"a": None}], ["text", "t", {}, 3]],
)
def test_what_is_no_sentence_is_refused(values: Any) -> None:
    with pytest.raises(ValueError, match="no sentence"):
        put_together(values)
