"""A recording is heard as a live call would be, whatever way it was written."""

from array import array
from pathlib import Path

import pytest

from agent.call.heard import SilenceHeard, SpeechHeard
from agent.call.user_error import UserError
from agent.service.desk.listen_to_file import listen_to_file
from tests.listen.made_sounds import hiss, mixed, quiet, spoken, tone
from tests.sound.test_wav_file import wav

PERSON = quiet(1.2) + spoken("hello.fr") + quiet(1.5)
HOUSE = quiet(0.2) + spoken("hello.en", seconds=0.6) + quiet(4)


def written(tmp_path: Path, sound: bytes, channels: int = 1, rate: int = 8000) -> Path:
    path = tmp_path / "call.wav"
    path.write_bytes(wav(1, 16, sound, channels=channels, rate=rate))
    return path


def both_sides(left: bytes, right: bytes) -> bytes:
    size = max(len(left), len(right))
    sides = [array("h", each.ljust(size, b"\0")) for each in (left, right)]
    woven = array("h", bytes(2 * size))
    woven[0::2], woven[1::2] = sides
    return woven.tobytes()


def test_a_person_is_heard_with_times_and_evidence(tmp_path: Path) -> None:
    heard = listen_to_file(written(tmp_path, PERSON))
    assert heard.conclusion.conclusion == "person"
    assert heard.seconds == pytest.approx(len(PERSON) / 16000, abs=0.03)
    assert heard.speech[0][0] == pytest.approx(1.25, abs=0.15)
    assert heard.silence[0] == (0.0, heard.speech[0][0])
    assert max(heard.levels_dbov) > -25
    assert dict(heard.conclusion.evidence)["RTP packets"] == "not counted"


def test_the_clock_may_start_in_the_middle(tmp_path: Path) -> None:
    heard = listen_to_file(written(tmp_path, quiet(10) + PERSON), from_seconds=10)
    began = next(event for event in heard.events if isinstance(event, SpeechHeard))
    assert began.at_seconds == pytest.approx(11.25, abs=0.15)
    assert heard.conclusion.conclusion == "person"


@pytest.mark.parametrize("rate", [11025, 16000, 44100])
def test_the_rate_does_not_matter(tmp_path: Path, rate: int) -> None:
    samples = array("h", quiet(0.5) + tone(0.5, 1100) + quiet(1))
    faster = array("h", (samples[n * 8000 // rate] for n in range(len(samples) * rate // 8000)))
    heard = listen_to_file(written(tmp_path, faster.tobytes(), rate=rate))
    assert heard.conclusion.conclusion == "fax-or-modem"


@pytest.mark.parametrize(("side", "conclusion"), [("left", "dialer-silence"), ("right", "person")])
def test_of_two_sides_one_is_the_caller(tmp_path: Path, side: str, conclusion: str) -> None:
    left = mixed(quiet(6), hiss(6, -60))
    path = written(tmp_path, both_sides(left, HOUSE + quiet(3)), channels=2)
    heard = listen_to_file(path, side="left" if side == "left" else "right")
    assert heard.conclusion.conclusion == conclusion
    assert bool(heard.house_spoke) is (side == "left")


def test_our_own_words_start_the_clock_of_a_stereo_file(tmp_path: Path) -> None:
    heard = listen_to_file(written(tmp_path, both_sides(hiss(5, -60), HOUSE), channels=2))
    suspicion = next(event for event in heard.events if isinstance(event, SilenceHeard))
    assert suspicion.at_seconds == pytest.approx(heard.house_spoke[0][1] + 1.6, abs=0.1)


@pytest.mark.parametrize(
    ("how", "sentence"),
    [({"from_seconds": 99}, "holds no sound after 99 s"), ({"side": "right"}, "one channel only")],
)
def test_what_cannot_be_done_is_said(tmp_path: Path, how: dict[str, object], sentence: str) -> None:
    with pytest.raises(UserError, match=sentence):
        listen_to_file(written(tmp_path, quiet(1)), **how)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("how", "sentence"),
    [
        ({"channels": 6}, "has 6 channels"),
        ({"rate": 6000}, "has 6000 samples a second"),
        ({"rate": 96000}, "has 96000 samples a second"),
    ],
)
def test_what_the_ear_does_not_take_is_said(tmp_path: Path, how: dict[str, int], sentence: str) -> None:
    with pytest.raises(UserError, match=sentence):
        listen_to_file(written(tmp_path, quiet(1), **how))


def test_a_folder_and_a_missing_file_are_said(tmp_path: Path) -> None:
    for path, why in ((tmp_path, "is a directory"), (tmp_path / "none.wav", "no such file")):
        with pytest.raises(UserError, match=f"cannot be read: {why}"):
            listen_to_file(path)
