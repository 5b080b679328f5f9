"""A little and a pause is a turn; on and on is a monologue."""

from agent.listen.turns import Turns
from agent.settings.listening import ListeningSettings


def after(*spoke: tuple[float, float], until: float) -> Turns:
    turns, last_voice = Turns(ListeningSettings()), 0.0
    for step in range(round(until / 0.02)):
        now = (step + 1) * 0.02
        since = next((start for start, end in spoke if start < now <= end), None)
        last_voice = now if since is not None else last_voice
        turns.feed(now, since, last_voice)
    return turns


def test_a_word_and_a_pause_offer_us_the_turn() -> None:
    turns = after((1.0, 1.4), until=3)
    assert (turns.offered, turns.first_at) == (1, 1.0)


def test_a_pause_within_a_sentence_does_not() -> None:
    turns = after((1.0, 3.0), (3.5, 6.0), until=6.2)
    assert turns.offered == 0
    assert round(turns.longest_monologue_seconds) == 5


def test_a_long_script_offers_nothing_even_when_it_ends() -> None:
    assert after((0.5, 14.0), until=20).offered == 0


def test_what_was_the_room_is_forgotten() -> None:
    turns = after((0.5, 14.0), until=14)
    turns.forget()
    assert turns.longest_monologue_seconds == 0.0
