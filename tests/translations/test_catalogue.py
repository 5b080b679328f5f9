"""A sentence is said in French where the catalogue knows it, and in English rather than not at all."""

import json

import pytest

from agent.call.sentence import Sentence, joined, named, put_together, say, say_count, taken_apart
from agent.translations.catalogue import catalogue

FRENCH = catalogue("fr")


def ago(minutes: int) -> Sentence:
    return say_count("{count} minute ago", "{count} minutes ago", minutes)


@pytest.mark.parametrize(
    ("sentence", "french"),
    [
        (say("the caller withheld their number"), "l'appelant a masqué son numéro"),
        (ago(0), "il y a 0 minute"),  # French counts nothing as one
        (ago(1), "il y a 1 minute"),
        (ago(2), "il y a 2 minutes"),
        (say("called {ago} and calls again", ago=ago(2)), "a appelé il y a 2 minutes et rappelle"),
        (say("{seconds:.1f} s after our greeting ({nothing})", seconds=3.25, nothing="x"),
         "3,2 s après notre accueil (x)"),
        (say("{count:,}", count=1234567), "1\N{NARROW NO-BREAK SPACE}234\N{NARROW NO-BREAK SPACE}567"),
        (say("{did} {what}, more than the {share:.0%} you allow", did="x", what=say("ranges"), share=0.5),
         "x plages, plus que les 50\N{NO-BREAK SPACE}% que vous permettez"),
        (named("Germany", fr="Allemagne"), "Allemagne"),
        (named("Paris"), "Paris"),
        (say("{path} cannot be written: {error}", path="x", error="Permission denied"),
         "x ne peut pas être écrit\N{NO-BREAK SPACE}: accès refusé"),
        (joined(say(" or "), ("a", say("number"))), "a ou numéro"),
        (joined("", ("config.toml: ", say("no line is set"))), "config.toml: aucune ligne n'est réglée"),
        (say("{entry} ({where})", entry="x", where=say("{file} line {number}", file="deny.txt", number=3)),
         "x (deny.txt ligne 3)"),
    ],
)  # fmt: skip
def test_a_sentence_is_said_with_all_that_stands_in_it(sentence: Sentence, french: str) -> None:
    assert FRENCH.said(sentence) == french
    assert catalogue("en").said(sentence) == sentence
    assert FRENCH.said(put_together(json.loads(json.dumps(taken_apart(sentence))))) == french


@pytest.mark.parametrize(
    "sentence",
    [
        "withheld",  # what a caller wrote is nobody's sentence, even where it looks like one
        Sentence("of another version", "of another {version}", {"version": "version"}),
        Sentence("with other fields", "called {ago} and calls again", {"before": "x"}),
        Sentence("from a stranger", "{ago.__class__} {ago:>99999999}", {"ago": "x"}),
    ],
)
def test_what_is_not_known_stays_english(sentence: str) -> None:
    assert FRENCH.said(sentence) is sentence


def test_a_name_in_a_sentence_is_never_translated() -> None:
    said = FRENCH.said(say('your box knows this caller as "{display_name}"', display_name="withheld"))
    assert said.endswith("«\N{NO-BREAK SPACE}withheld\N{NO-BREAK SPACE}»")


def test_a_word_that_stands_for_itself_is_looked_up_as_it_stands() -> None:
    assert FRENCH.text("Show the version.") == "Montrer la version."
    assert FRENCH.text("no help like this") == "no help like this"
    assert FRENCH.text("") == ""
