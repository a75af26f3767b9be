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


def draw_text(look: str, text: str, x: int, y: int, anchor: str = "start") -> Markup:
    """One line of text; ``x`` in percent, ``anchor`` as in SVG."""
    return Markup('<text class="{}" x="{}%" y="{}" text-anchor="{}">{}</text>').format(f"ro-{look}", x, y, anchor, text)


def draw_picture(label: str, height: int, shapes: Iterable[Markup]) -> Markup:
    """The whole picture, which a screen reader reads as its ``label``; the table beside it has the numbers."""
    return Markup('<svg class="ro-picture" role="img" aria-label="{}" width="100%" height="{}">{}</svg>').format(
        label, height, Markup("").join(shapes)
    )


def _format(percent: Fraction) -> str:
    """Two decimals at most."""
    return f"{float(percent):.2f}".rstrip("0").rstrip(".")
