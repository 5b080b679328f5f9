"""Warnings are told from names, in every language in which European networks write them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agent.decide.warnings import warning_in

WARNINGS = [
    *("Vorsicht: Betrug möglich!", "Betrugsverdacht", "VORSICHT", "Betrug", "Achtung Betrug"),
    *("Betrug?", "Möglicher Betrug", "Spamverdacht", "Spam-Verdacht", "Verdacht auf Spam"),
    *("Vermutlich Spam", "Werbeanruf", "+49 30 1234 (Betrugsversuch)", "Unerwünschter Anruf"),
    *("Mögliche Werbung", "BETRÜGER", "Indésirable", "INDESIRABLE", "Appel indésirable", "Démarchage"),
    *("demarchage téléphonique", "Arnaque", "Arnaque CPF", "Suspicion de fraude", "Fraude", "Fraude ?"),
    *("Fraude possible", "Appel frauduleux", "[Démarchage] Energie", "Attention arnaque"),
    *("Spam probable", "Escroquerie", "Risque de fraude", "Pub probable", "Sospetto spam", "Sospetto"),
    *("Possibile frode", "Possibile truffa", "Chiamata indesiderata", "Truffa!", "Estafa"),
    *("Posible estafa", "Posible fraude", "Llamada no deseada", "Sospecha de fraude"),
    *("Possível fraude", "Suspeita de burla", "Chamada indesejada", "Provável golpe", "Oplichting"),
    *("Mogelijk fraude", "Mogelijke oplichting", "Ongewenste oproep", "Opgelet: spam"),
    *("Możliwe oszustwo", "Podejrzenie oszustwo", "Oszust", "Možný podvod", "Podvod!"),
    *("Lehetséges csalás", "Posibilă fraudă", "Πιθανή απάτη", "ΑΝΕΠΙΘΥΜΗΤΗ ΚΛΗΣΗ"),
    *("Misstänkt bedrägeri", "Mulig svindel", "Mistænkt svindel", "Mahdollinen huijaus"),
    *("Huijauspuhelu", "Suspected fraud", "Suspected: scam", "Warning - Scam", "Nuisance call"),
    *("Fraud!", "ACME Spam Risk"),
]


@pytest.mark.parametrize("shown", WARNINGS)
def test_a_warning_is_told(shown: str) -> None:
    assert warning_in(shown)


NAMES = [
    *("", "Mamie", "12", "!!!", "Jean Possible", "Attention Coiffure", "Achtung & Söhne"),
    *("Marie Vorsichtig", "Fraudin", "Fraudeau", "Fraudreau", "Fraude & Fils", "Frode Andersen"),
    *("Betrughaus", "Betrügel", "Spampinato", "Mme Spam", "Scampi Grill", "Arnaqueau", "Arnaud"),
    *("Demarchelier", "Desmarchais", "Indesit Service", "Truffaut", "Giacomo Truffa"),
    *("Anna Truffa Giachet", "Burla Antonio", "Golpe Maria", "Sospetti Carla", "Estafanía"),
    *("Estefania Lopez", "Oplinger", "Oplichtenbos", "Svindland", "Timo Werner", "Timo", "Frode"),
    *("Truffa", "Publicis", "Pub Saint-Germain", "Le Pub", "Reclame BV", "Werbung Müller GmbH"),
    *("Robotti", "Callcenter Orange", "Podvodny Jan", "Appel Karel", "Anruf Taxi", "Betrugmann"),
    *("Bluff Julie", "Anti-Spam Hotline", "Brigade anti-arnaque", "Signal Arnaques"),
    *("Info Escroqueries", "Stop démarchage", "Répression des fraudes", "Service Fraude Ma Banque"),
    *("Fraud Department Mybank", "Fraudehelpdesk", "Polizei Betrug Dezernat", "Betrugsdezernat"),
    *("Cellule arnaque", "Polizia truffe", "Meldpunt oplichting"),
]


@pytest.mark.parametrize("shown", NAMES)
def test_a_name_is_none(shown: str) -> None:
    assert not warning_in(shown)


@given(st.text())
def test_any_text_is_a_warning_or_none(shown: str) -> None:
    assert isinstance(warning_in(shown), str)
