"""What is wrong with a line is said with the value and the way out, in the reader's language."""

import pytest

from agent.call.sentence import Sentence
from agent.sip.line_sentences import cannot_open, refused, unregistered
from agent.translations.catalogue import catalogue

REFUSED = refused("fritz.box", "tranquille", "home", 401, "Unauthorized")


@pytest.mark.parametrize(
    ("sentence", "english", "french"),
    [
        (REFUSED, "check user, auth_user and the password of line 'home'", "a refusé l'utilisateur 'tranquille'"),
        (unregistered("fritz.box", 408, "Timeout"), "fritz.box does not answer (Timeout); trying again",
         "fritz.box ne répond pas (Timeout)"),
        (unregistered("fritz.box", 500, "Oops"), "fritz.box says 500 Oops; trying again", "dit 500 Oops"),
        (cannot_open(5060, "Address already in use"), "port 5060 is taken by another program",
         "le port 5060 est pris par un autre programme"),
        (cannot_open(0, "Address already in use"), "cannot be opened (Address already in use)",
         "ne peut pas être ouverte (adresse déjà utilisée)"),
        (cannot_open(0, "Cannot assign requested address"), "bind_address is no address of this computer",
         "bind_address n'est pas une adresse de cet ordinateur"),
    ],
)  # fmt: skip
def test_a_line_that_does_not_work_says_why(sentence: Sentence, english: str, french: str) -> None:
    assert english in sentence
    assert french in catalogue("fr").said(sentence)
