"""What a sentence was made of, for tests to which its wording is not the point."""

from collections.abc import Mapping

from agent.call.sentence import Field, Sentence


def made_of(text: str) -> Mapping[str, Field]:
    """What was filled into this sentence; nothing for an empty one."""
    if text == "":
        return {}
    assert isinstance(text, Sentence), f"{text!r} has forgotten what it was made of"
    return text.fields
