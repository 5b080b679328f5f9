"""A call's picture shows all that was heard, in anybody's words, and no file name can break it."""

import xml.etree.ElementTree as ElementTree
from dataclasses import replace

import pytest

from agent.call.heard import Concluded, SpeechEnded, SpeechHeard, ToneHeard
from agent.call.sentence import say
from agent.service.desk.listen_to_file import HeardFile
from agent.service.desk.sound_picture import sound_picture

SVG = "{http://www.w3.org/2000/svg}"
CALL = HeardFile(
    file="calls/monday.wav",
    seconds=10.0,
    from_seconds=2.0,
    conclusion=Concluded("c1", 12.0, "person", say("a voice after 1 s")),
    events=(
        SpeechHeard("c1", 3.0, -20.0),
        SpeechEnded("c1", 5.0, 2.0),
        ToneHeard("c1", 8.0, "fax-cng"),
    ),
    levels_dbov=(-80.0,) * 10 + (-20.0,) * 20 + (-60.0,) * 70,
    house_spoke=((10.0, 12.0),),
)
LEFT, WIDE = 110, 1066
"""Where time begins, and how much of the picture it takes."""


def drawn(heard: HeardFile) -> ElementTree.Element:
    return ElementTree.fromstring(sound_picture(heard))


def bars(picture: ElementTree.Element, name: str) -> list[tuple[float, float]]:
    """From and to, as shares of the call."""
    found = [each for each in picture.iter(f"{SVG}rect") if each.get("class") == name]
    edges = [(float(each.get("x", "0")), float(each.get("width", "0"))) for each in found]
    return [(round((x - LEFT) / WIDE, 2), round((x + width - LEFT) / WIDE, 2)) for x, width in edges]


def words(picture: ElementTree.Element) -> list[str]:
    return [each.text or "" for each in picture.iter(f"{SVG}text")]


def test_everything_that_was_heard_stands_where_it_was_heard() -> None:
    picture = drawn(CALL)
    assert bars(picture, "speech") == [(0.1, 0.3)]
    assert bars(picture, "tone") == [(0.58, 0.6)]
    assert bars(picture, "silence") == [(0.0, 0.1), (0.3, 0.58), (0.6, 0.8)]
    assert bars(picture, "house") == [(0.8, 1.0)]


def test_the_level_rises_and_falls_with_the_sound() -> None:
    (path,) = drawn(CALL).iter(f"{SVG}path")
    surface = path.get("d", "")
    # 220 points from -80 dBov at 310 up to 0 at 90: -20 dBov stands at 145, -60 at 255.
    assert surface.startswith("M110 310V310.0H120.7")
    assert "H216.6V145.0H227.3" in surface, "the voice begins after a second"
    assert surface.endswith("V255.0H1176.0V310Z")


def test_who_cannot_tell_colours_apart_reads_the_names() -> None:
    told = words(drawn(CALL))
    assert told[:2] == ["monday.wav (10.0 s)", "person: a voice after 1 s"]
    assert {"speech", "silence", "tone", "our words", "level (dBov)", "-20", "2 s", "12 s"} <= set(told)
    assert "our words" not in words(drawn(replace(CALL, house_spoke=())))


def test_light_and_dark_paper_both_have_their_ink() -> None:
    style = next(drawn(CALL).iter(f"{SVG}style")).text or ""
    light, _, dark = style.partition("@media(prefers-color-scheme:dark)")
    used = {each.get("class") for each in drawn(CALL).iter()} - {None, "call"}
    for name in used:
        assert f".call .{name}{{fill:" in light and f".call .{name}{{fill:" in dark
    assert ".paper{fill:#ffffff}" in light and ".paper{fill:#15181c}" in dark


@pytest.mark.parametrize(
    "name", ["<script>alert(1)<&\"'>", "\x1b[31m\x00red", "a\udcff\u202ewav", "x" * 5000]
)
def test_no_file_name_breaks_the_picture(name: str) -> None:
    text = sound_picture(replace(CALL, file=name))
    text.encode("utf-8")
    picture = ElementTree.fromstring(text)
    assert not list(picture.iter("script")) and not list(picture.iter(f"{SVG}script"))
    assert max(len(each) for each in words(picture)) <= 130


@pytest.mark.parametrize("seconds", [0.02, 59.0, 7200.0, 100_000.0])
def test_a_call_of_any_length_fits(seconds: float) -> None:
    levels = (-30.0,) * max(1, round(seconds * 10))
    call = replace(CALL, seconds=seconds, from_seconds=0.0, events=(), house_spoke=(), levels_dbov=levels)
    assert len(sound_picture(call)) < 30_000
    assert 3 <= len([each for each in words(drawn(call)) if each.endswith(" s")]) + 2 <= 19


def test_one_short_beep_in_two_hours_is_seen() -> None:
    levels = (-80.0,) * 40_000 + (-20.0,) + (-80.0,) * 31_999
    beep = (ToneHeard("c1", 4000.1, "beep"),)
    picture = drawn(replace(CALL, seconds=7200.0, from_seconds=0.0, events=beep, levels_dbov=levels))
    (path,) = picture.iter(f"{SVG}path")
    assert path.get("d", "").count("V145.0H") == 1
    assert [each.get("width") for each in picture.iter(f"{SVG}rect") if each.get("class") == "tone"] == [
        "2.0"
    ]
