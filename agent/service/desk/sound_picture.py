"""Draws a recorded call as a picture for people: how loud it was, when somebody spoke, when nobody did, tones.

SVG is text: a browser shows it at any size, in the reader's words, on light paper or on dark.
"""

import unicodedata
from collections.abc import Callable, Iterator
from html import escape
from pathlib import Path

from agent.call.sentence import say
from agent.service.desk.listen_to_file import STEP_SECONDS, HeardFile

Spans = tuple[tuple[float, float], ...]

_WIDTH, _LEFT, _RIGHT, _TOP = 1200, 110, 24, 90
_LEVEL_HEIGHT, _ROW_HEIGHT, _BAR_HEIGHT = 220, 24, 14
_QUIETEST_DBOV, _LOUDEST_DBOV = -80.0, 0.0
_LEVEL_MARKS_DBOV = (0, -20, -40, -60)
_SECOND_STEPS = (1, 2, 5, 10, 30, 60, 300, 600, 3600, 7200)
_MOST_MARKS = 16
_LONGEST_LINE = 130
"""Characters that surely fit the picture's width; what was cut stands in the description."""
_COLUMNS = (_WIDTH - _LEFT - _RIGHT) // 2

# One rule for each kind of thing: on light paper, and the same on dark.
_COLOURS = {
    "paper": ("#ffffff", "#15181c"), "ink": ("#222222", "#e8e8e8"), "faint": ("#555555", "#b0b0b0"),
    "grid": ("#d8d8d8", "#3a3f46"), "level": ("#2b6cb0", "#63b3ed"), "speech": ("#2f855a", "#68d391"),
    "silence": ("#a0a6ad", "#6b7480"), "tone": ("#c53030", "#fc8181"), "house": ("#b7791f", "#f6ad55"),
}  # fmt: skip


def sound_picture(heard: HeardFile, in_words: Callable[[str], str] = str) -> str:
    """The picture as SVG 1.1.  `in_words` says a sentence in the reader's language."""
    last = heard.conclusion
    conclusion = in_words(
        say("{conclusion}: {because}", conclusion=say(last.conclusion), because=last.because)
    )
    file = in_words(say("{file} ({seconds:.1f} s)", file=Path(heard.file).name, seconds=heard.seconds))
    rows = [
        ("speech", in_words(say("speech")), heard.speech),
        ("silence", in_words(say("silence")), heard.silence),
        ("tone", in_words(say("tone")), heard.tones),
    ]
    if heard.house_spoke:
        rows.append(("house", in_words(say("our words")), heard.house_spoke))
    height = _TOP + _LEVEL_HEIGHT + 30 + len(rows) * _ROW_HEIGHT + 12
    return "\n".join(
        (
            f'<svg xmlns="http://www.w3.org/2000/svg" class="call" role="img" viewBox="0 0 {_WIDTH} {height}"'
            f' width="{_WIDTH}" height="{height}" font-family="sans-serif" font-size="14">',
            f"<title>{_clean(file)}</title>",
            f"<desc>{_clean(conclusion)}</desc>",
            f"<style>{_style()}</style>",
            f'<rect class="paper" width="{_WIDTH}" height="{height}"/>',
            f'<text class="ink" x="16" y="26" font-size="17">{_clean(_cut(file))}</text>',
            f'<text class="ink" x="16" y="50">{_clean(_cut(conclusion))}</text>',
            *_scales(heard, in_words),
            _level(heard),
            *_rows(heard, rows),
            "</svg>\n",
        )
    )


def _style() -> str:
    light, dark = (
        "".join(f".call .{name}{{fill:{colours[side]}}}" for name, colours in _COLOURS.items())
        for side in (0, 1)
    )
    return f"{light}@media(prefers-color-scheme:dark){{{dark}}}"


