"""The pieces of a picture: shapes whose look is a class of the stylesheet, placed by percent across and pixels down.

A picture takes the width that it is given and is not scaled, so that its text has the page's size on a phone, on a
desk and in print.
"""

from __future__ import annotations

from collections.abc import Iterable
from fractions import Fraction

from markupsafe import Markup

#: Lines of a label are so far apart, in pixels.
LINE_HEIGHT = 20
#: Outlines around nothing, in pixels: told apart without colour.
MARKS = {
    "dot": "M-4 0a4 4 0 1 0 8 0a4 4 0 1 0 -8 0",
    "ring": "M-7 0a7 7 0 1 0 14 0a7 7 0 1 0 -14 0",
    "square": "M-6 -6h12v12h-12z",
    "diamond": "M0 -8L8 0L0 8L-8 0z",
    "triangle": "M0 -8L8 6L-8 6z",
}


def draw_rect(look: str, x: Fraction, y: int, width: Fraction, height: int) -> Markup:
    """A rectangle; ``x`` and ``width`` are in percent of the picture, the rest in pixels."""
    return Markup('<rect class="{}" x="{}%" y="{}" width="{}%" height="{}"/>').format(
        f"ro-{look}", _format(x), y, _format(width), height
    )


def draw_line(look: str, x: Fraction, y: int, to_y: int) -> Markup:
    """An upright line; ``x`` in percent."""
    return Markup('<line class="{}" x1="{}%" y1="{}" x2="{}%" y2="{}"/>').format(
        f"ro-{look}", _format(x), y, _format(x), to_y
    )


def draw_text(look: str, text: str, x: Fraction | int, y: int, anchor: str = "start") -> Markup:
    """One line of text; ``x`` in percent, ``anchor`` as in SVG."""
    return Markup('<text class="{}" x="{}%" y="{}" text-anchor="{}">{}</text>').format(
        f"ro-{look}", _format(Fraction(x)), y, anchor, text
    )


def draw_segment(look: str, start: tuple[Fraction, int], end: tuple[Fraction, int]) -> Markup:
    """A straight line between two places, each in percent across and pixels down."""
    return Markup('<line class="{}" x1="{}%" y1="{}" x2="{}%" y2="{}"/>').format(
        f"ro-{look}", _format(start[0]), start[1], _format(end[0]), end[1]
    )


def draw_mark(look: str, shape: str, x: Fraction, y: int) -> Markup:
    """A small shape around a place: one of ``MARKS``; ``x`` in percent."""
    return Markup('<svg class="{}" x="{}%" y="{}" width="1" height="1" overflow="visible"><path d="{}"/></svg>').format(
        f"ro-{look}", _format(x), y, MARKS[shape]
    )


def draw_picture(label: str, height: int, shapes: Iterable[Markup], *, description: str = "") -> Markup:
    """The whole picture, which a screen reader reads as its ``label`` and ``description``; the table beside it has the
    numbers."""
    about = Markup("<title>{}</title>").format(label) + (
        Markup("<desc>{}</desc>").format(description) if description else Markup("")
    )
    return Markup('<svg class="ro-picture" role="img" aria-label="{}" width="100%" height="{}">{}{}</svg>').format(
        label, height, about, Markup("").join(shapes)
    )


def _format(percent: Fraction) -> str:
    """Two decimals at most."""
    return f"{float(percent):.2f}".rstrip("0").rstrip(".")
