"""Sentences as files: the right sound in the right order, joined once, and never too many."""

import os
from pathlib import Path

import pytest

from agent.prompts.catalogue import GROUP_PAUSE_SECONDS
from agent.prompts.choosing import prompt
from agent.prompts.joined import JoinedPrompts
from agent.prompts.recording import SHIPPED_FOLDER, check_wav
from agent.prompts.speaking import speak_number
from agent.prompts.tones import sine
from agent.sound.g711 import to_a_law_steps
from agent.sound.rates import SAMPLE_RATE_HZ
from agent.sound.wav_file import read_wav
from agent.sound.wav_writing import write_wav

NUMBER = speak_number("+33162000001", "fr", "FR")


def test_the_pieces_follow_each_other_with_their_pauses_and_no_rest_at_the_end(tmp_path: Path) -> None:
    joined = read_wav(JoinedPrompts(tmp_path).path_of(NUMBER))
    at = 0
    for place, each in enumerate(NUMBER):
        piece = read_wav(SHIPPED_FOLDER / each.wav)
        assert joined[at : at + len(piece)] == piece, each.text
        at += len(piece)
        if place + 1 < len(NUMBER):
            rest = round(GROUP_PAUSE_SECONDS * SAMPLE_RATE_HZ)
            assert max(map(abs, joined[at : at + rest])) <= 8, "silence"
            at += rest
    assert at == len(joined)


def test_what_is_joined_is_fit_for_the_line(tmp_path: Path) -> None:
    path = JoinedPrompts(tmp_path).path_of(NUMBER)
    assert check_wav(path) == []
    assert to_a_law_steps(read_wav(path)) == read_wav(path)


def test_the_same_sentence_is_joined_once_and_another_one_anew(tmp_path: Path) -> None:
    joined = JoinedPrompts(tmp_path / "cache")
    first = joined.path_of(NUMBER)
    inode = first.stat().st_ino
    assert joined.path_of(NUMBER) == first
    assert JoinedPrompts(tmp_path / "cache").path_of(NUMBER).stat().st_ino == inode
    (tmp_path / "cache" / f".{first.name}.0a1b2c.part").write_bytes(b"left by a daemon that was killed")
    assert joined.path_of(NUMBER[:2]) != first
    assert [path.suffix for path in (tmp_path / "cache").iterdir()] == [".wav", ".wav"], (
        "nothing half-written"
    )


def test_the_users_own_voice_is_joined_and_a_new_one_replaces_the_old_sentence(tmp_path: Path) -> None:
    own = tmp_path / "own"
    own.mkdir()
    joined = JoinedPrompts(tmp_path / "cache", own)
    ours = joined.path_of(NUMBER)
    voice = sine(500, 0.4, -26)
    write_wav(own / "pair-01.fr.wav", voice)
    theirs = joined.path_of(NUMBER)
    assert theirs != ours
    assert read_wav(theirs)[: len(voice)] == voice


def test_a_damaged_recording_of_the_user_is_spoken_by_us(tmp_path: Path) -> None:
    for content in (b"", b"not sound", b"RIFF\0\0\0\0WAVE"):
        (tmp_path / "done.fr.wav").write_bytes(content)
        path = JoinedPrompts(tmp_path / "cache", tmp_path).path_of([prompt("done", "fr")])
        assert read_wav(path) == read_wav(SHIPPED_FOLDER / "done.fr.wav")


def test_the_cache_keeps_what_was_used_last_and_stays_small(tmp_path: Path) -> None:
    words = [prompt(f"number-{number}", "fr") for number in range(10, 30)]
    size_bytes = max((SHIPPED_FOLDER / word.wav).stat().st_size for word in words)
    joined = JoinedPrompts(tmp_path, max_cache_bytes=4 * size_bytes)
    first = joined.path_of(words[:1])
    for age, word in enumerate(words[1:]):
        path = joined.path_of([word])
        assert path.exists(), "what was just made is there"
        assert sum(each.stat().st_size for each in tmp_path.iterdir()) <= 4 * size_bytes
        os.utime(path, (age, age))  # Long ago, in the order they were made.
        joined.path_of(words[:1])  # Used again and again.
    assert first.exists()


def test_a_sentence_longer_than_the_whole_cache_is_still_there_to_be_played(tmp_path: Path) -> None:
    assert JoinedPrompts(tmp_path, max_cache_bytes=1).path_of(NUMBER).exists()


def test_nothing_to_say_and_nowhere_to_write_are_errors(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="nothing to say"):
        JoinedPrompts(tmp_path).path_of([])
    (tmp_path / "file").touch()
    with pytest.raises(OSError):
        JoinedPrompts(tmp_path / "file").path_of(NUMBER)
