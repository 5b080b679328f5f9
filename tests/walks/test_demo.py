"""`tranquille demo`, as a newcomer runs it."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from array import array
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


def share_heard(message: array[int], recording: array[int]) -> float:
    """How much of the message was recorded: 1.0 when the whole correlates with at least 0.95.

    The demo's caller has a jitter buffer.  On a busy computer it leaves out a few ms here and there to
    catch up, so then each fifth of a second is looked for by itself.
    """
    if find(message, recording).correlation >= 0.95:
        return 1.0
    pieces = [message[place : place + 1600] for place in range(0, len(message) - 1600, 1600)]
    voiced = [piece for piece in pieces if max(map(abs, piece)) > 600]
    return sum(find(piece, recording).correlation >= 0.95 for piece in voiced) / len(voiced)
