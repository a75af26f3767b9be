"""Rows of bars, each under its label with its number at the right: a waterfall, or bars to both sides of nothing."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction

from markupsafe import Markup

from api.pages.pictures.svg import LINE_HEIGHT, draw_line, draw_picture, draw_rect, draw_text

BAR_HEIGHT, GAP = 14, 12
#: Characters of a label that fit beside a number on a phone.
LABEL_WIDTH = 30


@dataclass(frozen=True)
class Bar:
    """A bar from one value to another, in the picture's own unit. ``look``: a class of the stylesheet, without ``ro-``.

    ``number`` is its value as people read it. ``whisker``: the least and the most that it might reach.
    """

    label: str
    number: str
    start: Fraction
    end: Fraction
    look: str = "bar"
    whisker: tuple[Fraction, Fraction] | None = None


def draw_bars(label: str, bars: Sequence[Bar]) -> Markup:
    """The bars below each other on one scale; a line marks nothing where values lie on both sides of it."""
    values = [value for bar in bars for value in (bar.start, bar.end, *(bar.whisker or ()))]
    low, high = min([*values, Fraction(0)]), max([*values, Fraction(0)])
    scale = _Scale(low, high - low or Fraction(1))
    shapes: list[Markup] = []
    top = 0
    for bar in bars:
        lines = textwrap.wrap(bar.label, LABEL_WIDTH) or [""]
        shapes += _draw_row(bar, lines, top, scale)
        top += len(lines) * LINE_HEIGHT + BAR_HEIGHT + GAP
    axis = [draw_line("axis", scale.place(Fraction(0)), 0, top)] if low < 0 else []
    description = "; ".join(f"{bar.label}: {bar.number}" for bar in bars)
    return draw_picture(label, top, [*axis, *shapes], description=description)


@dataclass(frozen=True)
class _Scale:
    low: Fraction
    extent: Fraction

    def place(self, value: Fraction) -> Fraction:
        """Percent across."""
        return (value - self.low) * 100 / self.extent


def _draw_row(bar: Bar, lines: Sequence[str], top: int, scale: _Scale) -> Iterator[Markup]:
    for number, text in enumerate(lines):
        yield draw_text("picture-label", text, 0, top + number * LINE_HEIGHT + 15)
    yield draw_text("picture-number", bar.number, 100, top + 15, "end")
    y = top + len(lines) * LINE_HEIGHT
    left, right = sorted((scale.place(bar.start), scale.place(bar.end)))
    # What is not nothing can be seen.
    width = max(right - left, Fraction(1, 2)) if bar.start != bar.end else Fraction(0)
    yield draw_rect(bar.look, min(left, 100 - width), y, width, BAR_HEIGHT)
    if bar.whisker is not None:
        least, most = (scale.place(end) for end in bar.whisker)
        yield draw_rect("whisker", least, y + BAR_HEIGHT // 2 - 1, most - least, 2)
