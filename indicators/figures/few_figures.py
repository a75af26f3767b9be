"""A few stored figures made words of in plain Python: of some hundred, quicker than frames by several times."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Any, NamedTuple, TypeAlias

from indicators.figures import code_book
from indicators.figures.figure_schema import KINDS, STATUSES, SYMBOLS
from indicators.figures.segments import LINE_COLUMNS
from returnonce.read_connection import ReadConnection

#: Letters of all segments together up to which it is quicker.
FEW_LETTERS = 100_000
#: Numbers of a batch, area and period, and the text of their figures.
Segment: TypeAlias = tuple[int, int, int, str]

_MISSING = (None,) * len(LINE_COLUMNS)
#: The columns that every line has: what it is about, its mark and its place.
_LEAST = LINE_COLUMNS.index("locator") + 1
_KINDS, _SYMBOLS, _STATUSES = (dict(enumerate(words)) for words in (KINDS, SYMBOLS, STATUSES))


class StoredFigure(NamedTuple):
    """One figure as it is stored, words as numbers; ``line`` has the values of ``LINE_COLUMNS``."""

    batch: int
    area: int
    period: int
    line: tuple[Any, ...]


def is_few(segments: Iterable[Segment]) -> bool:
    """Whether plain Python is the quicker way."""
    return sum(len(segment[3]) for segment in segments) <= FEW_LETTERS


def decode_few(segments: Iterable[Segment], indicators: Collection[int] | None) -> list[StoredFigure]:
    """The figures of segments in their order; of some indicators only, by their numbers.

    Raises:
        ValueError, TypeError: a text is none that the program writes.
    """
    return [
        StoredFigure(batch, area, period, (*line, *_MISSING[len(line) :]))
        for batch, area, period, text in segments
        for line in _read_lines(text)
        if indicators is None or line[0] in indicators
    ]


def _read_lines(text: str) -> list[list[Any]]:
    lines = json.loads(text)
    if not (isinstance(lines, list) and lines and all(isinstance(line, list) for line in lines)):
        raise ValueError("no list of lines")
    if not all(_LEAST <= len(line) <= len(_MISSING) for line in lines):
        raise ValueError("a line of another length")
    return lines


def keep_newest(figures: Sequence[StoredFigure], agencies: Mapping[int, str]) -> list[StoredFigure]:
    """Of each agency's versions of a figure, the one of the newest batch; ``agencies`` by batch."""
    newest: dict[tuple[Any, ...], int] = {}
    keys = [(agencies[each.batch], each.area, each.period, each.line[:3]) for each in figures]
    for key, each in zip(keys, figures, strict=True):
        newest[key] = max(newest.get(key, each.batch), each.batch)
    return [each for key, each in zip(keys, figures, strict=True) if each.batch == newest[key]]


def list_in_words(connection: ReadConnection, figures: Sequence[StoredFigure]) -> list[tuple[Any, ...]]:
    """``FIGURE_SCHEMA`` and the batch's number, for each figure.

    Raises:
        KeyError: a number stands for no word.
    """
    numbers = {number for each in figures for number in (each.area, each.period, *each.line[:2])}
    words = dict(code_book.list_words(connection, sorted(numbers))) if figures else {}
    return [_in_words(each, words) for each in figures]


def _in_words(figure: StoredFigure, words: Mapping[int, str]) -> tuple[Any, ...]:
    (indicator, breakdown, kind, status, locator, numerator, denominator, value, symbol, rounded_to, lower, upper,
     note) = figure.line  # fmt: skip
    return (
        words[indicator], words[figure.area], words[figure.period], words[breakdown], _KINDS[kind], numerator,
        denominator, value, None if symbol is None else _SYMBOLS[symbol], _STATUSES[status], rounded_to, lower, upper,
        note, locator, figure.batch,
    )  # fmt: skip
