"""Everything the house can say, word for word, with the law it rests on and the days it is true.

What callers hear stands here; sentences for the family in `phrases`, what numbers and dates are made of in
`pieces`, regions and countries in `places`.
"""

from dataclasses import dataclass
from datetime import date
from typing import Literal

from agent.prompts.phrases import PHRASES
from agent.prompts.pieces import BOTH, english_pieces, french_pieces
from agent.prompts.places import PLACES

Language = Literal["fr", "en"]
LANGUAGES: tuple[Language, ...] = ("fr", "en")

CONSENT_FIRST_DAY = date(2026, 8, 11)
"""From this day France forbids telephone canvassing without prior consent (loi n° 2025-594, art. 13, III)."""
LAST_BLOCTEL_DAY = date(2026, 8, 10)
"""The opposition list Bloctel ended with the old rule."""
WORD_PAUSE_SECONDS = 0.03
"""Between words of one phrase; the recordings themselves begin and end with a breath."""
GROUP_PAUSE_SECONDS = 0.2
"""Between the groups of a telephone number, for whoever writes along; in text, a comma."""
SENTENCE_PAUSE_SECONDS = 0.35


@dataclass(frozen=True, slots=True)
class Prompt:
    """One thing the house says, in one language."""

    name: str
    """`removal`, `hello`, `digit-7` …: also how a user names a recording of their own."""
    language: Language
    text: str
    """The words as they are spoken; in brackets when the sound is not words."""
    version: str
    """Changes with the words, so that a call record can say what exactly the caller heard."""
    law: str = ""
    """The rules the words cite; empty when they cite none."""
    valid_from: date | None = None
    """First day the words are true; None: since ever."""
    valid_to: date | None = None
    """Last day the words are true; None: until further notice."""
    wav: str = ""
    """File name of the shipped recording, in the folder `wav` of this room."""
    pause_seconds: float = WORD_PAUSE_SECONDS
    """Silence after it when something else follows."""

    def is_valid_on(self, day: date) -> bool:
        """Whether these words are true on `day` (a day in France for texts that cite French law)."""
        return (self.valid_from is None or self.valid_from <= day) and (
            self.valid_to is None or day <= self.valid_to
        )


REMOVAL = "removal"
HELLO = "hello"
HELLO_AGAIN = "hello-again"
WHO_IS_CALLING = "who-is-calling"
PUTTING_THROUGH = "putting-through"
NOBODY_AVAILABLE = "nobody-available"
LEAVE_A_MESSAGE = "leave-a-message"
GOODBYE = "goodbye"
BEEP = "beep"
RING_BACK = "ring-back"

_GDPR = "Regulation (EU) 2016/679 (GDPR), art. 21"
_CONSENT = "Code de la consommation, art. L. 223-1 since 11 August 2026 (loi n° 2025-594, art. 13)"
_BLOCTEL = "Code de la consommation, art. L. 223-1 before 11 August 2026 (loi n° 2020-901)"

# The removal message never says that the caller did wrong: caller numbers are forged every day, and whoever
# listens may be a stranger calling back, or a person doing a hard job. Hence the "if", and the good wishes.
_REMOVALS: tuple[Prompt, ...] = (
    Prompt(
        REMOVAL,
        "fr",
        "Bonjour. Si c'est un appel commercial, merci de retirer ce numéro de vos listes. "
        "Nous nous y opposons : article 21 du RGPD, et règles Bloctel. Bonne journée.",
        version="2025-07",
        law=f"{_GDPR}; {_BLOCTEL}",
        valid_to=LAST_BLOCTEL_DAY,
        wav="removal-until-2026-08-10.fr.wav",
    ),
    Prompt(
        REMOVAL,
        "fr",
        "Bonjour. Si c'est un appel commercial, merci de retirer ce numéro de vos listes. "
        "Nous nous y opposons, article 21 du RGPD, et la loi demande notre accord préalable. Bonne journée.",
        version="2026-08",
        law=f"{_GDPR}; {_CONSENT}",
        valid_from=CONSENT_FIRST_DAY,
        wav="removal-from-2026-08-11.fr.wav",
    ),
    Prompt(
        REMOVAL,
        "en",
        "Hello. If this is a sales call, please remove this number from your lists. We object, under GDPR "
        "article 21 and the French Bloctel rules. Have a good day.",
        version="2025-07",
        law=f"{_GDPR}; {_BLOCTEL}",
        valid_to=LAST_BLOCTEL_DAY,
        wav="removal-until-2026-08-10.en.wav",
    ),
    Prompt(
        REMOVAL,
        "en",
        "Hello. If this is a sales call, please remove this number from your lists. We object, under GDPR "
        "article 21, and French law requires prior consent. Have a good day.",
        version="2026-08",
        law=f"{_GDPR}; {_CONSENT}",
        valid_from=CONSENT_FIRST_DAY,
        wav="removal-from-2026-08-11.en.wav",
    ),
)

