"""The clock starts when our greeting ends, as the dialer's own does."""

from agent.listen.dialer_silence import DialerSilence
from agent.settings.listening import ListeningSettings

SETTINGS = ListeningSettings()
VERDICT = SETTINGS.silence_verdict_after_seconds


def after_two_greetings() -> DialerSilence:
    silence = DialerSilence(SETTINGS)
    silence.greeting_ended(0.8)
    assert silence.newly_suspect(0.8 + SETTINGS.suspicion_after_seconds)
    silence.greeting_ended(2.9)
    return silence


def test_suspicion_comes_once_in_each_silence() -> None:
    silence = DialerSilence(SETTINGS)
    silence.greeting_ended(0.8)
    assert not silence.newly_suspect(2.3)
    assert silence.newly_suspect(2.4)
    assert not silence.newly_suspect(2.5)
    silence.sound(3.0)
    assert silence.newly_suspect(4.6)


def test_the_second_greeting_does_not_start_the_clock_anew() -> None:
    silence = after_two_greetings()
    assert not silence.verdict(0.8 + VERDICT - 0.02, stirring=False)
    assert silence.verdict(0.8 + VERDICT, stirring=False)


def test_without_a_second_greeting_more_is_waited() -> None:
    silence = DialerSilence(SETTINGS)
    silence.greeting_ended(0.8)
    assert not silence.verdict(0.8 + VERDICT, stirring=False)
    assert silence.verdict(0.8 + SETTINGS.silence_without_second_greeting_seconds, stirring=False)


def test_when_we_say_nothing_the_clock_starts_at_answer() -> None:
    silence = DialerSilence(SETTINGS)
    assert silence.verdict(SETTINGS.silence_without_second_greeting_seconds, stirring=False)


def test_any_sound_starts_the_clock_anew() -> None:
    silence = after_two_greetings()
    silence.sound(3.5)
    assert not silence.verdict(0.8 + VERDICT, stirring=False)
    assert silence.verdict(3.5 + VERDICT, stirring=False)


def test_what_has_just_begun_to_sound_is_waited_for() -> None:
    assert not after_two_greetings().verdict(0.8 + VERDICT, stirring=True)


def test_a_restless_line_is_waited_for_longer() -> None:
    silence = after_two_greetings()
    for _ in range(60):
        silence.restless(True)
    assert not silence.verdict(0.8 + VERDICT, stirring=False)


def test_a_caller_whose_media_came_late_gets_time_to_speak() -> None:
    silence = DialerSilence(SETTINGS)
    silence.packets_seen(0, 0.2)
    silence.greeting_ended(0.8)
    assert silence.newly_suspect(2.4)
    silence.greeting_ended(2.9)
    silence.packets_seen(3, 3.0)
    assert not silence.verdict(3.0 + SETTINGS.after_late_rtp_seconds - 0.1, stirring=False)
    assert silence.verdict(3.0 + SETTINGS.after_late_rtp_seconds, stirring=False)


def test_never_a_verdict_right_after_our_own_words() -> None:
    silence = after_two_greetings()
    silence.greeting_ended(4.0)
    assert not silence.verdict(4.5, stirring=False)
