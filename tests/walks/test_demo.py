"""`tranquille demo`, as a newcomer runs it."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

from agent.prompts.choosing import removal_message
from agent.prompts.recording import wav_path
from agent.service.desk.call_history import last_calls
from agent.service.desk.rehearsal import STRANGERS
from agent.settings.config_file import load_settings
from agent.sound.wav_file import read_wav
from tests.peers.correlation import share_heard


def test_the_demo_treats_everybody_as_it_should_and_keeps_what_they_heard(tmp_path: Path) -> None:
    ran = subprocess.run(
        [sys.executable, "-m", "agent", "demo"],
        capture_output=True,
        text=True,
        timeout=60,
        env={**os.environ, "TMPDIR": str(tmp_path), "COLUMNS": "220"},
    )
    assert ran.returncode == 0, ran.stdout + ran.stderr
    assert "Traceback" not in ran.stdout + ran.stderr
    folder = next(tmp_path.glob("tranquille-demo-*"))
    assert str(folder) in ran.stdout
    records = last_calls(load_settings(folder / "config.toml"), 100)
    assert len(records) == len(STRANGERS)
    removal = removal_message("fr", records[0].received_at.date())
    message = read_wav(wav_path(removal, None))
    versions = {record.message_version for record in records if record.treatment == "announce"}
    assert versions == {f"fr/{removal.version}"}
    for stranger in STRANGERS:
        recording = folder / "heard-by-callers" / f"{stranger.key}.wav"
        assert recording.exists() == stranger.announced
        if stranger.announced:
            assert share_heard(message, read_wav(recording)) >= 0.7
        assert re.search(rf"{re.escape(stranger.who)}.*✓", ran.stdout)
