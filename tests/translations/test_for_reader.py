"""The daemon greets in the language of its settings or its computer."""

import io
import logging

import pytest

from agent.call.sentence import say
from agent.call.user_error import UserError
from agent.settings.house import HouseSettings
from agent.settings.settings import Settings
from agent.translations.for_reader import for_reader, journal_for_reader

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


def test_the_journal_tells_a_call_in_the_language_of_the_house(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("TRANQUILLE_LANGUAGE", raising=False)
    told = io.StringIO()
    handler = logging.StreamHandler(told)
    root = logging.getLogger()
    root.addHandler(handler)
    try:
        journal_for_reader(Settings(house=HouseSettings(written_language="fr")))
        log = logging.getLogger("test")
        log.warning("%s: %s", "c1", say("line {name}: {sentence}", name="home", sentence=say("no number")))
        log.warning("%s at %d", UserError(say('there is no line "{name}"; {lines}', name="x", lines="")), 5)
        log.warning("stopping")
    finally:
        root.removeHandler(handler)
        for each in root.handlers:
            each.filters.clear()
    call, mistake, plain = told.getvalue().splitlines()
    assert call == "c1: ligne home\N{NO-BREAK SPACE}: pas de numéro"
    assert mistake.startswith("il n'y a pas de ligne")
    assert mistake.endswith(" at 5")
    assert plain == "stopping"
