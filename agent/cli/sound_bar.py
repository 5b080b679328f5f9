"""Draws a call in characters: how loud it was, and under it what was speech, silence and tone."""

import math
from collections.abc import Iterator

from agent.call.sentence import say
from agent.cli.terminal import shown
from agent.service.desk.listen_to_file import STEP_SECONDS, HeardFile

_BLOCKS = " ▁▂▃▄▅▆▇█"
_QUIETEST_DBOV, _LOUDEST_DBOV = -66.0, -10.0
_COLUMN_SECONDS = (0.1, 0.2, 0.5, 1, 2, 5, 10, 30, 60, 300, 600)
_MOST_ROWS = 4
_LABEL = "        "
_SPEECH, _SILENCE, _TONE, _HOUSE, _NOTHING = "━", "·", "♪", "▔", " "


def bar_rows(heard: HeardFile, width: int) -> Iterator[tuple[str, str]]:
    """Yield (text, style) rows that fit `width`, with a legend at the end."""
    columns = max(20, width - len(_LABEL) - 1)
    step = next(
        (each for each in _COLUMN_SECONDS if heard.seconds / each <= columns * _MOST_ROWS),
        _COLUMN_SECONDS[-1],
    )
    total = max(1, math.ceil(heard.seconds / step))
    marks = _marks(heard, step, total)
    for first in range(0, total, columns):
        last = min(total, first + columns)
        at = heard.from_seconds + first * step
        level = "".join(_block(heard, step, column) for column in range(first, last))
        yield f"{at:6.1f}s {level}", "cyan"
        yield f"{_LABEL}{marks[first:last]}", ""
    marks_and_words = [(_SPEECH, say("speech")), (_SILENCE, say("silence")), (_TONE, say("tone"))]
    marks_and_words += [(_HOUSE, say("our words"))] if heard.house_spoke else []
    legend = "  ".join(f"{mark} {shown(word)}" for mark, word in marks_and_words)
    scale = shown(say("one column: {seconds:g} s", seconds=step))
    yield f"{_LABEL}{legend}   {scale}", "dim"


def _block(heard: HeardFile, step: float, column: int) -> str:
    per_column = step / STEP_SECONDS
    levels = heard.levels_dbov[
        int(column * per_column + 1e-6) : max(1, int((column + 1) * per_column + 1e-6))
    ]
    loudest = max(levels, default=_QUIETEST_DBOV)
    share = (loudest - _QUIETEST_DBOV) / (_LOUDEST_DBOV - _QUIETEST_DBOV)
    return _BLOCKS[max(0, min(len(_BLOCKS) - 1, math.ceil(share * (len(_BLOCKS) - 1))))]


def _marks(heard: HeardFile, step: float, total: int) -> str:
    row = [_NOTHING] * total

    def draw(mark: str, start: float, end: float) -> None:
        first = max(0, int((start - heard.from_seconds) / step))
        last = min(total, max(first + 1, math.ceil((end - heard.from_seconds) / step - 1e-6)))
        row[first:last] = mark * (last - first)

    for mark, spans in (
        (_SILENCE, heard.silence),
        (_HOUSE, heard.house_spoke),
        (_SPEECH, heard.speech),
        (_TONE, heard.tones),
    ):
        for start, end in spans:
            draw(mark, start, end)
    return "".join(row)
