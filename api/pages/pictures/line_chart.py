"""Lines over periods: one series or several on one scale, which dashes and marks tell apart without colour."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import pairwise

from markupsafe import Markup

from api.pages.pictures.svg import draw_mark, draw_picture, draw_segment, draw_text
from api.pages.pictures.value_scale import ValueScale, make_scale

HEIGHT, TOP, BOTTOM = 280, 30, 240
#: Percent of the width from which to which periods stand, and the most of them that are written.
LEFT, RIGHT, MOST_WRITTEN = Fraction(16), Fraction(97), 4


@dataclass(frozen=True)
class LineSeries:
    """A line: its look (a class of the stylesheet without ``ro-``), and a value for each period or None for a gap.

    ``marks``: look and shape of the mark at each period; a dot where none are given.
    """

    look: str
    values: tuple[Fraction | None, ...]
    marks: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True)
class LevelLine:
    """A line straight across at one value."""

    look: str
    value: Fraction


@dataclass(frozen=True)
class ChartWords:
    """What is said of a picture: its name, what it shows in a sentence, and what follows each number on its scale."""

    label: str
    description: str
    mark: str = ""


def draw_line_chart(
    words: ChartWords, periods: Sequence[str], series: Sequence[LineSeries], levels: Sequence[LevelLine] = ()
) -> Markup:
    """The lines in their order, the first on top; a gap in a series is a gap in its line.

    Raises:
        ValueError: no series has a value.
    """
    known = [value for one in series for value in one.values if value is not None]
    scale = make_scale([*known, *(level.value for level in levels)], top=TOP, bottom=BOTTOM)
    shapes = [*_draw_ticks(scale, words.mark), *_draw_periods(periods), *_draw_levels(levels, scale)]
    for one in reversed(series):
        shapes += _draw_series(one, scale)
    return draw_picture(words.label, HEIGHT, shapes, description=words.description)


def place_period(at: int, number: int) -> Fraction:
    """Percent across of a period, of so many; a single one stands in the middle."""
    return LEFT + (RIGHT - LEFT) * Fraction(at, number - 1) if number > 1 else Fraction(50)


def _draw_ticks(scale: ValueScale, mark: str) -> list[Markup]:
    shapes = []
    for tick in scale.ticks():
        y = scale.place(tick)
        shapes += [
            draw_segment("grid", (Fraction(0), y), (Fraction(100), y)),
            draw_text("picture-tick", f"{scale.write(tick)}{mark}", 0, y - 4),
        ]
    return shapes


def _draw_periods(periods: Sequence[str]) -> list[Markup]:
    """The first and the last, and some between them that leave room for each other; one without a name is left out."""
    last = len(periods) - 1
    some = min(last, MOST_WRITTEN - 1)
    evenly = sorted({round(Fraction(last * number, some)) for number in range(some + 1)}) if some else [0]
    return [_draw_period(periods[at], at, len(periods)) for at in evenly if periods[at]]


def _draw_period(text: str, at: int, number: int) -> Markup:
    """Those between the first and the last give way on a phone."""
    y, last = HEIGHT - 12, number - 1
    if at == last and last:
        return draw_text("picture-tick", text, 100, y, "end")
    if at == 0 and last:
        return draw_text("picture-tick", text, LEFT, y)
    look = "picture-tick ro-picture-between" if last else "picture-tick"
    return draw_text(look, text, place_period(at, number), y, "middle")


def _draw_levels(levels: Sequence[LevelLine], scale: ValueScale) -> list[Markup]:
    places = ((level.look, scale.place(level.value)) for level in levels)
    return [draw_segment(look, (LEFT, y), (Fraction(100), y)) for look, y in places]


def _draw_series(series: LineSeries, scale: ValueScale) -> list[Markup]:
    number = len(series.values)
    places = [
        None if value is None else (place_period(at, number), scale.place(value))
        for at, value in enumerate(series.values)
    ]
    lines = [draw_segment(series.look, before, after) for before, after in pairwise(places) if before and after]
    marks = series.marks or ((f"{series.look}-mark", "dot"),) * number
    return lines + [draw_mark(look, shape, *place) for place, (look, shape) in zip(places, marks, strict=True) if place]
