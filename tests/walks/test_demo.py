"""`tranquille demo`, as a newcomer runs it."""

import os
import re
import subprocess
import sys
from pathlib import Path

from agent.prompts.choosing import removal_message
from agent.prompts.wav_file import read_wav, wav_path
from agent.service.call_history import last_calls
from agent.service.rehearsal import STRANGERS
from agent.settings.config_file import load_settings
from tests.peers.correlation import find


def test_the_demo_treats_everybody_as_it_should_and_keeps_what_they_heard(tmp_path: Path) -> None:
    ran = subprocess.run(
        [sys.executable, "-m", "agent", "demo"],
        capture_output=True,
        text=True,
        timeout=60,
        env={**os.environ, "TMPDIR": str(tmp_path)},
    )
    assert ran.returncode == 0, ran.stdout + ran.stderr
    assert "Traceback" not in ran.stdout + ran.stderr
    folder = next(tmp_path.glob("tranquille-demo-*"))
    assert str(folder) in ran.stdout
    records = last_calls(load_settings(folder / "config.toml"), 100)
    assert len(records) == len(STRANGERS)
    message = read_wav(wav_path(removal_message("fr", records[0].received_at.date()), None))
    for stranger in STRANGERS:
        recording = folder / "heard-by-callers" / f"{stranger.key}.wav"
        assert recording.exists() == stranger.announced
        if stranger.announced:
            assert find(message, read_wav(recording)).correlation >= 0.95
        assert re.search(rf"{re.escape(stranger.who)}.*✓", ran.stdout)
