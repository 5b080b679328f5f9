"""The surest sign decides, each conclusion has a reason, and nothing sure means a person's treatment."""

import pytest

from agent.listen.conclusion import Signs, conclude
from agent.settings.listening import ListeningSettings


@pytest.mark.parametrize(
    ("signs", "conclusion", "because"),
    [
        (Signs(), "unknown", "nothing was heard"),
        (Signs(tones={"fax-cng": "1100 Hz"}, talked_on=3), "fax-or-modem", "fax-cng"),
        (Signs(tones={"busy": "440 Hz"}, first_voice_at=1.0), "operator-tone", "busy"),
        (Signs(tones={"beep": "760 Hz"}), "unknown", "nothing"),
        (
            Signs(silence_verdict=True, silent_seconds=3.3, silence_kind="no-rtp"),
            "dialer-silence",
            "no audio packets",
        ),
        (Signs(first_voice_at=1.0), "unknown", "not left room"),
        (Signs(first_voice_at=1.0, turns_offered=1), "person", "waited for an answer"),
        (Signs(first_voice_at=1.0, stopped_for_us=1), "person", "stopped when we spoke"),
        (Signs(first_voice_at=1.0, turns_offered=1, talked_on=1), "unknown", "once"),
        (Signs(first_voice_at=1.0, turns_offered=1, talked_on=2), "recording", "2 times"),
        (Signs(first_voice_at=1.0, turns_offered=1, talked_over=1), "person", "waited for an answer"),
        (Signs(first_voice_at=1.0, turns_offered=1, talked_on=1, talked_over=1), "recording", "2 times"),
        (Signs(first_voice_at=1.0, talked_on=1, longest_monologue_seconds=8), "recording", "8 s without"),
        (Signs(first_voice_at=1.0, longest_monologue_seconds=30), "unknown", "not left room"),
        (Signs(first_voice_at=0.4, machine_beep=True), "recording", "answering machine"),
        (Signs(music_seconds=6.0, first_voice_at=0.4), "music", "6 s of music"),
        (Signs(first_voice_at=3.0, turns_offered=1, bloop_at=2.5), "unknown", "short tone at 2.5 s"),
        (Signs(alive_at=1.2), "unknown", "like breath"),
        (Signs(loud_line=True, silent_seconds=5), "unknown", "so noisy"),
    ],
)
def test_each_sign_leads_to_its_conclusion(signs: Signs, conclusion: str, because: str) -> None:
    got, reason = conclude(signs, ListeningSettings())
    assert got == conclusion
    assert because in reason
