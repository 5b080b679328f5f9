"""What callers say, by language and by what they want; written for this corpus."""

FIRST_WORDS = {
    "fr": (
        "Allô ?",
        "Oui ?",
        "Oui, bonjour.",
        "Allô, c'est Martine.",
        "Bonjour, c'est le facteur.",
        "Papa, c'est moi.",
        "Bonjour, je voudrais parler à Pierre, s'il vous plaît.",
        "Bonjour madame, ici le cabinet du docteur Lemoine, j'appelle pour votre rendez-vous.",
        "Ah, bonjour, je suis bien chez monsieur Petit ?",
    ),
    "de": (
        "Hallo?",
        "Ja, hallo.",
        "Guten Tag, hier ist Schneider.",
        "Oma, ich bin's.",
        "Guten Tag, kann ich bitte mit Thomas sprechen?",
        "Hier ist die Praxis Doktor Vogel, es geht um Ihren Termin am Montag.",
    ),
    "en": (
        "Hello?",
        "Hi.",
        "Yes, hello, this is Susan.",
        "Hi mum, it's me.",
        "Good morning, may I speak to Peter, please?",
        "Hello, this is the surgery, I am calling about your appointment on Monday.",
    ),
}
REPLIES = {
    "fr": (
        "Pardon ?",
        "Je voudrais parler à Pierre.",
        "C'est moi, Jeanne, tu m'entends ?",
        "Je n'ai pas compris, qu'est-ce que je dois faire ?",
        "Allô ? Il y a quelqu'un ?",
    ),
    "de": (
        "Wie bitte?",
        "Ich möchte Thomas sprechen.",
        "Hallo? Ist da jemand?",
        "Was soll ich jetzt drücken?",
    ),
    "en": (
        "Sorry?",
        "I would like to speak to Peter.",
        "Hello? Is anybody there?",
        "What am I supposed to press?",
    ),
}
STORIES = {
    "fr": "Bonjour, excusez-moi de vous déranger à cette heure, je suis la voisine du troisième "
    "étage, figurez-vous "
    "que ce matin en descendant j'ai vu de l'eau qui coulait le long du mur, alors je me suis dit "
    "que c'était "
    "peut-être chez vous, parce que l'an dernier c'était déjà arrivé avec la machine à laver.",
    "de": "Guten Tag, entschuldigen Sie die Störung, ich bin die Nachbarin aus dem dritten Stock, "
    "heute Morgen habe "
    "ich gesehen, dass im Treppenhaus Wasser an der Wand herunterläuft, und da habe ich gedacht, "
    "vielleicht "
    "kommt das von Ihnen, denn letztes Jahr war das ja auch schon so mit der Waschmaschine.",
    "en": "Hello, I am so sorry to bother you at this hour, I live on the third floor, and this "
    "morning when I went "
    "downstairs I saw water running down the wall, so I thought that it might be coming from your "
    "flat, because "
    "last year it was the same thing with the washing machine.",
}
RELAYS = {
    "fr": "Bonjour, service de relais téléphonique, une personne sourde vous appelle. Je vais "
    "traduire ce qu'elle dit.",
    "de": "Guten Tag, hier ist der Vermittlungsdienst für Gehörlose, ich übersetze für eine "
    "gehörlose Person.",
    "en": "Hello, this is the text relay service, a deaf person is calling you. I will voice what they type.",
}
SLOW = {
    "fr": ("Allô.", "Oui.", "C'est.", "C'est Robert.", "Attendez."),
    "de": ("Ja.", "Hallo.", "Hier.", "Hier ist Robert.", "Moment."),
    "en": ("Yes.", "Hello.", "It's.", "It's Robert.", "One moment."),
}
RECORDINGS = {
    "fr": (
        "Bonjour, ceci est un message important concernant votre compte personnel de formation.",
        "Vos droits arrivent à expiration et seront perdus à la fin du mois.",
        "Des milliers de personnes ont déjà profité de cette offre.",
        "Pour parler à un conseiller, appuyez sur la touche un.",
        "Pour ne plus recevoir nos appels, appuyez sur la touche neuf.",
        "Restez en ligne, un conseiller va prendre votre appel dans quelques instants.",
        "Cette offre est réservée aux propriétaires de maisons individuelles.",
    ),
    "de": (
        "Guten Tag, dies ist eine wichtige Nachricht zu Ihrem Stromvertrag.",
        "Ihr Tarif läuft in diesem Monat aus und wird danach deutlich teurer.",
        "Tausende Kunden haben unser Angebot bereits genutzt.",
        "Drücken Sie die Eins, um mit einem Berater zu sprechen.",
        "Drücken Sie die Neun, wenn Sie nicht mehr angerufen werden möchten.",
        "Bitte bleiben Sie am Apparat, wir verbinden Sie in wenigen Augenblicken.",
    ),
    "en": (
        "Hello, this is an important message about the warranty of your car.",
        "Your cover is about to end and you will lose all of your benefits.",
        "Thousands of drivers have already renewed with us this month.",
        "Press one now to speak to one of our advisers.",
        "Press nine to be removed from our list.",
        "Please stay on the line, your call will be answered in a moment.",
    ),
}
VOICEMAILS = {
    "fr": "Bonjour, vous êtes bien sur le répondeur de la famille Martin. Nous ne sommes pas là "
    "pour le moment, laissez "
    "un message après le signal sonore et nous vous rappellerons dès que possible.",
    "de": "Guten Tag, Sie sind mit dem Anrufbeantworter der Familie Schneider verbunden. Wir sind "
    "zurzeit nicht zu Hause, "
    "bitte hinterlassen Sie eine Nachricht nach dem Signalton.",
    "en": "Hello, you have reached the Millers. We cannot come to the phone right now, please "
    "leave your name, your number "
    "and a short message after the tone and we will call you back.",
}
PITCHES = {
    "fr": (
        "Allô ? Bonjour madame, je suis Kevin du service énergie, vous êtes bien propriétaire ?",
        "Allô ? Monsieur ? Bonjour !",
    ),
    "de": ("Hallo? Guten Tag, mein Name ist Kevin, es geht um Ihren Strompreis.", "Hallo? Sind Sie noch da?"),
    "en": ("Hello? Hi there, my name is Kevin, how are you today?", "Hello? Sir? Good morning!"),
}