def _scales(heard: HeardFile, in_words: Callable[[str], str]) -> Iterator[str]:
    """Lines and numbers: level from below to above, time from left to right."""
    scale = _clean(in_words(say("level (dBov)")))
    yield f'<text class="faint" x="16" y="{_TOP - 12}">{scale}</text>'
    for level in _LEVEL_MARKS_DBOV:
        y = _y_of(level)
        yield f'<rect class="grid" x="{_LEFT}" y="{y}" width="{_WIDTH - _LEFT - _RIGHT}" height="1"/>'
        yield f'<text class="faint" x="{_LEFT - 8}" y="{y + 5}" text-anchor="end">{level}</text>'
    step = next((each for each in _SECOND_STEPS if heard.seconds / each <= _MOST_MARKS), _SECOND_STEPS[-1])
    for mark in range(0, int(heard.seconds) + 1, step):
        x, at_seconds = _x_of(heard, heard.from_seconds + mark), heard.from_seconds + mark
        text = _clean(in_words(say("{seconds:g} s", seconds=at_seconds)))
        yield f'<rect class="grid" x="{x}" y="{_TOP}" width="1" height="{_LEVEL_HEIGHT + 6}"/>'
        yield f'<text class="faint" x="{x}" y="{_TOP + _LEVEL_HEIGHT + 20}" text-anchor="middle">{text}</text>'


def _level(heard: HeardFile) -> str:
    """The loudest of each column, as one surface that stands on the quietest level."""
    count = len(heard.levels_dbov)
    columns = min(count, _COLUMNS)
    path = [f"M{_LEFT} {_TOP + _LEVEL_HEIGHT}"]
    for column in range(columns):
        first, after = column * count // columns, (column + 1) * count // columns
        y = _y_of(max(heard.levels_dbov[first:after]))
        path.append(f"V{y}H{_x_of(heard, heard.from_seconds + after * STEP_SECONDS)}")
    return f'<path class="level" d="{"".join(path)}V{_TOP + _LEVEL_HEIGHT}Z"/>'


def _rows(heard: HeardFile, rows: list[tuple[str, str, Spans]]) -> Iterator[str]:
    """Under the level, a row for each kind of thing, named at its left: nobody needs to tell colours apart."""
    for place, (name, words, spans) in enumerate(rows):
        y = _TOP + _LEVEL_HEIGHT + 30 + place * _ROW_HEIGHT
        yield f'<text class="ink" x="{_LEFT - 8}" y="{y + 12}" text-anchor="end">{_clean(words)}</text>'
        yield f'<rect class="grid" x="{_LEFT}" y="{y + 7}" width="{_WIDTH - _LEFT - _RIGHT}" height="1"/>'
        for start, end in spans:
            left, right = _x_of(heard, start), _x_of(heard, end)
            # Whatever was heard is seen, however long the call.
            wide = max(2.0, round(right - left, 1))
            yield f'<rect class="{name}" x="{left}" y="{y}" width="{wide}" height="{_BAR_HEIGHT}"/>'


def _x_of(heard: HeardFile, at_seconds: float) -> float:
    share = (at_seconds - heard.from_seconds) / max(heard.seconds, STEP_SECONDS)
    return round(_LEFT + min(1.0, max(0.0, share)) * (_WIDTH - _LEFT - _RIGHT), 1)


def _y_of(level_dbov: float) -> float:
    share = (_LOUDEST_DBOV - level_dbov) / (_LOUDEST_DBOV - _QUIETEST_DBOV)
    return round(_TOP + min(1.0, max(0.0, share)) * _LEVEL_HEIGHT, 1)


def _cut(text: str) -> str:
    return text if len(text) <= _LONGEST_LINE else f"{text[: _LONGEST_LINE - 1]}…"


def _clean(text: str) -> str:
    """Text that XML may hold and nobody takes for markup; what steers a screen or a reader's eye is left out."""
    return escape("".join(sign for sign in text if unicodedata.category(sign)[0] != "C"))
