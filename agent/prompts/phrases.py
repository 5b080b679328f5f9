"""Whole sentences of the house: its telephone menu, the whisper, star codes, messages, and reasons.

Each name has its words in French and in English.  None of them calls a caller bad: a number can be forged, so
a sentence says what is known of the call, and never what the person is.
"""

from agent.call.rule_name import RuleName

Phrases = dict[str, tuple[str, str]]
"""name -> what is said in French, in English."""

MENU: Phrases = {
    "menu-welcome": ("Bonjour, ici Tranquille.", "Hello, this is Tranquille."),
    "enter-code": ("Tapez votre code, puis dièse.", "Enter your code, then hash."),
    "wrong-code": ("Ce code n'est pas le bon.", "That code is wrong."),
    "last-call": ("Dernier appel :", "Last call:"),
    "no-calls-yet": ("Aucun appel pour l'instant.", "No calls yet."),
    "menu-deny": ("Pour refuser ce numéro, tapez un.", "To deny this number, press one."),
    "menu-allow": ("Pour l'accepter toujours, tapez deux.", "To always allow it, press two."),
    "menu-messages": ("Pour vos messages, tapez trois.", "For your messages, press three."),
    "menu-permit-next": (
        "Pour laisser passer le prochain appel, tapez quatre.",
        "To let the next call through, press four.",
    ),
    "menu-pause": ("Pour une heure sans filtrage, tapez cinq.", "To stop screening for an hour, press five."),
    "menu-today": ("Pour les appels du jour, tapez six.", "For today's calls, press six."),
    "no-calls-today": ("Aucun appel aujourd'hui.", "No calls today."),
    "done": ("C'est fait.", "Done."),
    "denied": ("Ce numéro sera refusé.", "This number will be denied."),
    "allowed": ("Ce numéro sonnera toujours.", "This number will always ring."),
    "already-so": ("C'est déjà le cas.", "That is so already."),
    "next-call-permitted": ("Le prochain appel sonnera.", "The next call will ring."),
    "screening-paused": ("Pas de filtrage pendant une heure.", "No screening for an hour."),
    "screening-resumed": ("Le filtrage reprend.", "Screening is on again."),
    "no-number": ("Cet appel n'avait pas de numéro.", "That call had no number."),
    "enter-number": ("Tapez le numéro, puis dièse.", "Enter the number, then hash."),
    "not-a-number": ("Ce numéro n'est pas complet.", "That number is not complete."),
    "not-understood": ("Je n'ai pas compris.", "I did not understand."),
    "not-possible": ("Désolé, cela n'a pas marché.", "Sorry, that did not work."),
}

WHISPER: Phrases = {
    "whisper-call": ("Un appel :", "A call:"),
    "whisper-choices": (
        "Tapez un pour le prendre, deux pour le répondeur, trois pour le refuser.",
        "Press one to take it, two for the message, three to deny it.",
    ),
    "whisper-taken": ("L'appel est déjà pris.", "The call is taken already."),
    "whisper-caller-gone": ("La personne a raccroché.", "The caller has hung up."),
}

STAR_CODES: Phrases = {
    # Said to both sides: recording somebody who does not know is an offence (code pénal, art. 226-1).
    "recording-now": (
        "À partir de maintenant, l'appel est enregistré.",
        "From now on, this call is recorded.",
    ),
    "taken-over": ("Personne ne parle. Je m'en occupe.", "Nobody is speaking. I will see to it."),
    "recording-ended": ("L'enregistrement est terminé.", "The recording has ended."),
}

MESSAGES: Phrases = {
    "message-saved": ("Votre message est enregistré.", "Your message is saved."),
    "no-messages": ("Aucun message.", "No messages."),
    "you-have": ("Vous avez", "You have"),
    "message-number": ("Message", "Message"),
    "message-choices": (
        "Tapez un pour réécouter, deux pour le suivant, trois pour effacer.",
        "Press one to hear it again, two for the next, three to delete it.",
    ),
    "message-deleted": ("Message effacé.", "Message deleted."),
    "no-more-messages": ("Plus d'autre message.", "No more messages."),
}

CALLERS: Phrases = {
    "unknown-number": ("un numéro inconnu", "an unknown number"),
    "withheld-number": ("un numéro masqué", "a withheld number"),
    "house-phone": ("un téléphone de la maison", "a telephone of the house"),
    "known-caller": ("quelqu'un de votre répertoire", "somebody in your phone book"),
}

REASONS: dict[RuleName, tuple[str, str]] = {
    RuleName.PROTECTED_CALLER: ("C'est un numéro protégé.", "It is a protected number."),
    RuleName.INTERNAL_CALL: ("C'est un appel de la maison.", "It is a call inside the house."),
    RuleName.ALLOW_LIST: ("Il est sur votre liste d'acceptés.", "It is on your allow list."),
    RuleName.DENY_LIST: ("Il est sur votre liste de refusés.", "It is on your deny list."),
    RuleName.SPAM_LABEL: ("Le réseau l'annonce comme indésirable.", "The network calls it unwanted."),
    RuleName.CONTACT: ("Il est dans votre répertoire.", "It is in your phone book."),
    RuleName.EXPECTED_CALL: ("Vous attendiez un appel.", "You were expecting a call."),
    RuleName.CALLED_THEM: ("Vous l'avez appelé récemment.", "You called it lately."),
    RuleName.FAILED_ATTESTATION: ("Le numéro affiché est peut-être faux.", "The number shown may be false."),
    RuleName.IMPOSSIBLE_NUMBER: ("Un tel numéro n'existe pas.", "There is no such number."),
    RuleName.REGULATOR_PREFIX: ("C'est une tranche de démarchage.", "It is a telemarketing range."),
    RuleName.SHARED_LIST: ("D'autres foyers l'ont signalé.", "Other homes have reported it."),
    RuleName.INSISTING: ("On a rappelé aussitôt.", "They called again at once."),
    RuleName.BURST: ("Des numéros voisins ont appelé.", "Numbers beside it have called."),
    RuleName.SUSPECT_PREFIX: ("Son début vous est suspect.", "You suspect how it begins."),
    RuleName.QUIET_HOURS: ("Ce sont vos heures calmes.", "These are your quiet hours."),
    RuleName.WITHHELD: ("Le numéro est masqué.", "The number is withheld."),
    RuleName.OTHERWISE: ("On ne sait rien de lui.", "Nothing is known about it."),
    # No rule, but what is true when something broke and the call rang unjudged.
    RuleName.NOT_JUDGED: ("Il n'a pas pu être examiné.", "It could not be looked at."),
}
"""By the house rule; spoken under `reason-` and that name."""

TREATMENTS: Phrases = {
    "let-ring": ("Il a sonné.", "It rang."),
    "announce": ("Le message de retrait a été lu.", "The removal message was played."),
    "reject": ("Il a été refusé.", "It was refused."),
    "screen": ("Il a été filtré.", "It was screened."),
    "take-message": ("Le répondeur a répondu.", "The message machine answered."),
}
"""By the name of the treatment; spoken under `treatment-` and that name."""

PHRASES: Phrases = {
    **MENU,
    **WHISPER,
    **STAR_CODES,
    **MESSAGES,
    **CALLERS,
    **{f"reason-{rule}": words for rule, words in REASONS.items()},
    **{f"treatment-{name}": words for name, words in TREATMENTS.items()},
}
"""Everything above, by the name it is spoken under."""
