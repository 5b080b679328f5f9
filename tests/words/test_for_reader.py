"""The daemon greets in the language of its settings or its computer."""

import pytest

from agent.call.sentence import say
from agent.settings.house import HouseSettings
from agent.settings.settings import Settings
from agent.words.for_reader import for_reader

LINES = say("lines: {lines}", lines="salon")


@pytest.mark.parametrize(
    ("language", "told"), [("fr", "lignes\N{NO-BREAK SPACE}: salon"), ("en", "lines: salon")]
)
def test_the_first_lines_are_read_in_the_house(
    language: str, told: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TRANQUILLE_LANGUAGE", language)
    assert for_reader([LINES, "plain"]) == [told, "plain"]


def test_the_settings_say_it_where_the_computer_does_not(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("TRANQUILLE_LANGUAGE")
    assert for_reader([LINES], Settings(house=HouseSettings(written_language="fr"))) == [
        "lignes\N{NO-BREAK SPACE}: salon"
    ]