# name -> what is said in French, in English. No dates here: nothing below cites a law that changes.
_WORDS: dict[str, tuple[str, str]] = {
    # One or two words and under 1.5 s: longer, and a dialer takes us for an answering machine.
    HELLO: ("Allô ?", "Hello?"),
    HELLO_AGAIN: ("Oui, allô ?", "Yes, hello?"),
    # Ends where the digit begins: `digit-0` … `digit-9` follows.
    WHO_IS_CALLING: (
        "Bonjour. Cette ligne est protégée des appels automatiques. "
        "Pour parler à quelqu'un, appuyez sur la touche",
        "Hello. This line is protected from automatic calls. To speak to someone, please press",
    ),
    PUTTING_THROUGH: (
        "Merci. Un instant, je vous passe la maison.",
        "Thank you. One moment, I am putting you through.",
    ),
    NOBODY_AVAILABLE: (
        "Personne ne peut vous répondre pour le moment. Merci de rappeler un peu plus tard.",
        "Nobody can take your call at the moment. Please call again a little later.",
    ),
    # Recording without saying so is an offence (code pénal, art. 226-1), so the greeting says it.
    LEAVE_A_MESSAGE: (
        "Bonjour. Nous ne pouvons pas vous répondre. "
        "Vous pouvez laisser un message après le bip : il sera enregistré.",
        "Hello. We cannot take your call. You can leave a message after the tone: it will be recorded.",
    ),
    GOODBYE: ("Merci, au revoir.", "Thank you, goodbye."),
}

_LAW: dict[str, str] = dict.fromkeys((LEAVE_A_MESSAGE, "recording-now"), "Code pénal, art. 226-1")

TO_CALLERS: frozenset[str] = frozenset({REMOVAL, *_WORDS, *(f"digit-{digit}" for digit in range(10))})
"""Names of what a stranger hears: spoken calmly, as nobody asked them to listen."""

# Sounds without words are the same in every language; they stand in the catalogue under each, so that
# nobody needs to know which prompts are words.
_SOUNDS: dict[str, str] = {
    BEEP: "[one short tone: speak now]",
    RING_BACK: "[one period of the French ring-back tone]",
}

_PAUSES: dict[tuple[Language, str], float] = {
    # "twenty" and "one" are one number; so are "deux", "cent" and "douze".
    **{("en", f"number-{tens}"): 0.0 for tens in range(20, 100, 10)},
    ("fr", "hundred"): 0.0,
    # Ends in a full stop, and no sentence does.
    ("en", "am"): WORD_PAUSE_SECONDS,
    ("en", "pm"): WORD_PAUSE_SECONDS,
}


def _undated() -> tuple[Prompt, ...]:
    """Every prompt that cites no dated law, in each language."""
    prompts: list[Prompt] = []
    for column, language in enumerate(LANGUAGES):
        for name, words in (_WORDS | PHRASES | BOTH).items():
            prompts.append(_spoken(name, language, words[column]))
        for place, words in PLACES.items():
            prompts.append(_spoken(f"place-{place}", language, words[column]))
        for name, word in french_pieces() if language == "fr" else english_pieces():
            prompts.append(_spoken(name, language, word))
        for name, description in _SOUNDS.items():
            prompts.append(Prompt(name, language, description, "1", wav=f"{name}.wav"))
    return tuple(prompts)


def _spoken(name: str, language: Language, text: str) -> Prompt:
    ends_sentence = text.endswith((".", ":", "?"))
    pause_seconds = SENTENCE_PAUSE_SECONDS if ends_sentence else WORD_PAUSE_SECONDS
    return Prompt(
        name,
        language,
        text,
        version="1",
        law=_LAW.get(name, ""),
        wav=f"{name}.{language}.wav",
        pause_seconds=_PAUSES.get((language, name), pause_seconds),
    )


PROMPTS: tuple[Prompt, ...] = _REMOVALS + _undated()
"""Everything the house can say."""
