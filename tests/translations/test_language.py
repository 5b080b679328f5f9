"""The reader's language: what was asked for, then the settings, then the computer's locale, then English."""

import pytest

from agent.translations.language import language_of


@pytest.mark.parametrize(
    ("environment", "settings", "language"),
    [
        ({}, "", "en"),
        ({"LANG": "C.UTF-8"}, "", "en"),
        ({"LANG": "de_DE.UTF-8"}, "", "en"),
        ({"LANG": "fr_FR.UTF-8"}, "", "fr"),
        ({"LANG": "fr_CA"}, "", "fr"),
        ({"LANG": "en_GB.UTF-8", "LC_MESSAGES": "fr_FR.UTF-8"}, "", "fr"),
        ({"LANG": "fr_FR.UTF-8", "LC_ALL": "C"}, "", "en"),
        ({"LANG": "fr_FR.UTF-8", "LC_ALL": ""}, "", "fr"),
        ({"LANGUAGE": "de:fr:en", "LANG": "en_GB"}, "", "fr"),
        ({"LANG": "en_GB.UTF-8"}, "fr", "fr"),
        ({"LANG": "fr_FR.UTF-8", "TRANQUILLE_LANGUAGE": "en"}, "fr", "en"),
        ({"LANG": "fr_FR.UTF-8", "TRANQUILLE_LANGUAGE": "klingon"}, "", "fr"),
    ],
)
def test_the_readers_language(environment: dict[str, str], settings: str, language: str) -> None:
    assert language_of(environment, settings) == language
